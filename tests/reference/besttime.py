#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""best-time and tags of cm-stats once more, with numpy and scipy.

    python3 besttime.py VERB RECORDS ROWS ZONE NOW [MEASURE [MIN]]

reads records and what cm-stats made of them, computes the same by itself, and
names each number that differs. VERB is best-time (with --plan 7) or tags.
"""
import json
import math
import sys
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
from scipy import optimize, stats

LEVEL = 0.95
MIN = 3
STRATUM = 5
PLAN, EXPLORE, GAP = 7, 0.2, timedelta(hours=4)
wrong = 0


def when(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def newest(records):
    """One of each network and id: that fetched last; copies are equal."""
    best = {}
    for d in records:
        key = (d.get("network"), d["id"]) if "id" in d else id(d)
        age = when(d.get("fetched") or d.get("updated") or d["published"])
        if key not in best or age > best[key][0]:
            best[key] = (age, d)
    return [d for _, d in best.values()]


def interactions(m):
    given = [n for n in ("likes", "reactions", "comments", "shares", "quotes",
                         "saves") if m.get(n) is not None]
    if not given:
        return None
    return (max(m.get("likes") or 0, m.get("reactions") or 0) +
            sum(m.get(n) or 0 for n in ("comments", "shares", "quotes", "saves")))


def measure(d, name):
    m = d.get("metrics") or {}
    if name == "engagement_rate_views":
        x, views = interactions(m), m.get("views")
        return None if x is None or not views else 100 * x / views
    return interactions(m) if name == "interactions" else m.get(name)


def posts(path, name, zone):
    out = []
    with open(path, encoding="utf-8") as f:
        records = [json.loads(line) for line in f]
    for d in newest([d for d in records if d["type"] in ("post", "article")]):
        x, t = measure(d, name), when(d["published"])
        young = "fetched" in d and when(d["fetched"]) - t < timedelta(days=2)
        local = t.astimezone(zone)
        y = None
        if x is not None and not young:
            y = math.floor(math.log1p(x) * 2 ** 20 + 0.5) / 2 ** 20
        out.append({"d": d, "y": y, "young": young,
                    "stratum": (d.get("network"), d.get("account"),
                                d.get("format")),
                    "slot": (local.isoweekday(), local.hour),
                    "moment": (local.toordinal(), local.hour)})
    return out


def check(what, got, want):
    global wrong
    if isinstance(want, float) and math.isnan(want):
        want = None
    if got is None or want is None or isinstance(want, str):
        same = got == want
    else:
        same = math.isclose(got, want, rel_tol=1e-8, abs_tol=1e-12)
    if not same:
        wrong += 1
        print("%s: %r, not %r" % (what, got, want))


def estimate(row, name, n, v, low, high):
    what = "%s %s" % ({k: row[k] for k in list(row)[1:4]}, name)
    check(what + ".n", row[name + ".n"], n)
    check(what, row[name], v)
    check(what + ".low", row[name + ".low"], low)
    check(what + ".high", row[name + ".high"], high)


# --- best-time


def spread(y, v):
    def q(between):
        w = 1 / (v + between)
        return (w * (y - (w * y).sum() / w.sum()) ** 2).sum() - (len(y) - 1)

    between = 0.0
    if q(0) > 0:
        between = optimize.brentq(q, 0, np.ptp(y) ** 2, xtol=1e-16, rtol=1e-14)
    w = 1 / (v + between)
    return ((w * y).sum() / w.sum(), between, w.sum(),
            (w * v).sum() / w.sum(), len(y))


def shrink(s, y, v, df):
    mean, between, weight, within, k = s
    z = stats.t.isf((1 - LEVEL) / 2, df)
    b = (k - 3) / (k - 1) * v / (v + between)
    w = 1 / (v + between) / weight
    var = (v * (1 - (1 - w) * b) + 2 / (k - 3) * b * b * (y - mean) ** 2 *
           (within + between) / (v + between))
    e = (1 - b) * y + b * mean
    return [math.exp(e + d * math.sqrt(var)) for d in (0, -z, z)]


def unseen(s, df):
    z = stats.t.isf((1 - LEVEL) / 2, df) * math.sqrt(s[1] + 1 / s[2])
    return [math.exp(s[0] + d) for d in (0, -z, z)]


def plan(now, zone, slots, posted, guess):
    hours = []
    t = now.astimezone(zone).replace(tzinfo=None)
    if (t.minute, t.second) != (0, 0):
        t = t.replace(minute=0, second=0) + timedelta(hours=1)
    for k in range(168):
        local = t + timedelta(hours=k)
        at = local.replace(tzinfo=zone).astimezone(timezone.utc)
        if at.astimezone(zone).replace(tzinfo=None) == local and at >= now:
            hours.append((at, (local.isoweekday(), local.hour)))
    taken = {}

    def free(at):
        return all(abs(at - other) >= GAP for other in taken)

    others = math.floor(PLAN * EXPLORE + 0.5)
    for _ in range(PLAN - others):
        c = [(-guess(s)[0], at, s) for at, s in hours
             if len(slots.get(s, ())) >= MIN and guess(s)[0] > 1 and
             free(at)]
        if c:
            taken[min(c)[1]] = ("best", min(c)[2])
    usual = {h for _, h in posted}
    usual = {(h + d) % 24 for h in usual for d in (-1, 0, 1)}
    for _ in range(PLAN - len(taken)):
        c = [(-guess(s)[2], len(slots.get(s, ())), at, s) for at, s in hours
             if s[1] in usual and free(at)]
        if c:
            taken[min(c)[2]] = ("explore", min(c)[3])
    return [(at, *taken[at]) for at in sorted(taken)]


def best_time(records, rows, zone, now, name):
    ps = posts(records, name, zone)
    strata = defaultdict(list)
    for p in ps:
        if p["y"] is not None:
            strata[p["stratum"]].append(p)
    moments, used, few, kept = defaultdict(list), 0, 0, []
    for group in strata.values():
        if len(group) < STRATUM:
            few += len(group)
            continue
        used += len(group)
        mean = np.mean([p["y"] for p in group])
        for p in group:
            moments[p["moment"]].append((p["y"] - mean, p["slot"], len(kept)))
        kept.append(len(group))
    slots = defaultdict(list)
    for group in moments.values():
        slots[group[0][1]].append(np.mean([d for d, _, _ in group]))
    # The hat matrix: what the means of the strata take of each moment.
    part = np.zeros((len(moments), len(kept)))
    weight = np.zeros((len(kept), len(moments)))
    same = np.zeros((len(moments), len(moments)))
    of = [group[0][1] for group in moments.values()]
    for k, group in enumerate(moments.values()):
        for _, slot, stratum in group:
            part[k, stratum] += 1 / len(group)
            weight[stratum, k] += 1 / kept[stratum]
        same[k] = [(slot == of[k]) / len(slots[slot]) for slot in of]
    hat = part @ weight
    df = len(moments) - len(slots) - (np.trace(hat) - (same * hat.T).sum())
    s2 = sum(((np.array(d) - np.mean(d)) ** 2).sum() for d in slots.values()) / df
    good = [d for d in slots.values() if len(d) >= MIN]
    y = np.array([np.mean(d) for d in good])
    v = np.array([s2 / len(d) for d in good])
    s = spread(y, v)
    posted = [p["slot"] for p in ps]

    def guess(slot):
        d = slots.get(slot)
        return shrink(s, np.mean(d), s2 / len(d), df) if d else unseen(s, df)

    grid = [r for r in rows if r["by"] == "best-time"]
    check("rows", len(grid), 168)
    for k, row in enumerate(grid):
        slot = (k // 24 + 1, k % 24)
        d = slots.get(slot, [])
        check("weekday", row["weekday"], slot[0])
        check("hour", row["hour"], slot[1])
        check("posts", row["posts"], posted.count(slot))
        if len(d) < MIN:
            estimate(row, "response", len(d), None, None, None)
            estimate(row, "factor", len(d), None, None, None)
            check("reason", "%d are needed" % MIN in row["reason"], True)
            continue
        half = stats.t.isf((1 - LEVEL) / 2, df) * math.sqrt(s2 / len(d))
        m = np.mean(d)
        estimate(row, "response", len(d), math.exp(m), math.exp(m - half),
                 math.exp(m + half))
        estimate(row, "factor", len(d), *shrink(s, m, s2 / len(d), df))
    base, = [r for r in rows if r["by"] == "best-time.base"]
    young = sum(p["young"] for p in ps)
    for key, want in (("posts", len(ps)), ("used", used), ("young", young),
                      ("few", few), ("lacking", len(ps) - used - young - few),
                      ("moments", len(moments)), ("strata", len(kept)), ("hours", len(good)),
                      ("spread", math.exp(math.sqrt(s[1]))),
                      ("spread_within", math.exp(math.sqrt(s2)))):
        check("base " + key, base[key], want)
    q = ((y - (y / v).sum() / (1 / v).sum()) ** 2 / v).sum()
    check("base p", base["p"], stats.f.sf(q / (len(y) - 1), len(y) - 1, df))

    want = plan(now, zone, slots, posted, guess)
    got = [r for r in rows if r["by"] == "best-time.plan"]
    check("plan", len(got), len(want))
    for row, (at, kind, slot) in zip(got, want):
        check("at", row["at"], at.strftime("%Y-%m-%dT%H:%M:%SZ"))
        check("kind", row["kind"], kind)
        check("plan's weekday", row["weekday"], slot[0])
        check("plan's hour", row["hour"], slot[1])
        n = len(slots.get(slot, ()))
        estimate(row, "factor", n, *guess(slot) if n >= MIN else [None] * 3)


# --- tags


def effect(ps, tag):
    """Least squares as anyone would do it: a column for each stratum, one for
    the tag. None where no stratum has posts of both sorts."""
    groups = defaultdict(list)
    for p in ps:
        groups[p["stratum"]].append(p)
    groups = [g for g in groups.values()
              if 0 < sum(tag in p["tags"] for p in g) < len(g)]
    if not groups:
        return None
    kept = [(k, p) for k, g in enumerate(groups) for p in g]
    x = np.zeros((len(kept), len(groups) + 1))
    for row, (k, p) in zip(x, kept):
        row[k] = 1
        row[-1] = tag in p["tags"]
    fit, *_ = np.linalg.lstsq(x, np.array([p["y"] for _, p in kept]),
                              rcond=None)
    return fit[-1], [p for _, p in kept]


def lift(ps, tag):
    """The jackknife over dates."""
    full = effect([p for p in ps if p["y"] is not None], tag)
    b, kept = full if full else (None, [])
    n = len({p["moment"][0] for p in kept if tag in p["tags"]})
    m = len({p["moment"][0] for p in kept if tag not in p["tags"]})
    if n < MIN or m < MIN:
        return n, m, None, None, None, None
    dates = {p["moment"][0] for p in kept}
    less = [effect([p for p in kept if p["moment"][0] != day], tag)[0]
            for day in dates]
    error = math.sqrt(((np.array(less) - b) ** 2).sum() * (len(dates) - 1) /
                      len(dates))
    df = min(n, m) - 1
    half = stats.t.isf((1 - LEVEL) / 2, df) * error
    return (n, m, math.exp(b), math.exp(b - half), math.exp(b + half),
            2 * stats.t.sf(abs(b) / error, df))


def tags(records, rows, zone, name):
    ps = posts(records, name, zone)
    for p in ps:
        p["tags"] = set(t.lstrip("#").casefold()
                        for t in p["d"].get("tags", [])) or {None}
    names = sorted({t for p in ps for t in p["tags"] if t is not None},
                   key=lambda t: json.dumps(t, ensure_ascii=False).encode())
    names += [None] if any(None in p["tags"] for p in ps) else []
    check("tags", str([r["tag"] for r in rows]), str(names))
    lifts = [lift(ps, t) for t in names]
    p = np.array([np.nan if f[5] is None else f[5] for f in lifts])
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    adjusted = np.full(len(p), np.nan)
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted[order] = np.minimum(1, np.minimum.accumulate(scaled[::-1])[::-1])
    for row, t, f, a in zip(rows, names, lifts, adjusted):
        of = [q for q in ps if t in q["tags"]]
        check("posts", row["posts"], len(of))
        ci = stats.binomtest(len(of), len(ps)).proportion_ci(LEVEL, "wilson")
        estimate(row, "share", len(ps), 100 * len(of) / len(ps), 100 * ci.low,
                 100 * ci.high)
        reach = [q["d"]["metrics"]["reach"] for q in of
                 if q["d"].get("metrics", {}).get("reach") is not None]
        check("reach", row["reach"], sum(reach) if reach else None)
        check("reach.n", row["reach.n"], len(reach))
        dates = defaultdict(list)
        for q in of:
            if q["y"] is not None:
                dates[q["moment"][0]].append(q["y"])
        if len(dates) < MIN:
            estimate(row, "response", len(dates), None, None, None)
        elif np.ptp([v for y in dates.values() for v in y]) > 0:
            y = np.array([sum(y) for y in dates.values()])
            size = np.array([len(y) for y in dates.values()])
            r, h = y.sum() / size.sum(), (size ** 2).sum() / size.sum() ** 2
            half = math.sqrt(((y - r * size) ** 2).sum() / (1 - h))
            half *= (stats.t.isf((1 - LEVEL) / 2, max(1, 1 / h - 1)) /
                     size.sum())
            estimate(row, "response", len(dates), *[
                float("%.6g" % math.expm1(v))
                for v in (r, max(0, r - half), r + half)])
        estimate(row, "lift", f[0], f[2], f[3], f[4])
        check("lift.without", row["lift.without"], f[1])
        check("lift.p", row["lift.p"], f[5])
        check("lift.p_adjusted", row["lift.p_adjusted"], float(a))


def main():
    global MIN
    verb, records, out, zone, now = sys.argv[1:6]
    name = sys.argv[6] if len(sys.argv) > 6 else "interactions"
    MIN = int(sys.argv[7]) if len(sys.argv) > 7 else MIN
    with open(out, encoding="utf-8") as f:
        rows = [d for d in map(json.loads, f) if d["type"] == "row"]
    if verb == "tags":
        tags(records, rows, ZoneInfo(zone), name)
    else:
        best_time(records, rows, ZoneInfo(zone), when(now), name)
    sys.exit(1 if wrong or not rows else 0)


main()
