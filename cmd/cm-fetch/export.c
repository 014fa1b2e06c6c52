/* SPDX-License-Identifier: ISC */
/* Sources that are exports. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/feed.h"
#include "lib/json.h"
#include "lib/opt.h"

const struct formats *
export_formats(struct fetch *f)
{
	if (f->formats == NULL)
		f->formats = formats_open();
	return f->formats;
}

/* "NAME" or "NAME:PART". */
static const struct format *
named(struct fetch *f, const struct part **part)
{
	const char *word = f->o.import.format, *colon = strchr(word, ':');
	char *name = cm_strndup(
	    word, colon != NULL ? (size_t)(colon - word) : strlen(word));
	const struct format *format = formats_find(export_formats(f), name);
	struct cm_buf like;
	size_t i;

	*part = NULL;
	for (i = 0; format != NULL && colon != NULL && i < format->nparts; i++)
		if (strcmp(format->parts[i].name, colon + 1) == 0)
			*part = &format->parts[i];
	cm_buf_init(&like, CM_BUF_ANY);
	if (format == NULL && export_like(export_formats(f), name, &like) > 0)
		cm_opt_fail("--as: no format is called '%s': perhaps %s", name,
		    cm_buf_str(&like));
	cm_buf_release(&like);
	if (format == NULL)
		cm_opt_fail("--as takes feed, opml, weblog, ndjson, csv or a "
			    "format that --exports lists: '%s'",
		    word);
	if (colon != NULL && *part == NULL)
		cm_opt_fail("--as: the format '%s' has no part '%s'; "
			    "--exports %s lists them",
		    name, colon + 1, name);
	free(name);
	return format;
}

/* A setting's name may end in what the user chooses: to.NETWORK. */
static int
is_setting(const char *known, const char *name, size_t len)
{
	const char *dot = strchr(known, '.');
	size_t n = dot != NULL ? (size_t)(dot - known) + 1 : 0;

	if (strlen(known) == len && memcmp(known, name, len) == 0)
		return 1;
	return dot != NULL && dot[1] >= 'A' && dot[1] <= 'Z' && len > n &&
	    memcmp(known, name, n) == 0;
}

static int
has_setting(const struct formats *all, const char *name, size_t len)
{
	const struct format *f;
	size_t i, k;

	for (i = 0; i < formats_count(all); i++) {
		f = formats_get(all, i);
		for (k = 0; k < f->nsettings; k++)
			if (is_setting(f->settings[k], name, len))
				return 1;
	}
	return 0;
}

void
export_check(struct fetch *f)
{
	const struct import *o = &f->o.import;
	const struct part *part;
	size_t i, n;

	if (o->format != NULL)
		named(f, &part);
	for (i = 0; i < o->nset; i++) {
		n = strcspn(o->set[i], "=");
		if (o->set[i][n] == '\0' || n == 0)
			cm_opt_fail("--set takes NAME=VALUE: '%s'", o->set[i]);
		if (!has_setting(export_formats(f), o->set[i], n))
			cm_opt_fail("no format has the setting '%.*s'; "
				    "--exports FORMAT lists them",
			    (int)n, o->set[i]);
	}
}

static void
put_settings(struct export *x)
{
	const struct import *o = &x->f->o.import;
	char *name;
	size_t i, k, n, m;

	cm_buf_byte(&x->settings, '{');
	for (i = 0; i < o->nset; i++) {
		n = strcspn(o->set[i], "=");
		/* The last of several counts. */
		for (k = i + 1; k < o->nset; k++) {
			m = strcspn(o->set[k], "=");
			if (m == n && memcmp(o->set[k], o->set[i], n) == 0)
				break;
		}
		if (k < o->nset)
			continue;
		name = cm_strndup(o->set[i], n);
		cm_json_key(&x->settings, name);
		cm_json_string(
		    &x->settings, o->set[i] + n + 1, strlen(o->set[i] + n + 1));
		free(name);
	}
	cm_buf_byte(&x->settings, '}');
}

static void
begin(struct export *x, struct fetch *f, struct source *s)
{
	memset(x, 0, sizeof(*x));
	x->f = f;
	x->s = s;
	x->rejects = -1;
	if (f->o.import.format != NULL)
		x->format = named(f, &x->part);
	cm_buf_init(&x->settings, CM_BUF_ANY);
	put_settings(x);
	/* Nobody looks at the network meanwhile. */
	if (f->http != NULL)
		cm_http_pause(f->http);
	s->as = f->o.as == KIND_CSV ? KIND_CSV : KIND_EXPORT;
	export_flush(x);
	if (f->o.stateful && !f->told_lines) {
		cm_note(0, "--new is for feeds: '%s' is handed over whole",
		    s->name);
		f->told_lines = 1;
	}
}

static void
end(struct export *x)
{
	export_put_held(x);
	export_flush(x);
	tally_close(x);
	export_jq_close(x->jqs);
	known_release(&x->known);
	known_release(&x->said);
	context_drop(x, NULL);
	cm_buf_release(&x->settings);
	if (x->rejects != -1)
		close(x->rejects);
}

void
export_run(struct fetch *f, struct source *s, struct stream *bytes,
    const char *path, int64_t changed, int seekable)
{
	struct export x;
	struct input in = {.x = &x,
	    .path = path,
	    .shown = s->name,
	    .bytes = bytes,
	    .changed = changed,
	    .seekable = seekable,
	    .beside = path != NULL && path == s->place};

	begin(&x, f, s);
	if (bytes == NULL)
		export_folder(&x, s->place);
	else
		export_input(&x, &in);
	end(&x);
	stream_close(bytes);
}
