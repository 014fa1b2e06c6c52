# A reference for cm-stats people, audience and top, without a line of them:
#
# people.py make SEED N                        records on standard output
# people.py crowd SEED N                       others of them: N influencers
# people.py check VERB JSON RECORDS ROWS       prints every difference; JSON
#     are the options, as {"zone": "UTC", "days": 28}
import datetime as dt
import json
import math
import os
import random
import statistics
import sys
import zoneinfo

try:
    import numpy
    from scipy import stats
except ImportError:
    numpy = stats = None

UTC = dt.timezone.utc
SAID = ["post", "article", "comment", "mention", "message", "review"]
METRICS = ["views", "reach", "impressions", "likes", "reactions", "comments",
           "shares", "quotes", "saves", "clicks"]


def text(t):
    return t.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def when(s):
    return dt.datetime.fromisoformat(s.replace("Z", "+00:00"))


def make(seed, n):
    r = random.Random(seed)
    end = when("2026-11-16T06:00:00Z")
    words = ("pain levain \u9762\u5305 caf\u00e9 \U0001f469\u200d\U0001f373 "
             "\U0001f1eb\U0001f1f7 fresh e\u0301t\u00e9 \"quoted\" back\\slash "
             "new\nline oven").split(" ")
    out = []
    for k in range(n):
        kind = r.choice(SAID[2:] + ["comment"] * 4 + ["post", "article"])
        t = end - dt.timedelta(seconds=r.randrange(
            r.choice([7, 30, 60, 200 if seed % 2 == 0 else 50]) * 86400))
        if r.random() < 0.01:
            t = end + dt.timedelta(days=r.randrange(1, 40))
        if r.random() < 0.01 and seed % 2 == 0:
            t = dt.datetime(1970, 1, 1, 0, 0, r.randrange(60), tzinfo=UTC)
        zone = dt.timezone(dt.timedelta(minutes=r.choice([0, 0, 330, -210])))
        d = {"type": kind, "network": r.choice(["mastodon", "x", "web"]),
             "account": r.choice(["acme/one", "acme/two"])}
        d["id"] = "i%d" % k
        if r.random() < 0.97:
            d["published"] = t.astimezone(zone).isoformat()
        who = int(r.paretovariate(0.7)) % 300
        author = {"id": str(1000 + who)} if who % 3 else {}
        if who % 5:
            author["handle"] = "h%d" % who
        if who % 2:
            author["name"] = "Ann \u00c9 %d \"%d\"" % (who, r.randrange(3))
        if r.random() < 0.5:
            author["followers"] = r.randrange(5) * 1000
        if r.random() < 0.3:
            author["url"] = "https://x.example/%d" % who
        if r.random() < 0.1:
            d["own"] = r.random() < 0.7
        # Posts and what is own are of a few, who are not always marked.
        if (d.get("own") or r.random() < 0.03) and r.random() < 0.98:
            author["id"] = "us%d" % r.randrange(6)
        elif kind == "post" and d["account"] == "acme/one":
            author["id"] = "us%d" % r.randrange(6)
        elif kind == "post" or r.random() < 0.03:
            author["id"] = "rival%d" % r.randrange(30)
        if r.random() < 0.95:
            d["author"] = author
        if r.random() < 0.7:
            d["lang"] = r.choice(["fr", "en", "zh-Hans"])
        if r.random() < 0.2:
            d["title"] = " ".join(r.choices(words, k=r.randrange(1, 9)))
        if r.random() < 0.9:
            d["text"] = " ".join(r.choices(words, k=r.randrange(0, 40)))
        d["metrics"] = {}
        for name in METRICS:
            if r.random() < 0.6:
                d["metrics"][name] = int(r.paretovariate(0.6)) % 100000 - 1
                if d["metrics"][name] < 0:
                    d["metrics"][name] = 0
        if r.random() < 0.05:
            d["metrics"]["likes"] = None
        if r.random() < 0.1:
            d["metrics"]["reach"] = 0.5 + r.randrange(50)
        if r.random() < 0.9:
            d["fetched"] = text(t + dt.timedelta(seconds=r.randrange(10**6)))
        out.append(d)
        if r.random() < 0.1:
            out.append(d)
        if r.random() < 0.1 and "fetched" in d:
            d = json.loads(json.dumps(d))
            d["fetched"] = text(when(d["fetched"]) + dt.timedelta(hours=3))
            d["metrics"]["likes"] = 7
            d["published"] = text(t - dt.timedelta(days=r.randrange(40)))
            out.append(d)
    for k in range(40):
        out.append({"type": "account", "network": "x", "account": "acme/one",
                    "id": "9", "metrics": {"followers": k},
                    "fetched": text(end - dt.timedelta(days=k))})
    r.shuffle(out)
    for d in out:
        print(json.dumps(d, ensure_ascii=r.random() < 0.3))


