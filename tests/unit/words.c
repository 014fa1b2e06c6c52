/* SPDX-License-Identifier: ISC */
#include <utf8proc.h>

#include "cmd/cm-stats/fold.c"
#include "cmd/cm-stats/link.c"
#include "cmd/cm-stats/words.c"
#include "tests/tap.h"

static struct cm_buf out;

static void
note(void *ctx, enum words_kind kind, const char *s, size_t len)
{
	static const char *const mark[] = {"", "+", "#"};

	(void)ctx;
	cm_buf_printf(
	    &out, "%s%s%.*s", out.len > 0 ? "|" : "", mark[kind], (int)len, s);
}

static const char *
cut(const char *s, int phrases)
{
	cm_buf_clear(&out);
	words_cut(s, strlen(s), phrases, NULL, note);
	return cm_buf_str(&out);
}

static void
test_words(void)
{
	is(cut("Bonjour, le MONDE!", 0), "bonjour|le|monde",
	    "words are runs of letters, whatever their case");
	is(cut("Cafe\xCC\x81 CAF\xC3\x89 STRASSE stra\xC3\x9F"
	       "e",
	       0),
	    "caf\xC3\xA9|caf\xC3\xA9|strasse|strasse",
	    "and however they are composed");
	is(cut("\xEF\xBC\xA1\xEF\xBC\xA2\xEF\xBC\xA3 \xEF\xAC\x81n", 0),
	    "abc|fin", "wide letters and ligatures are letters");
	is(cut("a \xC3\xA0 I x9 2026 11,5 5h52 3D", 0), "x9|5h52|3d",
	    "one letter is no word, nor is a number");
	is(cut("l'\xC3\xA9"
	       "cole qu\xE2\x80\x99"
	       "autres d'or d'l",
	       0),
	    "\xC3\xA9"
	    "cole|autres|d'or|d'l",
	    "an elided article is none of the word");
	is(cut("don't the bakery's bakery\xE2\x80\x99s it's we're '90s", 0),
	    "don't|the|bakery|bakery|it|we're|90s",
	    "nor is a possessive s; other apostrophes stay");
	is(cut("об'єкт п’ять", 0), "об'єкт|п'ять",
	    "where apostrophes are letters they stay");
	is(cut("snake_case _mark_ col\xC2\xB7lecci\xC3\xB3", 0),
	    "snake_case|mark|col\xC2\xB7lecci\xC3\xB3",
	    "a low line or a middle dot joins only between letters");
	is(cut("mont-blanc e.g. and/or", 0), "mont|blanc|and|or",
	    "a hyphen, a stop and a slash part");
	is(cut("see https://Example.org/a-b?c=d, www.x.example/y "
	       "(http://a.b) me@x.example @odile.b@host.example ok",
	       0),
	    "see|ok", "URLs, addresses and mentions are no words");
	is(cut("#Pain #2026 #caf\xC3\xA9_noir! C# # ##x", 0),
	    "#pain|#caf\xC3\xA9_noir|#x", "nor are tags");
	is(cut("", 0), "", "nothing has no words");
	is(cut("\xFF\xFE"
	       "ab\xC3",
	       0),
	    "ab", "nor have wrong bytes");
	is(cut("aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd "
	       "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddE",
	       0),
	    "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd",
	    "what is longer than 40 letters is no word");
	is(cut("नमस्ते दुनिया", 0), "नमस्ते|दुनिया", "marks belong to their letters");
	is(cut("می\xE2\x80\x8Cخواهم", 0), "میخواهم",
	    "what does not show makes no difference");
}

static void
test_dense(void)
{
	is(cut("新鲜面包", 0), "新鲜|鲜面|面包", "Chinese is cut into pairs");
	is(cut("新鲜面包", 1), "新鲜|鲜面|+新鲜面|面包|+鲜面包",
	    "and phrases are three");
	is(cut("好，iPhone手机", 1), "好|iphone|手机",
	    "a single one is a word; other scripts part");
	is(cut("チョコレートを食べる ﾊﾟﾝ", 0),
	    "チョコレート|を食|食べ|べる|パン",
	    "Katakana is a word of its own");
	is(cut("กินข้าว", 0), "กิน|นข้|ข้า|าว",
	    "in Thai a mark belongs to its letter");
	is(cut("#话题#内容在", 0), "#话题|内容|容在",
	    "a topic of Weibo ends with its second #");
	is(cut("谢谢@张三 来", 0), "谢谢|来",
	    "a mention needs no blank before it");
	is(cut("빵이 정말", 1), "빵이|정말|+빵이 정말", "Hangul has words");
}

