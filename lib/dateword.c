/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dateword.h"

struct name {
	const char *name;
	int value;
};

/*
 * Beginnings of the names of months, without accents: English, French,
 * German, Spanish, Italian, Portuguese, Dutch, Scandinavian, Finnish, Polish,
 * Czech, Hungarian, Romanian, Turkish, Russian, Ukrainian, Greek. The longer
 * come first where one begins another.
 */
static const struct name months[] = {{"marras", 11}, {"cervenec", 7},
    {"cervna", 6}, {"juin", 6}, {"juil", 7}, {"maart", 3}, {"maalis", 3},
    {"jan", 1}, {"jen", 1}, {"ene", 1}, {"gen", 1}, {"sty", 1}, {"led", 1},
    {"oca", 1}, {"ian", 1}, {"tammi", 1}, {"feb", 2}, {"fev", 2}, {"lut", 2},
    {"uno", 2}, {"sub", 2}, {"helmi", 2}, {"fevr", 2}, {"mar", 3}, {"maer", 3},
    {"mrz", 3}, {"mrt", 3}, {"bre", 3}, {"apr", 4}, {"avr", 4}, {"abr", 4},
    {"kwi", 4}, {"dub", 4}, {"nis", 4}, {"huhti", 4}, {"may", 5}, {"mai", 5},
    {"mag", 5}, {"mei", 5}, {"maj", 5}, {"kve", 5}, {"touko", 5}, {"jun", 6},
    {"giu", 6}, {"cze", 6}, {"cerven", 6}, {"haz", 6}, {"kesa", 6}, {"iun", 6},
    {"jul", 7}, {"lug", 7}, {"lip", 7}, {"tem", 7}, {"heina", 7}, {"iul", 7},
    {"aug", 8}, {"aou", 8}, {"ago", 8}, {"sie", 8}, {"srp", 8}, {"agu", 8},
    {"elo", 8}, {"sep", 9}, {"set", 9}, {"wrz", 9}, {"zar", 9}, {"eyl", 9},
    {"syys", 9}, {"szept", 9}, {"oct", 10}, {"okt", 10}, {"ott", 10},
    {"out", 10}, {"paz", 10}, {"rij", 10}, {"eki", 10}, {"loka", 10},
    {"nov", 11}, {"lis", 11}, {"kas", 11}, {"dec", 12}, {"dez", 12},
    {"dic", 12}, {"des", 12}, {"gru", 12}, {"pro", 12}, {"ara", 12},
    {"joulu", 12}, {"янв", 1}, {"фев", 2}, {"мар", 3}, {"апр", 4}, {"мая", 5},
    {"май", 5}, {"июн", 6}, {"июл", 7}, {"авг", 8}, {"сен", 9}, {"окт", 10},
    {"ноя", 11}, {"дек", 12}, {"січ", 1}, {"лют", 2}, {"бер", 3}, {"кві", 4},
    {"тра", 5}, {"чер", 6}, {"лип", 7}, {"сер", 8}, {"вер", 9}, {"жов", 10},
    {"лис", 11}, {"гру", 12}, {"ιαν", 1}, {"φεβ", 2}, {"μαρ", 3}, {"απρ", 4},
    {"μαι", 5}, {"ιουν", 6}, {"ιουλ", 7}, {"αυγ", 8}, {"σεπ", 9}, {"οκτ", 10},
    {"νοε", 11}, {"δεκ", 12}, {NULL, 0}};

/* Zones by their minutes east of UTC. */
static const struct name zones[] = {{"z", 0}, {"ut", 0}, {"utc", 0}, {"gmt", 0},
    {"wet", 0}, {"est", -300}, {"edt", -240}, {"cst", -360}, {"cdt", -300},
    {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"et", -300},
    {"pt", -480}, {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"ast", -240},
    {"adt", -180}, {"nst", -210}, {"ndt", -150}, {"bst", 60}, {"west", 60},
    {"cet", 60}, {"met", 60}, {"mez", 60}, {"cest", 120}, {"mest", 120},
    {"mesz", 120}, {"eet", 120}, {"eest", 180}, {"sast", 120}, {"cat", 120},
    {"eat", 180}, {"wat", 60}, {"msk", 180}, {"msd", 240}, {"trt", 180},
    {"gst", 240}, {"pkt", 300}, {"ist", 330}, {"npt", 345}, {"ict", 420},
    {"wib", 420}, {"hkt", 480}, {"sgt", 480}, {"pht", 480}, {"awst", 480},
    {"kst", 540}, {"jst", 540}, {"acst", 570}, {"acdt", 630}, {"aest", 600},
    {"aedt", 660}, {"nzst", 720}, {"nzdt", 780}, {"brt", -180}, {"art", -180},
    {"clt", -240}, {"clst", -180}, {"cot", -300}, {"pet", -300}, {NULL, 0}};

