/* SPDX-License-Identifier: ISC */
#include "cmd/cm-report/assets.h"
#include "cmd/cm-report/doc.h"
#include "cmd/cm-report/render.h"
#include "cmd/cm-report/report.h"
#include "lib/buf.h"

/* The page's style, ours or the user's. Returns -1 after a message. */
static int
page(const struct report *r, const struct doc *d, struct cm_buf *b)
{
	char *css = asset_read("report.css");

	if (css == NULL)
		return -1;
	html_print(b, d, r, css);
	asset_free(css);
	return 0;
}

enum cm_exit
report_print(const struct report *r, const struct doc *d, struct report_out *o,
    enum cm_exit status)
{
	struct cm_buf b;
	int bad = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	switch (r->format) {
	case REPORT_TEXT:
		term_print(&b, d, r);
		break;
	case REPORT_MD:
		md_print(&b, d, r);
		break;
	case REPORT_CSV:
		long_print(&b, d, r);
		break;
	case REPORT_HTML:
		bad = page(r, d, &b);
		break;
	}
	if (bad == 0)
		bad = report_out_page(o, b.p, b.len);
	cm_buf_release(&b);
	if (bad != 0)
		status = cm_worse(status, CM_FAIL);
	return report_out_end(o, status);
}
