# A reference for cm-stats response, without a line of it:
#
# response.py make SEED N                  records on standard output
# response.py check JSON RECORDS ROWS      prints every difference; JSON are
#     the options: {"zone": "UTC", "by": "network", "hours": true,
#     "since": "2026-10-01T00:00:00Z", "until": "...", "min": 5}
import bisect
import datetime as dt
import json
import math
import random
import sys
import zoneinfo

try:
    import numpy
    from scipy import stats
except ImportError:
    numpy = stats = None

UTC = dt.timezone.utc
NOW = dt.datetime(2026, 11, 16, 6, tzinfo=UTC)
WITHIN = [("15m", 900), ("1h", 3600), ("24h", 86400)]
HOURS = "mon-thu 9:00-12:00,13:30-18:00; fri 22:00-2:45; sun 1:00-4:00"
HOLIDAYS = ["2026-10-26", "2026-11-11"]


def seconds(s):
    return int(dt.datetime.fromisoformat(s.replace("Z", "+00:00")).timestamp())


def make(seed, n):
    r = random.Random(seed)
    end = int(NOW.timestamp()) - 7200
    said, out = [], []
    times = sorted(r.sample(range(end - 45 * 86400, end), n))
    for k, t in enumerate(times):
        network = r.choice(["x", "mastodon", "web"])
        d = {"type": r.choice(["comment"] * 6 + ["message"] * 3
                              + ["mention", "review", "post", "article"]),
             "network": network, "account": r.choice(["a", "b/c"])}
        if r.random() < 0.97:
            d["id"] = "%s-%d" % (network, k)
        offset = r.choice([0, 0, 0, 2, -3.5])
        if r.random() < 0.98:
            d["published"] = dt.datetime.fromtimestamp(t, dt.timezone(
                dt.timedelta(hours=offset))).isoformat()
        if r.random() < 0.05:
            d["precision"] = "day"
        d["lang"] = r.choice(["fr", "en", "zh", None])
        near = [s for s in said[-60:] if s["network"] == network]
        if d["type"] in ("post", "article"):
            if near and d["type"] == "post" and r.random() < 0.3:
                d["reply_to"] = r.choice(near).get("id")
        else:
            person = "p%d" % r.randrange(12)
            d["author"] = r.choice([{"id": person}, {"handle": person},
                                    {"name": person}])
            if r.random() < 0.04:
                del d["author"]
            how = r.random()
            if d["type"] == "message":
                d[r.choice(["thread", "thread", "channel"])] = (
                    "t%d" % r.randrange(40))
                if near and how < 0.2:
                    d["reply_to"] = r.choice(near).get("id")
            elif how < 0.35:
                d["thread"] = d["reply_to"] = "root%d" % r.randrange(99)
            elif near and how < 0.8:
                to = r.choice(near)
                d["reply_to"] = to.get("id")
                d["thread"] = to.get("thread") or to.get("id")
            elif how < 0.9:
                d["thread"], d["reply_to"] = "root%d" % r.randrange(9), "lost"
            if r.random() < 0.4:
                if r.random() < 0.95:
                    d["own"] = True
                d["author"] = {"handle": r.choice(["us", "we"])}
                if near and r.random() < 0.7:
                    to = r.choice(near)
                    d["reply_to"] = to.get("id")
                    if to.get("thread"):
                        d["thread"] = to["thread"]
                elif r.random() < 0.3:
                    d.pop("reply_to", None)
        if r.random() < 0.8:
            # 14:00 is within and after all of it.
            d["fetched"] = dt.datetime.fromtimestamp(
                min(end, t + r.randrange(5 * 86400)), UTC).isoformat()
        d = {k2: v for k2, v in d.items() if v is not None}
        said.append(d)
        out.append(d)
        # Said before what it replies to, and in the same second.
        if r.random() < 0.02 and "id" in d and "published" in d:
            early = {"type": "comment", "network": network, "account": "a",
                     "id": "e%d" % k, "own": True, "reply_to": d["id"],
                     "author": {"handle": "us"}}
            early["published"] = dt.datetime.fromtimestamp(
                t - r.choice([0, 0, 90, 9000]), UTC).isoformat()
            out.append(early)
        if r.random() < 0.05 and "id" in d and "fetched" in d:
            out.append(dict(d, lang="old",
                            fetched="2026-01-01T00:00:00Z"))
    for k in range(3):
        out.append({"type": "coverage", "network": "web", "account": "a",
                    "what": ["comments", "messages", "posts"][k],
                    "covered": {"start": "2026-09-01T00:00:00Z",
                                "end": "2026-11-1%dT00:00:00Z" % k}})
    r.shuffle(out)
    for d in out:
        print(json.dumps(d))


