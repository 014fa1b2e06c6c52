#!/usr/bin/env python3
# Makes the sample community's archive and web log from posts.txt and
# mentions.txt: the same bytes each time. Run it as: python3 make.py [FOLDER]
import json
import math
import os
import random
import re
import sys
from datetime import datetime, timedelta, timezone

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(HERE)
LYON = timezone(timedelta(hours=1))
START = datetime(2026, 11, 2, tzinfo=timezone.utc)
RUNS = [datetime(2026, 11, 9, 4, 10, 0, tzinfo=timezone.utc),
        datetime(2026, 11, 16, 4, 10, 0, tzinfo=timezone.utc)]
# Instagram stopped the second run: nothing after this was handed over.
STOPPED = datetime(2026, 11, 13, 18, 40, 0, tzinfo=timezone.utc)
ACCOUNT = "levains"
RND = random.Random(1968)

# followers on the first day, followed, posts before, what a follower sees
NETWORKS = {
    "instagram": dict(handle="troislevains", id="17841400968251974",
                      name="Trois Levains", followers=8420, grow=31,
                      following=612, posts=1288, see=0.34),
    "facebook": dict(handle="troislevains", id="102968251974001",
                     name="Trois Levains", followers=5110, grow=6,
                     following=None, posts=None, see=0.16),
    "mastodon": dict(handle="levains@pain.example", id="109681974251968001",
                     name="Trois Levains :bread:", followers=1340, grow=9,
                     following=288, posts=2417, see=0.5),
    "tiktok": dict(handle="troislevains", id="7196825197400012345",
                   name="Trois Levains", followers=12600, grow=95,
                   following=74, posts=163, see=0.9),
    "youtube": dict(handle="@TroisLevains", id="UCt3L3va1ns1968G4st0nXyZ",
                    name="Trois Levains", followers=2150, grow=8,
                    following=None, posts=58, see=0.8),
    "wechat": dict(handle="sanlaojiao", id="gh_3l1968a974f5",
                   name="三酵母面包房", followers=3480, grow=12,
                   following=None, posts=None, see=0.3),
}
# share of the viewers who do it; None: the network does not say
RATES = {
    "instagram": dict(likes=0.085, shares=0.006, saves=0.011),
    "facebook": dict(reactions=0.06, shares=0.008, clicks=0.021),
    "mastodon": dict(likes=0.03, shares=0.011, quotes=0.0012),
    "tiktok": dict(likes=0.11, shares=0.012, saves=0.014),
    "youtube": dict(likes=0.045),
    "wechat": dict(likes=0.031, shares=0.026, saves=0.012),
}
PEOPLE = {
    "fr": """Léa Fontaine|lea.fontaine;Julien P.|ju_pentes;Mme Garnier|garnier.odette;
Karim Benali|karim_b;Sophie L.|sophie.croixrousse;Hugo|hugo_mange;Inès Morel|ines.dessine;
Thierry V.|thierry69;Amandine|la.cremiere;Paul-Henri|ph_du_12;Nadia K.|nadia.k;
Mathis|mathis.ok;Claire Dubosc|claire.db;Le Grand Fred|grandfred;Yasmina|yasminacuisine;
Benoît Roux|b_roux;Élodie|elodie.tt;Maman de Léon|maman_leon;Cédric|cedric.velo;
Solène|solene_l;Aïcha D.|aicha.d;Gaspard|gaspard.film;Pierrette|pierrette.1947""",
    "en": """Gwen Hughes|gwenbakes;Jonty|jonty.bread;Priya N.|priya.n;Sam O'Dell|samodell;
Mika|mika_t;Hannah Weiss|hannah.w;Dough Nut|dough.nut.404;Rosa M.|rosa.m;Ji-woo|jiwoo.eats;
Old Crumb|oldcrumb;Becky in Leeds|beckyleeds;Tariq|tariq_a;Kenji|kenji.osaka;Nell|nellwrites;
Brother Yeast|brotheryeast;Ana Luz|analuz""",
    "zh": """小鱼儿|xiaoyuer;成都吃货王姐|wangjie_cd;阿明|aming88;林小满|linxiaoman;
面包控Coco|coco_mianbao;老周在巴黎|laozhou_paris;桃子|taozi_l;陈老师|chenlaoshi;
豆浆油条|doujiang;Vivian 薇|vivianwei;北北|beibei_lyon;大刘|daliu""",
}
PEOPLE = {k: [p.split("|") for p in re.split(r";\s*", v.strip())]
          for k, v in PEOPLE.items()}
