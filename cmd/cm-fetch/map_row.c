/* SPDX-License-Identifier: ISC */
/* A row made a record, step by step. */
#include <string.h>

#include "cmd/cm-fetch/cell_in.h"
#include "cmd/cm-fetch/map_in.h"
#include "lib/crypto.h"
#include "lib/json.h"

enum { HASH = 8 };

static const struct map_cell no_cell;

static struct map_cell
cell_of(const struct map_column *c, const struct map_cell *cells, size_t n)
{
	return c->cell < n ? cells[c->cell] : no_cell;
}

/* The same with what another column has of it: a day and a time of day. */
static struct map_cell
whole_cell(struct map *m, size_t column, const struct map_cell *cells, size_t n)
{
	struct map_cell v = cell_of(&m->columns[column], cells, n), rest;

	if (m->rests == NULL || m->rests[column] == m->n || v.p == NULL ||
	    v.len == 0)
		return v;
	rest = cell_of(&m->columns[m->rests[column]], cells, n);
	if (rest.p == NULL || rest.len == 0)
		return v;
	cm_buf_clear(&m->joined);
	cm_buf_add(&m->joined, v.p, v.len);
	cm_buf_byte(&m->joined, ' ');
	cm_buf_add(&m->joined, rest.p, rest.len);
	v.p = m->joined.p;
	v.len = m->joined.len;
	return v;
}

static size_t
put_key(const struct step *s, struct cm_buf *to)
{
	size_t at = to->len;

	if (to->p[at - 1] != '{')
		cm_buf_byte(to, ',');
	cm_buf_add(to, s->key, s->key_len);
	return at;
}

/* The rest of a step of which no cell gave anything: its constant, or a null
 * in a row, or the key goes. */
static void
without(const struct map *m, const struct step *s, struct cm_buf *to, size_t at)
{
	if (s->constant != NULL)
		cm_buf_add(to, s->constant, s->constant_len);
	else if (m->row && s->ncolumns > 0 && (m->flags & MAP_EXACT))
		cm_buf_puts(to, "null");
	else
		to->len = at;
}

static enum cell_result
step_value(struct map *m, const struct step *s, const struct map_cell *cells,
    size_t n, struct cm_buf *to)
{
	size_t at = put_key(s, to), i;
	const struct map_column *c;
	enum cell_result result;

	for (i = 0; i < s->ncolumns; i++) {
		c = &m->columns[s->columns[i]];
		result = map_put_cell(
		    m, s, to, c, whole_cell(m, s->columns[i], cells, n));
		if (result != CELL_NONE)
			return result;
	}
	without(m, s, to, at);
	return CELL_OK;
}

/* A file by the end of its name. */
static const char *
media_type(const char *p, size_t len)
{
	static const struct {
		const char *end, *type;
	} ends[] = {{"jpg", "image"}, {"jpeg", "image"}, {"png", "image"},
	    {"gif", "image"}, {"webp", "image"}, {"heic", "image"},
	    {"mp4", "video"}, {"mov", "video"}, {"webm", "video"},
	    {"m4v", "video"}, {"mp3", "audio"}, {"m4a", "audio"},
	    {"wav", "audio"}, {"ogg", "audio"}};
	size_t i, n;

	for (n = 0; n < len && p[n] != '?' && p[n] != '#';)
		n++;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t e = strlen(ends[i].end);

		if (n > e + 1 && p[n - e - 1] == '.' &&
		    memcmp(p + n - e, ends[i].end, e) == 0)
			return ends[i].type;
	}
	return "file";
}

