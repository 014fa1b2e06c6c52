# A reference for cm-stats funnel, without a line of it:
#
# funnel.py make SEED N                  visits and series on standard output
# funnel.py check JSON RECORDS ROWS      prints every difference; JSON are the
#     options: {"steps": [["/shop*", null], ["/order", "POST"]],
#     "by": "source,day", "zone": "UTC", "within": 3600, "last": true}
import datetime as dt
import fnmatch
import json
import random
import sys
import zoneinfo

try:
    import numpy
    from scipy import stats
except ImportError:
    numpy = stats = None

UTC = dt.timezone.utc
PATHS = ["/", "/shop", "/shop/a", "/shop/b?x=1", "/cart", "/cart?step=2",
         "/thanks", "/order", "/a,b", "/caf\u00e9", "https://x.example/cart"]


def seconds(s):
    return int(dt.datetime.fromisoformat(s.replace("Z", "+00:00")).timestamp())


def make(seed, n):
    r = random.Random(seed)
    start = seconds("2026-10-20T00:00:00Z")
    out = []
    for k in range(n):
        t = start + r.randrange(8) * 86400 + int(
            86400 * r.random() ** 3) // 60 * 60
        d = {"type": "visit", "network": "web", "account": r.choice("ab"),
             "published": dt.datetime.fromtimestamp(t, UTC).isoformat(),
             "url": r.choice(PATHS), "method": r.choice(["GET"] * 5 + ["POST"]),
             "status": r.choice([200, 200, 200, 303, 404])}
        if r.random() < 0.95:
            d["visitor"] = "v%d" % r.randrange(n // 12)
        if r.random() < 0.1:
            d["bot"] = "b"
        if d["method"] == "GET" and d["status"] == 200:
            d["metrics"] = {"pageviews": 1}
        elif r.random() < 0.3:
            d["metrics"] = {"pageviews": 0, "bytes": 3}
        if r.random() < 0.3:
            d["referrer"] = r.choice([
                {"host": "x.example"}, {"network": "instagram", "host": "l.ig"},
                {"url": "https://only.url/"}])
        if r.random() < 0.2:
            d["campaign"] = r.choice([
                {"source": "ig", "network": "instagram", "name": "autumn"},
                {"source": "letter", "medium": "mail"}, {"click": "facebook"},
                {"name": "winter"}])
        out.append(d)
    for k in range(60):
        a = r.randrange(20)
        d = {"type": "series", "network": "ga", "account": "s",
             "period": {"start": "2026-10-%02dT00:00:00Z" % (1 + a),
                        "end": "2026-10-%02dT00:00:00Z" % (2 + a)},
             "dimensions": r.choice([
                 {"source": r.choice("pq")},
                 {"channel": "c", "page": r.choice("xyz")},
                 {"page": "/"}, {"source": "p", "medium": "m"}]),
             "metrics": {"sessions": r.randrange(100),
                         "conversions": r.randrange(5)}}
        if r.random() < 0.3:
            del d["metrics"]["conversions"]
        if r.random() < 0.3:
            d["metrics"]["revenue"] = r.randrange(1000) / 8
        out.append(d)
    for d in out:
        print(json.dumps(d))


def is_step(step, d):
    pattern, method = step
    url = d.get("url", "")
    if "://" in url:
        url = "/" + url.split("://", 1)[1].partition("/")[2]
    url = url.split("#")[0]
    if "?" not in pattern:
        url = url.split("?")[0]
    if method is None:
        if not d.get("metrics", {}).get("pageviews"):
            return False
    elif d.get("method") != method or d.get("status", 0) >= 400:
        return False
    pattern = pattern.replace("?", "[?]")
    return fnmatch.fnmatchcase(url, pattern)


def source(d):
    c, f = d.get("campaign", {}), d.get("referrer", {})
    return (c.get("network") or c.get("source") or f.get("network")
            or f.get("host"))


def furthest(visits, steps, within):
    """How far, and the times of the run: all runs are tried."""
    best = (0, [])
    starts = [k for k, (t, m, d) in enumerate(visits) if m[0]]
    ends = {}
    for first in starts:
        # The earliest next step, with each place of the one before it.
        runs = {first: [visits[first][0]]}
        for step in range(1, len(steps)):
            after = {}
            for k, times in runs.items():
                for j in range(k + 1, len(visits)):
                    if visits[j][1][step] and (
                            not within
                            or visits[j][0] - times[0] <= within):
                        new = times + [visits[j][0]]
                        if j not in after or new > after[j]:
                            after[j] = new
            if not after:
                break
            runs = after
        reached = len(next(iter(runs.values())))
        for k, times in runs.items():
            ends.setdefault(reached, []).append((k, times))
    if ends:
        reached = max(ends)
        first = min(k for k, _ in ends[reached])
        # Of those that end there, that of which each step came last.
        times = max(t for k, t in ends[reached] if k == first)
        best = (reached, times)
        return best + (first,)
    return best + (None,)


def share(k, n):
    if n == 0:
        return None, 0, None, None
    ci = stats.binomtest(k, n).proportion_ci(0.95, "wilson")
    return 100 * k / n, n, 100 * ci.low, 100 * ci.high


def median(x, least=5):
    n = len(x)
    if n < least:
        return None, n, None, None
    x = numpy.sort(numpy.array(x, float))
    low = max([k for k in range(1, n + 1)
               if stats.binom.cdf(k - 1, n, 0.5) <= 0.025], default=0)
    high = min([k for k in range(1, n + 1)
                if stats.binom.sf(k - 1, n, 0.5) <= 0.025], default=n + 1)
    return (float(numpy.quantile(x, 0.5)), n, x[low - 1] if low else None,
            x[high - 1] if high <= n else None)


def same(a, b):
    if a is None or b is None:
        return a is b
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))