def newest(records):
    best = {}
    for d in records:
        if d["type"] not in SAID:
            continue
        at = when(d.get("fetched") or d.get("published") or
                  "0001-01-01T00:00:00Z")
        key = (d["network"], d["id"])
        if key not in best or at > best[key][0]:
            best[key] = (at, d)
    return [d for _, d in best.values()]


def author_of(d):
    a = d.get("author") or {}
    return a.get("id") or a.get("handle") or a.get("name")


def interactions(m):
    v = [m.get(k) for k in ("comments", "shares", "quotes", "saves")]
    a, b = m.get("likes"), m.get("reactions")
    v.append(b if a is None else a if b is None else max(a, b))
    v = [x for x in v if x is not None]
    return sum(v) if v else None


def wilson(k, n, level=0.95):
    z = statistics.NormalDist().inv_cdf((1 + level) / 2)
    p = k / n
    mid = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(
        p * (1 - p) / n + z * z / (4 * n * n))
    return max(0, 100 * (mid - half)), min(100, 100 * (mid + half))


def estimate(row, name, value, n, low, high):
    row.update({name: value, name + ".n": n, name + ".low": low,
                name + ".high": high})


def window(o):
    now = when(os.environ["CM_NOW"])
    until = when(o["until"]) if "until" in o else now
    since = until - dt.timedelta(days=o.get("days", 28))
    if "since" in o:
        since = when(o["since"])
    return since - (until - since), since, until


def order(key):
    """Texts, then null."""
    return [(k is None, "" if k is None else json.dumps(
        k, ensure_ascii=False)) for k in key]


def newest_text(items, name):
    best = None
    for d in items:
        v = (d.get("author") or {}).get(name)
        if v is None:
            continue
        at = max(1, int(when(d.get("fetched") or
                             d["published"]).timestamp()))
        v = v if name == "followers" else json.dumps(v, ensure_ascii=False)
        if best is None or (at, v) > best:
            best = (at, v)
    return best and (best[1] if name == "followers" else json.loads(best[1]))


def chosen(records, o, default):
    types = o.get("type", default)
    return [d for d in newest(records) if d["type"] in types]


def of_us(d, o):
    if d.get("own") is not True and d["type"] not in ("post", "account"):
        return False
    mine = o.get("ours")
    return mine is None or d["account"] in mine or \
        d["account"].split("/")[0] in mine


def ours(records, o):
    """Who of us said anything at a time that is known, or was looked at."""
    return {(d["network"], d["id"] if d["type"] == "account" else author_of(d))
            for d in newest(records) + [
                d for d in records if d["type"] == "account"]
            if of_us(d, o) and ("published" in d or d["type"] == "account")
            and (d["type"] == "account" or author_of(d) is not None)}


def others(records, o):
    return [d for d in chosen(records, o, SAID[2:])
            if d.get("own") is not True and
            not (d["type"] == "post" and of_us(d, o))]


def total(items, of):
    v = [of(d["metrics"]) for d in items]
    v = [x for x in v if x is not None]
    return math.fsum(v) if v else None


