/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feedtree.h"
#include "lib/html.h"
#include "lib/url.h"

struct vocabulary {
	enum feed_ns ns;
	const char *name; /* lower case; of a URI without its end mark */
};

/* A URI that ends with '*' stands for all that begin so. */
static const struct vocabulary uris[] = {
    {NS_ATOM, "http://www.w3.org/2005/atom"},
    {NS_ATOM, "http://purl.org/atom/ns"}, {NS_CORE, "http://purl.org/rss/1.0"},
    {NS_CORE, "http://purl.org/rss/2.0"},
    {NS_CORE, "http://purl.org/net/rss1.1"},
    {NS_CORE, "http://my.netscape.com/rdf/simple/0.9"},
    {NS_CORE, "http://channel.netscape.com/rdf/simple/0.9"},
    {NS_CORE, "http://my.netscape.com/publish/formats/rss-0.91.dtd"},
    {NS_CORE, "http://backend.userland.com/*"},
    {NS_CORE, "http://blogs.law.harvard.edu/tech/rss"},
    {NS_CORE, "http://cyber.law.harvard.edu/rss*"},
    {NS_DC, "http://purl.org/dc/elements/*"},
    {NS_DCTERMS, "http://purl.org/dc/terms"},
    {NS_CONTENT, "http://purl.org/rss/1.0/modules/content"},
    {NS_ITUNES, "http://www.itunes.com/dtds/podcast-1.0.dtd"},
    {NS_ITUNES, "http://www.itunes.com/dtds/podcast"},
    {NS_ITUNES, "http://example.com/dtds/podcast-1.0.dtd"},
    {NS_MEDIA, "http://search.yahoo.com/mrss"},
    {NS_MEDIA, "https://search.yahoo.com/mrss"},
    {NS_MEDIA, "http://video.search.yahoo.com/mrss"},
    {NS_SLASH, "http://purl.org/rss/1.0/modules/slash"},
    {NS_WFW, "http://wellformedweb.org/commentapi"},
    {NS_THREAD, "http://purl.org/syndication/thread/1.0"},
    {NS_XHTML, "http://www.w3.org/1999/xhtml"},
    {NS_RDF, "http://www.w3.org/1999/02/22-rdf-syntax-ns"},
    {NS_SY, "http://purl.org/rss/1.0/modules/syndication"},
    {NS_FEEDBURNER, "http://rssnamespace.org/feedburner/ext/1.0"}};

static const struct vocabulary prefixes[] = {{NS_ATOM, "atom"},
    {NS_ATOM, "a10"}, {NS_DC, "dc"}, {NS_DCTERMS, "dcterms"},
    {NS_CONTENT, "content"}, {NS_ITUNES, "itunes"}, {NS_MEDIA, "media"},
    {NS_SLASH, "slash"}, {NS_WFW, "wfw"}, {NS_THREAD, "thr"},
    {NS_XHTML, "xhtml"}, {NS_RDF, "rdf"}, {NS_SY, "sy"},
    {NS_FEEDBURNER, "feedburner"}};

static enum feed_ns
by_prefix(const char *prefix, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (strlen(prefixes[i].name) == len &&
		    strncasecmp(prefixes[i].name, prefix, len) == 0)
			return prefixes[i].ns;
	return len == 0 ? NS_CORE : NS_OTHER;
}

static int
same_uri(const char *known, const char *uri, size_t len)
{
	size_t n = strlen(known);

	if (known[n - 1] == '*')
		return len >= n - 1 && strncasecmp(known, uri, n - 1) == 0;
	return len == n && strncasecmp(known, uri, n) == 0;
}

static enum feed_ns
by_uri(const xmlNs *ns)
{
	const char *uri = (const char *)ns->href;
	const char *prefix = (const char *)ns->prefix;
	size_t len, i;

	if (uri == NULL)
		uri = "";
	while (*uri == ' ' || *uri == '\n' || *uri == '\t')
		uri++;
	len = strlen(uri);
	while (len > 0 && strchr("/# \n\t", uri[len - 1]) != NULL)
		len--;
	for (i = 0; i < sizeof(uris) / sizeof(*uris); i++)
		if (same_uri(uris[i].name, uri, len))
			return uris[i].ns;
	return prefix == NULL ? NS_CORE : by_prefix(prefix, strlen(prefix));
}

enum feed_ns
feed_ns(const xmlNode *node)
{
	/* What was found out is kept as the address of a mark. */
	static const char marks[NS_OTHER + 1];
	const char *name = (const char *)node->name;
	const char *colon;

	if (node->ns != NULL) {
		if (node->ns->_private == NULL)
			node->ns->_private = (char *)marks + by_uri(node->ns);
		return (enum feed_ns)((char *)node->ns->_private - marks);
	}
	colon = strchr(name, ':');
	return colon == NULL ? NS_CORE
			     : by_prefix(name, (size_t)(colon - name));
}

