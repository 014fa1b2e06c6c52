# A reference for cm-stats voice, without a line of it, on numpy and scipy:
#
# voice.py make SEED N                        records on standard output
# voice.py check NOW OPTIONS RECORDS ROWS     prints every difference
#
# OPTIONS is a JSON object: of, topics, per (week or month), compare, level.
import datetime as dt
import json
import math
import random
import sys

import numpy as np
from scipy import optimize, stats

UTC = dt.timezone.utc


def text(t):
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def make(seed, n):
    r = random.Random(seed)
    now = dt.datetime(2026, 11, 16, 6, tzinfo=UTC)
    for i in range(n):
        t = now - dt.timedelta(seconds=r.randrange(-86400, 70 * 86400))
        d = {"type": r.choice(["post", "comment", "mention", "article",
                               "message", "review", "visit", "account"]),
             "network": r.choice("xy"), "id": str(i), "published": text(t)}
        if r.random() < .2:
            d["own"] = r.random() < .8
        if d["type"] == "account":
            d["fetched"] = text(t)
        if r.random() < .9:
            d["author"] = {"id": "u%d" % r.randrange(60)}
        c = {}
        if r.random() < .9:
            c["topics"] = r.choices(["ours", "ours", "them", "others", "é\"q"],
                                    k=r.choice([0, 1, 1, 1, 2, 3]))
        if r.random() < .6:
            c["labels"] = r.choices(
                ["positive", "negative", "neutral", "spam", "good"],
                k=r.choice([0, 1, 1, 2]))
        if c:
            d["curation"] = c
        m = {}
        if r.random() < .7:
            m["reach"] = r.choice([0, int(r.paretovariate(.7)), 1.5])
        for k in ("likes", "reactions", "comments", "shares"):
            if r.random() < .4:
                m[k] = int(r.paretovariate(.9))
        if m:
            d["metrics"] = m
        print(json.dumps(d, ensure_ascii=r.random() < .5))


def interactions(m):
    v = [m[k] for k in ("comments", "shares") if k in m]
    if "likes" in m or "reactions" in m:
        v.append(max(m.get("likes", 0), m.get("reactions", 0)))
    return sum(v) if v else None


def wilson(k, n, level):
    z = stats.norm.ppf((1 + level) / 2)
    p = k / n
    mid = (p + z * z / 2 / n) / (1 + z * z / n)
    h = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    return p, mid - h, mid + h


def ratio(part, whole, level):
    """Of the values of the topic, zeros for the others, among all."""
    y = np.array(whole, float)
    a = np.array(part, float)
    n = len(y)
    s = a.sum() / y.sum()
    if n < 5 or not 0 < s < 1:
        return s, None, None
    e = a - s * y
    one = (y * y).sum() / y.sum() ** 2
    if one > 1 - 1e-9:
        return s, None, None
    df = max(1, 1 / one - 1)
    se = math.sqrt((e * e).sum() / (1 - one)) / y.sum()
    # scipy's quantiles of t have 8 digits, those of beta all.
    x = stats.beta.ppf(1 - level, df / 2, .5)
    h = math.sqrt(df * (1 - x) / x) * se / (s * (1 - s))
    logit = math.log(s / (1 - s))
    return s, 1 / (1 + math.exp(h - logit)), 1 / (1 + math.exp(-h - logit))


def tango(b, c, n, level):
    """The score interval, with the likelihood maximised by search."""
    z = stats.norm.ppf((1 + level) / 2)

    def score(d):
        low, high = max(0., -d), (1 - d) / 2

        def loss(q):
            v = 0.
            for k, p in ((b, q + d), (c, q), (n - b - c, 1 - 2 * q - d)):
                if k:
                    v -= k * math.log(max(p, 1e-300))
            return v
        # The likelihood has one peak: golden section, then Newton's precision
        # is not needed, as the score is flat there.
        q = optimize.minimize_scalar(loss, bounds=(low, high),
                                     method="bounded",
                                     options={"xatol": 1e-14}).x
        q = min((q, low, high), key=loss)
        v = n * (2 * q + d - d * d)
        return (b - c - n * d) / math.sqrt(max(v, 1e-300))
    v = (b - c) / n
    lo = -1. if c == n else optimize.brentq(
        lambda d: score(d) - z, -1 + 1e-12, v, xtol=1e-12)
    hi = 1. if b == n else optimize.brentq(
        lambda d: score(d) + z, v, 1 - 1e-12, xtol=1e-12)
    return v, lo, hi


def mood(labels):
    up, down = "positive" in labels, "negative" in labels
    if up != down:
        return 1 if up else -1
    return 0 if up or "neutral" in labels else None


def gather(records, asked):
    """What was said of each topic: a list of records."""
    said = {t: [] for t in asked or []}
    for d in records:
        for t in set(d.get("curation", {}).get("topics", [])):
            if not asked or t in asked:
                said.setdefault(t, []).append(d)
    return said