static void
test_phrases(void)
{
	is(cut("Pain de Minuit, enfin", 1),
	    "pain|de|+pain de|minuit|+de minuit|enfin",
	    "a phrase is two words that nothing parts");
	is(cut("sold  out\nnow well-made a bread", 1),
	    "sold|out|+sold out|now|well|+now well|made|+well made|bread",
	    "blanks and hyphens do not, a line end and a letter do");
	is(cut("5 \xE2\x82\xAC bread x 7 rolls", 1), "bread|rolls",
	    "numbers are not skipped");
}

static const char *
canonical(const char *url)
{
	cm_buf_clear(&out);
	return link_canonical(&out, url, strlen(url)) == 0 ? cm_buf_str(&out)
							   : "none";
}

static const char *
host(const char *url)
{
	static char name[100];
	const char *p;
	size_t n;

	canonical(url);
	n = link_host(out.p, out.len, &p);
	snprintf(name, sizeof(name), "%.*s", (int)n, p);
	return name;
}

static void
test_links(void)
{
	is(canonical("HTTP://WWW.Example.ORG"), "https://www.example.org/",
	    "scheme, host and path have one spelling");
	is(canonical("https://u:p@example.org.:443/A?x=1#top"),
	    "https://example.org/A?x=1", "no user, no usual port, no fragment");
	is(canonical("http://example.org:8080/?utm_source=x&b=2&fbclid=z&"
		     "amp;utm_medium=y&&a"),
	    "https://example.org:8080/?b=2&a", "no tracking");
	is(canonical("https://example.org/x?gclid=1&utm_campaign=a"),
	    "https://example.org/x", "and no question mark for nothing");
	is(canonical("https://[2001:DB8::1]:81/x"),
	    "https://[2001:db8::1]:81/x", "an address is a host");
	is(canonical("mailto:a@b.example"), "none", "no page, no link");
	is(canonical("https://"), "none", "nor without a host");
	is(canonical("https:///x"), "none", "nor with an empty one");
	is(canonical("https://."), "none", "nor with a dot");
	is(host("https://www.Example.org:81/x"), "example.org",
	    "a host has no www.");
	is(host("https://[::1]:81/x"), "[::1]:81", "an address stays whole");
}

static size_t
copy(char *to, const char *s)
{
	memcpy(to, s, strlen(s));
	return strlen(s);
}

/* What is folded without tables is what utf8proc makes of it. */
static void
test_fold(void)
{
	static const char *const between[] = {"", "x", "e", "\xC3\xA9", "가"};
	struct cm_buf quick, slow;
	char text[64], *p;
	uint32_t c;
	size_t k;
	int wrong = 0, known = 0;

	cm_buf_init(&quick, CM_BUF_ANY);
	cm_buf_init(&slow, CM_BUF_ANY);
	for (c = 0x80; c < 0x20000; c++) {
		if (fold_simply(c) == 0)
			continue;
		known++;
		for (k = 0; k < 5; k++) {
			p = text + copy(text, between[k]);
			p = put(p, c);
			p = put(p, c);
			p += copy(p, between[k]);
			cm_buf_clear(&quick);
			cm_buf_clear(&slow);
			words_fold(&quick, text, (size_t)(p - text));
			fold_slowly(&slow, text, (size_t)(p - text));
			if (quick.len != slow.len ||
			    memcmp(quick.p, slow.p, slow.len) != 0) {
				printf("# U+%04X\n", (unsigned)c);
				wrong++;
			}
		}
	}
	ok(known > 30000, "most letters are folded without tables");
	ok(wrong == 0, "and as with them");
	cm_buf_release(&quick);
	cm_buf_release(&slow);
}

int
main(void)
{
	cm_buf_init(&out, CM_BUF_ANY);
	test_words();
	test_dense();
	test_phrases();
	test_links();
	test_fold();
	cm_buf_release(&out);
	return done();
}
