/* SPDX-License-Identifier: ISC */
/* Archives and folders: their members, those that others need first. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/match_fit.h"
#include "cmd/cm-fetch/pack.h"

enum { DEPTH = 2, MOST_BESIDE = 5000 };

/* Tells whether the name is one of the part's, where it has any. */
static int
is_named(const struct part *p, const char *path)
{
	return p->nfiles == 0 || match_files(p, path);
}

/* Tells whether a part that is read first may be of that name; NULL: whether
 * there is one. */
static int
may_be_first(struct fetch *f, const struct format *only, const char *path)
{
	const struct formats *all = export_formats(f);
	const struct format *format;
	size_t i, k;

	for (i = 0; i < formats_count(all); i++) {
		format = formats_get(all, i);
		for (k = 0; k < format->nparts; k++)
			if ((only == NULL || format == only) &&
			    format->parts[k].first &&
			    (path == NULL ||
				(is_named(&format->parts[k], path) &&
				    match_path(all, path))))
				return 1;
	}
	return 0;
}

int
export_wanted(struct input *in, const struct match *m)
{
	struct export *x = in->x;
	int first =
	    m->part->first && in->path != NULL && is_named(m->part, in->path);

	if (x->only_first)
		return first;
	if (x->passed && first && in->member)
		return 0;
	if (in->beside && !in->silent && !first)
		export_beside(x, m->format, in->path);
	return 1;
}

void
export_unknown(const struct input *in)
{
	if (in->x->only_first)
		return; /* it will be met again */
	in->x->unknown++;
	in->x->pages += export_is_page(in->shown);
	cm_note(1, "%s: no format knows it", in->shown);
}

/* Tells whether a member may be an archive, by its name. */
static int
may_be_packed(const char *path)
{
	static const char *const endings[] = {".zip", ".tar", ".tgz", ".gz",
	    ".bz2", ".xz", ".zst", ".7z", ".rar"};
	size_t len = strlen(path), i, n;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		n = strlen(endings[i]);
		if (len > n && strcasecmp(path + len - n, endings[i]) == 0)
			return 1;
	}
	return 0;
}

static int
is_looked_into(const struct export *x, const char *path)
{
	if (x->only_first)
		return may_be_first(x->f, x->format, path);
	return x->f->o.as == KIND_CSV || may_be_packed(path) ||
	    match_path(export_formats(x->f), path);
}

/* One member. */
static void
run_member(struct export *x, const struct input *parent, const char *join,
    struct pack *p, const struct member *m)
{
	struct input in = {.x = x, .changed = m->changed, .member = 1};
	struct cm_buf shown;

	cm_buf_init(&shown, CM_BUF_ANY);
	cm_buf_printf(&shown, "%s%s%s", parent->shown, join, m->path);
	in.path = *join == '/' ? cm_buf_str(&shown) : m->path;
	in.shown = cm_buf_str(&shown);
	in.pack = p;
	if (in.changed == INT64_MIN)
		in.changed = parent->changed;
	if (is_looked_into(x, in.path)) {
		in.bytes = pack_stream(p);
		in.seekable = stream_size(in.bytes) >= 0;
		export_input(x, &in);
	} else if (!x->only_first) {
		export_unknown(&in);
	}
	cm_buf_release(&shown);
}

/* All members, or those that are read first. */
static void
run_members(struct export *x, const struct input *parent, const char *join,
    struct pack *p)
{
	struct member m;
	int got = 0;

	while (!x->stop && (got = pack_next(p, &m)) == 1) {
		if (!x->only_first)
			x->members++;
		run_member(x, parent, join, p, &m);
	}
	if (got == -1 && !x->only_first) {
		input_breaks(parent, CM_FAIL, pack_why(p), NULL);
		x->broken = 1;
	}
}

static void
say_unknown(const struct export *x, const struct input *in)
{
	if (x->stop || (x->broken && x->unknown == x->members))
		return;
	if (x->unknown == x->members) {
		input_fails(in, CM_FAIL,
		    x->members > 0 ? "nothing in it is of a known format"
				   : "there is nothing in it",
		    x->pages > 0         ? export_page_advice
			: x->members > 0 ? "-v names what is there"
					 : NULL);
		tally_fails(tally_of(in->x, NULL, NULL), "no format knows it");
	} else if (x->unknown > 0)
		cm_note(0, "%s: %ld of its %ld files are of no known format%s",
		    in->shown, x->unknown, x->members,
		    cm_talks(1) ? "" : " (-v names them)");
}

