# A reference for cm-stats terms, without a line of it, on scipy:
#
# terms.py make SEED N                        records on standard output
# terms.py null SEED N                        the same, of which nothing rises
# terms.py check NOW OPTIONS RECORDS ROWS     prints every difference
#
# OPTIONS is a JSON object: of, kinds, falling, min, authors, fdr, days, level.
import datetime as dt
import json
import math
import random
import re
import sys
import unicodedata
from urllib.parse import urlsplit

from scipy import stats

UTC = dt.timezone.utc
CLICKS = {"fbclid", "gclid"}


def text(t):
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def make(seed, n):
    r = random.Random(seed)
    now = dt.datetime(2026, 11, 16, 6, tzinfo=UTC)
    common = ["le", "pain", "Pain", "PAIN", "café", "cafe\u0301", "the",
              "don't", "l’école", "Straße", "STRASSE", "bakery's", "x", "7",
              "week-end", "snake_case", "слово", "Слово", "λόγος", "ΛΌΓΟΣ",
              "면", "빵집", "ﬁne", "ＷＩＤＥ", "e.g", "3D", "naïve", "Łódź"]
    rising = ["oven", "Four", "新鲜面包", "チョコ", "ขนมปัง"]
    dying = ["gaston", "old-school"]
    out = []
    for i in range(n):
        t = now - dt.timedelta(seconds=r.randrange(-86400, 18 * 86400))
        late = (now - t).days < 7
        words = r.choices(common, k=r.randrange(0, 9))
        words += [w for w in rising if r.random() < (.06 if late else .015)]
        words += [w for w in dying if r.random() < (.01 if late else .08)]
        r.shuffle(words)
        d = {"type": r.choice(["post", "comment", "comment", "mention",
                               "article", "review", "visit"]),
             "network": r.choice("xy"), "id": str(i),
             "published": text(t)}
        if r.random() < .03:
            del d["published"]
        if r.random() < .2:
            d["own"] = True
        if r.random() < .95:
            d["author"] = {"id": "u%d" % int(r.expovariate(.05))}
        said = ""
        for w in words:
            said += w + r.choice([" ", " ", "  ", ", ", "\n", "-", " – "])
        if r.random() < .2:
            said += r.choice(["https://a.example/x?utm_source=b&y=1 ",
                              "HTTP://www.b.example ", "#Tag_1 ", "#2026 ",
                              "@who.ever@x.example ", "me@x.example "])
        if r.random() < .9:
            d["text"] = said
        if r.random() < .2:
            d["title"] = r.choice(common + rising)
        if r.random() < .3:
            d["tags"] = r.choices(
                ["Bread", "bread", "#Oven", "café"], k=r.randrange(3))
        if r.random() < .3:
            d["links"] = r.choices(
                ["https://a.example/x?y=1&fbclid=%d" % i,
                 "http://A.example:80/x?utm_medium=z&y=1#top",
                 "https://www.c.example:8080/%d" % (i % 3),
                 "mailto:x@y.example"], k=r.randrange(3))
        out.append(d)
        if r.random() < .1:
            e = dict(d, fetched=text(t + dt.timedelta(days=1)))
            e["text"] = "newer " + r.choice(common)
            d["fetched"] = text(t)
            out.append(e)
    r.shuffle(out)
    for d in out:
        print(json.dumps(d, ensure_ascii=r.random() < .5))