/* An element of a list, trimmed. */
static void
put_element(const struct step *s, struct cm_buf *to, const char *p, size_t len)
{
	cell_trim(&p, &len);
	if ((s->list == LIST_TAGS && len > 0 && *p == '#') ||
	    (s->list == LIST_MENTIONS && len > 0 && *p == '@')) {
		p++;
		len--;
	}
	if (len == 0)
		return;
	if (to->p[to->len - 1] != '[')
		cm_buf_byte(to, ',');
	if (s->list == LIST_MENTIONS) {
		cm_buf_puts(to, "{\"handle\":");
		cm_json_string(to, p, len);
		cm_buf_byte(to, '}');
	} else if (s->list == LIST_MEDIA) {
		cm_buf_printf(
		    to, "{\"type\":\"%s\",\"url\":", media_type(p, len));
		cm_json_string(to, p, len);
		cm_buf_byte(to, '}');
	} else {
		cm_json_string(to, p, len);
	}
}

/* The bytes at p that part elements, or 0. */
static size_t
parts_elements(enum cell_type as, const char *p, const char *end)
{
	if (as == CELL_WORDS)
		return cell_blank(p, end);
	if (as != CELL_LIST)
		return 0;
	if (*p == ',' || *p == ';' || *p == '|' || *p == '\n')
		return 1;
	return end - p > 2 && memcmp(p, "\xef\xbc\x8c", 3) == 0 ? 3 : 0;
}

/* What a cell adds to a list; an array of JSON as its elements. */
static void
put_elements(struct map *m, const struct step *s, struct cm_buf *to,
    enum cell_type as, struct map_cell v)
{
	const char *p = v.p, *end, *from;
	size_t len = v.len, n;

	if (p == NULL)
		return;
	cell_trim(&p, &len);
	if (len > 1 && *p == '[' && p[len - 1] == ']' &&
	    map_is_json(m, p, len)) {
		if (len > 2 && to->p[to->len - 1] != '[')
			cm_buf_byte(to, ',');
		cm_buf_add(to, p + 1, len - 2);
		return;
	}
	for (end = p + len, from = p; p < end;) {
		n = parts_elements(as, p, end);
		if (n > 0) {
			put_element(s, to, from, (size_t)(p - from));
			from = p + n;
		}
		p += n > 0 ? n : 1;
	}
	put_element(s, to, from, (size_t)(end - from));
}

static void
step_list(struct map *m, const struct step *s, const struct map_cell *cells,
    size_t n, struct cm_buf *to)
{
	size_t at = put_key(s, to), from, i;
	const struct map_column *c;

	from = to->len;
	cm_buf_byte(to, '[');
	for (i = 0; i < s->ncolumns; i++) {
		c = &m->columns[s->columns[i]];
		put_elements(m, s, to, c->as,
		    map_unguarded(cell_of(c, cells, n), m->rules->guards));
	}
	if (to->len > from + 1) {
		cm_buf_byte(to, ']');
		return;
	}
	to->len = from;
	without(m, s, to, at);
}

/* A day is from its beginning to its end; a time has to be the beginning. */
static enum cell_result
step_period(struct map *m, const struct step *s, const struct map_cell *cells,
    size_t n, struct cm_buf *to)
{
	const struct map_column *c = &m->columns[s->columns[0]];
	struct map_cell v = cell_of(c, cells, n);
	struct cm_zone *zone = m->rules->zone;
	size_t at = put_key(s, to);
	enum cell_result result;
	int64_t start, end;
	int day;

	result = map_read_time(m, c, v, &start, &day);
	if (result == CELL_BAD)
		return result;
	if (result == CELL_NONE) {
		without(m, s, to, at);
		return CELL_OK;
	}
	end = cell_day_end(start, zone);
	if (!day && (start + cm_zone_offset(zone, start)) % CELL_DAY_SECONDS) {
		end = start + CELL_DAY_SECONDS;
		if (start % CELL_DAY_SECONDS != 0)
			return map_bad_cell(m, c, v, "is no day");
	}
	cm_buf_puts(to, "{\"start\":");
	map_put_moment(to, start);
	cm_buf_puts(to, ",\"end\":");
	map_put_moment(to, end);
	cm_buf_byte(to, '}');
	if (m->when == INT64_MIN)
		m->when = start;
	m->end = end;
	return CELL_OK;
}

