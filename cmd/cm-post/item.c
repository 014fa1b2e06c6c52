/* SPDX-License-Identifier: ISC */
/* What was read becomes a draft or an action with nothing left to doubt. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/item.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/near.h"

enum {
	TYPE,
	TO,
	RECIPIENTS,
	DO,
	TARGET,
	KEY,
	AT,
	REPLY_TO,
	TITLE,
	TEXT,
	MARKDOWN,
	HTML,
	LINK,
	MEDIA,
	TAGS,
	LANG,
	CAMPAIGN,
	VISIBILITY,
	WARNING,
	FIRST_COMMENT,
	PAID,
	AI,
	POLL,
	OPTIONS,
	MEMBERS
};

/* How a member may look: text, a name (text or a number), a list of text or a
 * text alone, true or false, an object. */
enum look { IS_TEXT, IS_NAME, IS_LIST, IS_BOOL, IS_OBJECT, IS_OTHER };

static const struct member {
	const char *name;
	enum look look;
} members[MEMBERS] = {
    {"type", IS_TEXT},
    {"to", IS_LIST},
    {"recipients", IS_LIST},
    {"do", IS_TEXT},
    {"target", IS_OBJECT},
    {"key", IS_NAME},
    {"at", IS_OTHER},
    {"reply_to", IS_NAME},
    {"title", IS_TEXT},
    {"text", IS_TEXT},
    {"markdown", IS_TEXT},
    {"html", IS_TEXT},
    {"link", IS_TEXT},
    {"media", IS_OTHER},
    {"tags", IS_LIST},
    {"lang", IS_TEXT},
    {"campaign", IS_TEXT},
    {"visibility", IS_TEXT},
    {"warning", IS_TEXT},
    {"first_comment", IS_TEXT},
    {"paid", IS_BOOL},
    {"ai", IS_BOOL},
    {"poll", IS_OBJECT},
    {"options", IS_OBJECT},
};

struct making {
	const struct options *o;
	const struct place *at;
	struct cm_slice found[MEMBERS];
	struct cm_buf out; /* the JSON */
	struct cm_buf why;
	int now;   /* the member that is looked at; MEMBERS: none */
	int wrong; /* the one that is wrong */
	struct cm_buf *others;
};

