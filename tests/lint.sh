#!/bin/sh
# make lint: manuals, scripts, the format of the C, and what cppcheck finds.
cd "${0%/*}/.." || exit 1
status=0

say() {
	echo "lint: $*"
}

say manuals
mandoc -T lint -W warning man/*.[157] || status=1

say scripts
# Fragments of the benchmark are read by its run.sh, not alone.
find . -path ./demo -prune -o -path ./dist -prune -o \
	\( -name '*.sh' -o -name '*.t' -o -path ./.ci/run \) -type f -print |
	sort | while read -r f; do
	case $f in
	*/job-*.sh) continue ;;
	esac
	[ "$(head -c 9 "$f")" != '#!/bin/sh' ] || echo "$f"
done >/tmp/cm-lint.$$
# shellcheck disable=SC2046 # words on purpose
shellcheck -s sh -S warning -e SC2034 -e SC1090 -x -P tests \
	$(cat /tmp/cm-lint.$$) || status=1
rm -f /tmp/cm-lint.$$

sources=$(find lib cmd tests -name '*.[ch]' ! -name '*.gen.c' | sort)
say format
# shellcheck disable=SC2086
clang-format --dry-run -Werror $sources || status=1

say cppcheck
# shellcheck disable=SC2086
cppcheck -q --std=c11 --error-exitcode=1 --inline-suppr -I. -DCM_VERSION='""' \
	--enable=warning,portability --suppress=missingInclude $sources ||
	status=1
exit $status
