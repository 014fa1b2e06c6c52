/* SPDX-License-Identifier: ISC */
/* The names that records have, and what they say of cells. */
#include <string.h>

#include "cmd/cm-fetch/cell_in.h"
#include "cmd/cm-fetch/map_in.h"
#include "lib/near.h"

/* In the order of cm-record(5). */
static const struct {
	const char *name;
	enum cell_type as;
	int object; /* it has members */
} members[] = {{"type", CELL_WORD, 0}, {"network", CELL_WORD, 0},
    {"account", CELL_WORD, 0}, {"to", CELL_LIST, 0}, {"key", CELL_WORD, 0},
    {"id", CELL_ID, 0}, {"url", CELL_WORD, 0}, {"published", CELL_TIME, 0},
    {"precision", CELL_WORD, 0}, {"updated", CELL_TIME, 0},
    {"handle", CELL_HANDLE, 0}, {"name", CELL_TEXT, 0},
    {"author", CELL_JSON, 1}, {"title", CELL_TEXT, 0}, {"text", CELL_TEXT, 0},
    {"markdown", CELL_TEXT, 0}, {"html", CELL_HTML, 0}, {"lang", CELL_WORD, 0},
    {"reply_to", CELL_ID, 0}, {"thread", CELL_ID, 0}, {"status", CELL_WORD, 0},
    {"tags", CELL_LIST, 0}, {"mentions", CELL_LIST, 0},
    {"links", CELL_WORDS, 0}, {"link", CELL_WORD, 0}, {"media", CELL_WORDS, 0},
    {"target", CELL_JSON, 1}, {"period", CELL_DAY, 1},
    {"dimensions", CELL_JSON, 1}, {"metrics", CELL_JSON, 1},
    {"feed", CELL_JSON, 1}, {"summary", CELL_TEXT, 0},
    {"authors", CELL_JSON, 0}, {"comments_url", CELL_WORD, 0},
    {"comments_feed", CELL_WORD, 0}, {"episode", CELL_NUMBER, 0},
    {"season", CELL_NUMBER, 0}, {"at", CELL_TIME, 0},
    {"campaign", CELL_TEXT, 0}, {"visibility", CELL_WORD, 0},
    {"warning", CELL_TEXT, 0}, {"paid", CELL_BOOL, 0}, {"ai", CELL_BOOL, 0},
    {"poll", CELL_JSON, 1}, {"first_comment", CELL_TEXT, 0},
    {"options", CELL_JSON, 1}, {"curation", CELL_JSON, 1},
    {"own", CELL_BOOL, 0}, {"channel", CELL_WORD, 0}, {"do", CELL_WORD, 0},
    {"rule", CELL_TEXT, 0}, {"reason", CELL_TEXT, 0},
    {"complete", CELL_BOOL, 0}};
enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

static const char *const metrics[] = {"views", "impressions", "reach", "likes",
    "reactions", "comments", "shares", "quotes", "saves", "clicks", "plays",
    "seconds", "followers", "following", "posts", "members", "sessions",
    "users", "conversions", "spend", "pageviews", "visits", "visitors", "sent",
    "opens", "bounces", "unsubscribes", "position", "bytes", "rating",
    "revenue", NULL};

static int
equals(const char *p, size_t len, const char *name)
{
	return strlen(name) == len && memcmp(p, name, len) == 0;
}

size_t
map_rank(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < MEMBERS; i++)
		if (equals(name, len, members[i].name))
			return i;
	/* What is not known comes behind, as do these. */
	return equals(name, len, "raw")    ? MEMBERS + 1
	    : equals(name, len, "row")     ? MEMBERS + 2
	    : equals(name, len, "fetched") ? MEMBERS + 3
					   : MEMBERS;
}

int
map_metric(const char *name, size_t len)
{
	size_t i;

	for (i = 0; metrics[i] != NULL; i++)
		if (equals(name, len, metrics[i]))
			return 1;
	return 0;
}

const char *
map_near(const char *to)
{
	static const char *const within[] = {"author.id", "author.handle",
	    "author.name", "author.url", "author.followers", "period.start",
	    "period.end", "target.id", "target.network", "target.account",
	    "target.thread", "metrics.views", "metrics.impressions",
	    "metrics.reach", "metrics.likes", "metrics.reactions",
	    "metrics.comments", "metrics.shares", "metrics.quotes",
	    "metrics.saves", "metrics.clicks", "metrics.plays",
	    "metrics.seconds", "metrics.followers", "metrics.following",
	    "metrics.posts", "metrics.members", "metrics.sessions",
	    "metrics.users", "metrics.conversions", "metrics.spend",
	    "metrics.pageviews", "metrics.visits", "metrics.visitors",
	    "metrics.sent", "metrics.opens", "metrics.bounces",
	    "metrics.unsubscribes", "metrics.position", "metrics.bytes",
	    "metrics.rating", "metrics.revenue", NULL};
	const char *names[MEMBERS + 2];
	size_t i;

	for (i = 0; within[i] != NULL; i++)
		if (strcmp(strchr(within[i], '.') + 1, to) == 0)
			return within[i];
	for (i = 0; i < MEMBERS; i++)
		names[i] = members[i].name;
	names[i++] = "fetched";
	names[i] = NULL;
	return strchr(to, '.') != NULL ? cm_near(to, within)
				       : cm_near(to, names);
}