def ways(opt, records):
    """Of each visitor of a day: the key of its row, how far, the seconds."""
    zone = zoneinfo.ZoneInfo(opt.get("zone", "UTC"))
    steps, keys = opt["steps"], opt.get("by", "source").split(",")
    people = {}
    for d in records:
        if d["type"] != "visit" or "bot" in d or "visitor" not in d:
            continue
        match = [is_step(s, d) for s in steps]
        page = bool(d.get("metrics", {}).get("pageviews"))
        if not page and not any(match):
            continue
        t = seconds(d["published"])
        day = 0 if opt.get("within") else t // 86400
        bits = sum(m << k for k, m in enumerate(match)) + (page << 24)
        people.setdefault((d["visitor"], day), []).append(
            (t, bits, match, d, page))

    def order(v):
        """Of the same second: by the steps, then in the order of rows."""
        d = v[3]
        texts = {"source": source(d),
                 "campaign": d.get("campaign", {}).get("name"),
                 "medium": d.get("campaign", {}).get("medium"),
                 "landing": d["url"].split("?")[0] if v[4] else None}
        return v[0], v[1], [(texts[k] is None, json.dumps(
            texts[k], ensure_ascii=False).encode()) for k in keys
            if k in texts]

    for visits in people.values():
        visits.sort(key=order)
        reached, times, end = furthest(
            [(t, m, d) for t, _, m, d, _ in visits], steps,
            opt.get("within"))
        first = touch = visits[0][3]
        if opt.get("last"):
            for k, v in enumerate(visits):
                named = {"source": source(v[3]), "campaign": v[3].get(
                    "campaign", {}).get("name"), "medium": v[3].get(
                    "campaign", {}).get("medium")}
                if (end is None or k <= end) and any(
                        named.get(k2) for k2 in keys):
                    touch = v[3]
        pages = [v[3] for v in visits if v[4]]
        w = dt.datetime.fromtimestamp(visits[0][0], zone)
        key = tuple({
            "source": source(touch),
            "campaign": touch.get("campaign", {}).get("name"),
            "medium": touch.get("campaign", {}).get("medium"),
            "landing": pages[0]["url"].split("?")[0] if pages else None,
            "day": w.strftime("%Y-%m-%d"), "hour": w.hour}[k] for k in keys)
        yield key, reached, times


