# The sample community's web log: two weeks of www.troislevains.example in the
# combined format, seeded. make.py calls it.
import math
import random
from datetime import datetime, timedelta, timezone

LYON = timezone(timedelta(hours=1))
RND = random.Random(1974)
HOST = "https://www.troislevains.example"
PAGES = ["/", "/pains/", "/pains/pain-de-minuit", "/pains/miche-de-jeanne",
         "/viennoiseries/", "/commande/", "/panettone-2026/", "/adopter-odile/",
         "/horaires", "/atelier/", "/blog/", "/blog/pain-de-minuit-la-recette",
         "/blog/midnight-loaf-the-recipe", "/blog/gaston-est-revenu",
         "/blog/merci-marcel", "/en/", "/zh/", "/contact",
         "/recherche?q=sans+gluten", "/recherche?q=panettone"]
ASSETS = ["/assets/site.css?v=41", "/assets/site.js?v=41",
          "/assets/logo.svg", "/assets/fonts/levain.woff2",
          "/media/gaston-640.webp", "/media/pain-de-minuit-640.webp",
          "/favicon.ico"]
PHONES = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) "
    "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 "
    "Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0"]
DESKS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
    "like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.6 Safari/605.1.15"]
# weight, referrer, utm_source and utm_medium, entries; "" is the campaign's
CHANNELS = [
    (26, "-", None, ["/", "/horaires", "/commande/", "/pains/"]),
    (20, "https://www.google.com/", None,
     ["/", "/horaires", "/pains/pain-de-minuit",
      "/blog/midnight-loaf-the-recipe"]),
    (3, "https://duckduckgo.com/", None, ["/", "/horaires"]),
    (3, "https://www.bing.com/", None, ["/", "/pains/"]),
    (2, "https://www.baidu.com/link?url=kq3x", None, ["/zh/"]),
    (12, "https://l.instagram.com/", "instagram|social", [""]),
    (4, "https://www.instagram.com/", None, ["/"]),
    (8, "https://lm.facebook.com/", "facebook|social", [""]),
    (3, "https://m.facebook.com/", None, ["/blog/gaston-est-revenu", "/"]),
    (8, "https://www.tiktok.com/", None,
     ["/blog/gaston-est-revenu", "/", "/blog/merci-marcel"]),
    (4, "https://www.youtube.com/", None, ["/blog/midnight-loaf-the-recipe"]),
    (3, "https://pain.example/", None,
     ["/blog/midnight-loaf-the-recipe", "/adopter-odile/"]),
    (2, "https://t.co/8dQ2levain", None, ["/blog/gaston-est-revenu"]),
    (2, "https://out.reddit.com/t3_1o9zzz", None,
     ["/blog/midnight-loaf-the-recipe"]),
    (3, "https://mp.weixin.qq.com/", "wechat|social", ["/zh/", ""]),
    (2, "https://fildespentes.example/le-four-le-joint-et-la-cuillere", None,
     ["/", "/blog/merci-marcel"]),
    (1, "https://chatgpt.com/", None, ["/horaires"]),
    (9, "-", "newsletter|email", [""]),
    (3, "-", "affiche|print", [""])]
BOTS = [
    (9, "Mozilla/5.0 (compatible; Googlebot/2.1; "
        "+http://www.google.com/bot.html)"),
    (6, "Mozilla/5.0 (compatible; bingbot/2.0; "
        "+http://www.bing.com/bingbot.htm)"),
    (4, "Mozilla/5.0 (compatible; Baiduspider/2.0; "
        "+http://www.baidu.com/search/spider.html)"),
    (6, "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)"),
    (5, "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; "
        "GPTBot/1.2; +https://openai.com/gptbot)"),
    (7, "FreshRSS/1.27.1 (Linux; https://freshrss.org)"),
    (6, "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 43 subscribers)"),
    (3, "facebookexternalhit/1.1 "
        "(+http://www.facebook.com/externalhit_uatext.php)"),
    (2, "curl/8.14.1"), (2, "python-requests/2.32.4")]
HOURS = [1, 1, 0, 0, 1, 3, 8, 12, 11, 9, 9, 10, 13, 9, 6, 6, 8, 12, 14, 12,
         10, 8, 5, 2]
BUSY = {2: 0.5, 6: 1.3, 7: 1.2, 8: 2.0, 9: 1.3, 12: 1.8, 14: 2.2}
# The log was cut the evening before and goes on to the hour of the report.
FROM = datetime(2026, 11, 1, 22, 0, tzinfo=LYON)
TO = datetime(2026, 11, 16, 6, 58, tzinfo=LYON)
SCANS = ["/wp-login.php", "/.env", "/xmlrpc.php", "/phpmyadmin/index.php",
         "/.git/config"]


def pick(seq):
    return seq[int(RND.random() * len(seq))]


def between(low, high):
    return low + int(RND.random() * (high - low + 1))


def weighted(rows):
    at = RND.random() * sum(r[0] for r in rows)
    for r in rows:
        at -= r[0]
        if at < 0:
            return r
    return rows[-1]


