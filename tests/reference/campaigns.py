#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A reference for cm-stats campaigns, without a line of it.

campaigns.py make SEED COUNT        records on standard output
campaigns.py check RECORDS ROWS     prints every difference of
    cm-stats campaigns --by network
"""
import datetime as dt
import itertools
import json
import math
import random
import re
import sys
import urllib.parse

UTC = dt.timezone.utc
BEGIN = dt.datetime(2026, 9, 1, tzinfo=UTC)
NAMES = ["autumn", "Winter Sale", "Été", "solo", "x"]
ADS = {"spend": "spend", "impressions": "impressions", "clicks": "clicks",
       "conversions": "ads_conversions", "revenue": "ads_revenue"}
SITE = {"sessions": "sessions", "conversions": "site_conversions",
        "revenue": "site_revenue"}
MONEY = ("spend", "ads_revenue", "site_revenue")


def text(day):
    return (BEGIN + dt.timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ")


def spelled(r, name):
    how = r.randrange(4)
    return [name, name.upper(), "  %s " % name.replace(" ", "+"),
            urllib.parse.quote(name)][how]


def make(seed, count):
    r = random.Random(seed)
    out = []

    def series(network, account, start, end, dims, metrics, currency=None):
        d = {"type": "series", "network": network, "account": account,
             "period": {"start": text(start), "end": text(end)},
             "dimensions": dims, "metrics": metrics,
             "fetched": "2026-12-01T00:00:%02dZ" % r.randrange(60)}
        if currency and network == "meta-ads":
            d["dimensions"] = dict(dims, currency=currency)
        elif currency:
            d["raw"] = {"currency": currency.lower()}
        out.append(d)

    for name in NAMES:
        for network, account in (("google-ads", "a"), ("google-ads", "b"),
                                 ("meta-ads", "a"), ("google-analytics", "s")):
            if r.random() < 0.2:
                continue
            ads = network != "google-analytics"
            keys = list(ADS) if ads else list(SITE)
            if network == "meta-ads":
                keys = keys[:3]
            currency = None if not ads or account == "b" and \
                r.random() < 0.3 else r.choice(["EUR", "EUR", "EUR", "USD"])
            days = 28 + r.choice([0, 0, 7])
            told = {}
            for day in range(days):
                m = {k: (round(r.uniform(0, 40), 2)
                         if k in ("spend", "revenue")
                         else r.randrange(2000) + 500 if k == "impressions"
                         else r.randrange(30)) for k in keys}
                if r.random() < 0.05:
                    m.pop(keys[-1])
                told[day] = m
                if r.random() < 0.02:
                    continue
                series(network, account, day, day + 1,
                       {"campaign": spelled(r, name)}, m, currency)
            # The same again: weeks, all of it, by two groups.
            for step in r.sample([7, days], r.randrange(3)):
                for start in range(0, days, step):
                    whole = range(start, min(start + step, days))
                    m = {k: round(sum(told[d].get(k, 0) for d in whole), 2)
                         for k in keys}
                    if r.random() < 0.2:
                        m[keys[0]] = round(m[keys[0]] * 2 + 1, 2)
                    series(network, account, start, whole[-1] + 1,
                           {"campaign": spelled(r, name)}, m, currency)
            if r.random() < 0.5:
                for day in range(days):
                    for group, share in (("g1", 0.25), ("g2", 0.75)):
                        series(network, account, day, day + 1,
                               {"campaign": spelled(r, name),
                                "ad_group": group},
                               {k: told[day].get(k, 0) * share
                                for k in keys}, currency)
        if r.random() < 0.3:
            series("matomo", "s", 0, 28, {"campaign": name},
                   {"visits": 7, "conversions": 1})
    for k in range(count):
        name = r.choice(NAMES + [None, "(not set)"])
        when = text(r.randrange(28))
        if r.random() < 0.5:
            d = {"type": "visit", "network": "web", "published": when,
                 "visitor": "%016x" % r.randrange(200), "metrics": {}}
            if r.random() < 0.9:
                d["metrics"]["pageviews"] = 1
            if r.random() < 0.1:
                d["bot"] = "b"
            if name:
                d["campaign"] = {"name": name, "source": r.choice(
                    ["google", "x"])}
                if r.random() < 0.5:
                    d["campaign"]["network"] = "meta-ads"
        else:
            d = {"type": r.choice(["post", "article", "comment"]),
                 "network": r.choice(["mastodon", "x"]), "id": str(k),
                 "published": when,
                 "metrics": {"likes": r.randrange(9), "shares": 1}}
            if name and r.random() < 0.5:
                d["campaign"] = spelled(r, name)
            elif name:
                d["links"] = ["https://a.example/", "https://b.example/?a=1&"
                              "utm_campaign=" + urllib.parse.quote_plus(name)]
        out.append(d)
    r.shuffle(out)
    for d in out:
        print(json.dumps(d, ensure_ascii=r.random() < 0.5))


def fold(name):
    if name is None:
        return None
    name = urllib.parse.unquote_plus(name)
    name = re.sub(r"\s+", " ", name).strip().casefold()
    return None if name in ("(not set)", "") else name


def campaign(d):
    if d["type"] == "series":
        return fold(d.get("dimensions", {}).get("campaign"))
    if d["type"] == "visit":
        return None if d.get("bot") else fold(
            d.get("campaign", {}).get("name"))
    if d["type"] not in ("post", "article"):
        return None
    if "campaign" in d:
        return fold(d["campaign"])
    for link in d.get("links", []):
        found = re.search(r"utm_campaign=([^&#]*)", link)
        if found:
            return fold(found.group(1))
    return None


def newest(records):
    best = {}
    for d in records:
        if d["type"] != "series":
            continue
        dims = {k: v for k, v in d["dimensions"].items()
                if k not in ("campaign", "currency")}
        for k, v in d["metrics"].items():
            key = (campaign(d), d["network"], d["account"],
                   tuple(sorted(dims.items())), d["period"]["start"],
                   d["period"]["end"], k)
            c = d["dimensions"].get("currency") or \
                d.get("raw", {}).get("currency")
            here = (d["fetched"], v, c and c.upper())
            if key not in best or here[:2] > best[key][:2]:
                best[key] = here
    return best


def days(t):
    return (dt.datetime.fromisoformat(t.replace("Z", "+00:00"))
            - BEGIN).days


def finest(spans):
    """Spans {(start, end): value} that overlap, one into the next: the
    longest row without a gap; where what is shorter lacks something of a
    longer one, without it. None: there is no such row."""
    out = set()
    while True:
        start = min(s for s, _ in spans)
        end = max(e for _, e in spans)
        rows = {start: []}
        for s, e in sorted(spans):
            if (s, e) in out or s not in rows:
                continue
            row = rows[s] + [(s, e)]
            if e not in rows or len(row) > len(rows[e]):
                rows[e] = row
        if end not in rows:
            return None
        row = rows[end]
        lacking = []
        for s, e in spans:
            if (s, e) in out or (s, e) in row:
                continue
            inner = [x for x in row if x[0] >= s and x[1] <= e]
            if sum(y - x for x, y in inner) == e - s and \
                    sum(spans[x] for x in inner) < spans[s, e] * 0.99:
                lacking.append((e - s, s, inner))
        if not lacking:
            return row
        out |= set(min(lacking)[2])


def whole(spans, cuts, row):
    """The row; or those with the fewest cuts, where they have gaps but no
    overlaps and yet add up to more."""
    least = min(cuts[k] for k in spans)
    near = sorted(k for k in spans if cuts[k] == least)
    if any(a[1] > b[0] for a, b in zip(near, near[1:])):
        return row
    held = sum(e - s for s, e in near)
    gaps = held < max(e for _, e in spans) - min(s for s, _ in spans)
    more = sum(spans[k] for k in near) > sum(spans[k] for k in row)
    return near if gaps and more else row


def chosen(values):
    """{(start, end): {cuts: value}} to the spans and values that count."""
    flat = {k: v[min(v)] for k, v in values.items()}
    cuts = {k: min(v) for k, v in values.items()}
    groups, reach = [], None
    for s, e in sorted(flat):
        if not groups or s >= reach:
            groups.append({})
            reach = e
        reach = max(reach, e)
        groups[-1][s, e] = flat[s, e]
    result = {}
    for group in groups:
        row = finest(group)
        if row is None:
            return None
        result.update({k: group[k] for k in whole(group, cuts, row)})
    return result


def told(records):
    """{(campaign, network): {column: (total, spans, currencies)}}"""
    parts = {}
    currency = {}
    for (name, network, account, dims, s, e, k), (_, v, c) in \
            newest(records).items():
        if name is None:
            continue
        role = SITE if network in ("google-analytics", "matomo") else ADS
        k = "sessions" if role is SITE and k == "visits" else k
        if k not in role:
            continue
        at = parts.setdefault((name, network, account, role[k]), {})
        span = at.setdefault((days(s), days(e)), {})
        span[len(dims)] = span.get(len(dims), 0) + v
        if c:
            currency[name, network, account] = c
    out = {}
    for (name, network, account, column), values in parts.items():
        row = chosen(values)
        cells = out.setdefault((name, network), {}).setdefault(column, [])
        cells.append((account, currency.get((name, network, account)), row))
    return out


def near(a, b):
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1)


def by_days(a, b):
    """A ratio of sums over days and half its interval, and how many days."""
    from scipy import stats
    keys = sorted(set(a) | set(b))
    ratio = sum(a.values()) / sum(b.values())
    h = sum(v * v for v in b.values()) / sum(b.values()) ** 2
    v = sum((a.get(k, 0) - ratio * b.get(k, 0)) ** 2
            for k in keys) / (1 - h) / sum(b.values()) ** 2
    return ratio, stats.t.ppf(0.975, max(1, 1 / h - 1)) * math.sqrt(v), \
        len(keys)


def check(records, rows):
    from scipy import stats
    table = told(records)
    rows = [r for r in rows if r["type"] == "row"]
    by = {(r["campaign"], r["network"]): r for r in rows
          if r["by"] == "campaigns.network"}
    one = {r["campaign"]: r for r in rows if r["by"] == "campaigns"}

    def say(*what):
        print(*what)

    for (name, network), columns in table.items():
        row = by.get((name, network))
        if row is None:
            say("no row", name, network)
            continue
        spans = {}
        for column in list(ADS.values()) + list(SITE.values()):
            cells = columns.get(column, [])
            currencies = {(c or account) for account, c, _ in cells}
            known = bool(cells) and all(x is not None for _, _, x in cells)
            if column in MONEY and len(currencies) > 1:
                known = False
            if known != (row[column] is not None):
                say(name, network, column, "is", row[column], cells)
            elif known:
                total = sum(sum(x.values()) for _, _, x in cells)
                spans[column] = {}
                for _, _, x in cells:
                    for k, v in x.items():
                        spans[column][k] = spans[column].get(k, 0) + v
                if not near(total, row[column]):
                    say(name, network, column, "is", row[column], "not",
                        total)
        for rate, top, under, factor in (
                ("cpc", "spend", "clicks", 1),
                ("cpm", "spend", "impressions", 1000),
                ("ads_roas", "ads_revenue", "spend", 1)):
            if row[rate] is None or row[rate + ".low"] is None:
                continue
            a, b = spans[top], spans[under]
            if any(e - s != 1 for s, e in set(a) | set(b)):
                say(name, network, rate, "has an interval of no days")
            ratio, half, n = by_days(a, b)
            want = [factor * ratio, n, factor * max(0, ratio - half),
                    factor * (ratio + half)]
            got = [row[rate + p] for p in ("", ".n", ".low", ".high")]
            if not all(map(near, want, got)):
                say(name, network, rate, "is", got, "not", want)
        if row["ctr"] is not None:
            k, n, z = row["clicks"], row["impressions"], stats.norm.ppf(0.975)
            mid = (k / n + z * z / 2 / n) / (1 + z * z / n)
            half = z / (1 + z * z / n) * math.sqrt(
                k / n * (1 - k / n) / n + z * z / 4 / n / n)
            low, high = mid - half, mid + half
            a, b = spans["clicks"], spans["impressions"]
            if all(e - s == 1 for s, e in set(a) | set(b)) and \
                    len(set(a) | set(b)) >= 7:
                ratio, half, _ = by_days(a, b)
                low = min(low, max(0, ratio - half))
                high = max(high, min(1, ratio + half))
            want = [100 * k / n, n, 100 * low, 100 * high]
            got = [row["ctr" + p] for p in ("", ".n", ".low", ".high")]
            if not all(map(near, want, got)):
                say(name, network, "ctr is", got, "not", want)
    names = {campaign(d) for d in records} - {None}
    if set(one) != names:
        say("campaigns are", sorted(one), "not", sorted(names))
    for name in names:
        mine = [d for d in records if campaign(d) == name]
        visits = [d for d in mine if d["type"] == "visit"]
        posts = [d for d in mine if d["type"] in ("post", "article")]
        pages = sum(d["metrics"].get("pageviews", 0) for d in visits)
        want = {"visits": len(visits) or None,
                "pageviews": pages if visits else None,
                "visitors": len({d["visitor"] for d in visits
                                 if d["metrics"].get("pageviews")})
                if visits else None,
                "posts": len(posts) or None,
                "interactions": sum(sum(d["metrics"].values())
                                    for d in posts) if posts else None}
        for k, v in want.items():
            if one[name][k] != v:
                say(name, k, "is", one[name][k], "not", v)
        for column in ADS.values():
            networks = [x for (c, x), columns in table.items()
                        if c == name and column in columns]
            cells = [x for n in networks for x in table[name, n][column]]
            known = bool(cells) and all(x is not None for _, _, x in cells)
            if column in MONEY and len({c or (a, n) for n in networks
                                        for a, c, _ in
                                        table[name, n][column]}) > 1:
                known = False
            if column in ("ads_conversions", "ads_revenue") and \
                    len(networks) > 1:
                known = False
            got = one[name][column]
            if known != (got is not None):
                say(name, column, "is", got, networks)
            elif known and not near(got, sum(sum(x.values())
                                             for _, _, x in cells)):
                say(name, column, "is", got)


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


if sys.argv[1] == "make":
    make(int(sys.argv[2]), int(sys.argv[3]))
else:
    check(lines(sys.argv[2]), lines(sys.argv[3]))
