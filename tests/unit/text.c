/* SPDX-License-Identifier: ISC */
#include "lib/entity.h"
#include "lib/text.h"
#include "tests/tap.h"

static struct cm_buf out;

static size_t
width(const char *s)
{
	return cm_text_width(s, strlen(s));
}

static const char *
cut(const char *s, size_t columns)
{
	cm_buf_clear(&out);
	cm_text_cut(&out, s, strlen(s), columns);
	return cm_buf_str(&out);
}

static const char *
pad(const char *s, size_t columns, enum cm_text_side side)
{
	cm_buf_clear(&out);
	cm_text_pad(&out, s, strlen(s), columns, side);
	return cm_buf_str(&out);
}

static const char *
fold(const char *s, int how)
{
	cm_buf_clear(&out);
	cm_text_fold(&out, s, strlen(s), how);
	return cm_buf_str(&out);
}

static const char *
decode(const char *s)
{
	cm_buf_clear(&out);
	cm_entity_decode(&out, s, strlen(s));
	return cm_buf_str(&out);
}

static void
test_width(void)
{
	is_int((long long)width("abc"), 3, "letters are one column wide");
	is_int((long long)width("日本"), 4, "ideographs are two");
	is_int((long long)width("e\xCC\x81t\xC3\xA9"), 3,
	    "an accent of its own takes no room");
	is_int((long long)width("👍"), 2, "an emoji is two");
	is_int((long long)width("👨‍👩‍👧"), 2,
	    "so is a family of three");
	is_int((long long)width("👍🏽"), 2, "and one with a skin tone");
	is_int((long long)width("🇫🇷"), 2, "and a flag");
	is_int((long long)width("❤️"), 2,
	    "and a sign that is shown as an emoji");
	is_int((long long)width("한국"), 4, "Hangul too");
	is_int((long long)width("a\tb"), 3, "a control character is one");
	is_int((long long)width("\xFF"), 1, "so is a wrong byte");
	is_int((long long)cm_text_graphemes("👨‍👩‍👧🇫🇷é", 28),
	    3, "graphemes are what people count");
	is_int(
	    (long long)cm_text_graphemes("🇫🇷🇩🇪", 16), 2, "two flags are two");
	is_int((long long)cm_text_graphemes("", 0), 0, "nothing has none");
}

static void
test_cut(void)
{
	is(cut("short", 10), "short", "what fits stays whole");
	is(cut("exactly", 7), "exactly", "also when it just fits");
	is(cut("too long a text", 9), "too long…", "the rest is an ellipsis");
	is(cut("日本語", 4), "日…", "a wide character is not halved");
	is(cut("a👨‍👩‍👧b", 3), "a…", "nor is a family");
	is(cut("a\x1B[31mb\n", 20), "a [31mb ", "no text steers the terminal");
	is(cut("abc", 0), "", "no room, no text");
	is(pad("日", 4, CM_TEXT_LEFT), "日  ", "padded on the right");
	is(pad("12", 4, CM_TEXT_RIGHT), "  12", "padded on the left");
	is(pad("12345", 4, CM_TEXT_RIGHT), "123…", "and cut");
}

static void
test_fold(void)
{
	is(fold("Hello", CM_TEXT_CASE), "hello", "case");
	is(fold("ÉTÉ", CM_TEXT_CASE), "été", "of all letters");
	is(fold("Straße", CM_TEXT_CASE), "strasse", "also where it grows");
	is(fold("ÉTÉ", CM_TEXT_ACCENTS), "ete", "accents");
	is(fold("E\xCC\x81", CM_TEXT_ACCENTS), "e", "however composed");
	is(fold("e\xCC\x81", CM_TEXT_CASE), "é", "composed in one way");
	is(fold("Łódź Øre Œuvre", CM_TEXT_ACCENTS), "lodz ore oeuvre",
	    "strokes and ligatures");
	is(fold("한국 が", CM_TEXT_ACCENTS), "한국 が",
	    "what is no accent stays");
	is(fold("a\xFF", CM_TEXT_CASE), "a\xEF\xBF\xBD", "wrong bytes");
}

static void
test_repair(void)
{
	cm_buf_clear(&out);
	is_int((long long)cm_text_repair(&out, "a\xC3(\xED\xA0\x80", 6), 4,
	    "wrong bytes are counted");
	is(cm_buf_str(&out),
	    "a\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
	    "and replaced one by one");
	ok(cm_text_valid("été", 5), "valid text is valid");
	ok(!cm_text_valid("\xC0\x80", 2), "an overlong form is not");
	ok(!cm_text_valid("\xF4\x90\x80\x80", 4), "nor what is too high");
	ok(!cm_text_valid("\xE2\x82", 2), "nor what is cut off");
}

static void
test_entities(void)
{
	is(decode("a &amp; b &lt;&gt;&quot;&apos;"), "a & b <>\"'", "names");
	is(decode("&eacute;&hellip;&nbsp;&AElig;"), "é…\xC2\xA0Æ", "of HTML");
	is(decode("&#233;&#xe9;&#XE9;"), "ééé", "numbers");
	is(decode("&#150;&#146;"), "–’", "of windows-1252");
	is(decode("&copy 2026 &copy=1"), "© 2026 &copy=1",
	    "old names may lack their semicolon");
	is(decode("&hellip x"), "&hellip x", "others may not");
	is(decode("AT&T &nosuch; & &#; &#x; &"), "AT&T &nosuch; & &#; &#x; &",
	    "what is none stays");
	is(decode("&#0;&#xD800;&#99999999999;"),
	    "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "what is no character");
	is(decode("&NotEqualTilde;"), "≂̸", "a name for two characters");
	is(decode("&zwnj;&Aacute;&sub;&sube;"), "\xE2\x80\x8CÁ⊂⊆",
	    "the ends and the middle of the table");
}

int
main(void)
{
	cm_buf_init(&out, CM_BUF_ANY);
	test_width();
	test_cut();
	test_fold();
	test_repair();
	test_entities();
	cm_buf_release(&out);
	return done();
}
