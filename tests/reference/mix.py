#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A reference for cm-stats mix, without a line of it.

mix.py check ZONE OWN PLAN RECORDS ROWS   prints every difference of
    cm-stats mix --tz ZONE --own OWN --plan PLAN
"""
import datetime as dt
import itertools
import json
import math
import sys
import urllib.parse
import zoneinfo

import numpy as np
from scipy import stats

PARTS = ["likes", "reactions", "comments", "shares", "quotes", "saves"]
DIMENSIONS = ["content", "format", "topic", "lang", "network", "weekday",
              "daypart"]


def interactions(d):
    got = {k: d.get("metrics", {}).get(k) for k in PARTS}
    got = {k: v for k, v in got.items() if v is not None}
    if not got:
        return None
    return max(got.get("likes", 0), got.get("reactions", 0)) + sum(
        got.get(k, 0) for k in PARTS[2:])


def newest(records):
    """Posts, one of each id: those of the tests differ in fetched."""
    best = {}
    for d in records:
        if d["type"] not in ("post", "article", "comment", "mention"):
            continue
        key = (d["network"], d["id"])
        t = d.get("fetched") or d.get("updated") or d["published"]
        t = dt.datetime.fromisoformat(t.replace("Z", "+00:00"))
        if key not in best or t > best[key][0]:
            best[key] = (t, d)
    return [d for _, d in best.values() if d["type"] in ("post", "article")]


def content(d, own):
    if d.get("format") in ("repost", "reblog", "boost", "retweet", "share",
                           "quote"):
        return "others"
    hosts = [urllib.parse.urlsplit(u).hostname for u in d.get("links", [])]
    hosts = [h for h in hosts if h]
    if not hosts or any(h == o or h.endswith("." + o)
                        for h in hosts for o in own):
        return "own"
    return "others"


def kind(d):
    if d.get("format"):
        return d["format"]
    media = [m.get("type") for m in d.get("media", [])]
    if "video" in media:
        return "video"
    if media.count("image") > 1:
        return "album"
    for k in ("image", "audio", "file"):
        if k in media:
            return k
    return "link" if d.get("links") else "text"


def values(d, dimension, zone, own):
    t = d.get("published")
    if t:
        t = dt.datetime.fromisoformat(t.replace("Z", "+00:00"))
        t = t.astimezone(zone)
    if dimension == "content":
        return [content(d, own)]
    if dimension == "format":
        return [kind(d)]
    if dimension == "topic":
        return sorted(set(d.get("curation", {}).get("topics", []))) or [None]
    if dimension == "weekday":
        return [t and t.isoweekday()]
    if dimension == "daypart":
        return [t and ["night", "morning", "afternoon",
                       "evening"][t.hour // 6]]
    return [d.get(dimension)]


def wilson(k, n):
    low, high = stats.binomtest(k, n).proportion_ci(method="wilson")
    return 100 * low, 100 * high


def near(a, b, off=1e-9):
    if a is None or b is None:
        return a is b
    return abs(a - b) <= off * max(abs(a), abs(b)) + 1e-9


def exact(counts, shares):
    """Of all outcomes, those that are as far away."""
    n = sum(counts)
    expected = [n * s for s in shares]
    x2 = sum((c - e) ** 2 / e for c, e in zip(counts, expected))
    total = 0
    for cut in itertools.combinations(range(n + len(counts) - 1),
                                      len(counts) - 1):
        at = [b - a - 1 for a, b in zip((-1,) + cut,
                                        cut + (n + len(counts) - 1,))]
        if sum((c - e) ** 2 / e for c, e in zip(at, expected)) >= \
                x2 * (1 - 1e-9):
            total += stats.multinomial.pmf(at, n, shares)
    return x2, total


def check(zone, own, plan, records, rows):
    posts = newest(records)
    by = {}
    for row in rows:
        if row["type"] != "row":
            continue
        name = row["by"].split(".")[1]
        by[name, row.get(name, row.get("dimension"))] = row
    seen = set()
    planned = {}
    for line in plan.split(";"):
        name, parts = line.split(":")
        planned[name.strip()] = {
            p.rsplit(" ", 1)[0].strip(): float(p.rsplit(" ", 1)[1])
            for p in parts.split(",")}
    for dimension in DIMENSIONS:
        groups = {}
        for d in posts:
            for v in values(d, dimension, zone, own):
                groups.setdefault(v, []).append(d)
        part = planned.get(dimension, {})
        for v in part:
            groups.setdefault(int(v) if dimension == "weekday" else v, [])
        for v, group in groups.items():
            row = by.get((dimension, v))
            seen.add((dimension, v))
            if row is None:
                print("no row", dimension, v)
                continue
            low, high = wilson(len(group), len(posts))
            share = 100 * len(group) / len(posts)
            want = {"posts": len(group), "share": share, "share.low": low,
                    "share.high": high, "share.n": len(posts)}
            if str(v) in part:
                p = part[str(v)]
                want.update({"planned": p, "difference": share - p,
                             "difference.low": low - p,
                             "difference.high": high - p})
            x = [interactions(d) for d in group]
            x = np.array([i for i in x if i is not None], dtype=float)
            n = len(x)
            want["interactions.mean.n"] = want["interactions.median.n"] = n
            if n < 5:
                want["interactions.mean"] = want["interactions.median"] = None
            else:
                half = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / \
                    math.sqrt(n)
                want.update({"interactions.mean": x.mean(),
                             "interactions.mean.low": max(0, x.mean() - half),
                             "interactions.mean.high": x.mean() + half})
                if not near(row["interactions.median"], np.median(x), 0.01):
                    print(dimension, v, "median is",
                          row["interactions.median"], "not", np.median(x))
            for name, w in want.items():
                # Quantiles of t are known to scipy to some 8 digits.
                off = 1e-7 if "mean." in name else 1e-9
                if not near(row[name], w, off):
                    print(dimension, v, name, "is", row[name], "not", w)
        if not part:
            continue
        row = by["plan", dimension]
        seen.add(("plan", dimension))
        rest = 100 - sum(part.values())
        counts = [len(groups[int(v) if dimension == "weekday" else v])
                  for v in part]
        others = len(posts) - sum(counts)
        shares = [p / 100 for p in part.values()]
        outside = 0
        if rest > 1e-6:
            counts.append(others)
            shares.append(rest / 100)
        else:
            outside = others
        away = (sum(abs(c / len(posts) - s) for c, s in zip(counts, shares))
                + outside / len(posts)) * 50
        n = sum(counts)
        if math.comb(n + len(counts) - 1, len(counts) - 1) <= 20000:
            x2, p = exact(counts, shares)
            method = "exact"
        else:
            x2, p = stats.chisquare(counts, [n * s for s in shares])
            method = row["method"] if row["method"] == "exact" \
                else "chi-squared"
            if method == "exact":
                p = row["p_value"]
        for name, w in (("posts_not_planned", outside),
                        ("total_variation", away), ("chi_squared", x2),
                        ("p_value", p), ("p_value.n", n),
                        ("df", len(counts) - 1)):
            if not near(row[name], w, 1e-7):
                print("plan", dimension, name, "is", row[name], "not", w)
        if row["method"] != method:
            print("plan", dimension, "method is", row["method"])
    if set(by) - seen:
        print("rows too many:", set(by) - seen)


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


check(zoneinfo.ZoneInfo(sys.argv[2]), sys.argv[3].split(","), sys.argv[4],
      lines(sys.argv[5]), lines(sys.argv[6]))
