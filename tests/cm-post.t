#!/bin/sh
. "${0%/*}/lib.sh"

run cm-post --help
is_status '--help' 0
has_out 'shows the usage' '^usage: cm-post '
has_out 'and says what is not there' 'not in this version'
run cm-post --version
has_out '--version' '^cm-post [0-9]'
run cm-post --no-such-option
is_status 'an unknown option is a usage error' 2
has_err 'and is named' "unknown option '--no-such-option'"

printf '%s\n' '{"type":"draft","to":["a"],"text":"hello"}' >"$tmp/draft"
run cm-post "$tmp/draft"
is_status 'a draft: nothing was done' 2
is_out 'no receipt is invented' </dev/null
is_err 'and it says so' <<'EOT'
cm-post: publishing is not in this version; nothing was sent
EOT
run_in "$tmp/draft" cm-post
is_status 'the same from standard input' 2
last='cm-post --help >/dev/full'
cm-post --help >/dev/full 2>"$tmp/.err"
status=$?
is_status 'help on a full disk is a failure' 1
has_err 'and is named' 'cannot write'
done_testing
