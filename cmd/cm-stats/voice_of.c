/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/voice_of.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/opt.h"

/* Cuts a list at its commas; json: each becomes a JSON text. */
static char **
split(const char *list, size_t *n, int json, const char *option)
{
	char **to = NULL;
	struct cm_buf b;
	size_t len;

	cm_buf_init(&b, CM_BUF_ANY);
	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (len == 0)
			cm_opt_fail("--%s is a list with commas between, "
				    "without an empty name",
			    option);
		cm_buf_clear(&b);
		if (json)
			cm_json_string(&b, list, len);
		else
			cm_buf_add(&b, list, len);
		to = cm_realloc(to, (*n + 1) * sizeof(*to));
		to[(*n)++] = cm_strndup(b.p, b.len);
		if (list[len] == '\0')
			break;
	}
	cm_buf_release(&b);
	return to;
}

void
voiceof_read(struct voiceof *v, const struct ask_verb *ask)
{
	static const char *const names[] = {"positive", "neutral", "negative"};
	const char *list = ask_option(ask, "topics");
	int k;

	if (list != NULL)
		v->topic = split(list, &v->ntopics, 1, "topics");
	for (k = 0; k < 3; k++) {
		list = ask_option(ask, names[k]);
		v->label[k] = split(list != NULL ? list : names[k],
		    &v->nlabels[k], 0, names[k]);
	}
}

void
voiceof_forget(void *state)
{
	struct voiceof *v = state;
	size_t k;
	int m;

	for (k = 0; k < v->ntopics; k++)
		free(v->topic[k]);
	free(v->topic);
	for (m = 0; m < 3; m++) {
		for (k = 0; k < v->nlabels[m]; k++)
			free(v->label[m][k]);
		free(v->label[m]);
	}
	free(v);
}

int
voiceof_find(const struct voiceof *v, struct cm_slice key)
{
	size_t k, n;

	if (v->topic == NULL)
		return 0;
	for (k = 0; k < v->ntopics; k++) {
		n = strlen(v->topic[k]);
		if (n == key.len && memcmp(v->topic[k], key.p, n) == 0)
			return (int)k;
		/* A number, true or false as it was typed. */
		if (key.p[0] != '"' && n == key.len + 2 &&
		    memcmp(v->topic[k] + 1, key.p, key.len) == 0)
			return (int)k;
	}
	return -1;
}

/* Adds a bit for each mood that a label is of. */
static void
look_up(const struct voiceof *v, struct cm_slice label, unsigned *moods)
{
	size_t k;
	int m;

	for (m = 0; m < 3; m++)
		for (k = 0; k < v->nlabels[m]; k++)
			if (cm_json_is(label, v->label[m][k]))
				*moods |= 1u << m;
}

/*
 * 1 for records of the mood in arg, whose upper bits are the section. Who
 * praises and blames at once is neutral.
 */
static int
is_of_mood(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	const struct voiceof *v = q->section[in->arg >> 2].state;
	struct cm_slice list = r->found[in->want[0]], e = list;
	size_t at = 0;
	unsigned moods = 0, both = 1u << VOICE_POSITIVE | 1u << VOICE_NEGATIVE;
	int mood = in->arg & 3;

	(void)f;
	if (slice_absent(list))
		return 0;
	if (cm_scan_kind(list) == CM_STRING)
		look_up(v, list, &moods);
	else if (cm_scan_kind(list) != CM_ARRAY)
		return fact_wrong(
		    r, list, q->want[in->want[0]], "a list of texts");
	else
		while (cm_json_next(list, &at, NULL, &e)) {
			if (cm_scan_kind(e) != CM_STRING)
				return fact_wrong(r, e, q->want[in->want[0]],
				    "a list of texts");
			look_up(v, e, &moods);
		}
	if ((moods & both) == both)
		moods = 1u << VOICE_NEUTRAL;
	else if ((moods & both) != 0)
		moods &= both;
	*out = num_int(1);
	return (moods >> mood & 1) != 0;
}

void
voiceof_labels(struct question *q, struct voiceof *v)
{
	int section = (int)(q->now - q->section), m, in;

	for (m = 0; m < 3; m++) {
		in = question_input_made(q, is_of_mood, section << 2 | m,
		    "curation.labels", NULL, NULL);
		v->mood[m] = question_cell(q, &cell_sum, 0, in, -1, 0);
	}
}
