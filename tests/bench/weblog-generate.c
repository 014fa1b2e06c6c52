/* SPDX-License-Identifier: ISC */
/*
 * weblog-generate SEED BYTES: a combined log of a made-up site, at least that
 * many bytes, for the benchmarks. The same seed gives the same bytes on every
 * machine. Visitors, agents and pages are drawn with a long tail; a page
 * brings its pictures and styles; a fifth are bots, and some requests are no
 * HTTP, as in real logs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/random.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { VISITORS = 60000, PAGES = 4000, LINE = 4096, DAY = 86400 };

/* A number below n; low ones come more often. */
static unsigned
tail(unsigned n)
{
	uint64_t a = below(n), b = below(n), c = below(n);

	return (unsigned)(a * b / n * c / n);
}

static const char *const systems[] = {"Windows NT 10.0; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64",
    "Linux; Android 10; K", "Linux; Android 14; SM-S918B"};

static const char *const bots[] = {"Mozilla/5.0 (compatible; Googlebot/2.1; "
				   "+http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; "
    "bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 "
    "Safari/537.36",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; "
    "GPTBot/1.2; +https://openai.com/gptbot)",
    "facebookexternalhit/1.1 "
    "(+http://www.facebook.com/externalhit_uatext.php)",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 41 subscribers)",
    "python-requests/2.31.0", "curl/8.5.0", "-"};

static const char *const hosts[] = {"https://www.google.com/",
    "https://www.google.fr/", "https://t.co/k3Jd8sLq2a",
    "https://l.facebook.com/", "https://l.instagram.com/",
    "https://www.bing.com/", "https://duckduckgo.com/",
    "https://news.ycombinator.com/", "https://www.reddit.com/",
    "https://lnkd.in/", "android-app://com.google.android.gm/",
    "https://chatgpt.com/", "https://fosstodon.org/",
    "https://www.example.net/links/bakeries.html?page=2"};

static const char *const campaigns[] = {
    "utm_source=newsletter&utm_medium=email&utm_campaign=autumn",
    "utm_source=ig&utm_medium=social&utm_campaign=spring%20sale"
    "&fbclid=IwAR2xQ9c1aXbT7dK0mYp8",
    "utm_source=google&utm_medium=cpc&utm_term=bakery+near+me"
    "&gclid=Cj0KCQiA3rKQBhCNARIsAC"};

static const char *const parts[] = {"css", "js", "png", "webp", "woff2", "svg"};

static void
address(char *to, unsigned visitor)
{
	uint64_t h = (visitor + 1) * UINT64_C(0x9e3779b97f4a7c15);

	if (visitor % 6 == 0)
		snprintf(to, 64, "2001:db8:%x:%x::%x", (unsigned)(h >> 48),
		    (unsigned)(h >> 32 & 0xffff), visitor & 0xffff);
	else
		snprintf(to, 64, "%u.%u.%u.%u", (unsigned)(h >> 56) % 223 + 1,
		    (unsigned)(h >> 48 & 255), (unsigned)(h >> 40 & 255),
		    (unsigned)(h >> 32 & 255));
}

static void
agent(char *to, unsigned visitor)
{
	unsigned h = visitor * 2654435761u >> 8, version = 120 + h % 23;

	if (h % 4 == 0)
		snprintf(to, 256,
		    "Mozilla/5.0 (iPhone; CPU iPhone OS %u_%u like Mac OS X) "
		    "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%u.%u "
		    "Mobile/15E148 Safari/604.1",
		    15 + h / 4 % 4, h / 16 % 7, 15 + h / 4 % 4, h / 16 % 7);
	else if (h % 7 == 1)
		snprintf(to, 256,
		    "Mozilla/5.0 (%s; rv:%u.0) Gecko/20100101 Firefox/%u.0",
		    systems[h % 3], version, version);
	else
		snprintf(to, 256,
		    "Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) "
		    "Chrome/%u.0.0.0 %sSafari/537.36",
		    systems[h % COUNT(systems)], version,
		    h % COUNT(systems) > 2 ? "Mobile " : "");
}

