/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/plan.h"
#include "lib/clock.h"
#include "lib/entities.h"
#include "lib/json.h"
#include "lib/near.h"

/* Nobody means to send more than this as a thread. */
enum { THREAD_MAX = 50 };

static void
push_words(char ***list, const char *fmt, va_list ap)
{
	char words[1024];
	size_t n = 0;

	vsnprintf(words, sizeof(words), fmt, ap);
	for (; (*list)[n] != NULL; n++)
		if (strcmp((*list)[n], words) == 0)
			return;
	*list = cm_realloc(*list, (n + 2) * sizeof(**list));
	(*list)[n] = cm_strdup(words);
	(*list)[n + 1] = NULL;
}

void
plan_fault(struct plan *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	push_words(&p->faults, fmt, ap);
	va_end(ap);
}

char *
plan_why(const struct plan *p)
{
	struct cm_buf b;
	size_t i;
	char *why;

	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; p->faults[i] != NULL; i++)
		cm_buf_printf(&b, "%s%s", i > 0 ? "; " : "", p->faults[i]);
	why = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return why;
}

void
plan_note(struct plan *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	push_words(&p->notes, fmt, ap);
	va_end(ap);
}

char *
plan_member(const struct sketch *d, const char *name)
{
	struct cm_slice s = cm_json_get(d->whole, name);

	return cm_scan_kind(s) == CM_NUMBER ? cm_strndup(s.p, s.len)
					    : cm_json_dup(s);
}

int
plan_uses(const struct sketch *d, const char *name)
{
	return cm_about_has(d->about->uses, name);
}

/* What the module gets as it stands; the rest of what a draft may have is
 * worked out, or is about sending. */
static int
is_passed(struct cm_slice key)
{
	static const char *const ours[] = {"type", "to", "recipients", "at",
	    "reply_to", "title", "text", "markdown", "html", "media",
	    "campaign", "first_comment", "link", "options", NULL};
	size_t i;

	for (i = 0; ours[i] != NULL; i++)
		if (cm_json_is(key, ours[i]))
			return 0;
	return 1;
}

/* Whether a first comment is a message of its own, which answers the first:
 * where there are threads, or where the network takes both. Else the module
 * has it. */
static int
comments_by_itself(const struct sketch *d)
{
	return d->about->text.thread ||
	    (plan_uses(d, "first_comment") && plan_uses(d, "reply_to"));
}

static void
add_draft(struct cm_buf *b, const struct sketch *d, const char *text,
    size_t len, int first)
{
	struct cm_slice key, value;
	size_t at = 0;

	cm_buf_puts(b, "{\"text\":");
	cm_json_string(b, text, len);
	if (first) {
		cm_json_member_n(b, "title", d->title.p, d->title.len);
		cm_json_member_n(b, "html", d->html.p, d->html.len);
	}
	cm_json_key(b, "media");
	cm_buf_byte(b, '[');
	if (first)
		cm_buf_add(b, d->media.p, d->media.len);
	cm_buf_byte(b, ']');
	while (cm_json_next(d->whole, &at, &key, &value)) {
		if (!is_passed(key) || (!first && cm_json_is(key, "poll")))
			continue;
		cm_buf_byte(b, ',');
		cm_buf_add(b, key.p, key.len);
		cm_buf_byte(b, ':');
		cm_buf_add(b, value.p, value.len);
	}
	value =
	    cm_json_get(cm_json_get(d->whole, "options"), d->about->network);
	if (cm_scan_kind(value) == CM_OBJECT) {
		cm_buf_puts(b, ",\"options\":{");
		cm_json_member_raw(b, d->about->network, value);
		cm_buf_byte(b, '}');
	}
	cm_json_member(b, "link", d->link);
	if (first && plan_uses(d, "first_comment") && !comments_by_itself(d))
		cm_json_member(b, "first_comment", d->first_comment);
	if (d->p->native_at)
		cm_json_member_raw(b, "at", cm_json_get(d->whole, "at"));
	cm_buf_byte(b, '}');
}