def newest(records):
    """Of records with the same network and id the newest one."""
    best, rest = {}, []
    for d in records:
        if "id" not in d:
            rest.append(d)
            continue
        key = (d["network"], d["id"])
        old = best.get(key)
        if old is None or d.get("fetched", "") > old.get("fetched", ""):
            best[key] = d
    return list(best.values()) + rest


def person(d):
    a = d.get("author", {})
    for k in ("id", "handle", "name"):
        if k in a:
            return a[k]
    return None


class Turn:
    def __init__(self, first):
        self.first, self.answer, self.timed = first, None, False
        self.records = 1


def ours(d):
    return d.get("own") is True or d["type"] == "post"


def talk(d):
    return d.get("thread", d.get("channel", d.get("id")))


def turns_of(records):
    """The turns of a network; sets fate of each record."""
    records = [d for d in records
               if d["type"] != "article" and "published" in d]
    we = {person(d) for d in records if d.get("own") is True} - {None}
    for d in records:
        d["at"] = seconds(d["published"])
        d["marked"] = d.get("own") is True
        if person(d) in we:
            d["own"] = True
    records.sort(key=lambda d: (d["at"], bool(d.get("own"))))
    ids = {d["id"]: d for d in records if "id" in d}
    turns, seen = [], set()

    def answer(turn, by):
        if turn.answer is None:
            turn.answer = by
            turn.timed = (turn.first.get("precision") != "day"
                          and by.get("precision") != "day"
                          and by["at"] >= turn.first["at"])

    for d in records:
        to = ids.get(d.get("reply_to"))
        if to is d:
            to = None
        if ours(d):
            d["fate"] = "ours"
            if to is not None and not ours(to):
                if to.get("turn"):
                    answer(to["turn"], d)
                elif "fate" not in to:
                    to.setdefault("early", d)
            where = d.get("thread", d.get("channel"))
            if where and d["type"] != "post" and (
                    d["type"] == "message" or "reply_to" not in d):
                for t in turns:
                    if t.answer is None and talk(t.first) == where:
                        answer(t, d)
            seen.add(id(d))
            continue
        fate, turn = "asks", None
        group = d["type"] in ("comment", "message")
        if to is not None and not ours(to):
            me, he = person(d), person(to)
            if me is not None and me == he:
                if to.get("turn") and to["turn"].answer is None:
                    turn = to["turn"]
                if group and "fate" in to:
                    fate = to["fate"]
            elif d["type"] == "comment" or (
                    d["type"] == "message" and me and he):
                fate = "others"
        elif to is None and d["type"] == "comment" and "reply_to" in d:
            where = d.get("thread", d.get("channel"))
            if where and where != d["reply_to"]:
                fate = "unclear"
        d["fate"] = fate
        if fate != "asks":
            continue
        if turn is None and d["type"] == "message" and talk(d):
            for t in turns:
                if (t.answer is None and t.first["type"] == "message"
                        and talk(t.first) == talk(d)):
                    turn = t
        if turn is None:
            turn = Turn(d)
            turns.append(turn)
        else:
            turn.records += 1
        d["turn"] = turn
        if "early" in d:
            answer(turn, d["early"])
    return records, turns


class Open:
    """Opening hours, a quarter of an hour at a time."""

    def __init__(self, zone, low, high):
        self.start = low - low % 900
        self.sum = [0]
        t = self.start
        while t <= high:
            self.sum.append(self.sum[-1] + (900 if self.at(t, zone) else 0))
            t += 900

    @staticmethod
    def at(t, zone):
        w = dt.datetime.fromtimestamp(t, zone)
        if w.strftime("%Y-%m-%d") in HOLIDAYS:
            return False
        day, m = w.weekday(), w.hour * 60 + w.minute
        return ((day < 4 and (540 <= m < 720 or 810 <= m < 1080))
                or (day == 4 and m >= 1320) or (day == 5 and m < 165)
                or (day == 6 and 60 <= m < 240))

    def until(self, t):
        k, left = divmod(t - self.start, 900)
        return self.sum[k] + (left if self.sum[k + 1] > self.sum[k] else 0)

    def __call__(self, a, b):
        return self.until(b) - self.until(a)


