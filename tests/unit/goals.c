/* SPDX-License-Identifier: ISC */
/* cm-stats: what a goals file says, and what is refused, with its line. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/cm-stats/goal_file.c"
#include "cmd/cm-stats/goal_text.c"
#include "cmd/cm-stats/near.c"
#include "cmd/cm-stats/num.c"
#include "cmd/cm-stats/period.c"
#include "tests/tap.h"

static char said[8192];

/* Parses, and keeps what was said on standard error. */
static struct goals *
parse(const char *text)
{
	char path[] = "/tmp/cm-goals.XXXXXX";
	int fd = mkstemp(path), old = fcntl(2, F_DUPFD_CLOEXEC, 3);
	struct goals *g;
	ssize_t n;

	dup2(fd, 2);
	g = goals_parse(text, strlen(text), "g.txt");
	dup2(old, 2);
	close(old);
	n = pread(fd, said, sizeof(said) - 1, 0);
	said[n > 0 ? n : 0] = '\0';
	close(fd);
	unlink(path);
	return g;
}

static void
refuses(const char *text, const char *why)
{
	struct goals *g = parse(text);

	ok(g == NULL && strstr(said, why) != NULL, why);
	if (strstr(said, why) == NULL)
		printf("# said: %s\n", said);
	goals_free(g);
}

/* A goal with a target or a period of its own. */
static struct goals *
one(const char *measure, const char *target, const char *period)
{
	char text[512];

	snprintf(text, sizeof(text),
	    "[a]\nmeasure = %s\ntarget = %s\nperiod = %s\n", measure, target,
	    period);
	return parse(text);
}

static void
aims(const char *measure, const char *text, enum goal_target kind, int at_most,
    double value)
{
	struct goals *g = one(measure, text, "2026");
	int good = g != NULL && g->goal[0].kind == kind &&
	    g->goal[0].at_most == at_most && g->goal[0].target >= value &&
	    g->goal[0].target <= value;

	ok(good, text);
	if (!good)
		printf("# %s\n", said);
	goals_free(g);
}

static void
spans(
    const char *period, const char *start, const char *end, const char *before)
{
	struct goals *g = one("likes", "1", period);
	char s[CM_CLOCK_TEXT], got[100] = "", want[100];

	if (g != NULL) {
		snprintf(
		    got, sizeof(got), "%s", cm_clock_date(g->goal[0].start, s));
		snprintf(got + 10, sizeof(got) - 10, " %s",
		    cm_clock_date(g->goal[0].end, s));
		snprintf(got + 21, sizeof(got) - 21, " %s",
		    cm_clock_date(g->goal[0].before, s));
	}
	snprintf(want, sizeof(want), "%s %s %s", start, end, before);
	is(got, want, period);
	goals_free(g);
}

static void
refused(void)
{
	refuses("", "g.txt:1: no goal");
	refuses("# nothing\n", "g.txt:1: no goal");
	refuses("likes = 4\n", "g.txt:1: 'likes' stands before the first");
	refuses("[a\n", "g.txt:1: a ] is missing");
	refuses("[]\n", "g.txt:1: a goal needs a name");
	refuses("[a]\n", "g.txt:1: goal 'a' has no measure");
	refuses("[a]\n", "g.txt:1: goal 'a' has no target");
	refuses("[a]\n", "g.txt:1: goal 'a' has no period");
	refuses(
	    "[b]\n[a]\n[b]\n", "g.txt:3: goal 'b' is there already, in line 1");
	refuses("[a]\nmeasure = likes\nmeasure = likes\n",
	    "g.txt:3: 'measure' is there already, in line 2");
	refuses("[a]\ntag = x\ntag = y\n",
	    "g.txt:3: 'tag' is there already, in line 2");
	refuses("[a]\nmeasure = likes, views\n", "g.txt:2: a goal has one");
	refuses("[a]\nperod = 2026\n",
	    "g.txt:2: no setting or key 'perod' (period?)");
	refuses("[a]\nnetwork = a,, b\n", "g.txt:2: 'network': a value is");
	refuses("[a]\nfrom = 2026-11-01\n", "has no period");
	refuses("[a]\nfrom = 2026-11-31\nuntil = 2027-01-01\n",
	    "g.txt:2: from '2026-11-31' is no day");
	refuses("[a]\nfrom = 2026-11-01\nuntil = 2026-11-01\n",
	    "g.txt:1: goal 'a' ends before it begins");
	refuses("[a]\nperiod = 2026\nfrom = 2026-11-01\n", "only one of");
	refuses("[a]\nweight = heavy\n", "g.txt:2: weight 'heavy'");
	refuses("[a]\nmeasure = likes\ntarget = 5%\n", "percent of what?");
	refuses("[a]\nmeasure = likes\ntarget = 4h\n", "g.txt:3: target '4h'");
	refuses("[a]\nmeasure = likes\ntarget = 40,000\n", "g.txt:3: target");
	refuses("[a]\nmeasure = likes\ntarget = many\n", "a number is digits");
	refuses("[a]\nmeasure = seconds\ntarget = 4y\n", "a time is seconds");
}