SHORT = {
    "fr": ["Miam 😋", "❤️", "😍😍😍", "Superbe", "Bravo !", "🔥🔥", "Hâte !",
           "👏👏👏", "Trop beau", "J'en veux", "Merci pour ce moment"],
    "en": ["Yum 😋", "❤️", "Gorgeous", "Love this", "👏👏", "🔥", "So good",
           "Need this", "Wow"],
    "zh": ["赞👍", "想吃!", "😋😋", "好棒", "❤️", "路过支持一下"],
}


def pick(seq):
    return seq[int(RND.random() * len(seq))]


def between(low, high):
    return low + int(RND.random() * (high - low + 1))


def z(t):
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def digits(n):
    return str(between(1, 9)) + "".join(str(between(0, 9))
                                        for _ in range(n - 1))


def letters(n):
    return "".join(pick("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
                        "0123456789_-") for _ in range(n))


def read_posts():
    posts = []
    for line in open(os.path.join(HERE, "posts.txt"), encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("@ "):
            f = [x.strip() for x in line[2:].split("|")]
            when = datetime.strptime(f[1], "%Y-%m-%d %H:%M")
            posts.append(dict(
                key=f[0], networks=f[2].split(), lang=f[3], media=f[4],
                weight=float(f[5]), tags=f[6].split(), text="", answers=[],
                at=when.replace(tzinfo=LYON).astimezone(timezone.utc)))
        elif line.startswith(("- ", "+ ")):
            m = re.match(r"(?:(fr|en|zh): )?(.*)", line[2:])
            posts[-1]["answers"].append(
                (line[0], m[1] or posts[-1]["lang"], m[2]))
        elif line and not line.startswith("#") and posts:
            posts[-1]["text"] += line
    return posts


def new_id(network):
    """The id of a post, or None: drawn for each network as its ids look."""
    return {"instagram": lambda: "1802" + digits(13),
            "facebook": lambda: "102968251974001_1220" + digits(11),
            "mastodon": lambda: "1154" + digits(14),
            "tiktok": lambda: "75" + digits(17),
            "youtube": lambda: letters(11),
            "wechat": lambda: "22474" + digits(5) + "_1"}[network]()


def url_of(network, post_id):
    return {"instagram": "https://instagram.example/p/" + letters(11) + "/",
            "facebook": "https://facebook.example/troislevains/posts/"
                        + post_id.split("_")[-1],
            "mastodon": "https://pain.example/@levains/" + post_id,
            "tiktok": "https://tiktok.example/@troislevains/video/" + post_id,
            "youtube": "https://youtube.example/watch?v=" + post_id,
            "wechat": "https://mp.wechat.example/s/" + letters(22)}[network]


def grown(final, age):
    """What a number that ends at final had reached after so many hours."""
    return int(round(final * (1 - math.exp(-max(age, 0.2) / 16))))


def media_of(post, network):
    if post["media"] in ("text", "link"):
        return None
    name = "https://media.troislevains.example/2026/11/" + post["key"]
    if post["media"] == "video":
        return [dict(type="video", url=name + ".mp4", width=1080,
                     height=1080 if network == "youtube" else 1920,
                     seconds=between(22, 58) if network != "youtube"
                     else between(380, 720), mime="video/mp4")]
    return [dict(type="image", url=name + ".jpg", width=1080, height=1350,
                 mime="image/jpeg")]


def finals(post, network, comments, hour):
    n = NETWORKS[network]
    seen = n["followers"] * n["see"] * post["weight"] * \
        (0.8 + 0.4 * RND.random())
    m = {}
    if network == "facebook":
        m["impressions"] = int(seen * 1.32)
        m["reach"] = int(seen)
    elif network == "instagram":
        m["views"] = int(seen * 1.45)
        m["reach"] = int(seen)
    elif network != "mastodon":
        m["views"] = int(seen)
    for name, rate in RATES[network].items():
        m[name] = int(seen * rate * (0.7 + 0.6 * RND.random()))
    m["comments"] = comments
    order = ["views", "impressions", "reach", "likes", "reactions",
             "comments", "shares", "quotes", "saves", "clicks"]
    return {k: m[k] for k in order if k in m}


def ours(network):
    n = NETWORKS[network]
    return dict(id=n["id"], handle=n["handle"], name=n["name"])


class People:
    """The same person has one id on one network, and returns."""

    def __init__(self):
        self.ids = {}

    def one(self, network, lang):
        name, handle = pick(PEOPLE[lang])
        key = network + handle
        if key not in self.ids:
            self.ids[key] = digits(12)
        author = dict(id=self.ids[key], handle=handle, name=name)
        if network == "mastodon":
            author["handle"] = handle.replace(".", "_") + "@" + pick(
                ["pain.example", "lyon.example", "bread.example"])
        return author


def answers(post, network, post_id, people):
    """The comments of one post on one network, with our replies."""
    out, last = [], None
    at = post["at"]
    mine = post["share"][network]
    pace = 14 if post["weight"] > 3 else 55
    for kind, lang, text in mine:
        at = at + timedelta(seconds=int(
            -math.log(1 - RND.random()) * pace * 60) + 40)
        ident = digits(17)
        if network == "facebook":
            ident = post_id.split("_")[-1] + "_" + digits(15)
        elif network == "youtube":
            ident = "Ug" + letters(24)
        r = dict(type="comment", network=network, account=ACCOUNT, id=ident,
                 published=z(at))
        if kind == "+" and last:
            r.update(author=ours(network), own=True, text=text, lang=lang,
                     reply_to=last, thread=post_id)
        else:
            r.update(author=people.one(network, lang), text=text, lang=lang,
                     reply_to=post_id, thread=post_id)
            last = ident
        if network != "wechat":
            r["metrics"] = dict(likes=int(RND.random() ** 3
                                          * 9 * post["weight"]))
        out.append((at, r))
    return out


def share_answers(post):
    """Chinese goes where Chinese is read; the rest takes turns."""
    post["share"] = {n: [] for n in post["networks"]}
    where, turn = post["networks"][0], 0
    for kind, lang, text in post["answers"]:
        if kind == "-":
            where = post["networks"][turn % len(post["networks"])]
            turn += 1
        post["share"][where].append((kind, lang, text))
    for n in post["networks"]:
        for _ in range(between(0, 2 if post["weight"] < 3 else 4)):
            lang = post["lang"] if RND.random() < 0.75 else pick(
                ["fr", "en", "zh"])
            post["share"][n].append(("-", lang, pick(SHORT[lang])))


def coverage(network, what, run, records, url):
    # From midnight in Lyon of the first day; then from where the last ended.
    start = START - timedelta(hours=1) if run == RUNS[0] else RUNS[0]
    end = run
    r = dict(type="coverage", network=network, account=ACCOUNT, source=url,
             what=what, asked=dict(since=z(start), until=z(end)),
             covered=dict(start=z(start), end=z(end)),
             pages=max(1, (records + 24) // 25), records=records, refused=0,
             complete=True)
    if network == "instagram" and run == RUNS[1] and what != "account":
        r["covered"]["end"] = z(STOPPED)
        r.update(refused=1, complete=False,
                 why="rate limit: the network asked to come back in 6 hours")
    r["fetched"] = z(run + timedelta(seconds=70))
    return r


def archive(posts):
    people = People()
    for p in posts:
        share_answers(p)
    for network, n in NETWORKS.items():
        lines = []
        per_run = {run: dict(posts=0, comments=0) for run in RUNS}
        for p in (p for p in posts if network in p["networks"]):
            ident = new_id(network)
            url = url_of(network, ident)
            said = answers(p, network, ident, people)
            final = finals(p, network, len(said), p["at"].hour)
            title = p["text"] if network == "youtube" else None
            snaps = [p["at"].replace(minute=5, second=0) + timedelta(hours=h)
                     for h in (between(20, 26), between(60, 90))]
            snaps = [t for t in snaps if t < RUNS[1]] + [RUNS[1]]
            late = network == "instagram" and p["at"] > STOPPED
            if late:
                continue        # never handed over
            if network == "instagram" and p["at"] > RUNS[0]:
                said = [c for c in said if c[0] < STOPPED]
            for t in snaps:
                age = (t - p["at"]).total_seconds() / 3600
                r = dict(type="post", network=network, account=ACCOUNT,
                         id=ident, url=url, published=z(p["at"]),
                         author=ours(network))
                if title:
                    r["title"] = title
                r.update(text=p["text"], lang=p["lang"])
                if p["tags"] and network != "wechat":
                    r["tags"] = p["tags"]
                media = media_of(p, network)
                if media:
                    r["media"] = media
                r["metrics"] = {k: final[k] if t == RUNS[1] else
                                grown(final[k], age) for k in final}
                r["fetched"] = z(t)
                lines.append((t, 0, r))
            run = RUNS[0] if p["at"] < RUNS[0] else RUNS[1]
            per_run[run]["posts"] += 1
            for at, r in said:
                run = RUNS[0] if at < RUNS[0] else RUNS[1]
                per_run[run]["comments"] += 1
                r["fetched"] = z(run)
                lines.append((run, 1, r))
        for when, r in mentions(network):
            run = RUNS[0] if when < RUNS[0] else RUNS[1]
            r["fetched"] = z(run)
            lines.append((run, 2, r))
        followers, count = n["followers"], n["posts"]
        for day in range(15):
            t = START + timedelta(days=day, hours=5, minutes=2)
            m = dict(followers=followers)
            if n["following"] is not None:
                m["following"] = n["following"] + day // 5
            if count is not None:
                m["posts"] = count + sum(
                    1 for p in posts if network in p["networks"]
                    and p["at"] < t)
            lines.append((t, 3, dict(
                type="account", network=network, account=ACCOUNT,
                id=n["id"], handle=n["handle"], name=n["name"], metrics=m,
                fetched=z(t))))
            followers += int(n["grow"] * (0.5 + RND.random()
                             + (5.5 if day in (6, 7) else 0)))
        for run in RUNS:
            for what in ("posts", "comments"):
                lines.append((run + timedelta(seconds=70), 4, coverage(
                    network, what, run, per_run[run][what],
                    "https://api.%s.example/" % network)))
        lines.sort(key=lambda x: (x[0], x[1], x[2].get("published", "")))
        with open(os.path.join(OUT, "archive", network + ".ndjson"), "w",
                  encoding="utf-8", newline="\n") as f:
            for _, _, r in lines:
                f.write(json.dumps(r, ensure_ascii=False,
                                   separators=(",", ":")) + "\n")


def mentions(network):
    """What others said, from mentions.txt; handles on this network only."""
    out, head = [], None
    for line in open(os.path.join(HERE, "mentions.txt"), encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("@ 2"):
            head = [x.strip() for x in line[2:].split("|")]
        elif head and line and head[1] == network:
            at = datetime.strptime(head[0], "%Y-%m-%d %H:%M").replace(
                tzinfo=LYON).astimezone(timezone.utc)
            out.append((at, dict(
                type="mention", network=network, account=ACCOUNT,
                id=digits(18), published=z(at),
                author=dict(id=digits(12), handle=head[2], name=head[3]),
                text=line, lang=head[4], metrics=dict(likes=int(head[5])))))
    return out


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    from weblog import weblog
    for folder in ("archive", "logs"):
        os.makedirs(os.path.join(OUT, folder), exist_ok=True)
    archive(read_posts())
    weblog(os.path.join(OUT, "logs", "access.log"))