/* Adds "entities" and "lengths" of a text. */
static void
add_facts(struct cm_buf *b, const struct cm_about *about, const char *text,
    size_t len)
{
	struct cm_entities e;
	struct cm_length l;
	int unit;

	cm_entities_find(&e, text, len);
	cm_entities_length(&l, &e, text, len, (long)about->text.link);
	cm_json_key(b, "entities");
	cm_entities_json(b, &e, text);
	cm_json_key(b, "lengths");
	cm_buf_byte(b, '{');
	for (unit = 0; unit <= CM_UNIT_WEIGHTED; unit++)
		cm_json_member_int(
		    b, cm_unit_name((enum cm_unit)unit), (int64_t)l.in[unit]);
	cm_buf_byte(b, '}');
	cm_entities_release(&e);
}

static struct message *
new_message(struct plan *p, const char *text, size_t len)
{
	struct message *m;

	p->messages =
	    cm_realloc(p->messages, (p->count + 1) * sizeof(*p->messages));
	m = &p->messages[p->count++];
	memset(m, 0, sizeof(*m));
	m->text = cm_strndup(text, len);
	m->files = cm_zalloc(sizeof(*m->files));
	return m;
}

static void
add_message(struct sketch *d, const char *text, size_t len)
{
	int first = d->p->count == 0;
	struct message *m = new_message(d->p, text, len);
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"draft\":");
	add_draft(&b, d, text, len, first);
	add_facts(&b, d->about, text, len);
	cm_buf_byte(&b, '}');
	cm_buf_byte(&b, '\0');
	m->job = b.p;
	if (!first)
		return;
	if (d->title.len > 0 && d->about->text.title >= 0)
		m->title = cm_strndup(d->title.p, d->title.len);
	free(m->files);
	m->files = d->files;
	d->files = NULL;
}

/* Says how much longer a text is than it may be. */
static void
say_length(struct sketch *d, const char *text, size_t len)
{
	enum cm_unit unit = d->about->text.unit;
	int64_t max = d->about->text.max;
	struct cm_entities e;
	struct cm_length l;

	cm_entities_find(&e, text, len);
	cm_entities_length(&l, &e, text, len, (long)d->about->text.link);
	cm_entities_release(&e);
	if (max < 0 || l.in[unit] <= (uint64_t)max) {
		unit = CM_UNIT_BYTES;
		max = d->about->text.bytes;
	}
	if (max == 0 && d->text_beside == 0)
		plan_fault(d->p,
		    "no text can stand beside these pictures or films there");
	else
		plan_fault(d->p, "the text is too long: %llu of %lld %s%s",
		    (unsigned long long)l.in[unit], (long long)max,
		    cm_unit_name(unit),
		    d->beside ? " beside pictures or films" : "");
}

/* Adds a text as one message, or as a thread; says what is wrong with it. */
static void
add_text(struct sketch *d, const char *text, size_t len)
{
	struct piece *pieces = NULL;
	const char *why = NULL;
	size_t n, i;

	n = split_text(text, len, d->about, &pieces, &why);
	if (n > THREAD_MAX) {
		plan_fault(d->p,
		    "it would be a thread of %zu messages, and %d is the most",
		    n, THREAD_MAX);
		n = 1;
	}
	for (i = 0; i < n; i++)
		add_message(
		    d, text + pieces[i].from, pieces[i].to - pieces[i].from);
	if (n == 0) {
		if (d->about->text.thread)
			plan_fault(d->p, "%s", why);
		else
			say_length(d, text, len);
		add_message(d, text, len);
	}
	free(pieces);
}

static void
check_title(struct sketch *d)
{
	struct cm_length l;
	uint64_t max = d->about->text.title > 0 ? (uint64_t)d->about->text.title
						: UINT64_MAX;

	cm_length_of(&l, d->title.p, d->title.len);
	if (l.in[d->about->text.unit] > max)
		plan_fault(d->p, "the title has %llu of %llu %s",
		    (unsigned long long)l.in[d->about->text.unit],
		    (unsigned long long)max, cm_unit_name(d->about->text.unit));
}

