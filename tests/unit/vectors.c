/* SPDX-License-Identifier: ISC */
/* Links, mentions and tags, and what characters weigh, against the vectors of
 * twitter-text, which lie beside the repository; where we differ is written
 * down here, by name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>
#include <yaml.h>

#include "lib/buf.h"
#include "lib/entities.h"
#include "lib/err.h"
#include "lib/length.h"
#include "tests/tap.h"

/* Cases that have another answer with us, and why. */
static const char *const differ[] = {
    /* a mention with its server, as on the federated networks */
    "Extract lone metion but not @user@user (too close to an email)",
    /* rules of one network's own short links */
    "Extract a t.co URL with a trailing apostrophe",
    "Extract a t.co URL with a trailing hyphen",
    "DO NOT extract URLs with > 40 characters in a t.co slug",
    "Extract t.co URLs skipping trailing characters and adjusting indices "
    "correctly",
    /* names at the top of the DNS that are no more, in other scripts */
    "诺基亚 is a valid generic tld",
    "珠宝 is a valid generic tld",
    "手表 is a valid generic tld",
    "工行 is a valid generic tld",
    "大众汽车 is a valid generic tld",
    "موبايلي is a valid generic tld",
    NULL,
};

static yaml_node_t *
get(yaml_document_t *d, yaml_node_t *map, const char *name)
{
	yaml_node_pair_t *p;
	yaml_node_t *key;

	if (map == NULL || map->type != YAML_MAPPING_NODE)
		return NULL;
	for (p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top;
	     p++) {
		key = yaml_document_get_node(d, p->key);
		if (strcmp((char *)key->data.scalar.value, name) == 0)
			return yaml_document_get_node(d, p->value);
	}
	return NULL;
}

static int
is_differing(const char *name)
{
	size_t i;

	for (i = 0; differ[i] != NULL; i++)
		if (strcmp(differ[i], name) == 0)
			return 1;
	return 0;
}

/* What we find of a kind, one a line: with its sign only for links. */
static void
found(
    struct cm_buf *to, const char *text, size_t len, enum cm_entities_kind kind)
{
	struct cm_entities e;
	size_t i, from;

	cm_entities_find(&e, text, len);
	for (i = 0; i < e.count; i++) {
		if (e.one[i].kind != kind)
			continue;
		from = e.one[i].bytes[0];
		if (kind != CM_ENTITY_LINK)
			from += (text[from] & 0x80) != 0 ? 3 : 1;
		cm_buf_add(to, text + from, e.one[i].bytes[1] - from);
		cm_buf_byte(to, '\n');
	}
	cm_entities_release(&e);
}

static void
add_place(struct cm_buf *to, size_t from, size_t end)
{
	cm_buf_printf(to, "%zu-%zu ", from, end);
}