static void
page(char *to, unsigned n)
{
	static const char *const words[] = {"bread", "autumn", "news", "shop",
	    "recipes", "sourdough", "opening-hours", "about-us"};

	if (n == 0)
		snprintf(to, 256, "/");
	else
		snprintf(to, 256, "/%s/%s-%u%s", words[n % COUNT(words)],
		    words[n / 8 % COUNT(words)], n, n % 3 == 0 ? ".html" : "/");
}

/* The time as logs write it, of a site in summer time. */
static void
moment(char *to, uint64_t t)
{
	static const char *const months[] = {"Sep", "Oct", "Nov", "Dec"};
	uint64_t days = t / DAY;

	snprintf(to, 64, "%02u/%s/2026:%02u:%02u:%02u +0200",
	    (unsigned)(days % 28) + 1, months[days / 28 % 4],
	    (unsigned)(t % DAY / 3600), (unsigned)(t / 60 % 60),
	    (unsigned)(t % 60));
}

static void
target(char *url, char *referrer, unsigned seen)
{
	unsigned kind = below(100), n = strlen(url);

	if (kind < 55) {
		snprintf(referrer, 512, "https://www.example.org%.400s", url);
		snprintf(url, 512, "/assets/%s/%08x.%s", "theme", tail(300),
		    parts[seen % COUNT(parts)]);
	} else if (kind < 75) {
		snprintf(referrer, 512, "https://www.example.org/");
	} else if (kind < 88) {
		snprintf(referrer, 512, "%s", hosts[tail(COUNT(hosts))]);
		if (kind < 80)
			snprintf(url + n, 256, "?%s",
			    campaigns[seen % COUNT(campaigns)]);
	} else if (kind < 92) {
		snprintf(url + n, 256, "?page=%u&sort=new", seen % 40);
	}
}

static size_t
line(char *to, uint64_t t)
{
	static const int statuses[] = {304, 301, 404, 302, 206, 500};
	char ip[64], when[64], url[1024], referrer[512] = "-", name[256];
	unsigned kind = below(1000), visitor = tail(VISITORS);
	int status = below(10) < 8 ? 200 : statuses[tail(COUNT(statuses))];

	address(ip, visitor);
	moment(when, t);
	if (kind < 4)
		return (size_t)snprintf(to, LINE,
		    "%s - - [%s] \"\\x16\\x03\\x01\\x00\\xEE\" 400 157 \"-\" "
		    "\"-\"\n",
		    ip, when);
	page(url, tail(PAGES));
	if (kind < 200) {
		snprintf(name, sizeof(name), "%s", bots[tail(COUNT(bots))]);
	} else {
		agent(name, visitor);
		target(url, referrer, kind);
	}
	return (size_t)snprintf(to, LINE,
	    "%s - - [%s] \"%s %s HTTP/%s\" %d %u \"%s\" \"%s\"\n", ip, when,
	    below(40) == 0 ? "POST" : "GET", url, kind % 3 == 0 ? "1.1" : "2.0",
	    status, status == 304 ? 0 : below(90000), referrer, name);
}

int
main(int argc, char *argv[])
{
	static char out[1 << 16];
	uint64_t bytes, done = 0, t = 0;
	size_t n = 0;

	if (argc != 3) {
		fputs("usage: weblog-generate SEED BYTES\n", stderr);
		return 2;
	}
	state = strtoull(argv[1], NULL, 10);
	bytes = strtoull(argv[2], NULL, 10);
	while (done < bytes) {
		t += below(5) == 0;
		n += line(out + n, t);
		if (n > sizeof(out) - LINE || done + n >= bytes) {
			if (fwrite(out, 1, n, stdout) != n)
				return 1;
			done += n;
			n = 0;
		}
	}
	return fclose(stdout) != 0;
}
