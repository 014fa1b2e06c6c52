#!/bin/sh
# What the programs say of themselves, what the manuals say, and what the
# completions offer are the same.
. "${0%/*}/lib.sh"
cd "$top" || exit 1

# Shells start the programs in ways in which the search for leaks can hang.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

# Out of --help: "VERB OPTION", VERB being "-" for the program's own.
options() {
	awk 'NR > 2 && last == 0 && /^[a-z][a-z-]*( [^:]*)?: / &&
		!/^manual: / { verb = $1; sub(/:$/, "", verb) }
		/^options:/ { verb = "-" }
		/^ +-/ { for (i = 1; i <= 2; i++) if ($i ~ /^-/) {
			o = $i; sub(/,$/, "", o); print verb, o } }
		{ last = NF }' "$1"
}

verbs() {
	awk 'NR > 2 && last == 0 && /^[a-z][a-z-]*( [^:]*)?: / &&
		!/^manual: / { verb = $1; sub(/:$/, "", verb); print verb }
		{ last = NF }' "$1"
}

# What the completions offer for "WORD ... LAST", one a line, sorted.
# shellcheck disable=SC2016 # these are other shells' variables
completed() { # SHELL WORD ... LAST
	shell=$1
	shift
	case $shell in
	bash)
		bash -c '. completions/cm.bash; COMP_WORDS=("$@")
			COMP_CWORD=$(($# - 1)); _cm
			printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
		;;
	zsh)
		zsh -f -c '_describe() { print -lr -- ${${(P)argv[-1]}%%:*} }
			_message() { }
			_files() { print -lr -- *(N) }
			compset() { [[ $PREFIX == *,* ]] || return
				IPREFIX=${PREFIX%,*}, PREFIX=${PREFIX##*,} }
			compadd() { print -lr -- $IPREFIX${^${(M)@:#$PREFIX*}} }
			words=("$@") CURRENT=$# PREFIX=$argv[-1]
			. completions/cm.zsh' zsh "$@"
		;;
	fish)
		fish -c 'source completions/cm.fish; complete -C "'"$*"'"' |
			cut -f 1
		;;
	esac | grep . | sort
}

# What they offer for "PROGRAM [VERB] -".
offered() {
	completed "$1" "$2" ${3:+"$3"} -
}

for p in cm-curate cm-fetch cm-post cm-report cm-stats; do
	run "$p" --help
	cp "$tmp/.out" "$tmp/help"
	options "$tmp/help" >"$tmp/options"
	page=man/$p.1
	is "$p: the options of its manual are those of --help" \
		"$(sed -n 's/^\.It Fl \(.*\)/\1/p' "$page" 2>&1 |
			sed 's/ , / /; s/ Ar .*//; s/ Ns .*//; s/ Oo .*//' |
			tr ' ' '\n' |
			sed 's/^/-/' | grep -v '^-$' | sort -u)" \
		"$(cut -d' ' -f2 "$tmp/options" | sort -u)"
	for verb in $(verbs "$tmp/help"); do
		ok "$p: its manual has the verb $verb" \
			grep -qE "^\.(It|Ss) .*(Cm )?$verb" "$page"
	done
	for shell in bash zsh fish; do
		command -v $shell >/dev/null || {
			skip "$p in $shell" "no $shell"
			continue
		}
		for verb in '' $(verbs "$tmp/help"); do
			is "$p $verb: what $shell offers" \
				"$(offered $shell "$p" $verb)" \
				"$(grep -E "^(-|$verb) " "$tmp/options" |
					cut -d' ' -f2 | sort)"
		done
	done
done

# Names of keys and measures, as the manuals have them.
names() { # FROM TO PAGE
	sed -n "/^\.Ss $1/,/^\.Ss $2/p" "$3" |
		sed -En 's/^\.(It Cm|Cm engagement_rate)/\1/p' |
		sed 's/^It Cm //; s/^Cm //; s/ , */\n/g' | grep '^[a-z]'
}
{
	names KEYS MEASURES man/cm-stats.1
	printf '%s\n' network account lang
} | sort -u >"$tmp/keys"
{
	names MEASURES DUPLICATES man/cm-stats.1
	names Metrics Curation man/cm-record.5
} | sort -u >"$tmp/measures"
mkdir -p "$tmp/dir/reports"
: >"$tmp/dir/reports/monthly.jq"
echo '[brand]' >"$tmp/dir/accounts"
for shell in bash zsh fish; do
	command -v $shell >/dev/null || {
		skip "words in $shell" "no $shell"
		continue
	}
	is "$shell offers the keys of the manual" \
		"$(completed $shell cm-stats by '')" "$(cat "$tmp/keys")"
	is "$shell offers keys behind a comma" \
		"$(completed $shell cm-stats by week,ne)" week,network
	is "$shell offers the measures of the manuals" \
		"$(completed $shell cm-stats by week -m '')" \
		"$(cat "$tmp/measures")"
	is "$shell offers measures behind a comma" \
		"$(completed $shell cm-stats by week -m posts,lik)" posts,likes
	is "$shell offers no files for an expression" \
		"$(completed $shell cm-curate keep '')" ''
	ok "$shell offers files behind it" \
		test -n "$(completed $shell cm-curate keep .lang '')"
	is "$shell offers networks behind the name of a new account" \
		"$(completed $shell cm-fetch --add brand si)" site
	is "$shell offers accounts" \
		"$(CM_DIR=$tmp/dir completed $shell cm-fetch --status b)" brand
	is "$shell offers the user's own layouts" \
		"$(CM_DIR=$tmp/dir completed $shell cm-report '' | xargs)" \
		'monthly table weekly'
done

for f in man/*.[157]; do
	run mandoc -T lint -W warning "$f"
	is_out "$f: mandoc finds nothing" </dev/null
	grep -oE '^\.Xr cm[a-z-]* [157]' "$f" | sort -u |
		while read -r _ name section; do
			[ -f "man/$name.$section" ] || echo "$name($section)"
		done >"$tmp/missing"
	is "$f: the pages that it names are there" "$(cat "$tmp/missing")" ''
done
for f in man/*.1; do
	is "$f: the sections that each page must have" \
		"$(grep -cE '^\.Sh (NAME|SYNOPSIS|DESCRIPTION|EXIT STATUS|EXAMPLES|SEE ALSO)$' "$f")" 6
done

# cm-record(5) and the schema name the same members.
jq -r '[.. | .properties? // empty | keys[]] | unique[]' \
	lib/data/record.schema.json >"$tmp/members"
grep -oE '[A-Za-z_.]+' man/cm-record.5 | sort -u >"$tmp/words"
is 'cm-record(5) tells of each member of the schema' \
	"$(sort "$tmp/members" | comm -23 - "$tmp/words")" ''

if command -v zsh >/dev/null; then
	ok 'zsh reads its completions' zsh -n completions/cm.zsh
fi
if command -v fish >/dev/null; then
	ok 'fish reads its completions' fish -n completions/cm.fish
fi
is 'the README is no manual' "$(($(wc -l <README.md) < 120))" 1
for f in $(grep -oE '(\]\(|src=")[^)"#]*' README.md |
	sed 's/^](//; s/^src="//' | grep -v '^http'); do
	ok "README: $f is there" test -e "$f"
done
done_testing
