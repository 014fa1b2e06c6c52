#!/bin/sh
# Targets of tests/fuzz compile and link; make fuzz runs them.
. "${0%/*}/lib.sh"
cd "$top" || exit 1

what='every target of tests/fuzz compiles and links'
echo 'int LLVMFuzzerTestOneInput(const char *p, unsigned long n);
int LLVMFuzzerTestOneInput(const char *p, unsigned long n)
{ (void)p; (void)n; return 0; }' >"$tmp/empty.c"
if clang -fsanitize=fuzzer -o "$tmp/empty" "$tmp/empty.c" 2>"$tmp/why"; then
	run sh tests/fuzz/run.sh link
	is_status "$what" 0
else
	skip "$what" 'clang with libFuzzer is not installed'
fi
done_testing