/* The type is first, and says what is asked of the others. */
static enum cell_result
step_type(struct map *m, const struct step *s, const struct map_cell *cells,
    size_t n, struct cm_buf *to)
{
	size_t at = to->len + (to->p[to->len - 1] != '{') + s->key_len;
	enum cell_result result = step_value(m, s, cells, n, to);
	const char *p = to->p + at;
	size_t len;
	int known;

	if (result != CELL_OK || to->len < at + 2)
		return result;
	len = to->len - at - 2;
	known = map_is_type(p + 1, len, &m->said);
	m->row = len == 3 && memcmp(p + 1, "row", 3) == 0;
	if (known || (m->flags & (MAP_COMPLETE | MAP_EXACT)) != MAP_COMPLETE) {
		m->type_known = s->ncolumns == 0;
		m->type_said = m->said;
		m->type_row = m->row;
		return CELL_OK;
	}
	cm_buf_clear(&m->why);
	cm_buf_printf(&m->why, "its type '%.*s' is none of cm-record(5)",
	    len < 60 ? (int)len : 60, p + 1);
	return CELL_BAD;
}

/* "id":"Total" */
static int
is_total_id(const struct cm_buf *to, const struct step *s, size_t at)
{
	const char *p = to->p + at + (to->p[at] == ',') + s->key_len + 1;

	return p < to->p + to->len &&
	    map_is_total(p, (size_t)(to->p + to->len - 1 - p));
}

/* Room for the digits that make_id() fills in. */
static void
put_blank(struct map *m, struct cm_buf *to)
{
	m->blank = to->len + 1;
	cm_buf_puts(to, "\"0000000000000000\"");
}

static enum cell_result
bad_total(struct map *m)
{
	cm_buf_clear(&m->why);
	cm_buf_puts(&m->why, "it is a row of totals");
	return CELL_BAD;
}

/* The id, or the url that stands for it. */
static enum cell_result
step_id(struct map *m, const struct step *s, const struct map_cell *cells,
    size_t n, struct cm_buf *to)
{
	size_t at = to->len;
	enum cell_result result = step_value(m, s, cells, n, to);
	int needed =
	    m->said && (m->flags & MAP_COMPLETE) && !(m->flags & MAP_EXACT);

	if (needed && to->len > at && is_total_id(to, s, at))
		return bad_total(m);
	if (result != CELL_OK || to->len > at || !needed)
		return result;
	put_key(s, to);
	if (m->hashed) {
		put_blank(m, to);
		return CELL_OK;
	}
	if (m->url < m->n &&
	    map_put_word(m, to,
		map_unguarded(
		    cell_of(&m->columns[m->url], cells, n), m->rules->guards),
		CELL_WORD) == CELL_OK)
		return is_total_id(to, s, at) ? bad_total(m) : CELL_OK;
	cm_buf_clear(&m->why);
	if (m->spoilt[0] != '\0')
		cm_buf_printf(&m->why,
		    "a spreadsheet has spoilt its id (%s), and it has no url",
		    m->spoilt);
	else
		cm_buf_puts(&m->why, "it has neither an id nor a url");
	return CELL_BAD;
}

static int
is_blank_row(const struct map_cell *cells, size_t n)
{
	const char *p;
	size_t i, len;

	for (i = 0; i < n; i++) {
		if (cells[i].p == NULL || cells[i].len == 0)
			continue;
		p = cells[i].p;
		len = cells[i].len;
		if ((unsigned char)*p > ' ' && (unsigned char)*p < 0x80)
			return 0;
		cell_trim(&p, &len);
		if (len > 0)
			return 0;
	}
	return 1;
}

/* A row that is bad, but says why nobody needs it: totals, or the heading once
 * more. */
static int
is_no_data(const struct map *m, const struct map_cell *cells, size_t n)
{
	struct map_cell v;
	size_t i, same = 0;

	for (i = 0; i < n && (cells[i].p == NULL || cells[i].len == 0);)
		i++;
	if (i < n && map_is_total(cells[i].p, cells[i].len))
		return 1;
	for (i = 0; i < m->n; i++) {
		v = cell_of(&m->columns[i], cells, n);
		if (m->columns[i].heading == NULL || v.p == NULL ||
		    strlen(m->columns[i].heading) != v.len ||
		    memcmp(m->columns[i].heading, v.p, v.len) != 0)
			return 0;
		same++;
	}
	return same > 0;
}