def address():
    if RND.random() < 0.28:
        return "2001:db8:%x:%x::%x" % (between(1, 90), between(1, 4000),
                                       between(1, 60000))
    return "%s.%d" % (pick(["192.0.2", "198.51.100", "203.0.113"]),
                      between(1, 254))


def campaign(day, source):
    name = "panettone-2026" if day >= 12 else "pain-de-minuit"
    page = "/panettone-2026/" if day >= 12 else "/pains/pain-de-minuit"
    if day >= 14 and RND.random() < 0.6:
        name, page = "adopter-odile", "/adopter-odile/"
    src, medium = source.split("|")
    q = "?utm_source=%s&utm_medium=%s&utm_campaign=%s" % (src, medium, name)
    if src == "instagram":
        q += "&utm_content=" + pick(["bio", "story"])
    if src == "facebook":
        q += "&fbclid=IwY2xjawO" + "%012x" % int(RND.random() * 2 ** 48)
    return page + q


class Log:
    def __init__(self):
        self.lines = []

    def hit(self, t, ip, path, status, size, ref, agent, method="GET"):
        self.lines.append((t, len(self.lines), '%s - - [%s] "%s %s HTTP/1.1" '
                           '%d %d "%s" "%s"' % (
                               ip, t.strftime("%d/%b/%Y:%H:%M:%S +0100"),
                               method, path, status, size, ref, agent)))

    def session(self, day):
        hour = weighted([(w, h) for h, w in enumerate(HOURS)])[1]
        t = datetime(2026, 11, day, hour, between(0, 59), between(0, 59),
                     tzinfo=LYON)
        if not FROM <= t < TO:
            return
        _, ref, source, entries = weighted(CHANNELS)
        ip, agent = address(), pick(PHONES if RND.random() < .66 else DESKS)
        path = pick(entries)
        if source:
            path = campaign(day, source) if path == "" else \
                path + campaign(day, source).split("/")[-1]
        fresh = RND.random() < 0.7
        for step in range(1 + int(-math.log(1 - RND.random()) * 1.3)):
            status = 200
            if "tiktok" in ref and step == 0 and RND.random() < 0.12:
                path, status = "/marcel", 404
            elif day == 14 and hour == 10 and RND.random() < 0.25:
                status = 502
            size = between(6200, 21900) if status == 200 else 1180
            self.hit(t, ip, path, status, size, ref, agent)
            if step == 0 and fresh and status == 200:
                for asset in ASSETS[:between(0, 3)]:
                    self.hit(t + timedelta(seconds=1), ip, asset,
                             200 if RND.random() < 0.8 else 304,
                             between(900, 61000), HOST + path, agent)
            ref = HOST + path
            path = pick(PAGES)
            if ref.endswith("/panettone-2026/") and RND.random() < 0.4:
                path = "/commande/"
            t += timedelta(seconds=between(9, 240))
            if path == "/commande/" and RND.random() < 0.35:
                self.hit(t + timedelta(seconds=80), ip, "/commande/", 303, 0,
                         HOST + "/commande/", agent, "POST")

    def bots(self, day):
        for _ in range(between(34, 46)):
            t = datetime(2026, 11, day, between(0, 23),
                         between(0, 59), between(0, 59), tzinfo=LYON)
            if not FROM <= t < TO:
                continue
            agent = weighted(BOTS)[1]
            feed = "RSS" in agent or "Feedly" in agent
            path = "/blog/feed" if feed else pick(PAGES + ["/robots.txt"])
            status = 304 if feed and RND.random() < 0.7 else 200
            self.hit(t, address(), path, status,
                     0 if status == 304 else between(2000, 18000), "-", agent)
        if 1 < day < 16 and RND.random() < 0.6:
            ip = address()
            t = datetime(2026, 11, day, between(1, 22), between(0, 50), 0,
                         tzinfo=LYON)
            for i, path in enumerate(SCANS):
                self.hit(t + timedelta(seconds=i), ip, path, 404, 1180, "-",
                         "Mozilla/5.0 zgrab/0.x")


def weblog(name):
    log = Log()
    for day in range(1, 17):
        for _ in range(int(62 * BUSY.get(day, 1.0))):
            log.session(day)
        log.bots(day)
    lines = [x[2] for x in sorted(log.lines, key=lambda x: (x[0], x[1]))]
    # Real logs have these: a TLS greeting on the plain port, an escaped quote.
    lines.insert(410, '203.0.113.77 - - [03/Nov/2026:11:02:19 +0100] '
                 '"\\x16\\x03\\x01\\x02\\x00\\x01\\x00" 400 157 "-" "-"')
    lines.insert(1207, '198.51.100.9 - - [07/Nov/2026:03:14:15 +0100] "GET '
                 '/?q=%22levain%22 HTTP/1.1" 200 9120 "-" '
                 '"say \\"hello\\" (personal script)"')
    with open(name, "w", encoding="utf-8", newline="\n") as f:
        f.write("\n".join(lines) + "\n")