/* Where they are, in characters: "indices" of what is expected. */
static void
check_places(yaml_document_t *d, yaml_node_t *test, enum cm_entities_kind kind)
{
	yaml_node_t *text = get(d, test, "text");
	yaml_node_t *want = get(d, test, "expected"), *pair, *one;
	const char *name =
	    (char *)get(d, test, "description")->data.scalar.value;
	yaml_node_item_t *item;
	struct cm_entities e;
	struct cm_buf a, b;
	size_t i, at[2];

	cm_buf_init(&a, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	for (item = want->data.sequence.items.start;
	     item < want->data.sequence.items.top; item++) {
		pair = get(d, yaml_document_get_node(d, *item), "indices");
		for (i = 0; i < 2; i++) {
			one = yaml_document_get_node(
			    d, pair->data.sequence.items.start[i]);
			at[i] = (size_t)strtoul(
			    (char *)one->data.scalar.value, NULL, 10);
		}
		add_place(&b, at[0], at[1]);
	}
	cm_entities_find(
	    &e, (char *)text->data.scalar.value, text->data.scalar.length);
	for (i = 0; i < e.count; i++)
		if (e.one[i].kind == kind)
			add_place(&a, e.one[i].chars[0], e.one[i].chars[1]);
	cm_entities_release(&e);
	if (is_differing(name))
		ok(strcmp(cm_buf_str(&a), cm_buf_str(&b)) != 0, name);
	else
		is(cm_buf_str(&a), cm_buf_str(&b), name);
	cm_buf_release(&a);
	cm_buf_release(&b);
}

static void
check(yaml_document_t *d, yaml_node_t *test, enum cm_entities_kind kind)
{
	yaml_node_t *text = get(d, test, "text");
	yaml_node_t *want = get(d, test, "expected");
	const char *name =
	    (char *)get(d, test, "description")->data.scalar.value;
	yaml_node_item_t *item;
	struct cm_buf a, b;
	int same;

	cm_buf_init(&a, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	if (want->type == YAML_SEQUENCE_NODE)
		for (item = want->data.sequence.items.start;
		     item < want->data.sequence.items.top; item++) {
			cm_buf_puts(&b,
			    (char *)yaml_document_get_node(d, *item)
				->data.scalar.value);
			cm_buf_byte(&b, '\n');
		}
	found(&a, (char *)text->data.scalar.value, text->data.scalar.length,
	    kind);
	same = strcmp(cm_buf_str(&a), cm_buf_str(&b)) == 0;
	if (is_differing(name))
		ok(!same, name);
	else if (!ok(same, name))
		printf("# text: %s\n# got: %s# want: %s",
		    (char *)text->data.scalar.value, cm_buf_str(&a),
		    cm_buf_str(&b));
	cm_buf_release(&a);
	cm_buf_release(&b);
}

static void
each(yaml_document_t *d, const char *name, enum cm_entities_kind kind,
    void (*check_one)(yaml_document_t *, yaml_node_t *, enum cm_entities_kind))
{
	yaml_node_t *tests = get(d, yaml_document_get_root_node(d), "tests");
	yaml_node_t *group = get(d, tests, name);
	yaml_node_item_t *item;

	for (item = group->data.sequence.items.start;
	     item < group->data.sequence.items.top; item++)
		check_one(d, yaml_document_get_node(d, *item), kind);
}

static void
check_group(yaml_document_t *d, const char *name, enum cm_entities_kind kind)
{
	each(d, name, kind, check);
}

/* What a character weighs on its own, as the ranges of the file say. JSON is
 * YAML, too. */
static unsigned long
number(yaml_document_t *d, yaml_node_t *map, const char *name)
{
	return strtoul((char *)get(d, map, name)->data.scalar.value, NULL, 10);
}

static unsigned long
weight(yaml_document_t *d, yaml_node_t *root, unsigned long c)
{
	yaml_node_t *all = get(d, root, "ranges"), *one;
	yaml_node_item_t *item;

	for (item = all->data.sequence.items.start;
	     item < all->data.sequence.items.top; item++) {
		one = yaml_document_get_node(d, *item);
		if (c >= number(d, one, "start") && c <= number(d, one, "end"))
			return number(d, one, "weight");
	}
	return number(d, root, "defaultWeight");
}

/* Every character that stays itself when it is composed. */
static void
check_weights(yaml_document_t *d)
{
	yaml_node_t *root = yaml_document_get_root_node(d);
	unsigned long scale = number(d, root, "scale"), c;
	unsigned char s[5] = {0};
	utf8proc_uint8_t *nfc;
	struct cm_length l;
	size_t n, wrong = 0, compared = 0;

	for (c = 1; c < 0x110000; c++) {
		if (c >= 0xD800 && c < 0xE000)
			continue;
		n = (size_t)utf8proc_encode_char((utf8proc_int32_t)c, s);
		s[n] = '\0';
		nfc = utf8proc_NFC(s);
		if (nfc != NULL && strcmp((char *)nfc, (char *)s) == 0) {
			cm_length_of(&l, (char *)s, n);
			wrong += l.in[CM_UNIT_WEIGHTED] * scale !=
			    weight(d, root, c);
			compared++;
		}
		free(nfc);
	}
	is_int((long long)wrong, 0, "the weight of each character");
	ok(compared > 1100000, "of nearly all there are");
	is_int((long long)number(d, root, "transformedURLLength"), 23,
	    "what a link counts");
	is_int((long long)number(d, root, "maxWeightedTweetLength"), 280,
	    "how long a text may be");
}

static int
load(yaml_document_t *d, const char *path)
{
	FILE *f = fopen(path, "r");
	yaml_parser_t parser;
	int good;

	if (f == NULL)
		return 0;
	yaml_parser_initialize(&parser);
	yaml_parser_set_input_file(&parser, f);
	good = yaml_parser_load(&parser, d);
	yaml_parser_delete(&parser);
	fclose(f);
	return good;
}

int
main(void)
{
	static const char folder[] = "../shared/fixtures/vectors";
	yaml_document_t d;
	char path[200];

	snprintf(path, sizeof(path), "%s/extract.yml", folder);
	if (!load(&d, path)) {
		printf("1..0 # SKIP ../shared/fixtures is not there\n");
		return 0;
	}
	check_group(&d, "mentions", CM_ENTITY_MENTION);
	check_group(&d, "urls", CM_ENTITY_LINK);
	check_group(&d, "tco_urls_with_params", CM_ENTITY_LINK);
	check_group(&d, "hashtags", CM_ENTITY_TAG);
	check_group(&d, "hashtags_from_astral", CM_ENTITY_TAG);
	each(&d, "mentions_with_indices", CM_ENTITY_MENTION, check_places);
	each(&d, "urls_with_indices", CM_ENTITY_LINK, check_places);
	each(&d, "urls_with_directional_markers", CM_ENTITY_LINK, check_places);
	each(&d, "hashtags_with_indices", CM_ENTITY_TAG, check_places);
	yaml_document_delete(&d);
	snprintf(path, sizeof(path), "%s/v3.json", folder);
	if (load(&d, path)) {
		check_weights(&d);
		yaml_document_delete(&d);
	}
	snprintf(path, sizeof(path), "%s/tlds.yml", folder);
	if (load(&d, path)) {
		check_group(&d, "country", CM_ENTITY_LINK);
		check_group(&d, "generic", CM_ENTITY_LINK);
		yaml_document_delete(&d);
	}
	return done();
}
