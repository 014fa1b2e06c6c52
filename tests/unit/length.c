/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/length.h"
#include "tests/tap.h"

static void
check(const char *s, int graphemes, int points, int utf16, int weighted)
{
	struct cm_length l;

	cm_length_of(&l, s, strlen(s));
	is_int((long long)l.in[CM_UNIT_GRAPHEMES], graphemes, s);
	is_int((long long)l.in[CM_UNIT_CODEPOINTS], points, "code points");
	is_int((long long)l.in[CM_UNIT_UTF16], utf16, "UTF-16");
	is_int((long long)l.in[CM_UNIT_BYTES], (long long)strlen(s), "bytes");
	is_int((long long)l.in[CM_UNIT_WEIGHTED], weighted, "weighted");
}

int
main(void)
{
	check("", 0, 0, 0, 0);
	check("abc", 3, 3, 3, 3);
	check("é", 1, 1, 1, 1);
	check("e\xCC\x81", 1, 2, 2, 1); /* composed before it is weighed */
	check("日本", 2, 2, 2, 4);
	check("H🐱☺👨‍👩‍👧‍👦", 4, 10, 15, 7);
	check("🇫🇷🇩🇪", 2, 4, 8, 4);
	check("👍🏿", 1, 2, 4, 2);
	check("1️⃣", 1, 3, 3, 2);
	check("©", 1, 1, 1, 1);
	check("©️", 1, 2, 2, 2);
	check("\xE2\x80\x8E", 1, 1, 1, 2); /* a directional mark */
	check("한국", 2, 2, 2, 4);
	/* Composed as a whole first: one sign, two, or three. */
	check("\xE2\x84\xAB", 1, 1, 1, 1); /* Angstrom: a letter with a ring */
	check("\xCD\x84", 1, 1, 1, 2);     /* two accents in one */
	check("\xEF\xAC\xAC", 1, 1, 1, 3); /* shin, dagesh and shin dot */
	check("は\xE3\x82\x99", 1, 2, 2, 2); /* ba of two */
	check("각", 1, 1, 1, 2);
	check("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", 1, 3, 3, 2);
	/* What follows makes an emoji of some signs, of others not. */
	check("®️", 1, 2, 2, 2);
	check("#⃣", 1, 2, 2, 2);
	check("#️⃣", 1, 3, 3, 2);
	check("1️", 1, 2, 2, 3);
	check(" ️", 1, 2, 2, 3);
	check("™", 1, 1, 1, 2);
	check("❤️", 1, 2, 2, 2);
	check("❤", 1, 1, 1, 2);
	check("🏳️‍🌈", 1, 4, 6, 2);
	check("👩🏽‍💻", 1, 4, 7, 2);
	check("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 1, 7, 14, 2);
	check("🙋🏽👨‍🎤", 2, 5, 9, 4);
	/* Edges of the ranges that count one. */
	check("\xE1\x83\xBF", 1, 1, 1, 1); /* 4351 */
	check("\xE1\x84\x80", 1, 1, 1, 2); /* 4352 */
	check("\xE2\x80\x8D", 1, 1, 1, 1); /* 8205 */
	check("\xE2\x80\x90", 1, 1, 1, 1); /* 8208 */
	check("\xE2\x80\x9F", 1, 1, 1, 1); /* 8223 */
	check("\xE2\x80\xA0", 1, 1, 1, 2); /* 8224 */
	check("\xE2\x80\xB2", 1, 1, 1, 1); /* 8242 */
	check("\xE2\x80\xB8", 1, 1, 1, 2); /* 8248 */
	is_int(cm_unit_find("utf16", 5), CM_UNIT_UTF16, "a unit by its name");
	is_int(cm_unit_find("utf", 3), -1, "no such unit");
	is(cm_unit_name(CM_UNIT_WEIGHTED), "weighted", "the name of a unit");
	return done();
}