def share(k, n):
    if n == 0:
        return None, 0, None, None
    ci = stats.binomtest(k, n).proportion_ci(0.95, "wilson")
    return 100 * k / n, n, 100 * ci.low, 100 * ci.high


def quantile(x, q, least):
    n = len(x)
    if n < least:
        return None, n, None, None
    x = numpy.sort(numpy.array(x, float))
    low = max([k for k in range(1, n + 1)
               if stats.binom.cdf(k - 1, n, q) <= 0.025], default=0)
    high = min([k for k in range(1, n + 1)
                if stats.binom.sf(k - 1, n, q) <= 0.025], default=n + 1)
    return (float(numpy.quantile(x, q)), n, x[low - 1] if low else None,
            x[high - 1] if high <= n else None)


def kaplan(waits, least):
    """waits: (time, whether it is over)."""
    n = len(waits)
    if n < least:
        return None, n, None, None
    z = stats.norm.ppf(0.975)
    s, var, got = 1.0, 0.0, [None, None, None]
    for t in sorted({w for w, over in waits if over}):
        left = sum(w >= t for w, _ in waits)
        came = sum(w == t and over for w, over in waits)
        s *= 1 - came / left
        if left == came:
            low = high = 0
        else:
            var += came / (left * (left - came))
            wide = z * math.sqrt(var) / abs(math.log(s))
            low, high = s ** math.exp(wide), s ** math.exp(-wide)
        for k, v in enumerate((low, s, high)):
            if got[k] is None and v <= 0.5 and not (k == 2 and s == 0):
                got[k] = t
    if got[1] is None:
        return None, n, None, None
    return got[1], n, got[0], got[2]


def same(a, b):
    if a is None or b is None:
        return a is b
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))


def columns(units, opt, counts):
    want = dict(counts)
    least = opt.get("min", 5)

    def put(name, four):
        for part, v in zip(("", ".n", ".low", ".high"), four):
            want[name + part] = v

    put("answered_share", share(
        sum(u["answer"] for u in units if u["age"][0] >= 86400),
        sum(u["age"][0] >= 86400 for u in units)))
    for how, prefix in enumerate(["", "business_"][:2 if opt.get("hours")
                                                   else 1]):
        known = [u for u in units if not u["answer"] or u["timed"]]
        for name, span in WITHIN:
            old = [u for u in known if u["age"][how] >= span]
            put(prefix + "answered_within_" + name, share(
                sum(u["answer"] and u["took"][how] <= span for u in old),
                len(old)))
        took = [u["took"][how] for u in known if u["answer"]]
        put(prefix + "first_answer.median", quantile(took, 0.5, least))
        put(prefix + "first_answer.p90", quantile(took, 0.9, least))
        put(prefix + "wait.median", kaplan(
            [(u["took"][how], True) if u["answer"] else (u["age"][how], False)
             for u in known], least))
    return want