/* Opens an archive and runs its members. */
static void
run_archive(struct export *x, const struct input *in)
{
	const char *slash = in->path != NULL ? strrchr(in->path, '/') : NULL;
	const char *name = slash != NULL ? slash + 1
	    : in->path != NULL           ? in->path
					 : "data";
	struct pack *p =
	    pack_open(in->bytes, name, x->f->o.import.max_unpacked);

	pack_within(p, in->pack);
	run_members(x, in, ":", p);
	pack_close(p);
}

/* What its members are told first holds for them only. */
static void
run_passes(struct export *x, const struct input *in)
{
	struct export_context *before = x->context;
	int passed = x->passed;

	x->passed = 0;
	if (in->seekable && x->f->o.as != KIND_CSV &&
	    may_be_first(x->f, x->format, NULL)) {
		x->only_first = 1;
		run_archive(x, in);
		x->only_first = 0;
		x->passed = stream_seek(in->bytes, 0) == 0;
	}
	if (in->seekable && !x->passed && stream_seek(in->bytes, 0) == -1)
		input_fails(in, CM_FAIL, "cannot be read twice", NULL);
	else
		run_archive(x, in);
	x->passed = passed;
	context_drop(x, before);
}

void
export_members(struct export *x, const struct input *in)
{
	if (x->depth >= DEPTH) {
		cm_note(0,
		    "%s: archives so deep in others are not looked into: "
		    "unpack it and name what is in it",
		    in->shown);
		export_unknown(in);
		return;
	}
	/* Its members count, it does not. */
	if (in->member)
		x->members--;
	x->depth++;
	run_passes(x, in);
	x->depth--;
	if (!in->member)
		say_unknown(x, in);
}

void
export_folder(struct export *x, const char *place)
{
	struct input in = {.x = x, .path = place, .changed = INT64_MIN};
	char *name = cm_strdup(place);
	size_t len = strlen(name);
	int pass;
	struct pack *p;

	while (len > 1 && name[len - 1] == '/')
		name[--len] = '\0';
	in.shown = name;
	for (pass =
		 x->f->o.as != KIND_CSV && may_be_first(x->f, x->format, NULL)
		 ? 0
		 : 1;
	     pass < 2; pass++) {
		x->only_first = pass == 0;
		p = pack_folder(name);
		run_members(x, &in, "/", p);
		pack_close(p);
		x->passed = 1;
	}
	say_unknown(x, &in);
	free(name);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, sorted. */
static char **
names_in(const char *folder, size_t *n)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	char **names = NULL;

	*n = 0;
	while (d != NULL && *n < MOST_BESIDE && (e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		if ((*n & (*n + 1)) == 0)
			names =
			    cm_realloc(names, (*n + 1) * 2 * sizeof(*names));
		names[(*n)++] = cm_strdup(e->d_name);
	}
	if (d != NULL)
		closedir(d);
	if (*n > 0)
		qsort(names, *n, sizeof(*names), compare);
	return names;
}

static void
run_beside(struct export *x, const struct format *format, const char *path)
{
	struct input in = {.x = x, .path = path, .shown = path, .silent = 1};
	int fd;
	struct stat st;

	if (!may_be_first(x->f, format, path) || stat(path, &st) != 0 ||
	    !S_ISREG(st.st_mode))
		return;
	fd = open(path, O_RDONLY);
	if (fd == -1)
		return;
	in.bytes = stream_file(fd);
	in.changed = st.st_mtime;
	in.seekable = 1;
	x->only_first = 1;
	export_input(x, &in);
	x->only_first = 0;
	stream_close(in.bytes);
}

void
export_beside(struct export *x, const struct format *format, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *own = slash != NULL ? slash + 1 : path;
	struct cm_buf b;
	char **names, *folder;
	size_t n, i;

	folder = slash != NULL ? cm_strndup(path, (size_t)(slash - path) + 1)
			       : cm_strdup("");
	names = names_in(*folder != '\0' ? folder : ".", &n);
	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < n; i++) {
		cm_buf_clear(&b);
		cm_buf_printf(&b, "%s%s", folder, names[i]);
		if (strcmp(names[i], own) != 0)
			run_beside(x, format, cm_buf_str(&b));
		free(names[i]);
	}
	free(names);
	free(folder);
	cm_buf_release(&b);
}