def people(records, o):
    before, since, until = window(o)
    tz = zoneinfo.ZoneInfo(o.get("zone", "UTC"))
    k, n = o.get("loyal", [3, 4])
    types = [x for x in SAID if x in o.get("type", SAID[2:])]
    groups, us = {}, ours(records, o)
    for d in others(records, o):
        if "published" in d and when(d["published"]) < until and \
                (d["network"], author_of(d)) not in us:
            groups.setdefault((d["network"], author_of(d)), []).append(d)
    first = {}
    for (network, _), items in groups.items():
        t = min(when(d["published"]) for d in items)
        first[network] = min(first.get(network, t), t)
    tallies, rows = {}, []
    for key, items in groups.items():
        network, who = key
        known = first[network] <= before
        inside = [d for d in items if when(d["published"]) >= since]
        prior = any(before <= when(d["published"]) < since for d in items)
        earlier = any(when(d["published"]) < before for d in items)
        weeks = len({(until - dt.timedelta(seconds=1) -
                      when(d["published"])).total_seconds() // 604800
                     for d in items} & set(range(n)))
        tally = [tallies.setdefault(x, {"segments": {}, "active": 0,
                                        "before": 0, "recent": 0, "nobody": 0})
                 for x in (None, network)]
        if who is None:
            for x in tally:
                x["nobody"] += len(inside)
            continue
        segment = ("retained" if prior else "returning" if earlier else
                   "new" if known else None) if inside else \
            "lapsed" if prior else None
        marks = [segment] + (["loyal"] if weeks >= k else [])
        for x in tally:
            x["active"] += bool(inside)
            x["before"] += prior
            x["recent"] += weeks > 0
            for m in marks:
                s = x["segments"].setdefault(m, [0, 0])
                s[0] += 1
                s[1] += len(inside)
        wanted = o.get("segment")
        if (wanted in marks) if wanted else inside:
            row = {"by": "people", "network": network, "author": who}
            for name in ("handle", "name", "url"):
                row[name] = newest_text(items, name)
            row["segment"] = segment
            row["loyal"] = weeks >= k
            row["items"] = len(inside)
            for x in types:
                row[x + "s"] = sum(d["type"] == x for d in inside)
            row["days"] = len({when(d["published"]).astimezone(tz).date()
                               for d in inside})
            row["weeks"] = weeks
            times = [when(d["published"]) for d in items]
            row["first_seen"] = text(min(times))
            row["last_seen"] = text(max(times))
            row["interactions"] = total(inside, interactions)
            row["reach"] = total(inside, lambda m: m.get("reach"))
            row["followers"] = newest_text(items, "followers")
            for name, q in o.get("quantiles", {}).items():
                v = sorted(x for x in (interactions(d["metrics"])
                                       for d in inside) if x is not None)
                name = "interactions." + name
                low, high = ranks(len(v), q)
                estimate(row, name, quantile(v, q) if v else None, len(v),
                         v[low - 1] if low > 0 else None,
                         v[high - 1] if high <= len(v) else None)
            rows.append(row)
    rows.sort(key=lambda x: order([x["network"], x["author"]]))
    sort = o.get("sort", "items")
    rows.sort(key=lambda x: (x[sort] is None, -number(x[sort])))
    rows = rows[:o.get("limit", 100) or None]
    out = []
    for network in [None] + sorted(x for x in tallies if x):
        x = tallies.get(network)
        if x is None:
            x = {"segments": {}, "active": 0, "before": 0, "recent": 0,
                 "nobody": 0}
        start = min(first.values(), default=None) if network is None \
            else first[network]
        knows = all(v <= before for v in (
            first.values() if network is None else [start]))
        recent = all(min(since, until - dt.timedelta(weeks=n)) == since or
                     v <= until - dt.timedelta(weeks=n) for v in (
                         first.values() if network is None else [start]))
        for s in ("new", "retained", "returning", "lapsed", "loyal"):
            row = {"by": "people.networks" if network else "people.segments"}
            if network:
                row["network"] = network
            row["segment"] = s
            of = x["before"] if s == "lapsed" else \
                x["recent"] if s == "loyal" else x["active"]
            ok = recent if s == "loyal" else knows
            a, items = x["segments"].get(s, [0, 0])
            row["authors"] = a if ok else None
            if ok and of:
                estimate(row, "share", 100 * a / of, of, *wilson(a, of))
            else:
                estimate(row, "share", None, of, None, None)
            row["items"] = items if ok else None
            row["items_without_author"] = x["nobody"]
            row["history_from"] = text(start) if start else None
            out.append(row)
    return out + rows