static void bad(struct making *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The first thing that is wrong is what is said. */
static void
bad(struct making *m, const char *fmt, ...)
{
	char words[1024];
	va_list ap;

	if (m->why.len > 0)
		return;
	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	cm_buf_puts(&m->why, words);
	m->wrong = m->now;
}

static const struct member *
find_member(const char *name, size_t len)
{
	int i;

	for (i = 0; i < MEMBERS; i++)
		if (strlen(members[i].name) == len &&
		    memcmp(members[i].name, name, len) == 0)
			return &members[i];
	return NULL;
}

int
item_is_text(const char *name, size_t len)
{
	const struct member *m = find_member(name, len);

	return m != NULL &&
	    (m->look == IS_TEXT || m->look == IS_NAME || m->look == IS_LIST ||
		m == &members[AT] || m == &members[MEDIA] ||
		m == &members[TARGET]);
}

int
item_is_list(const char *name, size_t len)
{
	const struct member *m = find_member(name, len);

	return m != NULL && (m->look == IS_LIST || m == &members[MEDIA]);
}

static int
is_empty(struct cm_slice s)
{
	return s.p == NULL || cm_scan_kind(s) == CM_NULL ||
	    (s.len == 2 && *s.p == '"');
}

/* Adds a list of text; a text alone is one of one. */
static void
add_list(struct making *m, const char *name, struct cm_slice s)
{
	struct cm_slice value;
	size_t at = 0, n = 0;

	if (cm_scan_kind(s) == CM_STRING) {
		cm_json_key(&m->out, name);
		cm_buf_printf(&m->out, "[%.*s]", (int)s.len, s.p);
		return;
	}
	if (cm_scan_kind(s) != CM_ARRAY) {
		bad(m, "'%s' is no text, and no list of texts", name);
		return;
	}
	cm_json_key(&m->out, name);
	cm_buf_byte(&m->out, '[');
	while (cm_json_next(s, &at, NULL, &value)) {
		if (cm_scan_kind(value) != CM_STRING)
			bad(m, "'%s' has something in it that is no text",
			    name);
		if (n++ > 0)
			cm_buf_byte(&m->out, ',');
		cm_buf_add(&m->out, value.p, value.len);
	}
	cm_buf_byte(&m->out, ']');
}

static void
add_at(struct making *m, struct cm_slice s)
{
	char text[CM_CLOCK_TEXT];
	const char *why = "is no text";
	char *given = NULL;
	int64_t t = m->o->at;

	if (t == INT64_MIN) {
		if (is_empty(s))
			return;
		given = cm_json_dup(s);
		if (given != NULL)
			why = read_when(given, strlen(given), m->o->zone, &t);
		if (given == NULL || why != NULL)
			bad(m, "'at': '%s' %s", given == NULL ? "" : given,
			    why);
		free(given);
		if (t == INT64_MIN)
			return;
	}
	cm_json_member(&m->out, "at", cm_clock_text(t, text));
}

static void
add_member(struct making *m, int i)
{
	struct cm_slice s = m->found[i];
	const char *name = members[i].name;
	enum cm_kind kind = cm_scan_kind(s);
	const char *why;

	if (i == AT) {
		add_at(m, s);
		return;
	}
	if (is_empty(s) || i == TYPE || i == TO)
		return;
	if (i == MEDIA) {
		why = item_media(&m->out, m->at->folder, s);
		if (why != NULL)
			bad(m, "%s", why);
	} else if (i == RECIPIENTS) {
		why = item_recipients(&m->out, s);
		if (why != NULL)
			bad(m, "%s", why);
	} else if (members[i].look == IS_LIST) {
		add_list(m, name, s);
	} else if (members[i].look == IS_NAME && kind == CM_NUMBER) {
		cm_json_member_n(&m->out, name, s.p, s.len);
	} else {
		if ((members[i].look == IS_TEXT ||
			members[i].look == IS_NAME) &&
		    kind != CM_STRING)
			bad(m, "'%s' is no text", name);
		if (members[i].look == IS_BOOL && kind != CM_TRUE &&
		    kind != CM_FALSE)
			bad(m, "'%s' is neither true nor false", name);
		if (members[i].look == IS_OBJECT && kind != CM_OBJECT)
			bad(m, "'%s' is no object", name);
		cm_json_member_raw(&m->out, name, s);
	}
}

/* Members that come along from what a draft was made from, and those of an
 * action that are for people. */
static int
comes_along(const char *name, int records)
{
	static const char *const actions[] = {"rule", "reason", NULL};
	static const char *const of[] = {"network", "account", "id", "url",
	    "published", "updated", "author", "authors", "thread", "mentions",
	    "links", "metrics", "feed", "summary", "comments_url",
	    "comments_feed", "episode", "season", "curation", "fetched",
	    "handle", "name", "channel", "precision", "raw", NULL};

	size_t i;

	for (i = 0; actions[i] != NULL; i++)
		if (strcmp(actions[i], name) == 0)
			return 1;
	for (i = 0; records && of[i] != NULL; i++)
		if (strcmp(of[i], name) == 0)
			return 1;
	return 0;
}

const char *
item_meant(const char *name)
{
	/* What others call it. */
	static const char *const words[][2] = {{"account", "to"},
	    {"accounts", "to"}, {"alts", "alt"}, {"body", "text"},
	    {"content", "text"}, {"cw", "warning"}, {"date", "at"},
	    {"file", "media"}, {"hashtags", "tags"}, {"image", "media"},
	    {"images", "media"}, {"language", "lang"}, {"message", "text"},
	    {"photo", "media"}, {"picture", "media"}, {"publish", "at"},
	    {"recipient", "recipients"}, {"status", "text"},
	    {"subject", "title"}, {"time", "at"}, {"url", "link"},
	    {"when", "at"}};
	const char *names[MEMBERS + 1];
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], name) == 0)
			return words[i][1];
	for (i = 0; i < MEMBERS; i++)
		names[i] = members[i].name;
	names[MEMBERS] = NULL;
	return cm_near(name, names);
}

