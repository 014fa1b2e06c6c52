# A reference for cm-stats goals, with numpy and scipy:
#
# goals.py make SEED N RECORDS GOALS      writes both files
# goals.py check ZONE RECORDS GOALS ROWS  prints every difference
import datetime as dt
import json
import math
import os
import random
import re
import sys
import zoneinfo

UTC = dt.timezone.utc
DAY = dt.timedelta(days=1)
NEAR, HISTORY = 7, 56
NOW = dt.datetime.fromisoformat(
    os.environ.get("CM_NOW", "2026-11-16T06:00:00Z").replace("Z", "+00:00"))
NETWORKS = ["mastodon", "instagram", "web"]


def text(t):
    return t.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- records

def make(seed, n, records, goals):
    r = random.Random(seed)
    begin = NOW - dt.timedelta(days=130)
    out = open(records, "w")

    def put(d):
        print(json.dumps(d, ensure_ascii=False), file=out)

    for k in range(n):
        t = begin + dt.timedelta(seconds=r.randrange(130 * 86400))
        if t.weekday() > 4 and r.random() < 0.6:
            t -= 3 * DAY
        d = {"type": r.choice(["post", "post", "article", "comment"]),
             "network": r.choice(NETWORKS), "account": "brand",
             "id": str(k), "published": text(t),
             "author": {"id": str(r.randrange(40))},
             "tags": r.sample(["a", "été", "b\"c"], r.randrange(3)),
             "lang": r.choice(["fr", "en"]),
             "fetched": text(NOW)}
        m = {}
        for name, most in (("likes", 100), ("views", 1000),
                           ("comments", 20), ("shares", 9)):
            if r.random() < 0.85:
                m[name] = r.randrange(most)
        d["metrics"] = m
        put(d)
        if r.random() < 0.1:
            d = dict(d, fetched=text(NOW - DAY), metrics={"likes": 127})
            put(d)
    for k in range(130):
        t = begin + k * DAY
        for network, value in (("mastodon", 1000), ("instagram", 5000)):
            if r.random() < 0.1:
                continue
            put({"type": "account", "network": network, "account": "brand",
                 "id": network, "fetched": text(t),
                 "metrics": {"followers":
                             value + 3 * k + r.randrange(-9, 10)}})
        for name in ("shop", "fair"):
            if r.random() < 0.8:
                day = t.replace(hour=0, minute=0)
                put({"type": "series", "network": "web", "account": name,
                     "period": {"start": text(day), "end": text(day + DAY)},
                     "metrics": {"revenue": round(r.gauss(40, 30), 2)}})
    holes = r.random() < 0.5
    for network in NETWORKS if seed % 3 else []:
        for what in ("posts", "comments"):
            for a, b in ((0, 60), (60, 75), (75 if not holes else 80, 129),
                         (129, 130)):
                if network == "web" and b == 130 and holes:
                    continue
                put({"type": "coverage", "network": network,
                     "account": "brand", "what": what,
                     "covered": {"start": text(begin + a * DAY),
                                 "end": text(begin + b * DAY)},
                     "complete": True})
    measures = ["posts", "likes", "interactions", "engagement_rate_views",
                "likes.mean", "likes.max", "likes.median", "likes.n",
                "comments_received", "authors.distinct", "revenue",
                "followers.last", "views", "records"]
    periods = ["2026", "2026-Q3", "2026-Q4", "2026-11", "2026-10", "2026-W46",
               "2026-W47", "2026-11-16", "2026-11-15", "2026-12", "2027-Q1",
               "2026-W41", "2026-09"]
    with open(goals, "w") as f:
        for k in range(60):
            measure = r.choice(measures)
            print("[goal %d]\nmeasure = %s" % (k, measure), file=f)
            size = {"engagement_rate_views": 20, "likes.mean": 50,
                    "likes.max": 99, "likes.median": 50}.get(measure, 500)
            print("target = " + r.choice(
                ["%d" % r.randrange(size), ">= %d" % r.randrange(size),
                 "at most %d" % r.randrange(size), "+%d" % (size / 9),
                 "+10%", "-5 %", "1k", ">= -%d" % r.randrange(9)]), file=f)
            if measure == "revenue":
                print("type = series", file=f)
            elif r.random() < 0.6:
                print("network = " + ", ".join(
                    r.sample(NETWORKS, r.randrange(1, 4))), file=f)
            if measure not in ("revenue", "followers.last"):
                if r.random() < 0.2:
                    print("lang = fr", file=f)
                if r.random() < 0.2:
                    print("tag = été, b\"c", file=f)
                if r.random() < 0.1:
                    print("weekday = 1, 2, 6", file=f)
                if r.random() < 0.1:
                    print("type = comment, article", file=f)
            if r.random() < 0.3:
                start = dt.date(2026, 8, 1) + r.randrange(120) * DAY
                print("from = %s\nuntil = %s" % (
                    start, start + r.randrange(1, 60) * DAY), file=f)
            else:
                print("period = " + r.choice(periods), file=f)
            print("weight = %d\n" % r.randrange(3), file=f)