/* Somebody said otherwise what the law asks for. */
static int
is_waived(const struct sketch *d, const char *name)
{
	struct cm_slice s = cm_json_get(d->whole, "options");

	s = cm_json_get(cm_json_get(s, d->about->network), name);
	return cm_scan_kind(s) == CM_FALSE;
}

/* What must not get lost without a word. */
static void
check_members(struct sketch *d)
{
	static const char *const small[] = {"paid", "ai", NULL};
	char *visibility = plan_member(d, "visibility");
	size_t i;

	if (visibility != NULL && strcmp(visibility, "public") != 0 &&
	    !plan_uses(d, "visibility"))
		plan_fault(d->p,
		    "visibility '%s' cannot be had there: all is public",
		    visibility);
	if (cm_json_get(d->whole, "reply_to").p != NULL &&
	    !d->about->text.thread && !plan_uses(d, "reply_to"))
		plan_fault(
		    d->p, "it answers something, which cannot be done there");
	if (cm_json_get(d->whole, "poll").p != NULL && !plan_uses(d, "poll"))
		plan_fault(d->p, "it has a poll, which cannot be had there");
	for (i = 0; small[i] != NULL; i++)
		if (cm_scan_kind(cm_json_get(d->whole, small[i])) == CM_TRUE &&
		    !plan_uses(d, small[i]) && !is_waived(d, small[i]))
			plan_fault(d->p,
			    "'%s' cannot be said there: say it in the text, "
			    "and set options.%s.%s to false",
			    small[i], d->about->network, small[i]);
	free(visibility);
}

/* A warning counts with the text where it stands beside it. */
static void
make_room(const struct sketch *d, struct cm_about *about)
{
	char *warning = plan_member(d, "warning");
	struct cm_length l;

	if (warning != NULL && plan_uses(d, "warning") && about->text.max > 0) {
		cm_length_of(&l, warning, strlen(warning));
		about->text.max =
		    l.in[about->text.unit] < (uint64_t)about->text.max
		    ? about->text.max - (int64_t)l.in[about->text.unit]
		    : 0;
	}
	free(warning);
}

static void
plan_draft(struct sketch *d)
{
	const struct cm_about *whole = d->about;
	struct cm_about less = *d->about;
	struct cm_slice schedules = {d->about->json, d->about->len};

	schedules = cm_json_get(schedules, "schedules");
	d->p->native_at = d->p->at != INT64_MIN && d->p->reply_to == NULL &&
	    cm_scan_kind(schedules) == CM_TRUE;
	d->text_beside = -1;
	plan_media(d);
	plan_text(d);
	plan_campaign(d);
	check_title(d);
	check_members(d);
	if (d->text_beside >= 0 &&
	    (less.text.max < 0 || d->text_beside < less.text.max)) {
		less.text.max = d->text_beside;
		d->beside = 1;
	}
	d->p->text_max = less.text.max;
	make_room(d, &less);
	/* One message is all that one of many gets; and where no text goes
	 * along, none goes after it. */
	if (plan_addressed(d) || d->text_beside == 0)
		less.text.thread = 0;
	d->about = &less;
	add_text(d, cm_buf_str(&d->text), d->text.len);
	if (d->first_comment != NULL && comments_by_itself(d))
		add_text(d, d->first_comment, strlen(d->first_comment));
	else if (d->first_comment != NULL && !plan_uses(d, "first_comment"))
		plan_fault(d->p, "a first comment cannot be had there");
	d->about = whole;
	plan_recipients(d);
}

enum { FAR = 32 }; /* letters: whatever is further is as far */

/* What cannot be done there, and what can, the nearest name first. */
static void
say_acts(struct sketch *d, const char *verb)
{
	const char *const *acts = (const char *const *)d->about->acts;
	size_t i, n = 0, far, steps;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	while (acts != NULL && acts[n] != NULL)
		n++;
	for (far = 0; far <= FAR && n > 0; far++)
		for (i = 0; i < n; i++) {
			steps = cm_near_steps(verb, acts[i]);
			if ((steps < FAR ? steps : FAR) == far)
				cm_buf_printf(
				    &b, "%s%s", b.len > 0 ? ", " : "", acts[i]);
		}
	if (b.len > 0)
		plan_fault(d->p, "'%s' cannot be done there; what can is: %s",
		    verb, cm_buf_str(&b));
	else
		plan_fault(d->p,
		    "'%s' cannot be done there, nor any other action", verb);
	cm_buf_release(&b);
}