/* What we do not know is kept. */
static void
add_others(struct making *m, struct cm_slice whole)
{
	struct cm_slice key, value;
	size_t at = 0;
	char *name;
	int i;

	while (cm_json_next(whole, &at, &key, &value)) {
		for (i = 0; i < MEMBERS; i++)
			if (cm_json_is(key, members[i].name))
				break;
		if (i < MEMBERS)
			continue;
		cm_buf_byte(&m->out, ',');
		cm_buf_add(&m->out, key.p, key.len);
		cm_buf_byte(&m->out, ':');
		cm_buf_add(&m->out, value.p, value.len);
		name = cm_json_dup(key);
		if (name != NULL && !comes_along(name, m->at->records))
			cm_buf_add(m->others, name, strlen(name) + 1);
		free(name);
	}
}

static void
check_draft(struct making *m)
{
	static const int says[] = {TEXT, TITLE, MARKDOWN, HTML, MEDIA, LINK};
	static const char *const who[] = {
	    "public", "unlisted", "followers", "direct"};
	struct cm_slice s = m->found[VISIBILITY];
	size_t i, n = sizeof(says) / sizeof(says[0]);

	for (i = 0; i < n; i++)
		if (!is_empty(m->found[says[i]]) &&
		    !(cm_scan_kind(m->found[says[i]]) == CM_ARRAY &&
			m->found[says[i]].len <= 2))
			break;
	if (i == n)
		bad(m, "a draft without text, title, media and link");
	if (is_empty(s) || cm_scan_kind(s) != CM_STRING)
		return;
	for (i = 0; i < 4; i++)
		if (cm_json_is(s, who[i]))
			return;
	bad(m, "'visibility' is none of public, unlisted, followers, direct");
}

static void
check_action(struct making *m)
{
	struct cm_slice id = cm_json_get(m->found[TARGET], "id");

	if (is_empty(m->found[DO]))
		bad(m, "an action without 'do'");
	if (cm_scan_kind(id) != CM_STRING && cm_scan_kind(id) != CM_NUMBER)
		bad(m, "an action without the 'id' of its 'target'");
}

/* --to, or what the item itself says. */
static char **
places(struct making *m, int action)
{
	char **names = item_to(m->o);
	struct cm_slice s = m->found[TO], value;
	size_t at = 0, n = 0;
	char *text;

	if (names[0] != NULL)
		return names;
	if (action && is_empty(s))
		s = cm_json_get(m->found[TARGET], "account");
	if (cm_scan_kind(s) == CM_STRING) {
		text = cm_json_dup(s);
		if (text != NULL)
			item_push_commas(&names, &n, text);
		free(text);
	}
	while (
	    cm_scan_kind(s) == CM_ARRAY && cm_json_next(s, &at, NULL, &value)) {
		text = cm_json_dup(value);
		if (text == NULL)
			bad(m, "'to' has something in it that is no name");
		else
			item_push_commas(&names, &n, text);
		free(text);
	}
	if (n == 0)
		bad(m,
		    "it does not say where to: it has no '%s', and there is "
		    "no --to",
		    action ? "target.account" : "to");
	return names;
}

