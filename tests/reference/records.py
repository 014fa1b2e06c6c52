#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Records as an archive holds them, for the tests beside a reference.

    python3 records.py SEED COUNT

prints about COUNT records of half a year before 2026-11-16, the same for the
same seed: posts of several accounts with metrics that depend on the hour in
Paris, the weekday, the format and the tags; some metrics missing, some posts
too young; comments of others and own, mentions, snapshots of accounts with
gaps, visits, numbers of advertising, and newer and equal copies of some. All
are good records. In random order. Only Python itself is needed.
"""
import json
import math
import random
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
END = datetime(2026, 11, 16, 5, tzinfo=timezone.utc)
DAYS = 182

ACCOUNTS = [("instagram", "acme/insta", 8000), ("mastodon", "acme", 900),
            ("facebook", "acme/page", 5200), ("tiktok", "acme/tok", 12000),
            ("mastodon", "rival", 4000)]
FORMATS = ["image", "video", "album", "text", "link"]
TAGS = ["bread", "levain", "recipe", "paris", "noël", "news", "win", "日本"]
LANGS = ["fr", "fr", "fr", "en", "en", "de", "zh", None]
WORDS = ("pain levain four farine nuit matin fresh bread oven crust recipe "
         "question merci bravo delivery late broken love price again").split()
LINKS = ["https://acme.example/shop", "https://acme.example/recipe?utm_source="
         "instagram&utm_campaign=autumn", "https://news.example/a"]
CAMPAIGNS = ["autumn", "Winter Sale", None, None, None]


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.out = []
        self.ids = 0
        self.people = [{"id": str(10**9 + k), "handle": "p%d" % k,
                        "name": "Person %d" % k,
                        "followers": int(10 ** self.r.uniform(0, 5))}
                       for k in range(150)]

    def id(self):
        self.ids += 1
        return str(7 * 10**17 + self.ids)

    def time(self, t, odd=True):
        """RFC 3339, now and then with another offset."""
        if odd and self.r.random() < 0.1:
            zone = timezone(timedelta(minutes=self.r.choice([330, -210, 60])))
            return t.astimezone(zone).isoformat(timespec="seconds")
        return t.strftime("%Y-%m-%dT%H:%M:%SZ")

    def moment(self):
        t = END - timedelta(seconds=self.r.randrange(DAYS * 86400))
        # Most is posted at working hours of Paris.
        if self.r.random() < 0.7:
            t = t.astimezone(PARIS).replace(
                hour=self.r.choice([8, 9, 11, 12, 12, 15, 17, 18, 18, 20]))
        return t.astimezone(timezone.utc)

    def around(self, mean):
        """A count with that mean, spread more than by chance."""
        mean *= math.exp(self.r.gauss(0, 0.6) - 0.18)
        return max(0, int(self.r.gauss(mean, math.sqrt(mean + 0.1)) + 0.5))

    def text(self):
        return " ".join(self.r.choice(WORDS)
                        for _ in range(self.r.randrange(3, 25)))

    def fetched(self, t, days):
        return min(END, t + timedelta(hours=self.r.uniform(1, days * 24)))

    def post(self):
        r = self.r
        network, account, followers = r.choice(ACCOUNTS)
        t = self.moment()
        fmt = r.choice(FORMATS)
        tags = r.sample(TAGS, r.choice([0, 0, 1, 1, 2, 3]))
        local = t.astimezone(PARIS)
        lift = (0.5 if 17 <= local.hour <= 20 else 0) - \
            (0.4 if local.isoweekday() > 5 else 0) + \
            (0.5 if "recipe" in tags else 0) + \
            (0.6 if fmt == "video" else 0)
        views = self.around(followers * 0.2 * math.exp(lift / 2))
        likes = self.around(views * 0.05 * math.exp(lift / 2))
        metrics = {"views": views, "reach": int(views * 0.8), "likes": likes,
                   "comments": self.around(likes * 0.05),
                   "shares": self.around(likes * 0.08),
                   "saves": self.around(likes * 0.04)}
        if network == "facebook":
            metrics["reactions"] = likes + self.around(likes * 0.1)
            metrics["impressions"] = metrics.pop("views")
        if network == "mastodon":
            for gone in ("views", "reach", "saves"):
                del metrics[gone]
        for name in list(metrics):
            if r.random() < 0.04:
                del metrics[name]
        d = {"type": "article" if r.random() < 0.03 else "post",
             "network": network, "account": account, "id": self.id(),
             "published": self.time(t),
             "author": {"id": "own-" + account, "handle": account,
                        "followers": followers},
             "text": self.text(), "format": fmt}
        lang = r.choice(LANGS)
        if lang:
            d["lang"] = lang
        if tags:
            d["tags"] = tags
        if r.random() < 0.3:
            d["links"] = [r.choice(LINKS)]
        campaign = r.choice(CAMPAIGNS)
        if campaign:
            d["campaign"] = campaign
        if metrics:
            d["metrics"] = metrics
        d["fetched"] = self.time(self.fetched(t, 30), False)
        self.out.append(d)
        self.answers(d, t)

    def said(self, kind, post, t, author, **more):
        d = {"type": kind, "network": post["network"],
             "account": post["account"], "id": self.id(),
             "published": self.time(t), "author": author,
             "text": self.text(), **more}
        lang = self.r.choice(LANGS)
        if lang:
            d["lang"] = lang
        if self.r.random() < 0.3:
            d["curation"] = {"labels": [self.r.choice(
                ["positive", "negative", "neutral"])],
                "topics": [self.r.choice(["bread", "delivery"])]}
        d["metrics"] = {"likes": self.around(2)}
        d["fetched"] = self.time(self.fetched(t, 10), False)
        self.out.append(d)
        return d

    def answers(self, post, t):
        r = self.r
        for _ in range(r.choice([0, 0, 0, 1, 1, 2, 4])):
            person = r.choice(self.people)
            when = t + timedelta(minutes=r.expovariate(1 / 600))
            if when >= END:
                continue
            d = self.said("comment", post, when, person,
                          reply_to=post["id"], thread=post["id"])
            when += timedelta(minutes=r.expovariate(1 / 240))
            if r.random() < 0.5 and when < END:
                own = {k: v for k, v in post["author"].items()}
                self.said("comment", post, when, own, own=True,
                          reply_to=d["id"], thread=post["id"])
        if r.random() < 0.1:
            self.said("mention", post, min(END, t), r.choice(self.people))

    def accounts(self):
        for n, (network, account, followers) in enumerate(ACCOUNTS):
            for day in range(DAYS, -1, -1):
                followers += round(self.r.gauss(5, 20))
                if self.r.random() < 0.1 or (n == 1 and 60 < day < 80):
                    continue
                t = END - timedelta(days=day, seconds=self.r.randrange(7200))
                self.out.append({
                    "type": "account", "network": network, "account": account,
                    "id": "own-" + account, "handle": account,
                    "metrics": {"followers": max(0, followers)},
                    "fetched": self.time(t)})

    def visit(self):
        r = self.r
        d = {"type": "visit", "network": "web", "account": "acme.example",
             "url": r.choice(["/", "/shop", "/recipe", "/thanks"]),
             "published": self.time(self.moment(), False), "method": "GET",
             "status": 200, "visitor": "%016x" % r.randrange(400),
             "metrics": {"pageviews": 1, "bytes": r.randrange(100, 90000)}}
        if r.random() < 0.1:
            d["bot"] = "Examplebot"
            del d["metrics"]["pageviews"]
        if r.random() < 0.6:
            network = r.choice(["instagram", "mastodon", None])
            d["referrer"] = {"url": "https://x.example/", "host": "x.example"}
            if network:
                d["referrer"]["network"] = network
        if r.random() < 0.3:
            d["campaign"] = {"source": "instagram", "medium": "social",
                             "name": r.choice(["autumn", "winter sale"]),
                             "network": "instagram"}
        self.out.append(d)

    def series(self):
        for day in range(DAYS, 0, -1):
            start = (END - timedelta(days=day)).replace(hour=0)
            for campaign in ("autumn", "Winter Sale"):
                if self.r.random() < 0.1:
                    continue
                shown = self.around(2000)
                clicks = self.around(shown * 0.02)
                sold = self.around(clicks * 0.05)
                self.out.append({
                    "type": "series", "network": "facebook",
                    "account": "acme/ads",
                    "period": {"start": self.time(start, False),
                               "end": self.time(start + timedelta(days=1),
                                                False)},
                    "dimensions": {"campaign": campaign},
                    "metrics": {"impressions": shown, "clicks": clicks,
                                "spend": round(clicks * 0.31, 2),
                                "conversions": sold,
                                "revenue": round(sold * 19.9, 2)},
                    "fetched": self.time(END, False)})

    def copies(self):
        """Some were fetched twice: as they were, or with later numbers."""
        for d in list(self.out):
            if "id" not in d or d["type"] == "account" or \
                    self.r.random() > 0.08:
                continue
            d = json.loads(json.dumps(d))
            if self.r.random() < 0.7:
                t = datetime.fromisoformat(d["fetched"].replace("Z", "+00:00"))
                d["fetched"] = self.time(t - timedelta(hours=1), False)
                for name in d.get("metrics", {}):
                    d["metrics"][name] //= 2
            self.out.append(d)


def make(seed, count):
    m = Maker(seed)
    if count > 2000:
        m.accounts()
        m.series()
    while len(m.out) < count * 0.92:
        if m.r.random() < 0.35:
            m.visit()
        else:
            m.post()
    m.copies()
    m.r.shuffle(m.out)
    return m.out


def main():
    for d in make(int(sys.argv[1]), int(sys.argv[2])):
        print(json.dumps(d, ensure_ascii=False))


if __name__ == "__main__":
    main()
