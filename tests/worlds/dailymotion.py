# SPDX-License-Identifier: ISC
"""A small Dailymotion, both of its interfaces, as their documents show their
answers. There is no description that a program could read."""
import json
import re
from urllib.parse import parse_qs

import files
from fake import CANARY, CANARY2, Job, Network

ME, FILM, PRIVATE, OLD = "x1y2z3", "x9abc", "x9priv", "x8old"
FIELDS = {"video_id", "title", "description", "created_at", "published_at",
          "is_published", "visibility", "video_url"}


def draft(name, want=1, status=0, settings=None, fresh=False, media=None,
          **more):
    made = {"a.mp4": files.mp4(), "d.ndjson": json.dumps({
        "to": ["brand"], "text": "Bread\n\nAll about it",
        "media": [media or {"file": "a.mp4"}], **more}) + "\n"}
    return Job(name, "cm-post", "d.ndjson", files=made, want=want,
               status=status, settings=settings, fresh=fresh)


class Dailymotion(Network):
    name = "dailymotion"
    settings = {"client_id": "key", "client_secret": CANARY, "poll": "1",
                "oauth": "{base}", "legacy": "{base}/legacy"}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("account not public", "cm-fetch", "brand:account"),
        Job("posts", "cm-fetch", "brand:posts", "--since", "60d"),
        Job("posts of many", "cm-fetch", "brand:posts", "--since", "60d"),
        Job("posts uncounted", "cm-fetch", "brand:posts"),
        Job("posts of one", "cm-fetch", "brand:posts", "--of",
            "https://www.dailymotion.com/video/" + FILM),
        Job("profile", "cm-fetch", "brand:profile", "--of", "bob"),
        Job("search", "cm-fetch", "brand:search", "--query", "bread",
            "--since", "30d"),
        draft("post"),
        draft("post first", fresh=True),
        draft("post private", visibility="direct", title="Private"),
        draft("post by address", media={"url": "https://e.org/a.mp4"}),
        draft("post with all", title="All", options={"dailymotion": {
            "category": "lifestyle", "for_kids": True, "password": "pw"}}),
        draft("post after work", title="Later"),
        draft("post unfit", want=0, status=1, visibility="followers"),
        Job("renewal", "cm-fetch", "brand:posts", "--since", "60d"),
        Job("act delete", "cm-post", "a", files={"a": json.dumps({
            "type": "action", "do": "delete", "target": {
                "account": "brand", "network": "dailymotion",
                "id": FILM}}) + "\n"}),
    ]

    def __init__(self):
        super().__init__()
        self.tokens, self.looks, self.sent, self.spoilt = 0, 0, set(), False

    def begin(self, job):
        self.job = job
        self.spoilt = self.is_("renewal")

    def is_(self, *names):
        return self.job is not None and self.job.name in names

    @staticmethod
    def error(status, code, message):
        return status, {"error": {
            "code": code, "message": message, "correlation_id":
            "550e8400-e29b-41d4-a716-446655440000", "details": {},
            "documentation_url":
            "https://developers.dailymotion.com/reference/api-errors"}}

    @staticmethod
    def old_error(status, type_, message):
        return status, {"error": {"code": status, "message": message,
                                  "type": type_, "error_data": {}}}

    def film(self, id, title, day, visibility="public", **more):
        return {"video_id": id, "title": title, "description": "About\n<b>it",
                "created_at": "2026-11-%02dT10:00:00Z" % day,
                "published_at": "2026-11-%02dT11:00:00Z" % day,
                "is_published": True, "visibility": visibility,
                "video_url": "https://www.dailymotion.com/video/" + (
                    id if visibility != "private" else "k123456789"), **more}

    def films(self):
        return list(reversed(self.items)) + [
            self.film(FILM, "Tea & <bread>", 18),
            self.film(PRIVATE, "For us", 17, "private"),
            self.film(OLD, "Old", 2, is_published=False, published_at=None)]

    def answer(self, rq):
        if rq.what == "POST /v2/token":
            return self.token(rq)
        if rq.path == "/upload":
            if "authorization" in rq.headers or b'name="file"' not in rq.body:
                return 400, {"error": "no"}
            self.sent.add(self.base + "/files/1")
            return {"url": self.base + "/files/1", "acodec": "AAC"}
        if rq.path.startswith("/legacy/"):
            return self.legacy(rq, rq.path[7:])
        if not rq.path.startswith("/v2/"):
            return self.error(404, "RESOURCE_NOT_FOUND", rq.what)
        if self.spoilt or not self.tokens or rq.headers.get(
                "authorization") != "Bearer %s%d" % (CANARY2, self.tokens):
            return self.error(401, "UNAUTHORIZED", "Invalid token")
        return self.v2(rq, rq.method + " " + rq.path[3:])

    def token(self, rq):
        form = {k: v[0] for k, v in parse_qs(rq.body.decode()).items()}
        if form.get("grant_type") != "client_credentials" or form.get(
                "client_secret") != CANARY or "scope" not in form:
            return 401, {"error": "invalid_client",
                         "error_description": "no such key"}
        self.tokens, self.spoilt = self.tokens + 1, False
        return {"access_token": "%s%d" % (CANARY2, self.tokens),
                "token_type": "Bearer", "expires_in": 3600}

    def v2(self, rq, do):
        if do == "GET /me":
            return {"user_id": "xyz789", "profiles": [
                {"profile_id": ME, "name": "ann"}]}
        if do == "GET /profiles/%s/videos" % ME:
            return self.page(rq)
        if do == "POST /files/upload_sessions" and not rq.body:
            return {"upload_url": self.base + "/upload?uuid=1&seal=2",
                    "progress_url": self.base + "/progress?uuid=1"}
        if do == "POST /profiles/%s/videos" % ME:
            return self.enter(rq.json)
        if do.startswith("GET /videos/"):
            for one in self.films():
                if one["video_id"] == do[12:]:
                    return self.look(one)
        if do == "DELETE /videos/" + FILM:
            return 204, None
        return self.error(404, "RESOURCE_NOT_FOUND", "not found: " + do)

    def page(self, rq):
        q = rq.query
        assert set(q["fields"].split(",")) <= FIELDS
        assert int(q["page_size"]) <= 100
        if q.get("page") == "2":
            return {"data": [self.film(OLD, "Old", 2)], "page": 2,
                    "page_size": 100, "total": 4, "next": None,
                    "previous": None}
        found = [f for f in self.films() if
                 q["created_after"] <= f["created_at"] < q["created_before"]]
        total = len(found)
        if self.is_("posts of many") and total > 1:
            total = 1001                    # of them a thousand are listed
        more = total == 3 and found[-1]["video_id"] == OLD
        query = rq.target.split("?")[1].replace("page=1", "page=2", 1)
        return {"data": found[:-1] if more else found, "page": 1,
                "page_size": 100, "total": total, "previous": None,
                "next": "%s%s?%s" % (self.base, rq.path, query)
                if more or total > 1000 else None}

    def look(self, one):
        self.looks += 1
        done = not self.is_("post after work") or self.looks > 2
        return dict(one, is_published=one["is_published"] and done)

    def enter(self, j):
        if set(j) - {"title", "description", "visibility", "category",
                     "is_for_kids", "source", "password"} or not \
                {"title", "visibility", "category", "is_for_kids",
                 "source"} <= set(j) or not isinstance(
                     j["is_for_kids"], bool):
            return self.error(400, "INVALID_PARAMETERS", "what is that")
        if j["visibility"] not in ("public", "private", "password") or (
                j["visibility"] == "password") != ("password" in j):
            return self.error(400, "INVALID_PARAMETERS", "visibility")
        if j["source"]["file_url"] not in self.sent | {"https://e.org/a.mp4"}:
            return self.error(400, "INVALID_PARAMETERS", "file_url")
        n = self.accept(j["title"])
        made = self.film("x9new%d" % n, j["title"], 20, j["visibility"])
        made["description"] = j.get("description")
        made["created_at"] = made["published_at"] = self.now()
        self.items.append(made)
        return 201, dict(made, is_published=False)

    def legacy(self, rq, path):
        q = rq.query
        if "authorization" in rq.headers:
            return self.old_error(401, "invalid_token", "another's token")
        if "fields" not in q:
            return {"id": "x", "title": "t", "channel": "news", "owner": ME}
        if self.is_("posts uncounted", "account not public"):
            return self.old_error(403, "access_forbidden", "This is not yours")
        counts = {"views_total": 120, "likes_total": 3, "duration": 61,
                  "tags": ["tea", "bread"], "created_time": 1794996000}
        people = {ME: ("ann", "Ann & Co"), "bob": ("bob", "Bob")}
        if path == "/user/%s/videos" % ME:
            assert q["sort"] == "recent"
            if q["page"] == "1":
                return {"page": 1, "limit": 100, "explicit": False,
                        "total": 2, "has_more": True,
                        "list": [dict(counts, id=FILM)]}
            return {"page": 2, "limit": 100, "explicit": False, "total": 2,
                    "has_more": False, "list": [dict(
                        counts, id=OLD, created_time=1793613600,
                        views_total=7, likes_total=0)]}
        if path == "/video/" + FILM:
            return dict(counts, id=FILM)
        if re.match("/user/[^/]+$", path) and path[6:] in people:
            name, shown = people[path[6:]]
            return {"id": path[6:], "username": name, "screenname": shown,
                    "url": "https://www.dailymotion.com/" + name,
                    "followers_total": 12, "following_total": 3,
                    "views_total": 9007199254740993, "videos_total": 2}
        if path == "/videos" and q.get("search"):
            one = {"id": "x7bob", "title": "Bread <3", "description": "d",
                   "url": "https://www.dailymotion.com/video/x7bob",
                   "owner.id": "x5bob", "owner.username": "bob",
                   "owner.screenname": "Bob", **counts}
            last = q["page"] == "2"
            return {"page": int(q["page"]), "limit": 100, "explicit": False,
                    "has_more": not last, "total": 2,
                    "list": [dict(one, id="x6bob")] if last else [one]}
        return self.old_error(404, "not_found", "no " + path)


NETWORK = Dailymotion
