# SPDX-License-Identifier: ISC
"""A small WordPress, as developer.wordpress.org/rest-api describes it."""
import base64
import re

import files
from fake import CANARY, LATER, Job, Network

ACT = '{"type":"action","do":"%s","text":"%s","target":{"account":"brand",' \
    '"network":"wordpress","id":"comments/7"}}\n'
DRAFT = '{"to":["brand"],"title":"Tarte & thé","text":"We bake again",' \
    '"tags":["tea","new"],"media":[{"file":"a.png","alt":"A dot"},' \
    '{"file":"b.png"}],"options":{"wordpress":{"categories":["news"]}}}\n'


class WordPress(Network):
    name = "wordpress"
    settings = {"user": "ann", "password": CANARY}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("posts uncounted", "cm-fetch", "brand:posts"),
        Job("comments", "cm-fetch", "brand:comments"),
        Job("comments of one", "cm-fetch", "brand:comments", "--of",
            "https://blog.example/eleven/"),
        Job("search", "cm-fetch", "brand:search", "--query", "tea"),
        Job("post", "cm-post", "--to", "brand", "--title", "Once",
            "--text", "Good morning", want=1),
        Job("post first", "cm-post", "--to", "brand", "--title", "Once",
            "--text", "Good morning", want=1, fresh=True),
        Job("post media", "cm-post", "d.ndjson", want=1,
            files={"d.ndjson": DRAFT, "a.png": None, "b.png": None}),
        Job("post film, sound and paper", "cm-post", "--to", "brand",
            "--title", "Hear", "--text", "Look", "--media", "a.mp4",
            "--media", "b.mp3", "--media", "c.pdf", want=1,
            files={"a.mp4": files.mp4(), "b.mp3": files.mp3(),
                   "c.pdf": files.pdf()}),
        Job("post title alone", "cm-post", "--to", "brand", "--title", "Bare",
            want=1),
        Job("post media alone", "cm-post", "--to", "brand",
            "--media", "a.mp4", want=1, files={"a.mp4": files.mp4()}),
        Job("post private", "cm-post", "p.ndjson", want=1, files={
            "a.png": None, "b.png": None,
            "p.ndjson": DRAFT.replace('"options":{"wordpress":{',
                                      '"options":{"wordpress":{'
                                      '"status":"private",')}),
        Job("post later", "cm-post", "--to", "brand", "--title", "Soon",
            "--text", "Not yet", "--at", LATER, "--late", "9999d", want=1),
        Job("post reply", "cm-post", "--to", "brand", "--text", "Indeed",
            "--reply-to", "comments/7", want=1),
        Job("act reply", "cm-post", "a", files={"a": ACT % ("reply", "Yes")},
            want=1),
        Job("act pin", "cm-post", "a", files={
            "a": (ACT % ("pin", "")).replace("comments/7", "posts/11")}),
    ] + [Job("act " + do, "cm-post", "a", files={"a": ACT % (do, "")})
         for do in ("approve", "hide", "unhide", "spam", "delete")]

    def __init__(self):
        super().__init__()
        self.comments = []
        self.states = {}
        self.counts = True

    def begin(self, job):
        self.counts = job.name != "posts uncounted"
        if job.name == "act hide":
            self.states[7] = "approved"

    def post(self, id, title, when=None, content="Tea", status="publish"):
        return {
            "id": id, "type": "post", "status": status,
            "date_gmt": when or "2026-11-%02dT08:00:00" % id,
            "modified_gmt": "2026-11-%02dT09:00:00" % min(id, 20),
            "link": "https://blog.example/%d/" % id,
            "title": {"rendered": ("Private: " if status == "private" else "")
                      + title, "raw": title},
            "content": {"rendered": content},
            "_links": {"author": [{"href": "x"}]},
            "_embedded": {
                "author": [{"id": 1, "name": "Ann", "slug": "ann",
                            "link": "https://blog.example/ann"}],
                "wp:term": [[{"id": 3, "name": "tea &amp; cake",
                              "taxonomy": "post_tag"}]],
                "wp:featuredmedia": [{
                    "id": 5, "media_type": "image", "alt_text": "A dot",
                    "source_url": "https://blog.example/a.png",
                    "mime_type": "image/png", "media_details": {
                        "width": 64, "height": 64, "filesize": 99}}]}}

    def comment(self, id, text, parent=0):
        return {
            "id": id, "type": "comment", "post": 11, "parent": parent,
            "author": 0, "author_name": "Bob", "author_url": "",
            "date_gmt": "2026-11-%02dT08:00:00" % id,
            "link": "https://blog.example/11/#%d" % id,
            "status": self.states.get(id, "hold"),
            "content": {"rendered": "<p>%s</p>" % text}}

    def page(self, rq, all, per=2):
        """Pages of two, whatever was asked for."""
        page = int(rq.query.get("page", 1))
        pages = max(1, -(-len(all) // per))
        if page > pages:
            return 400, {"code": "rest_post_invalid_page_number",
                         "message": "no such page", "data": {"status": 400}}
        return 200, {"X-WP-Total": len(all), "X-WP-TotalPages": pages} \
            if self.counts else {}, all[(page - 1) * per:page * per]

    def answer(self, rq):
        if rq.path == "/":
            return 200, {"Content-Type": "text/html", "Link":
                         '<%s/wp-json/>; rel="https://api.w.org/"'
                         % self.base}, b"<html><title>Blog</title></html>"
        who = base64.b64encode(("ann:" + CANARY).encode()).decode()
        if rq.headers.get("authorization", "") != "Basic " + who and \
                rq.path != "/wp-json/":
            return 401, {"code": "rest_not_logged_in", "message":
                         "You are not logged in", "data": {"status": 401}}
        if rq.path == "/wp-json/":
            return {"name": "The corner café", "home": "https://blog.example"}
        do = rq.method + " " + rq.path.replace("/wp-json/wp/v2", "")
        if do == "GET /users/me":
            return {"id": 1, "slug": "ann", "name": "Ann"}
        if do == "GET /posts":
            if "slug" in rq.query:
                return [{"id": 11}]
            old = [self.post(n, "No. %d" % n) for n in (8, 9, 10, 11, 12)]
            # Those after a time, as the default find asks for them.
            after = rq.query.get("after", "")
            return self.page(rq, [p for p in old + self.items
                                  if p["date_gmt"] > after[:19]])
        if do == "GET /comments":
            mine = [c for c in self.comments if "author" in rq.query]
            if "author" in rq.query:
                return [{"id": c["id"], "link": c["link"]} for c in mine[-1:]]
            return self.page(rq, [self.comment(n, "C %d" % n)
                                  for n in (6, 7, 9)])
        if do == "POST /posts":
            said = rq.json
            n = self.accept(said["title"] + said["content"][:20]) + 500
            self.items.append(self.post(n, said["title"].replace(
                "&", "&#038;"), self.now()[:19], said["content"],
                said["status"]))
            return 201, {"id": n, "link": "https://blog.example/%d/" % n}
        if do == "POST /comments":
            said = rq.json["content"]
            if said in self.accepted:
                return 409, {"code": "comment_duplicate", "message":
                             "Duplicate comment", "data": {"status": 409}}
            id = self.accept(said) + 600
            self.comments.append({"id": id, "link": "https://b/#%d" % id})
            return 201, self.comments[-1]
        if re.match(r"GET /(tags|categories)$", do):
            name = rq.query["search"]
            return [] if name == "new" else [{"id": 3, "name": name}]
        if re.match(r"POST /(tags|categories)$", do):
            return 201, {"id": 4}
        if do == "POST /media":
            n = len(rq.body)
            return 201, {"id": n, "source_url": "https://b/%d.png" % n}
        if re.match(r"(POST|DELETE) /media/\d+$", do):
            return {"id": int(do.rsplit("/", 1)[1])}
        if re.match(r"\w+ /comments/7$", do):
            return self.one(rq)
        if do == "POST /posts/11":
            return {"id": 11, "status": "publish"}
        return 404, {"code": "rest_no_route", "message": do}

    def one(self, rq):
        if rq.method == "POST":
            if self.states.get(7, "hold") == rq.json["status"]:
                return 500, {"code": "rest_comment_failed_edit",
                             "message": "Updating comment status failed."}
            self.states[7] = rq.json["status"]
        return {"id": 7, "status": self.states.get(7, "hold"), "post": 11}


NETWORK = WordPress