/* Which of the two it is: 1 an action, 0 a draft, -1 neither. */
static int
sort_of(struct making *m, char **type)
{
	struct cm_slice s = m->found[TYPE];

	if (is_empty(s))
		return !is_empty(m->found[DO]);
	if (cm_scan_kind(s) == CM_STRING && cm_json_is(s, "draft"))
		return 0;
	if (cm_scan_kind(s) == CM_STRING && cm_json_is(s, "action"))
		return 1;
	*type = cm_json_dup(s);
	if (*type == NULL)
		bad(m, "'type' is no text");
	return -1;
}

/* Marks of secrets are made of U+0001, which nobody else may write; a NUL would
 * end a text early. Both become U+FFFD. */
static void
tame(char *json, size_t len)
{
	size_t i;

	for (i = 0; i + 1 < len; i++) {
		if (json[i] != '\\')
			continue;
		if (i + 5 < len &&
		    (memcmp(json + i, "\\u0001", 6) == 0 ||
			memcmp(json + i, "\\u0000", 6) == 0))
			memcpy(json + i + 2, "fffd", 4);
		i++;
	}
}

static struct item *
build(struct making *m, struct cm_slice whole, char **type)
{
	struct item *it = NULL;
	int action = sort_of(m, type);
	int i;

	if (action == -1)
		return NULL;
	cm_buf_puts(
	    &m->out, action ? "{\"type\":\"action\"" : "{\"type\":\"draft\"");
	for (i = 0; i < MEMBERS; i++) {
		m->now = i;
		add_member(m, i);
	}
	m->now = MEMBERS;
	add_others(m, whole);
	cm_buf_byte(&m->out, '}');
	if (action)
		check_action(m);
	else
		check_draft(m);
	it = cm_zalloc(sizeof(*it));
	it->to = places(m, action);
	it->action = action;
	it->line = m->at->line;
	if (m->at->file != NULL)
		it->file = cm_strdup(m->at->file);
	if (m->at->source != NULL)
		it->source = cm_strdup(m->at->source);
	it->len = m->out.len;
	it->json = cm_zalloc(it->len + CM_SCAN_PAD);
	memcpy(it->json, m->out.p, it->len);
	return it;
}

struct item *
item_make(const struct options *o, const struct place *at, const char *json,
    size_t len, struct item_notes *notes)
{
	const char *names[MEMBERS];
	struct cm_scan_error error;
	struct cm_want *want;
	struct cm_slice whole;
	struct making m;
	struct item *it = NULL;
	char *copy = cm_zalloc(len + CM_SCAN_PAD);
	int i;

	memset(&m, 0, sizeof(m));
	m.o = o;
	m.at = at;
	m.now = m.wrong = MEMBERS;
	m.others = &notes->others;
	memset(notes, 0, sizeof(*notes));
	cm_buf_init(&notes->others, CM_BUF_ANY);
	cm_buf_init(&m.out, CM_BUF_ANY);
	cm_buf_init(&m.why, CM_BUF_ANY);
	memcpy(copy, json, len);
	tame(copy, len);
	for (i = 0; i < MEMBERS; i++)
		names[i] = members[i].name;
	want = cm_want_new(names, MEMBERS);
	whole.p = copy;
	whole.len = len;
	if (cm_scan_line(copy, len, want, m.found, &error) != 0)
		bad(&m, "%s (byte %zu)", error.why, error.offset + 1);
	else
		it = build(&m, whole, &notes->type);
	if (m.why.len > 0) {
		item_free(it);
		it = NULL;
		free(notes->type);
		notes->type = NULL;
		notes->why = cm_strdup(cm_buf_str(&m.why));
		if (m.wrong < MEMBERS)
			notes->member = members[m.wrong].name;
	}
	cm_want_free(want);
	cm_buf_release(&m.out);
	cm_buf_release(&m.why);
	free(copy);
	return it;
}

void
item_notes_release(struct item_notes *n)
{
	free(n->why);
	free(n->type);
	cm_buf_release(&n->others);
}

void
item_free(struct item *it)
{
	if (it == NULL)
		return;
	item_names_free(it->to);
	free(it->file);
	free(it->source);
	free(it->json);
	free(it);
}