def number(v):
    if isinstance(v, str):
        return when(v).timestamp()
    return v or 0


def ranks(n, q):
    """Conover 1971: exact, of the binomial distribution."""
    p = [math.comb(n, k) * q ** k * (1 - q) ** (n - k) for k in range(n + 1)]
    low = sum(math.fsum(p[:k + 1]) <= 0.025 for k in range(n + 1))
    high = n + 1 - sum(math.fsum(p[k:]) <= 0.025 for k in range(n + 1))
    return low, high


def quantile(v, q):
    if numpy is not None:
        return float(numpy.quantile(v, q))
    at = q * (len(v) - 1)
    low = math.floor(at)
    return v[low] + (v[min(low + 1, len(v) - 1)] - v[low]) * (at - low)


def audience(records, o):
    _, since, until = window(o)
    tz = zoneinfo.ZoneInfo(o.get("zone", "UTC"))
    per = o.get("per", [])
    items = [d for d in others(records, o) if "published" in d and
             since <= when(d["published"]) < until]
    tables = [("all", None), ("network", lambda d: d["network"]),
              ("lang", lambda d: d.get("lang")),
              ("weekday", lambda d: when(d["published"]).astimezone(
                  tz).isoweekday()),
              ("hour", lambda d: when(d["published"]).astimezone(tz).hour)]
    out = []
    us = ours(records, o)
    wholes = {}
    for name, of in tables:
        if name in per:
            continue
        groups = {}
        for d in items:
            key = tuple(d.get(k) for k in per)
            full = key + ((of(d),) if of else ())
            g = groups.setdefault(full, [key, set(), 0, 0])
            who = author_of(d)
            g[2] += 1
            if who is not None:
                g[1] |= {(d["network"], who)} - us
                g[3] += 1
            if not of:
                wholes[key] = g
        for full in sorted(groups, key=lambda f: [
                (x is None, isinstance(x, str),
                 json.dumps(x) if isinstance(x, str) else x or 0)
                for x in f]):
            key, who, count, named = groups[full]
            row = {"by": "audience." + name}
            row.update(zip(per + ([name] if of else []), full))
            estimate(row, "authors", len(who), named, len(who), len(who))
            if of:
                n = len(wholes[key][1])
                if n:
                    estimate(row, "share", 100 * len(who) / n, n,
                             *wilson(len(who), n))
                else:
                    estimate(row, "share", None, 0, None, None)
            row["items"] = count
            if not of:
                row["items_without_author"] = count - named
            out.append(row)
    return out


def top(records, o):
    per = o.get("per", [])
    above, _, under = o.get("measure", "interactions").partition("_rate_")
    above = "interactions" if above == "engagement" else above

    def value(d, name):
        if name == "interactions":
            return interactions(d["metrics"])
        if name == "followers":
            return (d.get("author") or {}).get("followers")
        return d["metrics"].get(name)

    groups = {}
    for d in chosen(records, o, SAID[:2]):
        if d["type"] in SAID[2:] and d.get("own") is True:
            continue
        if "days" in o and not ("published" in d and window(o)[1] <=
                                when(d["published"])):
            continue
        groups.setdefault(tuple(d.get(k) for k in per), []).append(d)
    counts, rows, used = [], [], set()
    for key in sorted(groups, key=order):
        ranked, lost, below, young = [], 0, 0, 0
        for d in groups[key]:
            if "age" in o and "published" in d and "fetched" in d and \
                    when(d["fetched"]) - when(d["published"]) < \
                    dt.timedelta(days=o["age"]):
                young += 1
                continue
            a = value(d, above)
            b = value(d, under) if under else None
            if a is None or (under and not b):
                lost += 1
            elif (b if under else a) < o.get("min", 0):
                below += 1
            else:
                ranked.append((100 * float(a) / b if under else a, d, a, b))
        counts.append({"by": "top.of", **dict(zip(per, key)),
                       "ranked": len(ranked), "not_given": lost,
                       "below_min": below,
                       **({"young": young} if "age" in o else {})})
        ranked.sort(key=lambda x: (
            (x[0] if o.get("worst") else -x[0]),
            order([x[1]["network"], x[1]["id"]])))
        values = [x[0] for x in ranked]
        for v, d, a, b in ranked[:o["n"]]:
            better = sum((x < v) if o.get("worst") else (x > v)
                         for x in values)
            row = {"by": "top", **dict(zip(per, key)), "rank": better + 1,
                   "tied": values.count(v) - 1, "network": d["network"],
                   "id": d["id"], "record_type": d["type"],
                   "account": d["account"], "url": None,
                   "published": text(when(d["published"]))
                   if "published" in d else None,
                   "handle": (d.get("author") or {}).get("handle")}
            name = o.get("measure", "interactions")
            if under:
                row[name], row[name + ".n"] = v, int(b)
                if stats is not None and a == int(a):
                    row[name + ".low"] = 100 / b * (
                        stats.gamma.ppf(0.025, a) if a else 0)
                    row[name + ".high"] = 100 / b * stats.gamma.ppf(
                        0.975, a + 1)
                row["numerator"], row["denominator"] = a, b
            else:
                row[name] = a
            row["metrics"] = {m: value(d, m) for m in
                              ["interactions"] + METRICS}
            used |= {m for m, x in row["metrics"].items() if x is not None}
            rows.append(row)
    for row in rows:
        for m, x in row.pop("metrics").items():
            if m in used and m not in row:
                row[m] = x
    return counts + rows


