# A reference for the numbers of cm-stats, in exact fractions:
#
# stats.py make SEED N           records on standard output
# stats.py check KEYS FILE ...   reads the rows of
#     cm-stats by KEYS -m MEASURES (below), computes them again from the
#     files, and prints every difference
# stats.py measures              the measures that check knows
import datetime
import fractions
import json
import random
import sys

METRICS = ["likes", "comments", "shares", "views", "seconds"]
MEASURES = (
    "records,posts,comments_received,likes,likes.n,likes.mean,likes.min,"
    "likes.max,likes.median,likes.p95,likes.p12.5,seconds,seconds.mean,"
    "seconds.median,interactions,engagement_rate_views,likes_rate_views,"
    "authors.distinct,lang.distinct,followers.last"
)
SAID = ["post", "comment", "article", "mention", "message", "review"]
# Of one kind of these a measure is taken, never of two.
KINDS = ["things", "series", "accounts"]
COUNTS = ["records", "posts", "comments_received", "authors.distinct",
          "lang.distinct"]
TIMES = ["day", "week", "month", "quarter", "year", "hour", "weekday"]
WHOSE = ["network", "account", "brand", "type"]
WHICH = ["id", "url", "thread", "author"]


def make(seed, n):
    r = random.Random(seed)
    networks = ["mastodon", "bluesky", "youtube", "web"]
    out = []
    for k in range(n):
        kind = r.choice(SAID[:4] + ["post"] * 4 + ["account"])
        d = {"type": kind, "network": r.choice(networks)}
        d["account"] = r.choice(["brand", "acme/one", "acme/two"])
        if r.random() < 0.95:
            d["id"] = str(r.randrange(n * 3 // 4))
        when = datetime.datetime(2026, 10, 20) + datetime.timedelta(
            seconds=r.randrange(86400 * 20)
        )
        if r.random() < 0.97 and kind != "account":
            d["published"] = when.isoformat() + r.choice(["Z", "Z", "+02:00"])
        if r.random() < 0.8:
            d["author"] = r.choice(
                [
                    {"id": str(r.randrange(300))},
                    {"handle": "h%d" % r.randrange(30)},
                    {"name": "Ann \u00c9"},
                ]
            )
        if r.random() < 0.7:
            d["lang"] = r.choice(["fr", "en", "zh"])
        d["tags"] = r.sample(["a", "b", "\u00e9t\u00e9", "d/e"], r.randrange(4))
        m = {}
        for name in METRICS:
            if r.random() < 0.8:
                m[name] = int(r.paretovariate(0.5)) % 10**9
        if "seconds" in m and r.random() < 0.5:
            m["seconds"] = r.choice(
                [0.1, 1e-300, 2.5e17, 1e300, 123.456, r.random() * 1e6]
            )
        if r.random() < 0.1:
            m["likes"] = None
        if kind == "account":
            m["followers"] = r.randrange(10**6)
        d["metrics"] = m
        fetched = datetime.datetime(2026, 11, 10) + datetime.timedelta(
            seconds=k * 7919 % n * 30
        )
        d["fetched"] = fetched.isoformat() + "Z"
        out.append(json.dumps(d, ensure_ascii=r.random() < 0.5))
    return out


def time_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def moment(d):
    if d.get("published"):
        return time_of(d["published"])
    if d["type"] == "account":
        return time_of(d["fetched"])
    return None


def distinct_records(records, doubtful):
    """The newest of each; of equally new ones, which is not told here."""
    best = {}
    alone = []
    for d in records:
        if "id" not in d:
            alone.append(d)
            continue
        key = (d["network"], d["id"])
        if d["type"] == "account":
            key += (d["fetched"],)
        if key not in best or d["fetched"] > best[key]["fetched"]:
            best[key] = d
        elif d["fetched"] == best[key]["fetched"] and d != best[key]:
            doubtful.append(key)
    return alone + list(best.values())


def key_values(d, key):
    t = moment(d)
    if t is not None:
        t = t.astimezone(datetime.timezone.utc)
    if key == "day":
        return [t and t.strftime("%Y-%m-%d")]
    if key == "week":
        return [t and "%04d-W%02d" % t.isocalendar()[:2]]
    if key == "month":
        return [t and t.strftime("%Y-%m")]
    if key == "quarter":
        return [t and "%04d-Q%d" % (t.year, (t.month + 2) // 3)]
    if key == "hour":
        return [None if t is None else t.hour]
    if key == "weekday":
        return [None if t is None else t.isoweekday()]
    if key == "tag":
        return sorted(set(d["tags"])) or [None]
    if key == "brand":
        return [d["account"].split("/")[0]]
    if key == "type":
        return [d["type"]]
    return [d.get(key)]


def author(d):
    a = d.get("author", {})
    who = a.get("id", a.get("handle", a.get("name")))
    return None if who is None else (d["network"], who)


def interactions(m):
    got = [m[k] for k in ("likes", "comments", "shares") if m.get(k) is not None]
    return sum(got) if got else None


def quantile(values, q):
    values = sorted(map(fractions.Fraction, values))
    at = q * (len(values) - 1)
    low = values[int(at)]
    high = values[min(int(at) + 1, len(values) - 1)]
    return low + (high - low) * (at - int(at))


def rate(rows, top, under):
    both = [(a, b) for a, b in ((top(d), under(d)) for d in rows)
            if a is not None and b is not None]
    below = sum(b for _, b in both)
    return 100.0 * sum(a for a, _ in both) / below if below else None


def measure(rows, name):
    """Returns the value and how far off it may be, as a share."""
    def numbers(metric):
        return [fractions.Fraction(d["metrics"][metric]) for d in rows
                if d["metrics"].get(metric) is not None]

    if name == "records":
        return len(rows), 0
    if name == "posts":
        return sum(d["type"] in ("post", "article") for d in rows), 0
    if name == "comments_received":
        return sum(d["type"] == "comment" for d in rows), 0
    if name == "interactions":
        got = [i for i in (interactions(d["metrics"]) for d in rows)
               if i is not None]
        return (sum(got) if got else None), 0
    if name == "engagement_rate_views":
        return rate(rows, lambda d: interactions(d["metrics"]),
                    lambda d: d["metrics"].get("views")), 1e-15
    if name == "likes_rate_views":
        return rate(rows, lambda d: d["metrics"].get("likes"),
                    lambda d: d["metrics"].get("views")), 1e-15
    if name == "authors.distinct":
        n = len({author(d) for d in rows} - {None})
        return n or None, 0 if n <= 256 else fractions.Fraction(3, 100)
    if name == "lang.distinct":
        return len({d.get("lang") for d in rows} - {None}) or None, 0
    if name == "followers.last":
        last = {}
        for d in rows:
            f = d["metrics"].get("followers")
            who = (d["network"], d["account"])
            if f is not None:
                last[who] = max(last.get(who, ("", 0)), (d["fetched"], f))
        return (sum(f for _, f in last.values()) if last else None), 0
    metric, _, how = name.partition(".")
    values = numbers(metric)
    if how == "n":
        return len(values), 0
    if not values:
        return None, 0
    exact = {
        "": sum,
        "mean": lambda v: sum(v) / len(v),
        "min": min,
        "max": max,
    }
    if how in exact:
        return float(exact[how](values)), 0
    q = fractions.Fraction(1, 2)
    if how != "median":
        q = fractions.Fraction(how[1:]) / 100
    return quantile(values, q), fractions.Fraction(1, 100)


def origin(d):
    """The kind, and of things which comes first."""
    if d["type"] in ("series", "account"):
        return "series" if d["type"] == "series" else "accounts", 0
    said = ["comment", "mention", "message", "review"]
    return "things", 1 if d["type"] in said else 2 * (d["type"] == "visit")


def gives(d, name):
    """Whether a record gives what a measure is made of."""
    m = d["metrics"]
    if name.endswith("_rate_views"):
        top = interactions(m) if name[0] == "e" else m.get("likes")
        return top is not None and m.get("views") is not None
    if name == "interactions":
        return interactions(m) is not None
    return m.get(name.partition(".")[0]) is not None


def first(order, seen):
    """What comes first of those seen where keys are known, else of all."""
    for only_known in (True, False):
        for what in order:
            if any(o == what and (known or not only_known)
                   for o, known in seen):
                return what
    return None


def choose(groups, keys, name):
    """The origin of a measure in each group: the same kind for all that differ
    in no key that says whose the numbers are, and of things the same for
    all that differ in no key that says whose or which they are."""
    def part(group, those):
        return tuple(v for k, v in zip(keys, group) if k in those)

    kinds, things = {}, {}
    for group, records in groups.items():
        known = not any(v is None for k, v in zip(keys, group)
                        if k not in TIMES + WHOSE)
        for d in records:
            kind, order = origin(d)
            if not gives(d, name) or (kind == "accounts" and
                                      name in METRICS + ["interactions"]):
                continue
            kinds.setdefault(part(group, WHOSE), []).append((kind, known))
            if kind == "things":
                for those in (WHOSE, WHOSE + WHICH):
                    things.setdefault(
                        (len(those), part(group, those)), []
                    ).append((order, known))
    choice = {}
    for group in groups:
        order = KINDS[::-1] if name.endswith(".last") else KINDS
        kind = first(order, kinds.get(part(group, WHOSE), []))
        thing = 0
        if kind == "things":
            thing = first(range(3), things.get(
                (len(WHOSE + WHICH), part(group, WHOSE + WHICH)),
                things[len(WHOSE), part(group, WHOSE)]))
        choice[group] = (kind, thing)
    return choice


def check(keys, rows, records, keep):
    doubtful = []
    if not keep:
        records = distinct_records(records, doubtful)
    if doubtful:
        print("equally new ones differ:", doubtful[:3])
    groups = {}
    for d in records:
        combos = [()]
        for key in keys:
            combos = [c + (v,) for c in combos for v in key_values(d, key)]
        for c in combos:
            groups.setdefault(c, []).append(d)
    columns = ["record_type" if k == "type" else k for k in keys]
    seen = []
    choice = {name: choose(groups, keys, name)
              for name in MEASURES.split(",") if name not in COUNTS}
    for row in rows:
        if row["type"] != "row":
            continue
        group = tuple(row[c] for c in columns)
        seen.append(group)
        if group not in groups:
            print("no such group:", group)
            continue
        for name in MEASURES.split(","):
            of = groups[group]
            if name in choice:
                of = [d for d in of if origin(d) == choice[name][group]]
            want, share = measure(of, name)
            got = row[name]
            if (want is None) != (got is None):
                print(group, name, "is", got, "not", want)
            elif want is None:
                if name + ": " not in row["reason"]:
                    print(group, name, "has no reason")
            elif abs(fractions.Fraction(got) - fractions.Fraction(want)) > (
                abs(fractions.Fraction(want)) * fractions.Fraction(share)
            ):
                print(group, name, "is", got, "not", float(want))
    if len(seen) != len(groups) or len(set(seen)) != len(seen):
        print("%d rows, not %d" % (len(seen), len(groups)))

    def order(group):
        return [(v is None, isinstance(v, str), v.encode()
                 if isinstance(v, str) else v or 0) for v in group]

    if seen != sorted(seen, key=order):
        print("the rows are not in order")


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


if sys.argv[1] == "make":
    print("\n".join(make(int(sys.argv[2]), int(sys.argv[3]))))
elif sys.argv[1] == "measures":
    print(MEASURES)
else:
    check(sys.argv[3].split(","), lines(sys.argv[4]),
          [d for path in sys.argv[5:] for d in lines(path)],
          sys.argv[2] == "keep")