def check(opt, path, got):
    records = [json.loads(line) for line in open(path)]
    keys = opt.get("by", "source").split(",")
    groups = {}
    for key, reached, times in ways(opt, records):
        for k in (None, key):
            groups.setdefault(k, []).append((reached, times))
    rows = [json.loads(line) for line in open(got)]
    met = set()
    for r in rows:
        if r["type"] != "row" or r["by"] == "funnel.series":
            continue
        key = None if r["by"] == "funnel" else tuple(r[k] for k in keys)
        step, g = r["step"], groups.get(key)
        if g is None:
            print("no such row", key)
            continue
        met.add((key, step))
        n = [sum(reached >= s for reached, _ in g)
             for s in range(len(opt["steps"]) + 1)]
        want = {"visitors": n[step]}
        none = None, 0, None, None
        for name, four in (
                ("visitors_rate_all",
                 share(n[step], n[0]) if step > 0 else (None, n[0]) + none[2:]),
                ("visitors_rate_first",
                 share(n[step], n[1]) if step > 1 else (None, n[1]) + none[2:]),
                ("visitors_rate_before",
                 share(n[step], n[step - 1]) if step > 0 else none),
                ("seconds.median", median(
                    [times[step - 1] - times[step - 2]
                     for reached, times in g if reached >= step])
                 if step > 1 else none)):
            for part, v in zip(("", ".n", ".low", ".high"), four):
                want[name + part] = v
        for name, v in want.items():
            if not same(r.get(name), v):
                print(key, step, name, "got", r.get(name), "want", v)
    if len(met) != len(groups) * (len(opt["steps"]) + 1):
        print("rows:", len(met), "of", len(groups) * (len(opt["steps"]) + 1))
    if "landing" not in keys:
        check_series(records, rows)


def check_series(records, rows):
    """The days of the series do not overlap: all sums are plain ones."""
    groups = {}
    for d in records:
        dims = d.get("dimensions", {})
        which = [k for k in ("source", "channel") if k in dims]
        if not which:
            continue
        parts = groups.setdefault(
            (", ".join(sorted(dims)), which[0], dims[which[0]]), {})
        part = parts.setdefault((json.dumps(dims, sort_keys=True),
                                 d["period"]["start"]), {})
        # Told again, by another table: it counts once.
        for name, v in d["metrics"].items():
            part[name] = max(part.get(name, v), v)
    for r in rows:
        if r["type"] != "row" or r["by"] != "funnel.series":
            continue
        key = r["dimensions"], r["dimension"], r["source"]
        g = groups.pop(key).values()
        for name in ("sessions", "conversions", "revenue"):
            values = [m[name] for m in g if name in m]
            want = sum(values) if values else None
            if not same(r[name], want):
                print(key, name, "got", r[name], "want", want)
        both = [m for m in g if "conversions" in m]
        k, n = (sum(m[x] for m in both) for x in ("conversions", "sessions"))
        if n > 0:
            low = stats.chi2.ppf(0.025, 2 * k) / 2 / n if k else 0
            for part, v in (("", k / n), (".low", low), (".high", stats.chi2.ppf(
                    0.975, 2 * k + 2) / 2 / n)):
                name = "conversions_rate_sessions" + part
                if not same(r[name], 100 * v):
                    print(key, name, "got", r[name], "want", 100 * v)
    if groups:
        print("series without a row", list(groups))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]), int(sys.argv[3]))
    else:
        check(json.loads(sys.argv[2]), sys.argv[3], sys.argv[4])