# --- the file

def span(p):
    d = dt.date
    if re.fullmatch(r"\d{4}", p):
        y = int(p)
        return d(y, 1, 1), d(y + 1, 1, 1), d(y - 1, 1, 1)
    m = re.fullmatch(r"(\d{4})-Q(\d)", p)
    step = 3
    if not m:
        m, step = re.fullmatch(r"(\d{4})-(\d\d)", p), 1
    if m:
        k = int(m[1]) * 12 + (int(m[2]) - 1) * step
        return tuple(d(x // 12, x % 12 + 1, 1)
                     for x in (k, k + step, k - step))
    m = re.fullmatch(r"(\d{4})-W(\d\d)", p)
    if m:
        s = d.fromisocalendar(int(m[1]), int(m[2]), 1)
        return s, s + 7 * DAY, s - 7 * DAY
    s = d.fromisoformat(p)
    return s, s + DAY, s - DAY


def read_goals(path):
    out = []
    for line in open(path):
        line = line.strip()
        if line.startswith("["):
            out.append({"goal": line[1:-1], "where": {}, "weight": 1})
            continue
        if not line:
            continue
        k, v = [x.strip() for x in line.split("=", 1)] \
            if "=" in line else (line, "")
        g = out[-1]
        if k in ("measure", "target", "period", "from", "until"):
            g[k] = v
        elif k == "weight":
            g[k] = float(v)
        else:
            g["where"][k] = [x.strip() for x in v.split(",")]
    for g in out:
        t = g["target"]
        g["at_most"], told = False, True
        for word, most in ((">=", False), ("<=", True), ("at least", False),
                           ("at most", True)):
            if t.startswith(word):
                g["at_most"], t = most, t[len(word):].strip()
                break
        else:
            told = False
        sign = t[0] in "+-"
        g["percent"] = t.endswith("%")
        g["growth"] = sign
        number = re.search(r"[\d.]+", t)[0]
        g["value"] = float(number) * (1000 if t.endswith("k") else 1)
        if t[0] == "-":
            g["value"] = -g["value"]
            if not told:
                g["at_most"] = True
        if "period" in g:
            g["start"], g["end"], g["before"] = span(g["period"])
        else:
            g["start"] = dt.date.fromisoformat(g["from"])
            g["end"] = dt.date.fromisoformat(g["until"])
            g["before"] = g["start"] - (g["end"] - g["start"])
    return out


# --- what a goal is of

SAID = ("views", "likes", "interactions", "engagement")


def interactions(m):
    have = [m[k] for k in ("likes", "comments", "shares") if k in m]
    return sum(have) if have else None


class Goal:
    def __init__(self, g, records, cover, tz):
        self.g, self.tz, self.cover = g, tz, cover
        m = g["measure"]
        self.m = m
        base = re.split(r"[._]", m)[0]
        types = g["where"].get("type")
        if types is None and base in SAID:
            types = ["post", "article"]
        if types is None and base == "followers":
            types = ["account"]
        self.days = {}
        for d, local in records:
            if types and d["type"] not in types:
                continue
            w = g["where"]
            if "network" in w and d["network"] not in w["network"]:
                continue
            if "lang" in w and d.get("lang") not in w["lang"]:
                continue
            if "tag" in w and not set(d.get("tags", [])) & set(w["tag"]):
                continue
            if ("weekday" in w and
                    str(local.isoweekday()) not in w["weekday"]):
                continue
            self.days.setdefault(local, []).append(d)
        self.sort = ("ratio" if "_rate_" in m or m.endswith(".mean") else
                     "level" if m.endswith(".last") else
                     "distinct" if m.endswith(".distinct") else
                     "other" if m in ("likes.max", "likes.median") else
                     "total")
        self.rising = (self.sort in ("total", "distinct") and m != "revenue")

    def numbers(self, ds, name):
        return [d["metrics"][name] for d in ds
                if d.get("metrics", {}).get(name) is not None]

    def pair(self, ds):
        if self.m == "likes.mean":
            v = self.numbers(ds, "likes")
            return sum(v), len(v), len(v)
        got = [(interactions(d["metrics"]), d["metrics"]["views"])
               for d in ds if "views" in d["metrics"]
               and interactions(d["metrics"]) is not None]
        return sum(a for a, _ in got), sum(b for _, b in got), len(got)

    def value(self, ds):
        import numpy
        m = self.m
        if m == "posts":
            return sum(d["type"] in ("post", "article") for d in ds)
        if m == "records":
            return len(ds)
        if m == "comments_received":
            return sum(d["type"] == "comment" for d in ds)
        if m == "authors.distinct":
            return len({(d["network"], d["author"]["id"]) for d in ds
                        if "author" in d}) or None
        if m == "likes.n":
            return len(self.numbers(ds, "likes"))
        if m == "interactions":
            v = [interactions(d["metrics"]) for d in ds]
            v = [x for x in v if x is not None]
            return sum(v) if v else None
        if m == "followers.last":
            last = {}
            for d in ds:
                last[d["network"]] = max(
                    last.get(d["network"], ("", 0)),
                    (d["fetched"], d["metrics"]["followers"]))
            return sum(v for _, v in last.values()) if last else None
        if self.sort == "ratio":
            a, b, n = self.pair(ds)
            return (100 if "_rate_" in m else 1) * a / b if n and b else None
        v = self.numbers(ds, m.split(".")[0])
        if not v:
            return None
        if m == "likes.max":
            return max(v)
        if m == "likes.median":
            return float(numpy.percentile(v, 50))
        return math.fsum(v)

    def among(self, start, end):
        return [d for day in sorted(self.days) if start <= day < end
                for d in self.days[day]]

    def moment(self, day):
        return dt.datetime.combine(day, dt.time(), self.tz)

    def covered(self, start, end):
        if start >= end:
            return -1
        a, b = self.moment(start), self.moment(end)
        types = self.g["where"].get("type")
        verdict = -1
        for name in self.g["where"].get("network") or [None]:
            for (network, account, what), spans in self.cover.items():
                if name is not None and network != name:
                    continue
                if types == ["series"] and what != "series":
                    continue
                at = a
                for s, e in sorted(spans):
                    if s <= at < e:
                        at = e
                if at < b:
                    verdict = 0
                elif verdict == -1:
                    verdict = 1
        return verdict


# --- how it stands

def widened(level, df):
    import scipy.stats as st
    tail = (1 - level) / 2
    return st.t.ppf(tail, df) / st.norm.ppf(tail)


def total(kind, y, done, first, rest, level):
    import numpy as np
    import scipy.stats as st
    y = np.array(y, float)
    n = len(y)
    groups = 7 if n >= 21 else 1
    which = np.arange(n) % groups
    means = np.array([y[which == k].mean() for k in range(groups)])
    d = (y - means[which]) ** 2
    if kind == "real":
        phi = d.sum() / (n - groups)
    else:
        with np.errstate(all="ignore"):
            phi = np.where(means[which] > 0, d / means[which], 0).sum() / (
                n - groups)
        if kind == "count":
            phi = max(phi, 1)
    ahead = [(n, first)] + [(n + 1 + k, 1) for k in range(rest)]
    f = var = 0
    for k in range(groups):
        parts = [p for i, p in ahead if i % groups == k]
        m = means[k]
        f += sum(parts) * m
        var += phi * (1 if kind == "real" else m) * (
            sum(p * p if kind == "real" else p for p in parts)
            + sum(parts) ** 2 / (which == k).sum())
    if var == 0:
        return done + f, None
    var *= widened(level, n - groups) ** 2
    tail = np.array([(1 - level) / 2, (1 + level) / 2])
    if kind == "count" and var > f:
        q = st.nbinom.ppf(tail, f * f / (var - f), f / var)
    elif kind == "count":
        q = st.poisson.ppf(tail, f)
    elif kind == "amount":
        q = st.gamma.ppf(tail, f * f / var, scale=var / f)
    else:
        q = st.norm.ppf(tail, f, math.sqrt(var))
    return done + f, tuple(done + q)


def ratio(pairs, done, rest, level):
    import numpy as np
    import scipy.stats as st
    p = np.array(pairs, float)
    n = len(p)
    mean = p.mean(axis=0)
    a, b = np.array(done) + rest * mean
    if b <= 0:
        return None, None
    v = a / b
    weight = p[:, 1] / p[:, 1].sum()
    df = 1 / (weight ** 2).sum() - 1
    if df < 1e-9:
        return None, None
    r = p[:, 0].sum() / p[:, 1].sum()
    e = ((p[:, 0] - r * p[:, 1]) / (1 - weight)
         + (r - v) * (p[:, 1] - p[:, 1].mean()))
    s = (e ** 2).sum() / (n - 1)
    if s < 1e-20:
        return v, None
    half = st.t.ppf((1 + level) / 2, df) * math.sqrt(
        s * (rest + rest * rest / n)) / b
    return v, (max(0, v - half), v + half)


def walk(t, y, after, level):
    import numpy as np
    import scipy.stats as st
    t, y = np.array(t), np.array(y, float)
    drift = (y[-1] - y[0]) / (t[-1] - t[0])
    dt_, dy = np.diff(t), np.diff(y)
    s = (((dy - drift * dt_) ** 2) / dt_).sum() / (len(t) - 2)
    half = st.t.ppf((1 + level) / 2, len(t) - 2) * math.sqrt(
        s * (after + after ** 2 / (t[-1] - t[0])))
    v = y[-1] + drift * after
    return v, (v - half, v + half)


def likely(target, at):
    low, high = 0, 1
    for _ in range(45):
        middle = (low + high) / 2
        if abs(middle - 0.5) < 1e-12:
            middle = 0.4999
        if not 1e-9 < middle < 1 - 1e-9:
            break
        bounds = at(abs(1 - 2 * middle))[1]
        if bounds is None:
            return None
        if bounds[0 if middle < 0.5 else 1] >= target:
            high = middle
        else:
            low = middle
    return 1 - high


def forecast(x, row, until, known):
    """Fills forecast, its bounds and likely."""
    g = x.g
    for name in ("forecast", "forecast.low", "forecast.high", "likely"):
        row[name] = None
    at = None
    if x.sort == "level":
        accounts = len({d["network"] for d in x.among(g["start"], g["end"])})
        t, y = [], []
        for day in sorted(x.days):
            if not g["start"] - HISTORY * DAY <= day < g["end"]:
                continue
            ds = x.days[day]
            if len({d["network"] for d in ds}) != accounts:
                continue
            newest = {}
            for d in ds:
                newest[d["network"]] = max(newest.get(d["network"], ""),
                                           d["fetched"])
            t.append(dt.datetime.fromisoformat(
                min(newest.values()).replace("Z", "+00:00")
                ).timestamp() / 86400)
            y.append(x.value(ds))
        row["forecast.n"] = len(t)
        if len(t) < 4:
            return
        after = x.moment(g["end"]).timestamp() / 86400 - t[-1]

        def at(level):
            return walk(t, y, after, level)
    elif x.sort in ("total", "ratio"):
        to = until
        first_day = g["start"] - HISTORY * DAY
        while to > first_day and not known.get(to - DAY):
            to -= DAY
        start = to
        while (start > first_day and known.get(start - DAY)
               and (to - start).days < HISTORY):
            start -= DAY
        days = [start + k * DAY for k in range((to - start).days)]
        row["forecast.n"] = len(days)
        holes = any(not known.get(g["start"] + k * DAY)
                    for k in range(max(0, (to - g["start"]).days)))
        if to < g["start"] or holes or len(days) < 7:
            return
        left = 1
        if to == x.today:
            a, b = x.moment(to), x.moment(to + DAY)
            left = (b - NOW) / (b.astimezone(UTC) - a.astimezone(UTC))
        rest = (g["end"] - to).days - 1
        done = x.among(g["start"], to + DAY if left < 1 else to)
        if x.sort == "total":
            y = [x.value(x.days.get(day, [])) or 0 for day in days]
            kind = "count" if x.rising else "real"

            def at(level):
                return total(kind, y, x.value(done) or 0, left, rest, level)
        else:
            pairs = [x.pair(x.days.get(day, []))[:2] for day in days]
            factor = 100 if "_rate_" in x.m else 1

            def at(level):
                v, bounds = ratio(pairs, x.pair(done)[:2], left + rest, level)
                return (v and factor * v,
                        bounds and (factor * bounds[0], factor * bounds[1]))
    else:
        row["forecast.n"] = 0
        return
    v, bounds = at(0.95)
    if v is None:
        return
    p = likely(row["target"], at) if row["target"] is not None else None
    if p is not None:
        p = 1 - p if g["at_most"] else p
        row["likely"] = round(100 * p, 2)
    low, high = bounds or (None, None)
    if x.sort == "total" and x.rising:
        least = row["actual"] or 0
        v = max(v, least)
        low, high = (max(b, least) if b is not None else None
                     for b in (low, high))
    if x.sort == "level":
        low = max(low, 0)
    row["forecast"], row["forecast.low"], row["forecast.high"] = v, low, high


def due(x, until, known):
    g = x.g
    to = until
    first_day = g["start"] - HISTORY * DAY
    while to > first_day and not known.get(to - DAY):
        to -= DAY
    start = to
    while (start > first_day and known.get(start - DAY)
           and (to - start).days < HISTORY):
        start -= DAY
    days = [start + k * DAY for k in range((to - start).days)]
    holes = any(not known.get(g["start"] + k * DAY)
                for k in range(max(0, (to - g["start"]).days)))
    y = [x.value(x.days.get(day, [])) or 0 for day in days]
    period = [g["start"] + k * DAY for k in range((g["end"] - g["start"]).days)]
    if len(days) >= 21 and not holes:
        means = [sum(y[k::7]) / len(y[k::7]) for k in range(7)]
        weight = {day: means[(day - start).days % 7] for day in period}
    else:
        weight = {day: 1 for day in period}
    all_ = sum(weight.values())
    part = sum(weight[day] for day in period if known.get(day))
    if all_ > 0:
        return part / all_
    return sum(bool(known.get(day)) for day in period) / len(period)


def base_of_level(x, row, ds):
    g = x.g
    accounts = {d["network"] for d in ds}
    row["base"] = None
    days = [g["start"] - DAY * (k + 1) for k in range(NEAR)] + [
        g["start"] + DAY * k for k in range(NEAR + 1)]
    for day in days:
        on = x.days.get(day, []) if day < g["end"] else []
        if accounts and len({d["network"] for d in on}) == len(accounts):
            row["base"] = x.value(on)
            return


def stand(x, oldest, newest):
    g = x.g
    row = {"goal": g["goal"], "measure": x.m, "target": None}
    start, end = x.moment(g["start"]), x.moment(g["end"])
    x.today = NOW.astimezone(x.tz).date()
    row["state"] = ("future" if NOW < start else
                    "running" if NOW < end else "past")
    if row["state"] == "future":
        row["target"] = None if g["growth"] else g["value"]
        return row
    until = min(x.today, g["end"])
    known = {}
    day = g["start"] - HISTORY * DAY
    while day < until:
        v = x.covered(day, day + DAY)
        known[day] = oldest <= day < newest if v < 0 else v == 1
        day += DAY
    whole = [g["start"] + k * DAY for k in range((until - g["start"]).days)
             if known[g["start"] + k * DAY]]
    covered = x.covered(g["start"], until)
    ds = x.among(g["start"], g["end"])
    if x.sort == "total" and not ds:
        row["actual"] = None if covered < 0 else 0
        if x.m in ("posts", "comments_received") and covered >= 0:
            row["actual"] = 0
    else:
        row["actual"] = x.value(ds)
    row["reached"] = row["share_of_target"] = None
    if x.sort == "level":
        most = max([len({d["network"] for d in v}) for k, v in x.days.items()
                    if g["start"] - HISTORY * DAY <= k < g["end"]] or [0])
        if len({d["network"] for d in ds}) < most:
            row["actual"] = None
        base_of_level(x, row, ds)
    elif g["growth"]:
        b = x.among(g["before"], g["start"])
        cb = x.covered(g["before"], g["start"])
        row["base"] = (None if cb == 0 else
                       (None if cb < 0 else 0)
                       if x.sort == "total" and not b else x.value(b))
    if not g["growth"]:
        row["target"] = g["value"]
    elif row["base"] is not None:
        row["target"] = (row["base"] * (100 + g["value"]) / 100
                         if g["percent"] else row["base"] + g["value"])
    target, actual = row["target"], row["actual"]
    if target is not None and actual is not None:
        b = row["base"] if x.sort == "level" and g["growth"] else 0
        if target != b:
            row["share_of_target"] = 100 * (actual - b) / (target - b)
        there = actual <= target if g["at_most"] else actual >= target
        if x.rising and there != g["at_most"]:
            row["reached"] = there
        elif row["state"] == "past":
            if x.sort == "level":
                last = min(max(d["fetched"] for d in ds
                               if d["network"] == n)
                           for n in {d["network"] for d in ds})
                if last >= text(end - 7 * DAY):
                    row["reached"] = there
            elif covered == 1 or (covered < 0 and len(whole) == (
                    g["end"] - g["start"]).days):
                row["reached"] = there
    if x.sort == "ratio" and actual is not None:
        import numpy as np
        import scipy.stats as st
        p = np.array([x.pair(v)[:2] for k, v in x.days.items()
                      if g["start"] <= k < g["end"] and x.pair(v)[2]], float)
        row["actual.low"] = row["actual.high"] = None
        if len(p) > 1:
            r = p[:, 0].sum() / p[:, 1].sum()
            h = (p[:, 1] ** 2).sum() / p[:, 1].sum() ** 2
            se = math.sqrt(((p[:, 0] - r * p[:, 1]) ** 2).sum() / max(
                1 - h, 1e-9)) / p[:, 1].sum()
            q = st.t.ppf(0.975, max(1, 1 / h - 1))
            if se > 0 and r > 0 and h < 1 - 1e-9:
                row["actual.low"] = actual * math.exp(-q * se / r)
                row["actual.high"] = actual * math.exp(q * se / r)
    if row["state"] != "running":
        return row
    row["expected"] = row["pace"] = row["on_track"] = None
    if x.sort == "total":
        row["so_far"] = None
        if whole:
            w = [d for day in whole for d in x.days.get(day, [])]
            row["so_far"] = (x.value(w) if w else
                             None if covered < 0 else 0)
            if target is not None:
                row["expected"] = target * due(x, until, known)
                if row["so_far"] is not None and row["expected"]:
                    row["pace"] = 100 * (row["so_far"] / row["expected"] - 1)
    elif x.sort == "level":
        if target is not None and row["base"] is not None and ds:
            at = dt.datetime.fromisoformat(min(
                max(d["fetched"] for d in ds if d["network"] == n)
                for n in {d["network"] for d in ds}).replace("Z", "+00:00"))
            part = min(1, max(0, (at - start.astimezone(UTC)) / (
                end.astimezone(UTC) - start.astimezone(UTC))))
            row["expected"] = row["base"] + (target - row["base"]) * part
            if actual is not None and row["expected"] != row["base"]:
                row["pace"] = 100 * ((actual - row["base"]) / (
                    row["expected"] - row["base"]) - 1)
    elif target is not None and x.sort != "distinct":
        row["expected"] = target
        if actual is not None and target:
            row["pace"] = 100 * (actual / target - 1)
    stands = row.get("so_far") if x.sort == "total" else actual
    if stands is not None and row["expected"] is not None:
        row["on_track"] = (stands <= row["expected"] if g["at_most"]
                           else stands >= row["expected"])
    forecast(x, row, until, known)
    return row


def check(zone, records, goals, rows):
    tz = zoneinfo.ZoneInfo(zone)
    newest, cover, plain = {}, {}, []
    for line in open(records):
        d = json.loads(line)
        if d["type"] == "coverage":
            s, e = (dt.datetime.fromisoformat(
                d["covered"][k].replace("Z", "+00:00"))
                for k in ("start", "end"))
            cover.setdefault((d["network"], d["account"], d["what"]),
                             []).append((s, e))
        elif "id" in d and d["type"] != "account":
            key = d["network"], d["id"]
            if key not in newest or newest[key]["fetched"] < d["fetched"]:
                newest[key] = d
        else:
            plain.append(d)
    all_ = []
    for d in list(newest.values()) + plain:
        t = dt.datetime.fromisoformat(
            (d.get("published") or d.get("period", {}).get("start")
             or d["fetched"]).replace("Z", "+00:00"))
        if t < NOW and not (d["type"] == "series" and t + DAY > NOW):
            all_.append((d, t.astimezone(tz).date()))
    parsed = [Goal(g, all_, cover, tz) for g in read_goals(goals)]
    seen = [day for x in parsed for day in x.days
            if min(x.g["before"], x.g["start"] - HISTORY * DAY)
            <= day < x.g["end"]]
    want = [stand(x, min(seen), max(seen)) for x in parsed]
    got = [d for d in map(json.loads, open(rows))
           if d["type"] == "row" and d["by"] == "goals"]
    if len(want) != len(got):
        print("%d rows, not %d" % (len(got), len(want)))
    for w, d in zip(want, got):
        for name in w:
            a, b = d.get(name), w[name]
            if isinstance(b, (int, float)) and not isinstance(b, bool):
                near = 0.02 if name == "likely" else 1e-9
                good = isinstance(a, (int, float)) and math.isclose(
                    a, b, rel_tol=1e-7, abs_tol=near)
            else:
                good = a == b
            if not good:
                print("%s: got %r, want %r in %s" % (name, a, b, d))


if sys.argv[1] == "make":
    make(int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:6])
else:
    check(*sys.argv[2:6])
