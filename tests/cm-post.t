#!/bin/sh
# The command line of cm-post.
. "${0%/*}/lib.sh"

run cm-post --help
is_status '--help' 0
has_out 'shows the usage' '^usage: cm-post '
run cm-post --version
has_out '--version' '^cm-post [0-9]'
run cm-post --no-such-option
is_status 'an unknown option is a usage error' 2
has_err 'and is named' "unknown option '--no-such-option'"
last='cm-post --help >/dev/full'
cm-post --help >/dev/full 2>"$tmp/.err"
status=$?
is_status 'help on a full disk is a failure' 1
has_err 'and is named' 'cannot write'

# usage WHAT RE CMD ...: a usage error with that message.
usage() {
	what=$1
	re=$2
	shift 2
	run "$@"
	is_status "$what: a usage error" 2
	has_err "$what: and is named" "$re"
}
usage 'words without an account' 'name an account with --to' \
	cm-post --text hello
usage 'words and a file' 'give files or these' cm-post --text a --to b file
usage 'an account that is none' "no account is called 'nobody'" \
	cm-post --to nobody --text hello
usage '--alt without --media' 'belong to --text' cm-post --alt a file
usage 'more --alt than --media' 'more --alt than --media' \
	cm-post --to a --text b --media c --alt d --alt e
usage '--at without a zone' 'says no time zone' \
	cm-post --to a --text b --at '2026-11-20 09:00'
usage '--at that is no time' 'is no time' cm-post --to a --text b --at soon
usage '--late that is no span' '--late is no span' cm-post --late soon file
usage '--tz that is none' 'no time zone is called' cm-post --tz Mars file
usage '--journal with a file' 'takes no drafts' cm-post --journal file
usage '--journal with --settle' 'do not go together' \
	cm-post --journal --settle a=failed
run_in /dev/null cm-post
is_status 'nothing on standard input is nothing to do' 0
is_err 'and there is nothing to say' </dev/null
run cm-post no-such-file
is_status 'a file that is not there' 1
has_err 'is named' "cannot open 'no-such-file': No such file"
done_testing
