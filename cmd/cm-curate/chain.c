/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-curate/curate.h"
#include "lib/opt.h"
#include "lib/sip.h"

struct wanted {
	const char *names[CM_SCAN_WANTS];
	size_t n;
};

/* Returns the place of a member in found[], which is asked for from now. */
static size_t
want(struct wanted *w, const char *name)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (strcmp(w->names[i], name) == 0)
			return i;
	if (w->n == CM_SCAN_WANTS)
		cm_opt_fail("too many members are named");
	w->names[w->n] = name;
	return w->n++;
}

/*
 * An expression of the form .NAME == "TEXT" or != is what scan can tell, at
 * a tenth of the price. Where TEXT needs decoding, jq does it.
 */
static void
make_quick(struct stage *s)
{
	const char *p = s->expr + strspn(s->expr, " "), *name, *text, *end;
	size_t len;

	if (*p++ != '.')
		return;
	name = p;
	while (isalnum((unsigned char)*p) || *p == '_')
		p++;
	len = (size_t)(p - name);
	p += strspn(p, " ");
	if (len == 0 || isdigit((unsigned char)*name) ||
	    (*p != '=' && *p != '!') || p[1] != '=')
		return;
	s->differs = *p == '!';
	p += 2;
	p += strspn(p, " ");
	if (*p++ != '"')
		return;
	text = p;
	while (*p >= ' ' && *p < 127 && *p != '"' && *p != '\\')
		p++;
	end = p + 1;
	if (*p != '"' || end[strspn(end, " ")] != '\0')
		return;
	s->text = cm_strdup(s->expr);
	s->text[name + len - s->expr] = '\0';
	s->text[p - s->expr] = '\0';
	s->names[0] = s->text + (name - s->expr);
	s->equals = s->text + (text - s->expr);
	s->nnames = 1;
}

/*
 * What an expression names is looked at as the others' members are: one that
 * stands twice is a bad line, whichever way it is asked for.
 */
static void
look_at(struct stage *s)
{
	size_t room = strlen(s->expr) + 1;

	s->text = cm_alloc(room);
	s->nnames = curate_names(s->expr, s->text, s->names, NAMES_MAX);
}

/* Where likes are meant to be those of metrics. */
static void
guess(struct stage *s)
{
	struct cm_buf b;

	if (strchr(s->by, '.') != NULL)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "metrics.%s", s->by);
	s->names[s->nnames++] = s->text = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
}

/* Cuts "network,account,url" into the names of a stage. */
static void
cut_names(struct stage *s)
{
	char *p, *comma;

	for (p = s->text = cm_strdup(s->by); p != NULL; p = comma) {
		comma = strchr(p, ',');
		if (comma != NULL)
			*comma++ = '\0';
		if (*p == '\0' || s->nnames == NAMES_MAX)
			cm_opt_fail("--by: %s: '%s'",
			    *p == '\0' ? "a name is empty" : "too many names",
			    s->by);
		s->names[s->nnames++] = p;
	}
}

static void
name_members(struct stage *s)
{
	if (s->verb == KEEP || s->verb == DROP) {
		make_quick(s);
		if (s->equals == NULL)
			look_at(s);
	} else if (s->verb == TOP) {
		s->names[0] = s->by != NULL ? s->by : "metrics.likes";
		s->nnames = 1;
		if (s->by != NULL)
			guess(s);
	} else if (s->by != NULL)
		cut_names(s);
	else {
		s->names[0] = "network";
		s->names[1] = "id";
		s->nnames = 2;
	}
}

static void
name_stage(struct stage *s)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (s->verb == TOP)
		cm_buf_printf(&b, "%s: %s is ", s->what, s->names[0]);
	else
		cm_buf_printf(&b, "%s: ", s->what);
	s->says = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
}

static void
want_times(struct curate *cu, struct wanted *w)
{
	cu->times[0] = want(w, "published");
	cu->times[1] = want(w, "updated");
	cu->times[2] = want(w, "fetched");
}

