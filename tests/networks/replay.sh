# replay NAME: everything that was recorded of a network's real server, told
# again from its transcripts: the same requests, and the same bytes out. Each
# NAME-WHAT.har has the command beside it (.args) and what it said (.out); see
# ../servers/lib.sh, which makes them.
replay() {
	cd "$top/tests/networks" || exit 1
	for replay_args in "$1"-*.args; do
		replay_what=${replay_args%.args}
		eval "set -- $(jq -r @sh "$replay_args")"
		replay_program=$1
		shift
		run "$replay_program" --replay "$replay_what.har" "$@"
		is_out "$replay_what: told again" <"$replay_what.out"
	done
}