def expected(opt, path):
    zone = zoneinfo.ZoneInfo(opt.get("zone", "UTC"))
    lines = [json.loads(line) for line in open(path)]
    covered = {(d["network"], d["account"], d["what"]):
               seconds(d["covered"]["end"])
               for d in lines if d["type"] == "coverage"}
    records = newest([d for d in lines if d["type"] != "coverage"])
    now = int(NOW.timestamp())
    fetched = {}
    for d in records:
        if "published" in d and "fetched" in d:
            key = d["network"], d["account"]
            fetched[key] = max(fetched.get(key, 0), seconds(d["fetched"]))
    whats = {"comment": "comments", "mention": "mentions",
             "message": "messages", "review": "reviews"}
    is_open = Open(zone, now - 60 * 86400, now + 86400)
    since = seconds(opt["since"]) if "since" in opt else -1
    until = seconds(opt["until"]) if "until" in opt else 1 << 60
    keys = opt.get("by", "network").split(",")

    def key_of(d):
        w = dt.datetime.fromtimestamp(d["at"], zone)
        year, week, _ = w.isocalendar()
        return tuple({"day": w.strftime("%Y-%m-%d"),
                      "week": "%04d-W%02d" % (year, week),
                      "hour": w.hour, "weekday": w.isoweekday(),
                      "record_type": d["type"]}.get(k, d.get(k))
                     for k in keys)

    rows, waiting, answerers = {None: ([], {})}, [], {}
    names = {"others": "to_others", "unclear": "unclear"}
    for network in sorted({d["network"] for d in records}):
        said, turns = turns_of([d for d in records
                                if d["network"] == network])
        for d in said:
            if d["fate"] == "ours" or not since <= d["at"] < until:
                continue
            for key in (None, key_of(d)):
                c = rows.setdefault(key, ([], {}))[1]
                c["received"] = c.get("received", 0) + 1
                name = names.get(d["fate"], "-")
                c[name] = c.get(name, 0) + 1
        for t in turns:
            d = t.first
            if not since <= d["at"] < until:
                continue
            end = covered.get((network, d["account"], whats[d["type"]]),
                              fetched.get((network, d["account"]), now))
            end = max(min(end, now), d["at"])
            u = {"answer": t.answer is not None, "timed": t.timed,
                 "age": (end - d["at"], is_open(d["at"], end))}
            if t.timed:
                u["took"] = (t.answer["at"] - d["at"],
                             is_open(d["at"], t.answer["at"]))
            if t.answer is None:
                waiting.append((-u["age"][0], d["at"], d["network"],
                                d["account"], d.get("id"), t.records,
                                u["age"][1]))
            else:
                who = t.answer.get("author", {}).get("handle") if (
                    t.answer["marked"]) else None
                answerers.setdefault(who, []).append(u)
            for key in (None, key_of(d)):
                rows.setdefault(key, ([], {}))[0].append(u)
    return keys, rows, sorted(waiting, key=str), answerers


def check(opt, path, got):
    keys, rows, waiting, answerers = expected(opt, path)
    rows_got = [json.loads(line) for line in open(got)]
    rows_got = [r for r in rows_got if r["type"] == "row"]
    table = "response." + ",".join(keys)
    wait_got, met = [], set()
    for r in rows_got:
        if r["by"] == "response.open":
            wait_got.append((-r["waiting"], seconds(r["since"]), r["network"],
                             r["account"], r["id"], r["records"],
                             r["business_waiting"]))
            continue
        if r["by"] == "response.answerer":
            units, n = answerers.pop(r["answerer"]), r["answered"]
            if n != len(units):
                print("answerer", r["answerer"], n, len(units))
            want = {k: v for k, v in columns(units, opt, {}).items()
                    if "first_answer" in k}
        else:
            key = None if r["by"] == "response" else tuple(
                r[k] for k in keys)
            if r["by"] not in ("response", table) or key not in rows:
                print("no such row", r["by"], key)
                continue
            met.add(key)
            units, c = rows[key]
            answered = sum(u["answer"] for u in units)
            want = columns(units, opt, {
                "received": c.get("received", 0),
                "to_others": c.get("to_others", 0),
                "unclear": c.get("unclear", 0), "inbound": len(units),
                "answered": answered, "open": len(units) - answered})
        for name, v in want.items():
            if not same(r.get(name), v):
                print(r["by"], [r.get(k) for k in keys], name, "got",
                      r.get(name), "want", v)
    for key in set(rows) - met:
        print("row is missing", key)
    if opt.get("open"):
        if answerers:
            print("answerers are missing", list(answerers))
        if [w[0] for w in wait_got] != sorted(w[0] for w in wait_got):
            print("what waits is not in order")
        if sorted(wait_got, key=str) != waiting:
            print("what waits differs", len(wait_got), len(waiting),
                  set(wait_got) ^ set(waiting))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1] == "hours":
        print(HOURS)
        print("\n".join(HOLIDAYS))
    else:
        check(json.loads(sys.argv[2]), sys.argv[3], sys.argv[4])
