/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdlib.h>

#include "lib/clock.h"
#include "lib/zone.h"
#include "tests/python.h"
#include "tests/tap.h"

static int64_t
at(const char *s)
{
	int64_t t = 0;

	ok(cm_clock_parse(s, strlen(s), &t) == 0, s);
	return t;
}

static void
test_paris(void)
{
	struct cm_zone *z = cm_zone_open("Europe/Paris");
	int64_t t;

	if (z == NULL) {
		ok(1, "Europe/Paris # SKIP no tzdata");
		return;
	}
	is_int(cm_zone_offset(z, at("2026-07-01T00:00:00Z")), 7200, "summer");
	is_int(cm_zone_offset(z, at("2026-12-01T00:00:00Z")), 3600, "winter");
	is_int(cm_zone_offset(z, at("2098-07-01T00:00:00Z")), 7200,
	    "summer long after the last change in the file");
	is_int(cm_zone_moment(z, at("2026-03-29T02:30:00Z")),
	    at("2026-03-29T01:30:00Z"), "02:30 that never is becomes 03:30");
	is_int(cm_zone_moment(z, at("2026-10-25T02:30:00Z")),
	    at("2026-10-25T00:30:00Z"), "02:30 that is twice is the first");
	ok(cm_clock_when("yesterday", at("2026-10-26T00:30:00Z"), z, &t) == 0 &&
		t == at("2026-10-24T22:00:00Z"),
	    "yesterday began before the clocks went back");
	ok(cm_clock_when("2026-07-01", 0, z, &t) == 0, "--since 2026-07-01");
	is_int(t, at("2026-06-30T22:00:00Z"), "is the zone's midnight");
	cm_zone_offset(z, INT64_MAX);
	cm_zone_offset(z, INT64_MIN);
	cm_zone_moment(z, INT64_MAX);
	cm_zone_moment(z, INT64_MIN);
	ok(1, "the ends of time do no harm");
	cm_zone_close(z);
}

static void
test_names(void)
{
	static const char *const bad[] = {"", "/etc/passwd", "../zone", "Nix",
	    "Europe", "Europe/", "Europe//Paris", "zone.tab", "Europe/\nParis"};
	struct cm_zone *z;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(cm_zone_open(bad[i]) == NULL, "no such zone");
	setenv("TZDIR", "/nonexistent", 1);
	z = cm_zone_open("UTC");
	ok(z != NULL && cm_zone_offset(z, 0) == 0, "UTC is always there");
	cm_zone_close(z);
	ok(cm_zone_open("Europe/Paris") == NULL, "TZDIR is where zones are");
	unsetenv("TZDIR");
	is_int(cm_zone_moment(NULL, 12), 12, "no zone is UTC");
}

/* A file made by hand: no change, one type, this footer. */
static struct cm_zone *
made(const char *footer)
{
	static const char name[] = "Made";
	char folder[] = "/tmp/cm-zone.XXXXXX", path[64], head[44] = "TZif2";
	struct cm_zone *z = NULL;
	FILE *f;

	if (mkdtemp(folder) == NULL)
		return NULL;
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "wb");
	if (f != NULL) {
		head[39] = 1; /* one type */
		head[43] = 4; /* four bytes of names */
		fwrite(head, 1, sizeof(head), f);
		fwrite("\0\0\0\0\0\0XYZ", 1, 10, f);
		fwrite(head, 1, sizeof(head), f);
		fwrite("\0\0\0\0\0\0XYZ", 1, 10, f);
		fprintf(f, "\n%s\n", footer);
		fclose(f);
		setenv("TZDIR", folder, 1);
		z = cm_zone_open(name);
		unsetenv("TZDIR");
	}
	unlink(path);
	rmdir(folder);
	return z;
}

static void
test_rules(void)
{
	static const char *const bad[] = {"X", "XYZ", "XYZ1ABC", "XYZ1ABC,M3",
	    "XYZ1ABC,M3.5.0", "XYZ1ABC,M13.5.0,M1.1.1", "XYZ1ABC,J0,J9",
	    "XYZ1ABC,J1,J9x", "<+03-3", "XYZ999"};
	struct cm_zone *z;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(made(bad[i]) == NULL, "a broken rule is refused");
	z = made("EST5EDT,0/0,J365/25");
	is_int(cm_zone_offset(z, at("2030-01-01T04:30:00Z")), -14400,
	    "summer time all year");
	is_int(cm_zone_offset(z, at("2030-07-01T00:00:00Z")), -14400,
	    "in July too");
	cm_zone_close(z);
	z = made("AAA0BBB,J60/0,J300/0");
	is_int(cm_zone_offset(z, at("2028-02-29T12:00:00Z")), 0,
	    "J60 is the first of March, in a leap year too");
	is_int(cm_zone_offset(z, at("2028-03-01T00:00:00Z")), 3600, "from 0h");
	cm_zone_close(z);
	z = made("AAA0BBB,59/0,300/0");
	is_int(cm_zone_offset(z, at("2028-02-29T12:00:00Z")), 3600,
	    "59 is the 29th of February in a leap year");
	cm_zone_close(z);
}

