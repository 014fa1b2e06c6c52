/* SPDX-License-Identifier: ISC */
/* --networks: what is there, and what each can do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/admin.h"
#include "lib/json.h"
#include "lib/netmod.h"

static void
join(struct cm_buf *b, char *const *list)
{
	size_t i;

	cm_buf_clear(b);
	for (i = 0; list[i] != NULL; i++)
		cm_buf_printf(b, "%s%s", i > 0 ? " " : "", list[i]);
	(void)cm_buf_str(b);
}

static const char *
unit_name(enum cm_unit u)
{
	static const char *const names[] = {[CM_UNIT_GRAPHEMES] = "graphemes",
	    [CM_UNIT_CODEPOINTS] = "codepoints",
	    [CM_UNIT_UTF16] = "utf16",
	    [CM_UNIT_BYTES] = "bytes",
	    [CM_UNIT_WEIGHTED] = "weighted"};

	return names[u];
}

/* How one signs in, in a word. */
static const char *
sign_in(const struct cm_about *a)
{
	if (cm_json_get(a->oauth2, "authorize").p != NULL)
		return "consent";
	if (a->logs_in)
		return "login";
	return a->secrets[0] != NULL ? "secret" : "none";
}

static void
row(struct cm_buf *out, const struct cm_about *a, const char *origin)
{
	struct cm_buf list;

	cm_buf_init(&list, CM_BUF_ANY);
	cm_buf_puts(out, "{\"type\":\"row\"");
	cm_json_member(out, "network", a->network);
	cm_json_member(out, "title", a->title);
	cm_json_member(out, "origin", origin);
	join(&list, a->reads);
	cm_json_member(out, "reads", list.p);
	join(&list, a->acts);
	cm_json_member(out, "acts", list.p);
	if (a->text.max >= 0) {
		cm_json_member_int(out, "text", a->text.max);
		cm_json_member(out, "unit", unit_name(a->text.unit));
	}
	if (a->media.max >= 0)
		cm_json_member_int(out, "media", a->media.max);
	cm_json_member(out, "sign_in", sign_in(a));
	cm_buf_puts(out, "}\n");
	cm_buf_release(&list);
}

static void
text(struct cm_buf *out, const struct cm_about *a, const char *origin)
{
	struct cm_buf list;

	cm_buf_init(&list, CM_BUF_ANY);
	cm_buf_printf(out, "%s: %s (%s)\n", a->network,
	    a->title != NULL ? a->title : a->network, origin);
	join(&list, a->reads);
	if (list.len > 0)
		cm_buf_printf(out, "    reads  %s\n", list.p);
	join(&list, a->acts);
	if (list.len > 0)
		cm_buf_printf(out, "    acts   %s\n", list.p);
	if (a->text.max > 0)
		cm_buf_printf(out, "    text   %lld %s\n",
		    (long long)a->text.max, unit_name(a->text.unit));
	if (a->media.max == 0)
		cm_buf_puts(out, "    media  none\n");
	else if (a->media.max > 0) {
		join(&list, a->media.types);
		cm_buf_printf(out, "    media  up to %lld%s%s\n",
		    (long long)a->media.max, list.len > 0 ? ": " : "", list.p);
	}
	cm_buf_release(&list);
}

static enum cm_exit
show(const char *network, int terminal)
{
	struct cm_netmod *m = cm_netmod_open(network);
	struct cm_buf out;
	int rc;

	if (m == NULL)
		return CM_FAIL;
	cm_buf_init(&out, CM_BUF_ANY);
	if (terminal)
		text(&out, cm_netmod_about(m), cm_netmod_origin(m));
	else
		row(&out, cm_netmod_about(m), cm_netmod_origin(m));
	cm_netmod_close(m);
	rc = cm_put(out.p, out.len);
	cm_buf_release(&out);
	return rc == 0 ? CM_OK : CM_FAIL;
}

enum cm_exit
admin_networks(const char *const *words, size_t count)
{
	int terminal = isatty(STDOUT_FILENO);
	enum cm_exit status = CM_OK;
	char **names;
	size_t i;

	for (i = 0; i < count; i++)
		status = cm_worse(status, show(words[i], terminal));
	if (count > 0)
		return status == CM_FAIL ? CM_USAGE : status;
	names = cm_netmod_names();
	for (i = 0; names[i] != NULL; i++) {
		status = cm_worse(status, show(names[i], terminal));
		free(names[i]);
	}
	free(names);
	return status;
}
