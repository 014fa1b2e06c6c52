#!/bin/sh
# make install, uninstall and dist, in a copy of what was built.
. "${0%/*}/lib.sh"
cd "$top" || exit 1
# What was given to make check (SANITIZE=1) must be given here, or all would
# be built again; but not its jobs.
MAKEFLAGS=$(printf '%s\n' "${MAKEFLAGS:-}" |
	sed 's/--jobserver[^ ]*//g; s/-j[0-9]*//g')
export MAKEFLAGS
unset MAKELEVEL MFLAGS

make="make"
$make --version >/dev/null 2>&1 || make=bmake
root=$tmp/root

run $make -s install DESTDIR="$root" PREFIX=/opt/cm
is_status 'make install' 0
(cd "$root" && find . ! -type d | sort) >"$tmp/list"
{
	for p in cm-curate cm-fetch cm-post cm-report cm-stats; do
		echo "./opt/cm/bin/$p"
		echo "./opt/cm/share/bash-completion/completions/$p"
		echo "./opt/cm/share/fish/vendor_completions.d/$p.fish"
	done
	for f in man/*.[157]; do
		echo "./opt/cm/share/man/man${f##*.}/${f##*/}"
	done
	echo ./opt/cm/share/zsh/site-functions/_cm
	echo ./opt/cm/share/cm/record.schema.json
} | sort >"$tmp/want"
is 'all of it is there, and nothing else' "$(cat "$tmp/list")" \
	"$(cat "$tmp/want")"
for p in cm-curate cm-fetch cm-post cm-report cm-stats; do
	run "$root/opt/cm/bin/$p" --version
	has_out "$p runs from there" "^$p [0-9]"
done
is 'programs are executable, the rest is not' \
	"$(find "$root" -type f -perm -100 | grep -vc '/bin/')" 0
: >"$root/opt/cm/bin/of-somebody-else"

run $make -s uninstall DESTDIR="$root" PREFIX=/opt/cm
is_status 'make uninstall' 0
is 'it takes away what it brought, no more' \
	"$(cd "$root" && find . ! -type d)" ./opt/cm/bin/of-somebody-else
ok 'its own folder is gone' test ! -d "$root/opt/cm/share/cm"

if git rev-parse --git-dir >/dev/null 2>&1; then
	git archive --prefix=cm/ HEAD | (cd "$tmp" && tar -xf -)
	ok 'an archive has what is needed to build' \
		test -f "$tmp/cm/Makefile" -a -f "$tmp/cm/lib/err.h" \
		-a -f "$tmp/cm/man/cm.7" -a -f "$tmp/cm/tests/demo/run.sh"
	run $make -s -n -C "$tmp/cm" all
	is_status 'and make finds its way there without git' 0
else
	skip 'an archive' 'not in a git tree'
fi
done_testing
