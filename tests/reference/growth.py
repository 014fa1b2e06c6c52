# A reference for cm-stats growth, without a line of it:
#
# growth.py make SEED N               records on standard output
# growth.py check PER ZONE RECORDS ROWS   prints every difference
import datetime as dt
import json
import math
import random
import sys
import zoneinfo

UTC = dt.timezone.utc


def text(t):
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def make(seed, n):
    r = random.Random(seed)
    profiles = [("mastodon", "brand", "1"), ("mastodon", "brand", "2"),
                ("instagram", "acme/one", "9"), ("youtube", "acme/two", None)]
    begin = dt.datetime(2026, 1, 20, tzinfo=UTC)
    for network, account, name in profiles:
        value = r.randrange(5000)
        used = set()
        for _ in range(n // 4):
            # Clusters, so that there are spans without any.
            t = begin + dt.timedelta(
                days=r.choice([0, 3, 40, 60, 61, 62, 200]),
                seconds=r.randrange(86400 * 30))
            if t in used:
                continue
            used.add(t)
            value = max(0, value + r.randrange(-20, 30))
            d = {"type": "account", "network": network, "account": account,
                 "metrics": {"followers": value, "following": 3},
                 "fetched": t.astimezone(dt.timezone(dt.timedelta(
                     minutes=r.choice([0, 330, -210])))).isoformat()}
            if name:
                d["id"] = name
            else:
                d["handle"] = "two"
            if r.random() < 0.05:
                d["metrics"]["followers"] = None
            print(json.dumps(d))
    # What a source counts, by day, with holes; and what is no whole account.
    for k in range(260):
        day = begin.replace(hour=0) + dt.timedelta(days=k)
        for network, account in (("instagram", "acme/one"),
                                 ("youtube", "acme/two"),
                                 ("mastodon", "brand")):
            if r.random() < (0.003 if network == "instagram" else 0.2):
                continue
            d = {"type": "series", "network": network, "account": account,
                 "period": {"start": text(day),
                            "end": text(day + dt.timedelta(days=1))},
                 "metrics": {"follows": r.randrange(30)}}
            if network == "instagram":
                d["metrics"]["unfollows"] = r.randrange(10)
            print(json.dumps(d))
            d["dimensions"] = {"country": "FR"}
            print(json.dumps(d))


def span_of(per, day):
    if per == "day":
        return day, day + dt.timedelta(days=1), day.isoformat()
    if per == "week":
        monday = day - dt.timedelta(days=day.weekday())
        iso = day.isocalendar()
        return (monday, monday + dt.timedelta(days=7),
                "%04d-W%02d" % (iso[0], iso[1]))
    step = {"month": 1, "quarter": 3, "year": 12}[per]
    month = (day.month - 1) // step * step + 1
    start = dt.date(day.year, month, 1)
    end = (dt.date(day.year + 1, 1, 1) if month + step > 12
           else dt.date(day.year, month + step, 1))
    name = {"month": "%04d-%02d" % (day.year, month),
            "quarter": "%04d-Q%d" % (day.year, (month + 2) // 3),
            "year": "%04d" % day.year}[per]
    return start, end, name


def expect(per, zone, records, now):
    tz = zoneinfo.ZoneInfo(zone)
    snaps, series = {}, {}
    for d in records:
        if d["type"] == "account":
            t = dt.datetime.fromisoformat(d["fetched"])
            v = d["metrics"].get("followers")
            if v is not None and t < now:
                key = (d["network"], d["account"],
                       d.get("id") or d.get("handle"))
                snaps.setdefault(key, []).append((t, v))
        elif d["type"] == "series" and not d.get("dimensions"):
            t = dt.datetime.fromisoformat(
                d["period"]["start"].replace("Z", "+00:00"))
            series.setdefault((d["network"], d["account"]), []).append(
                (t, d["metrics"]))
    for v in snaps.values():
        v.sort()
    last = max(span_of(per, v[-1][0].astimezone(tz).date())[0]
               for v in snaps.values())
    first = min(span_of(per, v[0][0].astimezone(tz).date())[0]
                for v in snaps.values())

    def gain(key, metric, start, end):
        if sum(k[:2] == key[:2] for k in snaps) > 1:
            return None
        a, b = (dt.datetime.combine(x, dt.time(), tz) for x in (start, end))
        got = [m[metric] for t, m in series.get(key[:2], [])
               if a <= t < b and metric in m]
        return sum(got) if len(got) == (end - start).days else None

    rows = []
    table = {}
    for key in sorted(snaps, key=lambda k: (k[0], k[1], k[2])):
        points = {}
        for t, v in snaps[key]:
            points[span_of(per, t.astimezone(tz).date())[0]] = (t, v)
        day = min(points)
        before, count = None, 0
        while day <= last:
            start, end, name = span_of(per, day)
            row = {"by": "growth", "network": key[0], "account": key[1],
                   "profile": key[2], per: name}
            p = points.get(start)
            row["followers"] = p[1] if p else None
            row["at"] = text(p[0].astimezone(UTC)) if p else None
            count += 1
            whole = count
            oldest = max(s for s in snaps[key] if s[0] == snaps[key][0][0])
            if before is None and p is not None and oldest[0] < p[0]:
                before, whole = oldest, 0
            known = p is not None and before is not None
            row["followers_start"] = before[1] if known else None
            row["since"] = text(before[0].astimezone(UTC)) if known else None
            row["net"] = p[1] - before[1] if known else None
            row["growth_rate_start"] = (
                100 * row["net"] / before[1] if known and before[1] else None)
            row["days"] = ((p[0] - before[0]).total_seconds() / 86400
                           if known else None)
            row["net_per_day"] = row["net"] / row["days"] if known else None
            row["spans"] = whole if known else None
            row["gained"] = gain(key, "follows", start, end)
            row["lost"] = gain(key, "unfollows", start, end)
            table[(key, start)] = row
            rows.append(row)
            if p:
                before, count = p, 0
            day = end
    day = first
    while day <= last:
        start, end, name = span_of(per, day)
        each = [table.get((key, start)) for key in snaps]
        row = {"by": "growth.total", per: name, "profiles": len(snaps)}

        def total(column):
            v = [x[column] if x else None for x in each]
            return None if None in v else sum(v)

        row["followers"] = total("followers")
        row["net"] = total("net")
        if row["net"] is not None and len({x["spans"] for x in each}) > 1:
            row["net"] = None
        known = row["net"] is not None
        base = total("followers_start") if known else None
        row["followers_start"] = base
        row["growth_rate_start"] = 100 * row["net"] / base if base else None
        row["days"] = total("days") / len(each) if known else None
        row["net_per_day"] = row["net"] / row["days"] if known else None
        row["spans"] = each[0]["spans"] if known else None
        row["gained"], row["lost"] = total("gained"), total("lost")
        rows.append(row)
        day = end
    return rows


def same(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return (a is not None and b is not None
                and math.isclose(a, b, rel_tol=1e-12))
    return a == b


def check(per, zone, records, rows, now):
    want = expect(per, zone, [json.loads(x) for x in open(records)], now)
    got = [d for d in map(json.loads, open(rows)) if d["type"] == "row"]
    if len(want) != len(got):
        print("%d rows, not %d" % (len(got), len(want)))
    for w, g in zip(want, got):
        for name in w:
            if not same(w[name], g.get(name, "absent")):
                print("%s: got %r, want %r in %s" % (
                    name, g.get(name, "absent"), w[name], g))


if sys.argv[1] == "make":
    make(int(sys.argv[2]), int(sys.argv[3]))
else:
    import os
    check(*sys.argv[2:6], dt.datetime.fromisoformat(
        os.environ["CM_NOW"].replace("Z", "+00:00")))