/* An action is for the module as it stands. */
static void
plan_action(struct sketch *d)
{
	char *text = plan_member(d, "text"), *verb = plan_member(d, "do");
	const char *said = text == NULL ? "" : text;
	struct message *m = new_message(d->p, said, strlen(said));
	struct cm_buf b;

	if (verb != NULL && !cm_about_has(d->about->acts, verb))
		say_acts(d, verb);
	if (verb != NULL && strcmp(verb, "reply") == 0 &&
	    said[strspn(said, " \t\r\n")] == '\0')
		plan_fault(d->p, "a reply without 'text'");
	if (text != NULL && !split_fits(text, strlen(text), d->about))
		say_length(d, text, strlen(text));
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"action\":");
	cm_buf_add(&b, d->whole.p, d->whole.len);
	if (text != NULL)
		add_facts(&b, d->about, text, strlen(text));
	cm_buf_byte(&b, '}');
	cm_buf_byte(&b, '\0');
	m->job = b.p;
	free(verb);
	free(text);
}

/* Who pays may write more: the account says how much. */
static void
set_text_max(struct cm_about *about, const struct cm_account *account)
{
	const char *set = cm_conf_get(account, "text-max");

	if (set != NULL && *set != '\0' && strlen(set) < 16 &&
	    set[strspn(set, "0123456789")] == '\0')
		about->text.max = strtoll(set, NULL, 10);
}

void
plan_make(struct plan *p, const struct item *it,
    const struct cm_account *account, const struct cm_about *about)
{
	struct cm_about own = *about;
	struct sketch d;
	char *at;

	memset(p, 0, sizeof(*p));
	set_text_max(&own, account);
	p->text_max = own.text.max;
	p->faults = cm_zalloc(sizeof(*p->faults));
	p->notes = cm_zalloc(sizeof(*p->notes));
	p->at = INT64_MIN;
	memset(&d, 0, sizeof(d));
	d.p = p;
	d.it = it;
	d.account = account;
	d.about = &own;
	d.whole.p = it->json;
	d.whole.len = it->len;
	d.files = cm_zalloc(sizeof(*d.files));
	cm_buf_init(&d.text, CM_BUF_ANY);
	cm_buf_init(&d.html, CM_BUF_ANY);
	cm_buf_init(&d.title, CM_BUF_ANY);
	cm_buf_init(&d.media, CM_BUF_ANY);
	cm_buf_init(&d.hashes, CM_BUF_ANY);
	p->key = plan_member(&d, "key");
	p->reply_to = plan_member(&d, "reply_to");
	p->title = plan_member(&d, "title");
	at = plan_member(&d, "at");
	if (at != NULL)
		cm_clock_parse(at, strlen(at), &p->at);
	free(at);
	if (it->action)
		plan_action(&d);
	else
		plan_draft(&d);
	if (p->title == NULL && p->count > 0 && p->messages[0].title != NULL)
		p->title = cm_strdup(p->messages[0].title);
	plan_content(&d);
	free(d.first_comment);
	free(d.link);
	free(d.campaign);
	free(d.files);
	cm_buf_release(&d.text);
	cm_buf_release(&d.html);
	cm_buf_release(&d.title);
	cm_buf_release(&d.media);
	cm_buf_release(&d.hashes);
}

static void
free_list(char **list)
{
	size_t i;

	for (i = 0; list != NULL && list[i] != NULL; i++)
		free(list[i]);
	free(list);
}

void
plan_release(struct plan *p)
{
	struct message *m;

	for (m = p->messages; p->count > 0; p->count--, m++) {
		free(m->job);
		free(m->recipient);
		free(m->text);
		free(m->title);
		free_list(m->files);
	}
	free(p->messages);
	free(p->content);
	free(p->key);
	free(p->reply_to);
	free(p->title);
	free_list(p->faults);
	free_list(p->notes);
	memset(p, 0, sizeof(*p));
}