def figures(said, t, level, alone):
    mine = said.get(t, [])
    out = {"records": len(mine)}

    def put(name, n, e):
        out[name + ".n"] = n
        for part, v in zip(("", ".low", ".high"), e):
            out[name + part] = None if v is None else 100 * v
    nothing = (None, None, None)
    total = sum(map(len, said.values()))
    put("share_of_voice", total, nothing if not total else
        (1, None, None) if alone else wilson(len(mine), total, level))

    def people(some):
        return len({(d["network"], d["author"]["id"]) for d in some
                    if "author" in d})
    total = sum(map(people, said.values()))
    out["authors"] = people(mine) if people(mine) or not mine else None
    put("authors_share", total,
        nothing if not total or out["authors"] is None else
        (1, None, None) if alone else wilson(people(mine), total, level))
    for name, get in (("reach", lambda m: m.get("reach")),
                      ("interactions", interactions)):
        part, whole = [], []
        for u, some in said.items():
            for d in some:
                v = get(d.get("metrics", {}))
                if v is not None:
                    whole.append(v)
                    part.append(v if u == t else 0)
        own = [get(d.get("metrics", {})) for d in mine]
        own = [v for v in own if v is not None]
        out[name] = sum(own) if own else None
        put(name + "_share", len(whole), nothing if not own or not sum(whole)
            else ratio(part, whole, level))
    moods = [mood(d.get("curation", {}).get("labels", [])) for d in mine]
    up, down, flat = moods.count(1), moods.count(-1), moods.count(0)
    out.update(positive=up, negative=down, neutral=flat,
               unlabelled=moods.count(None))
    n = up + down + flat
    put("net_sentiment", n, tango(up, down, n, level) if n else nothing)
    return out


NAMES = ["share_of_voice", "authors_share", "reach_share",
         "interactions_share", "net_sentiment"]


def change(now, before):
    out = {"records_before": before["records"]}
    for name in NAMES:
        a = [now[name + s] for s in ("", ".low", ".high")]
        b = [before[name + s] for s in ("", ".low", ".high")]
        if name in ("share_of_voice", "net_sentiment"):
            out[name + "_before"] = b[0]
            out[name + "_before.low"], out[name + "_before.high"] = b[1:]
            out[name + "_before.n"] = before[name + ".n"]
        out[name + "_change.n"] = now[name + ".n"] + before[name + ".n"]
        d = low = high = None
        if a[0] is not None and b[0] is not None:
            d = a[0] - b[0]
            if None not in a and None not in b:
                low = d - math.hypot(a[0] - a[1], b[2] - b[0])
                high = d + math.hypot(a[2] - a[0], b[0] - b[1])
        out[name + "_change"] = d
        out[name + "_change.low"], out[name + "_change.high"] = low, high
    return out


def expected(now, o, lines):
    said = ("post", "comment", "mention", "article", "message", "review")
    records = [d for d in map(json.loads, lines) if d["type"] in said]
    if o.get("of") != "all":
        records = [d for d in records
                   if (d["type"] == "post" or d.get("own", False)) ==
                   (o.get("of") == "own")]
    when = [dt.datetime.fromisoformat(d["published"].replace("Z", "+00:00"))
            for d in records]
    asked = o["topics"].split(",") if "topics" in o else None
    level = o.get("level", 95) / 100
    until = dt.datetime.fromisoformat(now.replace("Z", "+00:00"))
    span = dt.timedelta(days=28)
    blocks = {}
    for d, t in zip(records, when):
        if o.get("per") == "week":
            blocks.setdefault("%d-W%02d" % t.isocalendar()[:2], []).append(d)
        elif o.get("per") == "month":
            blocks.setdefault(t.strftime("%Y-%m"), []).append(d)
        elif not o.get("compare") or until - span <= t < until:
            blocks.setdefault(None, []).append(d)
    last = gather([d for d, t in zip(records, when)
                   if until - 2 * span <= t < until - span], asked)
    rows = []
    for at in sorted(blocks, key=lambda k: k or ""):
        this = gather(blocks[at], asked)
        topics = set(this) | (set(last) if o.get("compare") else set())
        some = []
        for t in topics:
            r = figures(this, t, level, len(topics) == 1)
            if o.get("compare"):
                r.update(change(r, figures(last, t, level, len(topics) == 1)))
            r["topic"] = t
            if at:
                r[o["per"]] = at
            some.append(r)
        some.sort(key=lambda r: (-r["records"], json.dumps(
            r["topic"], ensure_ascii=False).encode()))
        rows += some
    return rows


def same(name, a, b):
    if isinstance(a, float) or isinstance(b, float):
        # What is found by search is as exact as the search.
        tol = 1e-5 if name.startswith("net_sentiment") else 1e-9
        return a is not None and b is not None and \
            math.isclose(a, b, rel_tol=tol, abs_tol=tol)
    return a == b


def check(now, options, records, rows):
    with open(records) as f:
        want = expected(now, json.loads(options), f)
    with open(rows) as f:
        got = [r for r in map(json.loads, f) if r["type"] == "row"]
    if len(want) != len(got):
        print("%d rows, not %d" % (len(got), len(want)))
    for w, g in zip(want, got):
        for name in w:
            if not same(name, w[name], g.get(name)):
                print("%s: %s is %s, not %s" % (
                    g["topic"], name, g.get(name), w[name]))
        left = set(g) - set(w) - {"type", "by", "reason", "complete"}
        if left:
            print("not looked at: %s" % sorted(left))
    print("%d rows" % len(got))


if sys.argv[1] == "make":
    make(int(sys.argv[2]), int(sys.argv[3]))
else:
    check(*sys.argv[2:])
