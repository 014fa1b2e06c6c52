/* SPDX-License-Identifier: ISC */
/* The command line's words on tables and exports. */
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/import.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/opt.h"

void
import_init(struct import *o)
{
	memset(o, 0, sizeof(*o));
	o->fetched = INT64_MIN;
}

void
import_release(struct import *o)
{
	map_spec_release(&o->map);
	free(o->set);
}

static enum cell_dates
order_of(const char *word)
{
	if (strcmp(word, "dmy") == 0)
		return CELL_DMY;
	if (strcmp(word, "mdy") == 0)
		return CELL_MDY;
	if (strcmp(word, "ymd") == 0)
		return CELL_YMD;
	cm_opt_fail("--dates takes dmy, mdy or ymd: '%s'", word);
}

static char
point_of(const char *word)
{
	if (strcmp(word, ".") != 0 && strcmp(word, ",") != 0)
		cm_opt_fail("--decimal takes . or ,: '%s'", word);
	return word[0];
}

static char
separator_of(const char *word)
{
	if (strcmp(word, "tab") == 0 || strcmp(word, "\\t") == 0)
		return '\t';
	if (strlen(word) != 1 || (unsigned char)word[0] >= 0x80 ||
	    strchr("\"\r\n", word[0]) != NULL)
		cm_opt_fail("--sep takes one character or tab: '%s'", word);
	return word[0];
}

static const char *
encoding_of(const char *word)
{
	iconv_t to = iconv_open("UTF-8", word);

	if (to == (iconv_t)-1)
		cm_opt_fail("no encoding is called '%s'", word);
	iconv_close(to);
	return word;
}

static void
add_map(struct import *o, const char *text)
{
	const char *why;

	if (map_parse(&o->map, text, &why) != 0)
		cm_opt_fail("--map: %s: '%s'", why, text);
}

/* So many digits. Returns their value, or -1. */
static int
digits(const char *p, size_t n)
{
	int value = 0;

	for (; n > 0; n--, p++) {
		if (*p < '0' || *p > '9')
			return -1;
		value = value * 10 + (*p - '0');
	}
	return value;
}

/* A month, a week or a day. Returns 0, or -1. */
static int
read_days(const char *p, size_t len, int64_t *first, int64_t *last)
{
	int year = len >= 7 ? digits(p, 4) : -1, month, day, week;
	int64_t of;

	if (year < 1 || p[4] != '-')
		return -1;
	if (len == 8 && p[5] == 'W' && digits(p + 6, 2) > 0) {
		*first = cm_clock_monday(cm_clock_days(year, 1, 4)) +
		    7 * (digits(p + 6, 2) - 1);
		*last = *first + 6;
		cm_clock_week(*first, &of, &week);
		return of == year ? 0 : -1;
	}
	month = digits(p + 5, 2);
	if (month < 1 || month > 12 || (len != 7 && len != 10))
		return -1;
	*first = cm_clock_days(year, month, 1);
	*last = *first + cm_clock_days_in(year, month) - 1;
	if (len == 7)
		return 0;
	day = p[7] == '-' ? digits(p + 8, 2) : -1;
	if (day < 1 || day > cm_clock_days_in(year, month))
		return -1;
	*first = *last = *first + day - 1;
	return 0;
}

/* One of these, or from the beginning of one to the end of another. */
static int
read_covers(struct import *o, const char *word)
{
	const char *dots = strstr(word, "..");
	size_t len = dots != NULL ? (size_t)(dots - word) : strlen(word);
	int64_t first;

	if (read_days(word, len, &o->first_day, &o->last_day) != 0)
		return -1;
	if (dots == NULL)
		return 0;
	if (read_days(dots + 2, strlen(dots + 2), &first, &o->last_day) != 0)
		return -1;
	return o->first_day <= o->last_day ? 0 : -1;
}

int
import_option(struct import *o, int key, const char *value)
{
	switch (key) {
	case IMPORT_MAP:
		add_map(o, value);
		return 1;
	case IMPORT_DATES:
		o->dates = order_of(value);
		return 1;
	case IMPORT_DECIMAL:
		o->point = point_of(value);
		return 1;
	case IMPORT_SEP:
		o->sep = separator_of(value);
		return 1;
	case IMPORT_ENCODING:
		o->encoding = encoding_of(value);
		return 1;
	case IMPORT_NO_RAW:
		o->no_raw = 1;
		return 1;
	case IMPORT_NETWORK:
		o->network = value;
		return 1;
	case IMPORT_FETCHED:
		o->fetched_text = value;
		return 1;
	case IMPORT_COVERS:
		if (read_covers(o, value) != 0)
			cm_opt_fail("--covers takes a month, a week, a day or "
				    "two of them: 2026-09, 2026-W40, "
				    "2026-09-01..2026-09-30: '%s'",
			    value);
		o->covers = value;
		return 1;
	case IMPORT_SET:
		o->set = cm_realloc(o->set, (o->nset + 1) * sizeof(*o->set));
		o->set[o->nset++] = value;
		return 1;
	case IMPORT_MAX_UNPACKED:
		o->max_unpacked = (int64_t)cm_opt_size("--max-unpacked", value);
		return 1;
	case IMPORT_EXPORTS:
		o->exports = 1;
		return 1;
	default:
		return 0;
	}
}

/* A row of a statistic has what names it likes; other records have members. */
static void
check_names(const struct map_spec *spec)
{
	const char *near;
	size_t i;

	for (i = 0; i < spec->n; i++)
		if (strcmp(spec->wishes[i].to, "type") == 0 &&
		    spec->wishes[i].value != NULL &&
		    strcmp(spec->wishes[i].value, "row") == 0)
			return;
	for (i = 0; i < spec->n; i++) {
		near = map_near(spec->wishes[i].to);
		if (map_knows(spec->wishes[i].to)) {
			if (strncmp(spec->wishes[i].to, "metrics.", 8) == 0 &&
			    near != NULL && strcmp(near, spec->wishes[i].to))
				cm_note(0,
				    "--map: '%s' is taken as it stands; is "
				    "'%s' meant?",
				    spec->wishes[i].to, near);
			continue;
		}
		if (near != NULL)
			cm_opt_fail("--map: '%s' is no member of records; is "
				    "'%s' meant?",
			    spec->wishes[i].to, near);
		cm_opt_fail("--map: '%s' is no member of records "
			    "(see cm-record(5))",
		    spec->wishes[i].to);
	}
}

void
import_times(struct import *o, int64_t now, struct cm_zone *zone)
{
	if (o->fetched_text != NULL &&
	    cm_clock_when(o->fetched_text, now, zone, &o->fetched) != 0)
		cm_opt_fail("--fetched is no time, date or span: '%s'",
		    o->fetched_text);
	check_names(&o->map);
}

const char *
import_local_zone(char room[256])
{
	const char *tz = getenv("TZ"), *at;
	ssize_t n;

	if (tz != NULL && *tz != '\0')
		return *tz == ':' ? tz + 1 : tz;
	n = readlink("/etc/localtime", room, 255);
	if (n <= 0)
		return NULL;
	room[n] = '\0';
	at = strstr(room, "zoneinfo/");
	return at != NULL ? at + 9 : NULL;
}
