# SPDX-License-Identifier: ISC
"""A small Pinterest, as the description of its API v5 has it: times without a
zone, days that are not counted yet, films by way of a store of files."""
import base64
import json
from urllib.parse import parse_qsl

import files
from fake import CANARY, CANARY2, Job, Network

ME, BOARD, OTHER = "2783136121146311751", "549755885175", "549755885176"
PIN, FILM, OLD = "813744226420795884", "813744226420795885", \
    "813744226420795000"
STORE = {"x-amz-date": "20261122T000000Z", "x-amz-signature": "abc",
         "x-amz-security-token": "tok", "x-amz-algorithm": "AWS4-HMAC-SHA256",
         "key": "uploads/12", "policy": "eyJ", "x-amz-credential": "AKIA/x",
         "Content-Type": "multipart/form-data"}


def draft(name, *media, want=1, status=0, settings=None, fresh=False,
          made=None, **more):
    made = dict(made or {})
    made.update({m["file"]: files.jpeg(8 + n) if m["file"].endswith("g")
                 else files.mp4(seconds=5) for n, m in enumerate(media)
                 if m.get("file") and m["file"] not in made})
    made.update({m["cover"]: files.png() for m in media
                 if "://" not in m.get("cover", "://")})
    made["d.ndjson"] = json.dumps({"to": ["brand"], "text": "Bread & tea",
                                   "media": list(media), **more}) + "\n"
    return Job(name, "cm-post", "d.ndjson", files=made, want=want,
               status=status, settings=settings, fresh=fresh)


JPG, JPG2, MP4 = {"file": "a.jpg"}, {"file": "b.jpg"}, {"file": "a.mp4"}
ONE = {"pinterest": {"board": BOARD}}
MANY = {"board": "SUMMER"}