const char *
feed_name(const xmlNode *node)
{
	const char *name = (const char *)node->name;
	const char *colon = strrchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

int
feed_is(const xmlNode *node, enum feed_ns ns, const char *name)
{
	return node->type == XML_ELEMENT_NODE &&
	    strcasecmp(feed_name(node), name) == 0 && feed_ns(node) == ns;
}

static const char *
attr_value(const xmlAttr *attr)
{
	return attr->children == NULL || attr->children->content == NULL
	    ? ""
	    : (const char *)attr->children->content;
}

static int
is_xml_attr(const xmlAttr *attr)
{
	return attr->ns != NULL && attr->ns->prefix != NULL &&
	    strcmp((const char *)attr->ns->prefix, "xml") == 0;
}

const char *
feed_attr(const xmlNode *node, const char *name)
{
	const xmlAttr *attr;
	const char *own, *colon;

	for (attr = node->properties; attr != NULL; attr = attr->next) {
		own = (const char *)attr->name;
		colon = strrchr(own, ':');
		if (strcasecmp(colon == NULL ? own : colon + 1, name) == 0 &&
		    !is_xml_attr(attr))
			return attr_value(attr);
	}
	return NULL;
}

const char *
feed_xml_attr(const xmlNode *node, const char *name)
{
	const xmlAttr *attr;

	for (attr = node->properties; attr != NULL; attr = attr->next)
		if (is_xml_attr(attr) &&
		    strcmp((const char *)attr->name, name) == 0)
			return attr_value(attr);
	return NULL;
}

static int
is_text(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE ||
	    node->type == XML_CDATA_SECTION_NODE;
}

void
feed_node_text(struct cm_buf *to, const xmlNode *node)
{
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next)
		if (is_text(child) && child->content != NULL)
			cm_buf_puts(to, (const char *)child->content);
		else if (child->type == XML_ELEMENT_NODE)
			feed_node_text(to, child);
}

int
feed_has_elements(const xmlNode *node)
{
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			return 1;
	return 0;
}

/* Adds the name of an element: what is HTML has no prefix there. */
static void
add_name(struct cm_buf *to, const xmlNode *node)
{
	if (node->ns != NULL && node->ns->prefix != NULL &&
	    feed_ns(node) != NS_XHTML) {
		cm_buf_puts(to, (const char *)node->ns->prefix);
		cm_buf_byte(to, ':');
	}
	cm_buf_puts(to, (const char *)node->name);
}

static void
add_attrs(struct cm_buf *to, const xmlNode *node, const char *base)
{
	const xmlAttr *attr;
	struct cm_buf url;
	const char *value, *name;

	cm_buf_init(&url, CM_BUF_ANY);
	for (attr = node->properties; attr != NULL; attr = attr->next) {
		name = (const char *)attr->name;
		value = attr_value(attr);
		if (is_xml_attr(attr) && strcmp(name, "base") == 0)
			continue;
		cm_buf_byte(to, ' ');
		if (attr->ns != NULL && attr->ns->prefix != NULL) {
			cm_buf_puts(to, (const char *)attr->ns->prefix);
			cm_buf_byte(to, ':');
		}
		cm_buf_puts(to, name);
		cm_buf_puts(to, "=\"");
		if (base != NULL && value[0] != '\0' &&
		    (strcmp(name, "href") == 0 || strcmp(name, "src") == 0)) {
			cm_buf_clear(&url);
			cm_url_join(&url, base, value, strlen(value));
			cm_html_escape_attr(to, url.p, url.len);
		} else {
			cm_html_escape_attr(to, value, strlen(value));
		}
		cm_buf_byte(to, '"');
	}
	cm_buf_release(&url);
}

static int
is_void(const char *name)
{
	static const char *const names[] = {"br", "hr", "img", "input", "wbr",
	    "area", "col", "embed", "param", "source", "track", NULL};
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (strcasecmp(names[i], name) == 0)
			return 1;
	return 0;
}

static void
add_element(struct cm_buf *to, const xmlNode *node, const char *base)
{
	const char *own = feed_xml_attr(node, "base");
	struct cm_buf joined;

	cm_buf_init(&joined, CM_BUF_ANY);
	if (own != NULL) {
		cm_url_join(&joined, base, own, strlen(own));
		base = cm_buf_str(&joined);
	}
	cm_buf_byte(to, '<');
	add_name(to, node);
	add_attrs(to, node, base);
	if (node->children == NULL && is_void(feed_name(node))) {
		cm_buf_puts(to, "/>");
	} else {
		cm_buf_byte(to, '>');
		feed_node_html(to, node, base);
		cm_buf_puts(to, "</");
		add_name(to, node);
		cm_buf_byte(to, '>');
	}
	cm_buf_release(&joined);
}

void
feed_node_html(struct cm_buf *to, const xmlNode *node, const char *base)
{
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next)
		if (is_text(child) && child->content != NULL)
			cm_html_escape(to, (const char *)child->content,
			    strlen((const char *)child->content));
		else if (child->type == XML_ELEMENT_NODE)
			add_element(to, child, base);
}

const char *
feed_node_base(struct feed_run *r, const xmlNode *node)
{
	const char *own;
	const char *base;

	if (node == NULL || node->type != XML_ELEMENT_NODE)
		return r->base;
	base = feed_node_base(r, node->parent);
	own = feed_xml_attr(node, "base");
	if (own == NULL)
		return base;
	own = feed_keep_url(r, base, own, strlen(own));
	return own == NULL ? base : own;
}

const char *
feed_node_lang(const xmlNode *node)
{
	const char *lang;

	for (; node != NULL && node->type == XML_ELEMENT_NODE;
	     node = node->parent) {
		lang = feed_xml_attr(node, "lang");
		if (lang != NULL)
			return lang[0] == '\0' ? NULL : lang;
	}
	return NULL;
}

long
feed_node_line_no(const xmlNode *node)
{
	return xmlGetLineNo(node);
}

const char *
feed_node_line(struct feed_run *r, const xmlNode *node)
{
	cm_buf_clear(&r->a);
	feed_node_text(&r->a, node);
	return feed_keep_line(r, r->a.p == NULL ? "" : r->a.p, r->a.len);
}

const char *
feed_node_keep(struct feed_run *r, const xmlNode *node)
{
	cm_buf_clear(&r->a);
	feed_node_text(&r->a, node);
	return feed_keep_buf(r, &r->a);
}