/*
 * Lines "Z name", "U moment offset", "L local moment": random moments and
 * such around changes, from 1850 to 2400.
 */
static const char program[] =
    "import random, datetime as d, zoneinfo, os\n"
    "if not os.path.isdir('/usr/share/zoneinfo'): raise SystemExit(1)\n"
    "zoneinfo.reset_tzpath(['/usr/share/zoneinfo'])\n"
    "random.seed(7)\n"
    "E=d.datetime(1970,1,1); U=d.timezone.utc\n"
    "names='''Europe/Paris America/New_York Asia/Shanghai Asia/Kolkata\n"
    "Australia/Lord_Howe Africa/Casablanca Europe/Dublin America/Sao_Paulo\n"
    "Pacific/Apia Asia/Tehran Asia/Gaza America/Nuuk Antarctica/Troll UTC\n"
    "Pacific/Auckland America/St_Johns Africa/Cairo Asia/Kathmandu EST5EDT\n"
    "Pacific/Chatham Europe/Istanbul Africa/Monrovia'''.split()\n"
    "def at(s): return E+d.timedelta(seconds=s)\n"
    "for n in names:\n"
    " z=zoneinfo.ZoneInfo(n); print('Z',n)\n"
    " lo,hi=-3786912000,13569465600\n"
    " ts=[random.randrange(lo,hi) for i in range(1500)]\n"
    " ch=[]; t=-2600000000; o=None\n"
    " while t<3000000000:\n"
    "  p=at(t).replace(tzinfo=U).astimezone(z).utcoffset()\n"
    "  if o is not None and p!=o:\n"
    "   a,b=t-900000,t\n"
    "   while b-a>1:\n"
    "    m=(a+b)//2\n"
    "    if at(m).replace(tzinfo=U).astimezone(z).utcoffset()==o: a=m\n"
    "    else: b=m\n"
    "   ch.append(b)\n"
    "  o=p; t+=900000\n"
    " for c in ch: ts+=[c-1,c,c+1,c-1800,c+1800,c-3600,c+3599]\n"
    " for t in ts:\n"
    "  x=at(t).replace(tzinfo=U).astimezone(z)\n"
    "  o=x.utcoffset(); o=o.days*86400+o.seconds\n"
    "  print('U',t,o)\n"
    "  for w in (t+o,t+o+1800,t+o-1800):\n"
    "   y=at(w).replace(tzinfo=z,fold=0)\n"
    "   v=y.utcoffset(); v=v.days*86400+v.seconds\n"
    "   print('L',w,w-v)\n";

static void
test_python(void)
{
	struct cm_zone *z = NULL;
	struct python py;
	char line[128], what[160], name[64] = "";
	int64_t moment, want, got, count = 0, wrong = 0;
	char *p;

	if (python_run(&py, program) != 0)
		return;
	while (fgets(line, sizeof(line), py.out) != NULL) {
		if (line[0] == 'Z') {
			snprintf(name, sizeof(name), "%.*s",
			    (int)strcspn(line + 2, "\n"), line + 2);
			cm_zone_close(z);
			z = cm_zone_open(name);
			snprintf(what, sizeof(what), "%s opens", name);
			ok(z != NULL, what);
			continue;
		}
		moment = strtoll(line + 1, &p, 10);
		want = strtoll(p, NULL, 10);
		got = line[0] == 'U' ? cm_zone_offset(z, moment)
				     : cm_zone_moment(z, moment);
		count++;
		if (got == want)
			continue;
		if (wrong++ < 10)
			printf("# %s %c %" PRId64 ": %" PRId64 ", not %" PRId64
			       "\n",
			    name, line[0], moment, got, want);
	}
	cm_zone_close(z);
	if (!python_done(&py) || count == 0) {
		ok(1, "zones are Python's # SKIP no zoneinfo");
		return;
	}
	printf("# %" PRId64 " moments\n", count);
	is_int(wrong, 0, "offsets and moments are Python's");
}

int
main(void)
{
	test_paris();
	test_names();
	test_rules();
	test_python();
	return done();
}