class Pinterest(Network):
    name = "pinterest"
    settings = {"token": CANARY, "poll": "1", "board": BOARD,
                "client_id": "id", "client_secret": CANARY,
                "refresh_token": CANARY}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("posts of one", "cm-fetch", "brand:posts", "--of",
            "https://www.pinterest.com/pin/" + PIN),
        Job("search", "cm-fetch", "brand:search", "--query", "bread"),
        Job("series", "cm-fetch", "brand:series", "--since", "7d"),
        Job("series of one", "cm-fetch", "brand:series", "--of", PIN),
        Job("renewal", "cm-fetch", "brand:posts"),
        draft("post", JPG),
        draft("post first", JPG, fresh=True),
        draft("post a link", dict(JPG, alt="A loaf"), title="Bread",
              link="https://example.org/bread", options={"pinterest": {
                  "board": BOARD, "section": "77", "sponsor": "99"}}),
        draft("post by address", {"url": "{base}/a.jpg"}),
        draft("post several", dict(JPG, alt="One"), dict(JPG2, alt="Two")),
        draft("post several by address", {"url": "{base}/a.jpg"},
              {"url": "{base}/b.jpg"}),
        draft("post png", {"file": "a.png"}, made={"a.png": None}),
        draft("post a film", MP4),
        draft("post a film in time", dict(MP4, cover="c.png"), title="Film",
              made={"a.mp4": files.mov(seconds=9)}),
        draft("post a film with a cover", dict(
            MP4, cover="https://example.org/c.jpg")),
        draft("post a film from a second", MP4, options={"pinterest": {
            "cover_second": 2}}),
        draft("post a film that fails", MP4, want=0, status=1,
              title="Broken"),
        draft("post to a name", JPG, settings=MANY),
        draft("post to no board", JPG, want=0, status=1,
              settings={"board": "Winter"}),
        Job("act delete", "cm-post", "a", files={"a": json.dumps({
            "type": "action", "do": "delete", "target": {
                "account": "brand", "network": "pinterest",
                "id": PIN}}) + "\n"}),
    ]

    def __init__(self):
        super().__init__()
        self.films, self.looks, self.good = {}, 0, CANARY

    def begin(self, job):
        self.job = job
        if job.name == "renewal":
            self.good = CANARY2

    def is_(self, *names):
        return self.job is not None and self.job.name in names

    def pin(self, id, day, title=None, text="Bread", media=None, **more):
        image = {"width": 150, "height": 150,
                 "url": "https://i.pinimg.com/150x150/a.jpg"}
        big = {"width": 1200, "height": 900,
               "url": "https://i.pinimg.com/1200x/a.jpg"}
        return {
            "id": str(id), "created_at": "2026-11-%02dT20:10:40" % day,
            "link": "https://www.example.org/", "title": title,
            "description": text, "dominant_color": "#6E7874", "alt_text": "a",
            "creative_type": "REGULAR", "board_id": BOARD,
            "board_section_id": None, "board_owner": {"username": "ann"},
            "is_owner": True, "parent_pin_id": None, "is_standard": True,
            "has_been_promoted": False, "media": media or {
                "media_type": "image",
                "images": {"150x150": image, "1200x": big}},
            "pin_metrics": {"90d": {
                "impression": 2, "pin_click": 7, "clickthrough": 3,
                "save": 4}, "lifetime_metrics": {
                    "impression": 21, "pin_click": 71, "clickthrough": 31,
                    "reaction": 5, "comment": 1}}, **more}

    def film(self):
        return self.pin(FILM, 17, "Tea <3", media={
            "media_type": "video", "cover_image_url":
            "https://i.pinimg.com/c.jpg", "video_url": None, "duration": 5000,
            "height": 720, "width": 1280}, pin_metrics={"90d": {
                "impression": 2, "pin_click": 7, "clickthrough": 3}})

    def old(self):
        return self.pin(OLD, 2, "Two", media={
            "media_type": "multiple_images", "items": [
                {"item_type": "image", "title": None, "description": None,
                 "link": None, "images": {"600x": {
                     "width": 600, "height": 400,
                     "url": "https://i.pinimg.com/600x/%d.jpg" % n}}}
                for n in (1, 2)]}, pin_metrics=None)

    def answer(self, rq):
        if rq.path in ("/a.jpg", "/b.jpg"):
            return 200, {"Content-Type": "image/jpeg"}, files.jpeg(
                9 if "a" in rq.path else 10)
        if rq.what == "POST /store":
            return self.store(rq)
        if rq.what == "POST /v5/oauth/token":
            return self.token(rq)
        if rq.headers.get("authorization") != "Bearer " + self.good:
            return 401, {"code": 2, "message": "Authentication failed."}
        if not rq.path.startswith("/v5/"):
            return 404, {"code": 0, "message": "no " + rq.what}
        path, q = rq.path[3:], rq.query
        do = rq.method + " " + path
        if do == "GET /user_account":
            return {"account_type": "BUSINESS", "id": ME, "profile_image":
                    "https://i.pinimg.com/p.jpg", "website_url":
                    "https://e.org", "username": "ann", "about": "a",
                    "business_name": "Ann & Co", "board_count": 2,
                    "pin_count": 5, "follower_count": 13,
                    "following_count": 1, "monthly_views": 10}
        if do == "GET /boards":
            return self.boards(q)
        if do == "GET /pins":
            assert q["pin_metrics"] == "true" and q["page_size"] == "250"
            if q.get("bookmark") == "EMPTY":
                return {"items": [], "bookmark": "Lbp"}
            if q.get("bookmark"):
                return {"items": [self.old()], "bookmark": None}
            return {"items": list(reversed(self.items)) + [
                self.pin(PIN, 18), self.film()], "bookmark": "EMPTY"}
        if do == "GET /search/pins" and q.get("query"):
            return {"items": [self.pin(PIN, 18)] if not q.get("bookmark")
                    else [self.old()],
                    "bookmark": "b" if not q.get("bookmark") else None}
        if do == "POST /pins":
            return self.put(rq.json)
        if do == "POST /media" and rq.json == {"media_type": "video"}:
            id = str(12 + len(self.films))
            self.films[id] = "registered"
            return 201, {"media_id": id, "media_type": "video",
                         "upload_url": self.base + "/store",
                         "upload_parameters": dict(STORE,
                                                   key="uploads/" + id)}
        if path.startswith("/media/"):
            return self.worked_on(path[7:])
        if path.endswith("/analytics"):
            return self.measured(path, q)
        if do == "GET /pins/" + PIN:
            return self.pin(PIN, 18)
        if do == "DELETE /pins/" + PIN:
            return 204, None
        if path.startswith("/pins/"):
            return 404, {"code": 50, "message": "Pin not found."}
        return 404, {"code": 0, "message": "no " + do}

    def token(self, rq):
        """A new refresh token each time; whether the one before ends with
        it, nobody says."""
        form = dict(parse_qsl(rq.body.decode()))
        name = base64.b64encode(("id:" + CANARY).encode()).decode()
        if rq.headers.get("authorization") != "Basic " + name or \
                form.get("grant_type") != "refresh_token" or \
                form.get("refresh_token") not in (CANARY, CANARY2 + "r"):
            return 401, {"code": 2, "message": "Authentication failed."}
        self.good = CANARY2
        return {"access_token": CANARY2, "response_type": "refresh_token",
                "token_type": "bearer", "expires_in": 2592000,
                "scope": "boards:read", "refresh_token": CANARY2 + "r",
                "refresh_token_expires_in": 31536000,
                "refresh_token_expires_at": 1798761600}

    @staticmethod
    def boards(q):
        def board(id, name):
            return {"id": id, "created_at": "2020-01-01T20:10:40",
                    "board_pins_modified_at": "2020-01-01T20:10:40",
                    "name": name, "description": "d", "collaborator_count": 0,
                    "pin_count": 5, "follower_count": 13, "media": {
                        "image_cover_url": "https://i.pinimg.com/c.jpg",
                        "pin_thumbnail_urls": ["https://i.pinimg.com/t.jpg"]},
                    "owner": {"username": "ann"}, "privacy": "PUBLIC"}
        if q.get("bookmark"):
            return {"items": [board(BOARD, "Summer")], "bookmark": None}
        return {"items": [board(OTHER, "Tea")], "bookmark": "B"}

    def store(self, rq):
        """Takes what it told to be sent, in any order but the file last, and
        no token."""
        if "authorization" in rq.headers:
            return 400, {"Content-Type": "application/xml"}, \
                b"<Error><Code>InvalidArgument</Code></Error>"
        names = [p.split(b'"')[0].decode()
                 for p in rq.body.split(b'; name="')[1:]]
        if names[-1] != "file" or sorted(names[:-1]) != sorted(STORE):
            return 403, {"Content-Type": "application/xml"}, \
                b"<Error><Code>AccessDenied</Code></Error>"
        key = rq.body.split(b'name="key"')[1].split(b"\r\n")[2].decode()
        self.films[key[8:]] = "processing"
        return 204, None

    def worked_on(self, id):
        if id not in self.films:
            return 404, {"code": 404, "message": "Media not found."}
        self.looks += 1
        if self.is_("post a film that fails"):
            self.films[id] = "failed"
        elif self.films[id] == "processing" and not (
                self.is_("post a film in time") and self.looks < 2):
            self.films[id] = "succeeded"
        return {"media_id": id, "media_type": "video",
                "status": self.films[id]}

    def put(self, j):
        source = j["media_source"]
        kind = source["source_type"]
        if j.get("board_id") not in (BOARD, OTHER):
            return 400, {"code": 1, "message": "board_id is missing"}
        if kind == "video_id" and (
                self.films.get(source["media_id"]) != "succeeded" or not any(
                    k.startswith("cover_image") for k in source)):
            return 400, {"code": 1, "message": "the film is not there"}
        for one in source.get("items", [source]):
            if "data" in one:
                data = base64.b64decode(one["data"], validate=True)
                assert data[:2] == (b"\xff\xd8" if one["content_type"] ==
                                    "image/jpeg" else b"\x89P")
        if kind.startswith("multiple") and not 2 <= len(source["items"]) <= 5:
            return 400, {"code": 1, "message": "2 to 5"}
        n = self.accept(j.get("description") or j.get("title"))
        pin = self.pin(813744226420796000 + n, 20, j.get("title"),
                       j.get("description"), created_at=self.now()[:19])
        self.items.append(pin)
        return 201, pin

    def measured(self, path, q):
        mine = path.startswith("/user_account")
        assert q["start_date"] <= q["end_date"] <= "2026-11-22"
        if q["start_date"] < "2026-08-24":
            return 400, {"code": 1, "message": "start_date is too early"}
        names = q["metric_types"].split(",")
        days = [{"data_status": status, "date": "2026-11-%d" % day,
                 "metrics": {n: day + 0.0 if mine else day for n in names}
                 if status == "READY" else {}}
                for day, status in ((18, "READY"), (19, "READY"),
                                    (20, "PROCESSING"))]
        more = {} if mine else {"lifetime_metrics": {
            "TOTAL_COMMENTS": 10, "TOTAL_REACTIONS": 12}}
        return {"all": {"daily_metrics": days, "summary_metrics": {
            "IMPRESSION": 37}, **more}}


NETWORK = Pinterest