static enum cell_result
run_steps(
    struct map *m, const struct map_cell *cells, size_t n, struct cm_buf *to)
{
	size_t opened[MAP_DEPTH], depth = 0, i;
	enum cell_result result = CELL_OK;
	const struct step *s;

	for (i = 0; i < m->nsteps && result == CELL_OK; i++) {
		s = &m->steps[i];
		if (map_fast(m, s, cells, n, to))
			continue;
		switch (s->op) {
		case STEP_OPEN:
			opened[depth++] = put_key(s, to);
			cm_buf_byte(to, '{');
			break;
		case STEP_CLOSE:
			depth--;
			if (to->p[to->len - 1] == '{')
				to->len = opened[depth];
			else
				cm_buf_byte(to, '}');
			break;
		case STEP_LIST:
			step_list(m, s, cells, n, to);
			break;
		case STEP_TYPE:
			result = step_type(m, s, cells, n, to);
			break;
		case STEP_ID:
			result = step_id(m, s, cells, n, to);
			break;
		case STEP_PERIOD:
			result = step_period(m, s, cells, n, to);
			break;
		default:
			result = step_value(m, s, cells, n, to);
		}
	}
	return result;
}

/* Fills in the id of a record that has none of its own: as exports make it of
 * {"hash": [published, text]}. */
static enum cell_result
make_id(struct map *m, struct cm_buf *to, size_t at)
{
	struct cm_slice record, published, text;
	unsigned char hash[CM_CRYPTO_HASH];
	struct cm_buf *b = &m->joined;

	cm_buf_room(to, CM_SCAN_PAD);
	record.p = to->p + at;
	record.len = to->len - at;
	published = cm_json_get(record, "published");
	text = cm_json_get(record, "text");
	if (published.p == NULL || text.p == NULL) {
		cm_buf_clear(&m->why);
		cm_buf_puts(&m->why,
		    "it has neither an id nor a url, nor a time and a text");
		return CELL_BAD;
	}
	cm_buf_clear(b);
	cm_buf_byte(b, '[');
	cm_buf_add(b, published.p, published.len);
	cm_buf_byte(b, ',');
	cm_buf_add(b, text.p, text.len);
	cm_buf_byte(b, ']');
	cm_crypto_hash("sha256", b->p, b->len, hash);
	cm_buf_clear(b);
	cm_crypto_hex(b, hash, HASH);
	memcpy(to->p + m->blank, b->p, 2 * (size_t)HASH);
	return CELL_OK;
}

int64_t
map_end(const struct map *m)
{
	return m->end != INT64_MIN ? m->end : m->when;
}

enum map_verdict
map_row(struct map *m, const struct map_cell *cells, size_t n,
    struct cm_buf *to, int64_t *when, const char **why)
{
	size_t at = to->len;
	enum cell_result result;

	*when = INT64_MIN;
	/* A table of ours may have a row of nulls, but no empty line. */
	if (is_blank_row(cells, n) && (!(m->flags & MAP_EXACT) || n < 2))
		return MAP_EMPTY;
	m->when = m->end = INT64_MIN;
	m->blank = 0;
	m->said = m->row = 0;
	m->spoilt[0] = '\0';
	cm_buf_byte(to, '{');
	result = run_steps(m, cells, n, to);
	if (result == CELL_OK) {
		cm_buf_byte(to, '}');
		if (m->blank > 0)
			result = make_id(m, to, at);
	}
	if (result == CELL_OK) {
		*when = m->when;
		return MAP_TAKEN;
	}
	to->len = at;
	if (is_no_data(m, cells, n))
		return MAP_EMPTY;
	*why = cm_buf_str(&m->why);
	return MAP_BAD;
}