/* A member of a member: metrics.likes. */
static enum cell_type
type_within(const char *to, size_t len)
{
	const char *name = to + len + 1;

	if (equals(to, len, "metrics"))
		return strcmp(name, "seconds") == 0 ? CELL_SECONDS
						    : CELL_NUMBER;
	if (equals(to, len, "period"))
		return CELL_TIME;
	if (strcmp(name, "id") == 0 || strcmp(name, "thread") == 0)
		return CELL_ID;
	if (strcmp(name, "handle") == 0)
		return CELL_HANDLE;
	if (strcmp(name, "followers") == 0)
		return CELL_NUMBER;
	return strcmp(name, "url") == 0 ? CELL_WORD : CELL_TEXT;
}

enum cell_type
map_type(const char *to)
{
	size_t len = strcspn(to, ".["), rank;

	if (len > 0 && to[len] == '.')
		return type_within(to, len);
	if (equals(to, len, "fetched"))
		return CELL_TIME;
	rank = map_rank(to, len);
	return rank < MEMBERS ? members[rank].as : CELL_TEXT;
}

static int
is_count(enum cell_type as)
{
	return as >= CELL_NUMBER && as <= CELL_MILLIS;
}

static int
is_moment(enum cell_type as)
{
	return as >= CELL_TIME && as <= CELL_LAST_DAY;
}

int
map_fits(const char *to, enum cell_type as)
{
	enum cell_type own = map_type(to);

	if (*to == '.')
		return 1;
	if (is_count(own))
		return is_count(as);
	if (is_moment(own))
		return is_moment(as);
	if (strchr(to, '.') != NULL || own > CELL_HANDLE)
		return 1;
	return !is_count(as) && as != CELL_BOOL && as != CELL_LIST &&
	    as != CELL_WORDS && as != CELL_VALUE;
}

int
map_knows(const char *to)
{
	static const char *const author[] = {
	    "id", "handle", "name", "url", "followers", NULL};
	static const char *const target[] = {
	    "network", "account", "id", "thread", NULL};
	static const char *const period[] = {"start", "end", NULL};
	size_t len = strcspn(to, ".["), rank = map_rank(to, len), i;
	const char *const *names;

	if (len == 0)
		return *to == '.' && to[1] != '\0';
	if (equals(to, len, "raw") || equals(to, len, "fetched"))
		return to[len] == '\0';
	if (rank >= MEMBERS)
		return 0;
	if (to[len] == '\0')
		return 1;
	if (to[len] == '[')
		return strcmp(to + len, "[]") == 0 &&
		    (members[rank].as == CELL_LIST ||
			members[rank].as == CELL_WORDS);
	if (!members[rank].object || to[len + 1] == '\0')
		return 0;
	names = equals(to, len, "author") ? author
	    : equals(to, len, "target")   ? target
	    : equals(to, len, "period")   ? period
					  : NULL;
	if (names == NULL)
		return 1;
	for (i = 0; names[i] != NULL; i++)
		if (strcmp(to + len + 1, names[i]) == 0)
			return 1;
	return 0;
}

int
map_is_type(const char *p, size_t len, int *said)
{
	static const char *const types[] = {"post", "comment", "mention",
	    "message", "review", "article", "account", "profile", "series",
	    "visit", "draft", "action", "coverage", "receipt", "alert",
	    "finding", "row", "measure", "part", "draw"};
	size_t i;

	*said = 0;
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (equals(p, len, types[i])) {
			*said = i < 6;
			return 1;
		}
	return 0;
}

int
map_is_record(const char *type, int *said)
{
	return map_is_type(type, strlen(type), said);
}

int
map_is_total(const char *p, size_t len)
{
	static const char *const words[] = {"total", "totals", "grand total",
	    "sum", "gesamt", "gesamtsumme", "summe", "totales",
	    "resultados totales", "totale", "totaal", "totaux", "somme", "suma",
	    "razem", "toplam", "yhteens\xc3\xa4",
	    "\xd0\x98\xd1\x82\xd0\xbe\xd0\xb3\xd0\xbe",
	    "\xe5\x90\x88\xe8\xae\xa1", "\xe6\x80\xbb\xe8\xae\xa1",
	    "\xe5\x90\x88\xe8\xa8\x88", "\xed\x95\xa9\xea\xb3\x84", NULL};
	char low[40];
	size_t i, n;

	cell_trim(&p, &len);
	n = 0;
	/* "Total: 24 rows", "Total : compte" */
	while (n < len && p[n] != ':')
		n++;
	cell_trim(&p, &n);
	if (n == 0 || n >= sizeof(low))
		return 0;
	for (i = 0; i < n; i++)
		low[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + 32) : p[i];
	for (i = 0; words[i] != NULL; i++)
		if (equals(low, n, words[i]))
			return 1;
	return 0;
}

enum map_list
map_list_of(const char *name)
{
	return strcmp(name, "tags") == 0    ? LIST_TAGS
	    : strcmp(name, "mentions") == 0 ? LIST_MENTIONS
	    : strcmp(name, "media") == 0    ? LIST_MEDIA
					    : LIST_TEXTS;
}