def null(seed, n):
    r = random.Random(seed)
    names = ["w" + "".join(chr(97 + k // 26 ** j % 26) for j in range(3))
             for k in range(5000)]
    weights = [1 / (k + 2) for k in range(len(names))]
    for i in range(n):
        print(json.dumps({
            "type": "comment", "network": "x", "id": str(i),
            "published": "2026-11-%02dT07:00:00Z" % (2 + i % 14),
            "author": {"id": str(r.randrange(n))},
            "text": " ".join(r.choices(names, weights, k=12))}))


def fold(s):
    for _ in range(2):
        s = unicodedata.normalize("NFKC", s.casefold())
    return re.sub("[\u00ad\u200b-\u200f\ufe00-\ufe0f\ufeff]", "", s)


DENSE = "\u3041-\u309f\u4e00-\u9fff\u0e01-\u0e3a\u0e40-\u0e4e"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"
LETTER = "[^\\W_%s%s]" % (DENSE, KATAKANA)
WORD = "%s(?:[\u0300-\u036f]|%s|['’_·](?=%s))*" % (LETTER, LETTER, LETTER)


def cut(s, phrases):
    """Words, phrases and tags of a text."""
    s = fold(s)
    found = set()
    before = None
    at = 0
    pattern = re.compile(
        "(?P<url>(?:https?://|www\\.)[!#-;=?-~]+)|#(?P<tag>[\\w]+)#?|"
        "@(?P<mention>[\\w]+(?:[.@-][\\w]+)*)|(?P<address>" + WORD +
        "(?=@\\w))|(?P<word>" + WORD + ")|(?P<kana>[" + KATAKANA +
        "]+)|(?P<dense>(?:[" + DENSE + "])+)")
    for m in pattern.finditer(s):
        gap = s[at:m.start()]
        near = before is not None and re.fullmatch("[ \t]+-?[ \t]*|-[ \t]*",
                                                   gap)
        at = m.end()
        kind = m.lastgroup
        if kind == "dense":
            before = None
            units = []
            for c in m.group():
                if unicodedata.category(c).startswith("M") and units:
                    units[-1] += c
                else:
                    units.append(c)
            if len(units) == 1:
                found.add(("word", units[0]))
            found |= {("word", a + b) for a, b in zip(units, units[1:])}
            if phrases:
                found |= {("phrase", a + b + c) for a, b, c in
                          zip(units, units[1:], units[2:])}
            continue
        if kind == "tag" and not m.group("tag").isdigit():
            found.add(("tag", m.group("tag")))
        if kind not in ("word", "kana"):
            before = None
            continue
        w = m.group().replace("’", "'")
        if re.search(".'s$", w):
            w = w[:-2]
        else:
            w = re.sub("^[a-zà-ÿ]{1,2}'(?=.{3})", "", w)
        if not 2 <= len(w) <= 40 or w.isdigit():
            before = None
            continue
        found.add(("word", w))
        if phrases and near:
            found.add(("phrase", before + " " + w))
        before = w
    return found


def canonical(url):
    if not re.match("https?://", url, re.I):
        return None
    u = urlsplit(url)
    if not u.hostname:
        return None
    host = u.hostname
    if u.port not in (None, 80, 443):
        host += ":%d" % u.port
    query = [p for p in u.query.split("&") if p and
             not re.match("utm_.", p) and p.split("=")[0] not in CLICKS]
    return "https://" + host + (u.path or "/") + (
        "?" + "&".join(query) if query else "")


def terms(d, kinds):
    """None for a record that could have none."""
    said = "\n".join(d[k] for k in ("title", "text") if d.get(k))
    tags, links = d.get("tags") or [], d.get("links") or []
    if not said and not tags and not links:
        return None
    found = cut(said, "phrase" in kinds)
    if tags:
        found = {t for t in found if t[0] != "tag"}
        found |= {("tag", fold(t.lstrip("#"))) for t in tags}
    urls = links or re.findall("https?://[!#-;=?-~]+", said, re.I)
    for u in urls:
        u = canonical(u)
        if u:
            found.add(("link", u))
            host = re.sub("^www\\.", "", urlsplit(u).hostname)
            found.add(("host", host))
    return {t for t in found if t[0] in kinds}


def newest(lines):
    best = {}
    for line in lines:
        d = json.loads(line)
        said = d["type"] in ("post", "comment", "mention", "article", "review")
        key = (said or d["type"], d["network"], d["id"])
        new = d.get("fetched", d.get("published", ""))
        if key not in best or new > best[key][0]:
            best[key] = (new, d)
    return [d for _, d in best.values()]


def expected(now, o, lines):
    kinds = o.get("kinds", "word,tag,link,host").split(",")
    until = dt.datetime.fromisoformat(now.replace("Z", "+00:00"))
    span = dt.timedelta(days=o.get("days", 7))
    counts = [{}, {}]
    total = [0, 0]
    for d in newest(lines):
        if d["type"] == "visit" or "published" not in d:
            continue
        t = dt.datetime.fromisoformat(d["published"].replace("Z", "+00:00"))
        if not until - 2 * span <= t < until:
            continue
        w = 0 if t >= until - span else 1
        own = d.get("own") is True or d["type"] == "post"
        if o.get("of", "others") != "all" and \
                own != (o.get("of", "others") == "own"):
            continue
        found = terms(d, kinds)
        if found is None:
            continue
        total[w] += 1
        who = d.get("author", {}).get("id")
        for t in found:
            c = counts[w].setdefault(t, [0, set()])
            c[0] += 1
            if who:
                c[1].add((d["network"], who))
    half = (1 - o.get("level", 95) / 100) / 2
    rows = []
    for t in set(counts[0]) | set(counts[1]):
        a, who = counts[0].get(t, (0, set()))
        b, crowd = counts[1].get(t, (0, set()))
        if a + b < o.get("min", 5):
            continue
        scale = total[1] / total[0]
        low = stats.beta.ppf(half, a, b + 1) if a else 0.
        high = stats.beta.ppf(1 - half, a + 1, b) if b else None
        chance = total[0] / (total[0] + total[1])
        p = min(1., 2 * min(stats.binom.cdf(a, a + b, chance),
                            stats.binom.sf(a - 1, a + b, chance)))
        rows.append({
            "kind": t[0], "term": t[1], "records": a, "records_before": b,
            "share": 100 * a / total[0], "share.n": total[0],
            "share_before": 100 * b / total[1], "share_before.n": total[1],
            "ratio": a / b * scale if b else None, "ratio.n": a + b,
            "ratio.low": low / (1 - low) * scale if a else 0.,
            "ratio.high": high / (1 - high) * scale if b else None,
            "p": p, "authors": len(who), "authors_before": len(crowd)})
    m = len(rows)
    rows.sort(key=lambda r: r["p"])
    least = 1.
    for k in range(m, 0, -1):
        least = min(least, rows[k - 1]["p"] * m / k)
        rows[k - 1]["p_adjusted"] = least
        rows[k - 1]["p_adjusted.n"] = m
    z = stats.norm.ppf(1 - half)
    for r in rows:
        for name in ("share", "share_before"):
            n, p = r[name + ".n"], r[name] / 100
            mid = (p + z * z / 2 / n) / (1 + z * z / n)
            h = z / (1 + z * z / n) * math.sqrt(
                p * (1 - p) / n + z * z / 4 / n / n)
            r[name + ".low"], r[name + ".high"] = 100 * (mid - h), 100 * (mid + h)
    falling = o.get("falling", False)
    people = o.get("authors", 1 if o.get("of") == "own" else 3)
    kept = []
    for r in rows:
        if falling:
            fits = r["ratio.high"] is not None and r["ratio.high"] < 1
        else:
            fits = r["ratio.low"] > 1
        if fits and r["p_adjusted"] <= o.get("fdr", 10) / 100 and \
                r["authors_before" if falling else "authors"] >= people:
            kept.append(r)
    mark = {"word": "w", "phrase": "p", "tag": "t", "link": "l", "host": "h"}
    kept.sort(key=lambda r: (
        round(r["ratio.high"], 9) if falling else -round(r["ratio.low"], 9),
        -r["records_before" if falling else "records"],
        (mark[r["kind"]] + r["term"] + '"').encode()))
    return kept


def same(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return a is not None and b is not None and \
            math.isclose(a, b, rel_tol=1e-8, abs_tol=1e-9)
    return a == b


def check(now, options, records, rows):
    with open(records) as f:
        want = expected(now, json.loads(options), f)
    with open(rows) as f:
        got = [r for r in map(json.loads, f) if r["type"] == "row"]
    if len(want) != len(got):
        print("%d rows, not %d" % (len(got), len(want)))
        print(set((r["kind"], r["term"]) for r in got) ^
              set((r["kind"], r["term"]) for r in want))
    for w, g in zip(want, got):
        for name in w:
            if not same(w[name], g.get(name)):
                print("%s %s: %s is %s, not %s" % (
                    g["kind"], g["term"], name, g.get(name), w[name]))
    print("%d rows" % len(got))


if sys.argv[1] == "make":
    make(int(sys.argv[2]), int(sys.argv[3]))
elif sys.argv[1] == "null":
    null(int(sys.argv[2]), int(sys.argv[3]))
else:
    check(*sys.argv[2:])