/* Words that stand between the parts of a date and say nothing. */
static const struct name fillers[] = {{"at", 0}, {"a", 0}, {"um", 0},
    {"uhr", 0}, {"de", 0}, {"del", 0}, {"of", 0}, {"le", 0}, {"el", 0},
    {"den", 0}, {"the", 0}, {"on", 0}, {"st", 0}, {"nd", 0}, {"rd", 0},
    {"th", 0}, {"er", 0}, {"o", 0}, {"kl", 0}, {"klo", 0}, {"om", 0}, {"t", 0},
    {"h", 0}, {"alle", 0}, {"ore", 0}, {"v", 0}, {"г", 0}, {"as", 0},
    {"las", 0}, {NULL, 0}};

unsigned
cm_dateword_plain(unsigned c)
{
	static const char latin_1[] = "aaaaaaaceeeeiiiidnooooo*ouuuuyts";
	static const struct {
		unsigned from, to;
	} others[] = {{0x107, 'c'}, {0x10C, 'c'}, {0x10D, 'c'}, {0x11B, 'e'},
	    {0x11F, 'g'}, {0x131, 'i'}, {0x142, 'l'}, {0x144, 'n'},
	    {0x151, 'o'}, {0x158, 'r'}, {0x159, 'r'}, {0x15A, 's'},
	    {0x15B, 's'}, {0x15E, 's'}, {0x15F, 's'}, {0x160, 's'},
	    {0x161, 's'}, {0x163, 't'}, {0x16F, 'u'}, {0x171, 'u'},
	    {0x17A, 'z'}, {0x17C, 'z'}, {0x17D, 'z'}, {0x17E, 'z'},
	    {0x130, 'i'}, {0x386, 0x3B1}, {0x388, 0x3B5}, {0x389, 0x3B7},
	    {0x38A, 0x3B9}, {0x38C, 0x3BF}, {0x38E, 0x3C5}, {0x3AC, 0x3B1},
	    {0x3AD, 0x3B5}, {0x3AE, 0x3B7}, {0x3AF, 0x3B9}, {0x3CA, 0x3B9},
	    {0x390, 0x3B9}, {0x3CC, 0x3BF}, {0x3CD, 0x3C5}, {0x3CE, 0x3C9}};
	size_t i;

	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	if (c >= 0xC0 && c <= 0xFF)
		return (unsigned char)latin_1[c & 0x1F];
	if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
		return c + 32;
	if (c == 0x406)
		return 0x456;
	for (i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i].from == c)
			return others[i].to;
	return c;
}

static const struct name *
find_name(const struct name *names, const char *word, int whole)
{
	for (; names->name != NULL; names++)
		if (whole
			? strcmp(names->name, word) == 0
			: strncmp(names->name, word, strlen(names->name)) == 0)
			return names;
	return NULL;
}

/* 0 before noon, 1 after: also in Chinese and in Korean. */
static int
half_of_day(const char *word)
{
	if (strcmp(word, "am") == 0 || strcmp(word, "上午") == 0 ||
	    strcmp(word, "오전") == 0)
		return 0;
	if (strcmp(word, "pm") == 0 || strcmp(word, "下午") == 0 ||
	    strcmp(word, "오후") == 0)
		return 1;
	return -1;
}

enum cm_dateword
cm_dateword_find(const char *word, size_t letters, int behind, int *value)
{
	const struct name *found;

	*value = half_of_day(word);
	if (*value >= 0)
		return CM_DATEWORD_HALF;
	if (behind) {
		found = find_name(zones, word, 1);
		/* Letters of the army were used with either sign. */
		*value = found == NULL ? 0 : found->value * 60;
		if (found != NULL || letters == 1)
			return CM_DATEWORD_ZONE;
	}
	if (find_name(fillers, word, 1) != NULL)
		return CM_DATEWORD_FILLER;
	found = letters >= 3 ? find_name(months, word, 0) : NULL;
	if (found == NULL)
		return CM_DATEWORD_OTHER;
	*value = found->value;
	return CM_DATEWORD_MONTH;
}