static void
plan_fresh(struct curate *cu, struct stage *s)
{
	cu->fresh = s;
	if (s + 1 < cu->stages + cu->nstages && !cu->dry_run)
		cu->left = set_new();
}

/* What is to hold a member must be an object. */
static void
want_holders(struct stage *s, struct wanted *w)
{
	static const char *const holders[2] = {"metrics", "author"};
	size_t len, i, k, n = s->verb == TOP ? 1 : s->nnames;

	for (k = 0; k < 2; k++) {
		len = strlen(holders[k]);
		for (i = 0; i < n; i++)
			s->holds[k] |=
			    strncmp(s->names[i], holders[k], len) == 0 &&
			    s->names[i][len] == '.';
		if (s->holds[k])
			s->holders[k] = want(w, holders[k]);
	}
}

static void
plan(struct curate *cu)
{
	struct wanted w = {.n = 0};
	struct stage *s;
	size_t i;

	/* The first stage is that of -w. */
	if (cu->stages[0].expr == NULL)
		memmove(cu->stages, cu->stages + 1,
		    --cu->nstages * sizeof(cu->stages[0]));
	cu->type = want(&w, "type");
	if (cu->spanned)
		want_times(cu, &w);
	cu->parallel = 0;
	for (s = cu->stages; s < cu->stages + cu->nstages; s++) {
		name_members(s);
		name_stage(s);
		for (i = 0; i < s->nnames; i++)
			s->places[i] = want(&w, s->names[i]);
		if (s->verb == TOP || s->by != NULL)
			want_holders(s, &w);
		if (s->verb == FRESH || s->verb == UNIQUE) {
			cu->fetched = want(&w, "fetched");
			s->set = set_new();
			if (cu->ndata == 0 && cu->parallel == 0)
				cu->announced = s->set;
		}
		if (s->verb == FRESH)
			plan_fresh(cu, s);
		if (s->verb == TOP)
			s->top = top_new(s->n, s->worst);
		if (s->verb != KEEP && s->verb != DROP && cu->parallel == 0)
			s->datum = cu->ndata++;
		if (cu->parallel == 0 && s->verb == TOP)
			cu->parallel = (size_t)(s - cu->stages) + 1;
	}
	if (cu->parallel == 0)
		cu->parallel = cu->nstages;
	cu->want = cm_want_new(w.names, w.n);
}

/* All are compiled before anything is read: a chain runs whole or not. */
static int
compile(struct curate *cu)
{
	struct stage *s;

	for (s = cu->stages; s < cu->stages + cu->nstages; s++) {
		if ((s->verb != KEEP && s->verb != DROP) || s->equals != NULL)
			continue;
		cm_filter_doubt(s->what, s->expr);
		s->filter = cm_filter_open(s->what, s->expr);
		if (s->filter == NULL)
			return -1;
	}
	return 0;
}

static enum cm_exit
open_seen(struct curate *cu)
{
	enum cm_exit status = CM_OK;
	size_t i;

	cm_sip_secret(cu->secret);
	for (i = 0; i < cu->nstages; i++)
		if (cu->stages[i].verb == FRESH)
			break;
	if (i == cu->nstages)
		return CM_OK;
	cu->seen = cm_seen_open(cu->dry_run, &status);
	if (cu->seen != NULL)
		memcpy(
		    cu->secret, cm_seen_secret(cu->seen), sizeof(cu->secret));
	return status;
}

enum cm_exit
curate_open(struct curate *cu)
{
	plan(cu);
	if (compile(cu) != 0)
		return CM_USAGE;
	return open_seen(cu);
}

void
curate_close(struct curate *cu)
{
	struct stage *s;

	for (s = cu->stages; s < cu->stages + cu->nstages; s++) {
		cm_filter_close(s->filter);
		set_free(s->set);
		top_free(s->top);
		free(s->text);
		free(s->says);
	}
	set_free(cu->left);
	cm_seen_close(cu->seen);
	cm_want_free(cu->want);
}