static void
periods(void)
{
	static const char *const bad[] = {"2026-Q5", "2026-Q0", "2026-13",
	    "2026-00", "2025-W53", "2026-W00", "2026-02-29", "26", "2026-1",
	    "next week", "2026-11-16T00:00:00Z"};
	size_t k;

	spans("2026", "2026-01-01", "2027-01-01", "2025-01-01");
	spans("2026-Q1", "2026-01-01", "2026-04-01", "2025-10-01");
	spans("2026-Q4", "2026-10-01", "2027-01-01", "2026-07-01");
	spans("2026-01", "2026-01-01", "2026-02-01", "2025-12-01");
	spans("2028-03", "2028-03-01", "2028-04-01", "2028-02-01");
	spans("2026-W01", "2025-12-29", "2026-01-05", "2025-12-22");
	spans("2026-W53", "2026-12-28", "2027-01-04", "2026-12-21");
	spans("2028-02-29", "2028-02-29", "2028-03-01", "2028-02-28");
	for (k = 0; k < sizeof(bad) / sizeof(bad[0]); k++) {
		struct goals *g = one("likes", "1", bad[k]);

		ok(g == NULL && strstr(said, "is none") != NULL, bad[k]);
		goals_free(g);
	}
}

int
main(void)
{
	struct goals *g;

	cm_name = "test";
	refused();
	periods();
	aims("likes", "40", TARGET_VALUE, 0, 40);
	aims("likes", "40k", TARGET_VALUE, 0, 40000);
	aims("likes", ">= 1.5 M", TARGET_VALUE, 0, 1500000);
	aims("likes", "at least 0040", TARGET_VALUE, 0, 40);
	aims("likes", "<=40", TARGET_VALUE, 1, 40);
	aims("likes", "at most 0.5k", TARGET_VALUE, 1, 500);
	aims("followers.last", "+500", TARGET_MORE, 0, 500);
	aims("followers.last", "+10%", TARGET_PERCENT, 0, 10);
	aims("followers.last", "at most +10 %", TARGET_PERCENT, 1, 10);
	aims("spend", "-10%", TARGET_PERCENT, 1, -10);
	aims("spend", ">= -10%", TARGET_PERCENT, 0, -10);
	aims("engagement_rate_reach", "5 %", TARGET_VALUE, 0, 5);
	aims("engagement_rate_reach", "5.25", TARGET_VALUE, 0, 5.25);
	aims("seconds.mean", "at most 4h", TARGET_VALUE, 1, 14400);
	aims("seconds.mean", "1m30s", TARGET_VALUE, 0, 90);
	aims("seconds", "90", TARGET_VALUE, 0, 90);
	g = parse("\xef\xbb\xbf# all\r\n[ Plus d'abonn\xc3\xa9s ]\r\n"
		  "target = +1k\nnetwork = instagram , tiktok\n"
		  "author.name = \"Ann, Bo\"\nmeasure = followers.last\n"
		  "from=2026-11-01\nuntil=2026-11-08\nweight = 2.5\n[b]\n"
		  "measure=posts\ntarget=5\nperiod=2026-W47\n");
	ok(g != NULL, "a whole file");
	if (g == NULL)
		return done();
	is_int((long long)g->n, 2, "two goals");
	is(g->goal[0].name, "Plus d'abonn\xc3\xa9s", "its name");
	is(g->goal[0].measure, "followers.last", "its measure");
	is(g->goal[0].period, "2026-11-01/2026-11-08", "its period");
	is_int(
	    g->goal[0].start - g->goal[0].before, 7 * 86400, "as long before");
	is_int(
	    (long long)goal_on(&g->goal[0], "network")->n, 2, "two networks");
	is(goal_on(&g->goal[0], "network")->value[1], "tiktok", "the second");
	ok(g->goal[0].weight >= 2.5 && g->goal[0].weight <= 2.5, "its weight");
	ok(g->goal[1].weight >= 1 && g->goal[1].weight <= 1, "weight 1");
	ok(goal_on(&g->goal[1], "network") == NULL, "no condition");
	goals_free(g);
	return done();
}
