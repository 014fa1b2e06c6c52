/* SPDX-License-Identifier: ISC */
/*
 * A target for libFuzzer: a file of drafts in any format. What comes of it is
 * valid JSON, and a text of it can be cut into a thread.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-post/plan.h"
#include "cmd/cm-post/post.h"
#include "lib/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int holds)
{
	if (!holds)
		abort();
}

static void
check_text(const char *text, size_t len)
{
	struct cm_about about;
	struct piece *pieces;
	const char *why;
	size_t n, i;

	memset(&about, 0, sizeof(about));
	about.text.max = 20;
	about.text.bytes = 100;
	about.text.link = -1;
	about.text.thread = 1;
	n = split_text(text, len, &about, &pieces, &why);
	for (i = 0; i < n; i++)
		demand(pieces[i].to <= len &&
		    (n == 1 ||
			split_fits(text + pieces[i].from,
			    pieces[i].to - pieces[i].from, &about)));
	free(pieces);
}

static char *
give(void *ctx, struct item *it)
{
	struct cm_slice whole = {it->json, it->len};
	struct cm_scan_error why;
	char *text;

	(void)ctx;
	demand(cm_scan_line(it->json, it->len, NULL, NULL, &why) == 0);
	demand(it->to[0] != NULL);
	text = cm_json_dup(cm_json_get(whole, "text"));
	if (text == NULL)
		text = cm_json_dup(cm_json_get(whole, "markdown"));
	if (text != NULL)
		check_text(text, strlen(text));
	free(text);
	item_free(it);
	return NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const kinds[] = {"a", "a.md", "a.csv"};
	static char *none[] = {NULL}, to[] = "a", *all[] = {to, NULL};
	const char *file = kinds[size > 0 ? data[0] % 3 : 0];
	struct options o;
	char dir[] = "/tmp/cm-fuzz-draft.XXXXXX";
	char path[64];
	int fd;

	memset(&o, 0, sizeof(o));
	o.to = all;
	o.media = o.alt = none;
	o.at = INT64_MIN;
	demand(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/%s", dir, file);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	demand(fd != -1);
	if (size > 1)
		demand(write(fd, data + 1, size - 1) == (ssize_t)size - 1);
	close(fd);
	file = path;
	read_items(&o, &file, 1, give, NULL);
	unlink(path);
	rmdir(dir);
	return 0;
}
