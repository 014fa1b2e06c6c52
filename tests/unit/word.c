/* SPDX-License-Identifier: ISC */
#include "lib/word.h"
#include "lib/err.h"
#include "tests/tap.h"

/* The digits of n, with what lies behind a number in a line. */
static void
digits(void)
{
	static const char *const behind[] = {
	    ",12345678", "}87654321", "00000000"};
	char text[32];
	uint32_t n, value;
	size_t len, k;
	int fine = 1;

	for (n = 0; n < 99999999; n += n < 20000 ? 1 : n / 977)
		for (k = 0; k < 3; k++) {
			len = (size_t)snprintf(
			    text, sizeof(text), "%u", (unsigned)n);
			memcpy(text + len, behind[k], 9);
			value = 0;
			fine &= cm_word_digits(text, len, &value) == 0 &&
			    value == n;
		}
	ok(fine, "numbers of 1 to 8 digits, whatever lies behind");
	is_int(cm_word_digits("00000012", 8, &value), 0, "zeros before");
	is_int(value, 12, "do not count");
}

static void
no_digits(void)
{
	char text[17] = "1234567812345678";
	uint32_t value;
	size_t at;
	int c, fine = 1;

	for (c = 0; c < 256; c++)
		for (at = 0; at < 8; at++) {
			memcpy(text, "12345678", 8);
			text[at] = (char)c;
			fine &= cm_word_digits(text, 8, &value) ==
			    (c >= '0' && c <= '9' ? 0 : -1);
			fine &= cm_word_digits(text, 7, &value) ==
			    (at == 7 || (c >= '0' && c <= '9') ? 0 : -1);
		}
	ok(fine, "any other byte among them is told");
}

static void
parts(void)
{
	static const char text[] = "abcdefghij";

	ok(cm_word(text) == 0x6867666564636261, "the first byte is lowest");
	ok(cm_word_first(text, 0) == 0, "the first none");
	ok(cm_word_first(text, 3) == 0x636261, "the first three");
	ok(cm_word_first(text, 9) == cm_word(text), "the first nine are eight");
	ok(cm_word_has(cm_word(text), 'a') && cm_word_has(cm_word(text), 'h'),
	    "what is there");
	ok(!cm_word_has(cm_word(text), 'i'), "what is not");
	ok(!cm_word_has(cm_word("\xdc\xdb\x5d\x5b\xa3zzz"), '\\'),
	    "nor its like");
}

int
main(void)
{
	cm_name = "word.t";
	digits();
	no_digits();
	parts();
	return done();
}