def crowd(seed, n):
    r = random.Random(seed)
    end = when("2026-11-16T06:00:00Z")
    for a in range(n):
        network = "ig" if a % 4 else "x"
        size = int(10 ** r.uniform(3.2, 4.4))
        rate = 0.03 * math.exp(r.gauss(0, 0.3)) * (
            0.02 if r.random() < 0.1 else 1)
        talk = 0.05 * (0.01 if r.random() < 0.1 else 1)
        posts = r.choice([2, 4, 6, 12, 20])
        for k in range(posts):
            t = end - dt.timedelta(seconds=r.randrange(35 * 86400))
            likes = int(size * rate * math.exp(r.gauss(0, 0.5)))
            d = {"type": r.choice(["post", "mention", "comment"]),
                 "network": network, "account": "w", "published": text(t),
                 "id": "%d.%d" % (a, k),
                 "author": {"id": str(a), "handle": "h%d" % a,
                            "followers": size + r.randrange(3)},
                 "metrics": {"likes": likes, "comments": int(
                     likes * talk + r.random())},
                 "fetched": text(t + dt.timedelta(hours=1))}
            if r.random() < 0.05:
                del d["author"]["followers"]
            if r.random() < 0.05:
                del d["metrics"]["comments"]
            print(json.dumps(d))
        value = size
        jump = r.randrange(60)
        for day in range(r.choice([0, 5, 40]), 0, -1):
            value += r.randrange(-3, 12) + (size // 5 if day == jump else 0)
            print(json.dumps({
                "type": "account", "network": network, "account": "w",
                "id": str(a), "handle": "h%d" % a,
                "metrics": {"followers": value, "following": int(
                    size * r.choice([0.1, 1.5]))},
                "fetched": text(end - dt.timedelta(days=day))}))


def usual(v):
    middle = statistics.median(v)
    far = [abs(x - middle) for x in v]
    return middle, (statistics.median(far) / 0.6745 or
                    1.2533141373155001 * statistics.fmean(far))


def shrunk(y, v, others, variances):
    """Paule and Mandel 1982; Morris 1983."""
    k = len(others)

    def weigh(t):
        w = [1 / (x + t) for x in variances]
        mean = sum(a * b for a, b in zip(w, others)) / sum(w)
        return sum(a * (b - mean) ** 2 for a, b in zip(w, others)), w, mean

    low, high = 0.0, (max(others) - min(others)) ** 2
    between = 0.0
    if weigh(0)[0] > k - 1:
        for _ in range(200):
            between = (low + high) / 2
            if weigh(between)[0] > k - 1:
                low = between
            else:
                high = between
    _, w, mean = weigh(between)
    of = sum(a * b for a, b in zip(w, variances)) / sum(w)
    share = (k - 3) / (k - 1) * v / (v + between)
    spread = math.sqrt(
        v * (1 - (1 - 1 / (v + between) / sum(w)) * share) +
        2 / (k - 3) * share ** 2 * (y - mean) ** 2 *
        (of + between) / (v + between))
    z = statistics.NormalDist().inv_cdf(0.975)
    x = (1 - share) * y + share * mean
    return x, x - z * spread, x + z * spread


def judge(row, name, i, people, value, variance):
    """The z-score of an influencer beside those of like size."""
    expected = {"engagement": "engagement_expected",
                "comments": "comments_expected"}[name]
    at = people.index(i)
    near = [x for x in reversed(people[:at]) if value(x) is not None and
            x["followers"] * 3 >= i["followers"]][:100]
    near += [x for x in people[at + 1:] if value(x) is not None and
             x["followers"] <= 3 * i["followers"]][:100]
    sign = "sign_" + name
    row[sign], row[expected] = None, None
    estimate(row, name + "_z", None, len(near), None, None)
    if value(i) is None or len(near) < 20:
        return
    y = [value(x) for x in near]
    middle, step = usual(y)
    v = variance(i, near)
    z = [(x - middle) / step for x in shrunk(value(i), v[0], y, v[1:])]
    row[expected] = math.exp(middle) * (100 if name == "engagement" else 1)
    estimate(row, name + "_z", z[0], len(near), z[1], z[2])
    row[sign] = z[0] < -3.5 or (name == "comments" and z[0] > 3.5)


def jump(row, i):
    points = {}
    for d in i["all"]:
        f = (d["metrics"] if d["type"] == "account" else d["author"]).get(
            "followers")
        if f is not None:
            t = when(d["fetched"])
            points[t] = max(f, points.get(t, f))
    points = sorted(points.items())
    said = [when(d["published"]) for d in i["all"] if d["type"] != "account"]
    steps = [((b[1] - a[1]) / ((b[0] - a[0]).total_seconds() / 86400), a, b)
             for a, b in zip(points, points[1:])]
    row.update({"followers_jump": None, "followers_jump_at": None,
                "followers_jump_n": len(steps), "followers_jump_z": None,
                "sign_jump": None})
    alone = [x for x in steps if not any(
        x[1][0] - dt.timedelta(days=1) <= t <= x[2][0] for t in said)]
    if len(steps) < 8 or not alone or not any(
            d["type"] in ("post", "article") for d in i["all"]):
        return
    best = max(alone, key=lambda x: x[0])
    middle, step = usual([x[0] for x in steps])
    row["followers_jump"] = 100 * (best[2][1] / best[1][1] - 1)
    row["followers_jump_at"] = text(best[2][0])
    row["followers_jump_z"] = (best[0] - middle) / step
    row["sign_jump"] = (row["followers_jump_z"] > 3.5 and
                        row["followers_jump"] >= 5)


def influencers(records, o):
    _, since, until = window(o)
    types = o.get("type", SAID[2:])
    groups, us = {}, ours(records, o)
    for d in newest(records) + [d for d in records if d["type"] == "account"]:
        if d["type"] == "account":
            groups.setdefault((d["network"], d["id"]), []).append(d)
        elif d["type"] in types and when(d["published"]) < until:
            groups.setdefault((d["network"], author_of(d)), []).append(d)
    people = []
    for key, items in groups.items():
        if key in us:
            continue
        f = [(when(d["fetched"]), (d["metrics"] if d["type"] == "account"
                                   else d["author"]).get("followers"))
             for d in items]
        f = [x for x in f if x[1] is not None]
        if not f or max(f)[1] < o["influencers"]:
            continue
        i = {"key": key, "all": items, "followers": max(f)[1]}
        feed = [d for d in items if d["type"] in ("post", "article", "mention")
                and when(d["published"]) >= since]
        pairs = [(interactions(d["metrics"]), d["author"].get("followers"))
                 for d in feed]
        i["pairs"] = [x for x in pairs if None not in x]
        i["logs"] = [math.log((a + 0.5) / b) for a, b in i["pairs"]]
        talk = [(d["metrics"].get("comments"), d["metrics"].get("likes"))
                for d in feed]
        talk = [x for x in talk if None not in x]
        i["talks"] = len(talk)
        i["comments"] = sum(x[0] for x in talk)
        i["likes"] = sum(x[1] for x in talk)
        people.append(i)

    def rate(i):
        return statistics.fmean(i["logs"]) if len(i["logs"]) >= 5 else None

    def talk_of(i):
        if i["talks"] < 5 or i["likes"] + i["comments"] < 20:
            return None
        return math.log((i["comments"] + 0.5) / (i["likes"] + 0.5))

    def rate_variance(i, near):
        each = [i] + near
        of = (sum(sum((y - rate(x)) ** 2 for y in x["logs"]) for x in each) /
              sum(len(x["logs"]) - 1 for x in each))
        return [of / len(x["logs"]) for x in each]

    def talk_variance(i, near):
        return [1 / (x["comments"] + 0.5) + 1 / (x["likes"] + 0.5)
                for x in [i] + near]

    people.sort(key=lambda i: (i["followers"], i["key"]))
    rows = []
    for i in people:
        same_network = [x for x in people if x["key"][0] == i["key"][0]]
        row = {"by": "people.influencers", "network": i["key"][0],
               "author": i["key"][1], "followers": i["followers"],
               "comments": i["comments"], "likes": i["likes"],
               "comments_per_like": i["comments"] / i["likes"]
               if i["likes"] else None}
        a, b = (sum(x[k] for x in i["pairs"]) for k in (0, 1))
        row["engagement_rate_followers"] = 100 * a / b if b else None
        row["engagement_rate_followers.n"] = len(i["pairs"])
        judge(row, "engagement", i, same_network, rate, rate_variance)
        judge(row, "comments", i, same_network, talk_of, talk_variance)
        snaps = [d for d in i["all"] if d["type"] == "account"]
        last = max(snaps, key=lambda d: d["fetched"])["metrics"] \
            if snaps else None
        row["following"] = last and last["following"]
        row["following_ratio"] = last and last["following"] / last["followers"]
        row["sign_following"] = last and last["following"] > last["followers"]
        jump(row, i)
        signs = [row["sign_" + x]
                 for x in ("engagement", "comments", "following", "jump")]
        row["signs"] = sum(x is True for x in signs)
        row["signs_judged"] = sum(x is not None for x in signs)
        rows.append(row)
    rows.sort(key=lambda x: (-x["followers"], x["network"], x["author"]))
    return rows


def same(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return (isinstance(a, (int, float)) and isinstance(b, (int, float))
                and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9))
    return a == b and type(a) is type(b)


def close(a, b):
    """Quantiles are within 1 % of the value."""
    return a is not None and b is not None and \
        math.isclose(a, b, rel_tol=0.01, abs_tol=1e-9)


def check(verb, o, records, rows):
    want = {"people": people, "audience": audience, "top": top,
            "influencers": influencers}[verb](
        [json.loads(x) for x in open(records, encoding="utf-8")], o)
    got = [d for d in map(json.loads, open(rows, encoding="utf-8"))
           if d["type"] == "row" and
           (d["by"] == "people.influencers") == (verb == "influencers")]
    if len(want) != len(got):
        print("%d rows, not %d" % (len(got), len(want)))
    for w, g in zip(want, got):
        for name in sorted(set(g) - set(w) - {"type", "reason", "complete",
                                              "text"}):
            if verb != "influencers" and not (
                    verb == "top" and name.endswith((".low", ".high"))):
                print("%s: not wanted in %s" % (name, g))
        for name in w:
            v = g.get(name, "absent")
            if not same(w[name], v) and not (
                    name.startswith("interactions.") and close(w[name], v)):
                print("%s: got %r, want %r in %s" % (name, v, w[name], g))


if __name__ == "__main__":
    if sys.argv[1] in ("make", "crowd"):
        {"make": make, "crowd": crowd}[sys.argv[1]](
            int(sys.argv[2]), int(sys.argv[3]))
    else:
        check(sys.argv[2], json.loads(sys.argv[3]), *sys.argv[4:6])
