# SPDX-License-Identifier: ISC
"""A small Mastodon, as docs.joinmastodon.org describes its answers."""
import json
import re
from urllib.parse import parse_qs

import files
from fake import CANARY, Job, Network

ACT = '{"type":"action","do":"%s","text":"%s","target":{"account":"brand",' \
    '"network":"mastodon","id":"12"}}\n'
DRAFT = '{"to":["brand"],"text":"Bread or cake?",%s}\n'
LONG = " ".join("word%d" % i for i in range(110))


class Mastodon(Network):
    name = "mastodon"
    settings = {"token": CANARY}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("posts of another make", "cm-fetch", "brand:posts"),
        Job("comments", "cm-fetch", "brand:comments"),
        Job("comments of one", "cm-fetch", "brand:comments", "--of", "12"),
        Job("mentions", "cm-fetch", "brand:mentions"),
        Job("messages", "cm-fetch", "brand:messages"),
        Job("profile", "cm-fetch", "brand:profile", "--of", "@bob"),
        Job("search", "cm-fetch", "brand:search", "--query", "crêpes"),
        Job("search a tag", "cm-fetch", "brand:search", "--query", "#tea"),
        Job("post", "cm-post", "--to", "brand", "--text", "Good morning",
            want=1),
        Job("post first", "cm-post", "--to", "brand", "--text",
            "Good morning", want=1, fresh=True),
        Job("post media", "cm-post", "--to", "brand", "--text", "Look",
            "--media", "a.png", "--alt", "A dot", "--media", "b.png",
            files={"a.png": None, "b.png": None}, want=1),
        Job("post media alone", "cm-post", "--to", "brand", "--media",
            "a.png", files={"a.png": None}, want=1),
        Job("post reply", "cm-post", "--to", "brand", "--text", "Indeed",
            "--reply-to", "12", want=1),
        Job("post thread", "cm-post", "--to", "brand", "--text", LONG,
            want=2),
        Job("post film and sound", "cm-post", "--to", "brand", "--text",
            "Hear", "--media", "a.mp4", "--media", "b.mp3", want=1,
            files={"a.mp4": files.mp4(), "b.mp3": files.mp3()}),
        Job("post with all", "cm-post", "d", want=1, files={
            "d": DRAFT % '"lang":"en","visibility":"followers","warning":'
                 '"food","poll":{"options":["bread","cake"],"seconds":3600}'}),
        Job("renewal", "cm-fetch", "brand:posts", settings={
            "refresh_token": "r-" + CANARY, "client_id": "cm",
            "client_secret": "s-" + CANARY}),
        Job("act reply", "cm-post", "a", files={"a": ACT % ("reply", "Yes")},
            want=1),
    ] + [Job("act " + do, "cm-post", "a", files={"a": ACT % (do, "")})
         for do in ("delete", "like", "pin", "block")]

    valid = CANARY
    links = True

    def begin(self, job):
        self.links = job.name != "posts of another make"
        if job.name == "renewal":
            self.valid = "new-" + CANARY

    def person(self, name):
        url = "%s/@%s" % (self.base, name)
        return {"id": {"ann": "1", "bob": "2"}[name], "username": name,
                "acct": name, "display_name": name.title(), "url": url,
                "uri": self.base + "/users/" + name, "followers_count": 3,
                "following_count": 4, "statuses_count": 5, "note": "",
                "created_at": "2022-11-05T00:00:00.000Z", "locked": False,
                "bot": False, "group": False, "discoverable": True,
                "indexable": False, "emojis": [], "fields": [],
                "avatar": url + ".png", "avatar_static": url + ".png",
                "header": url + ".png", "header_static": url + ".png"}

    def me(self):
        return dict(self.person("ann"), source={
            "privacy": "public", "sensitive": False, "language": "en",
            "note": "", "fields": [], "follow_requests_count": 0,
            "attribution_domains": [], "hide_collections": None,
            "discoverable": True, "indexable": False,
            "quote_policy": "public"}, role={
                "id": "-99", "name": "", "permissions": "65536",
                "color": "", "highlighted": False})

    @staticmethod
    def relationship(id):
        no = ("showing_reblogs notifying followed_by following blocked_by "
              "muting muting_notifications requested requested_by "
              "domain_blocking endorsed")
        return {"id": id, "blocking": True, "note": "", "languages": None,
                **{n: False for n in no.split()}}

    def status(self, id, text, who="ann", parent=None, **more):
        return {
            "id": str(id), "emojis": [], "card": None, "poll": None,
            "created_at": "2026-11-%02dT08:00:00.000Z" % min(
                id, 20), "in_reply_to_id": parent, "visibility": "public",
            "in_reply_to_account_id": "1" if parent else None,
            "sensitive": False, "spoiler_text": "", "language": "en",
            "uri": "%s/statuses/%s" % (self.base, id),
            "url": "%s/@%s/%s" % (self.base, who, id),
            "replies_count": 1, "reblogs_count": 2, "favourites_count": 3,
            "edited_at": None, "content": "<p>%s</p>" % text, "reblog": None,
            "account": self.person(who),
            "media_attachments": [{
                "id": "77", "type": "image", "url": self.base + "/m.png",
                "remote_url": None, "description": "A dot",
                "preview_url": self.base + "/s.png", "blurhash": None,
                "meta": {"original": {"width": 64, "height": 64}}}],
            "mentions": [{"id": "2", "username": "bob", "acct": "bob",
                          "url": self.base + "/@bob"}],
            "tags": [{"name": "tea", "url": self.base + "/tags/tea"}],
            **more}

    def page(self, rq, first, second):
        if "max_id" in rq.query:
            return second
        if not self.links:
            return [self.status(n, "No. %d" % n) for n in range(60, 20, -1)]
        return 200, {"Link": '<%s%s?max_id=9>; rel="next", '
                     '<%s%s?min_id=99>; rel="prev"' % (
                         self.base, rq.path, self.base, rq.path)}, first

    def mine(self):
        return [self.status(12, "Twelve"), self.status(11, "Eleven")]

    def medium(self, id, ready=True):
        return {"id": id, "type": "image", "remote_url": None, "meta": {},
                "url": self.base + "/m.png" if ready else None,
                "preview_url": self.base + "/s.png", "description": None,
                "blurhash": None}

    def published(self, rq):
        # Idempotency-Key is not honoured, as by GoToSocial.
        said = rq.json
        id = str(self.accept(said.get("status", "")) + 500)
        item = self.status(20, said.get("status", ""),
                           parent=said.get("in_reply_to_id"), tags=[])
        item.update(id=id, created_at=self.now(), media_attachments=[
            self.medium(m) for m in said.get("media_ids", [])])
        self.items.append(item)
        return item

    def token(self, form):
        if form.get("refresh_token") != ["r-" + CANARY] or \
                form.get("client_id") != ["cm"]:
            return 400, {"error": "invalid_grant", "error_description":
                         "The provided authorization grant is invalid"}
        return {"access_token": self.valid, "token_type": "Bearer",
                "scope": "read write", "created_at": 1795305600}

    def answer(self, rq):
        if rq.what == "POST /oauth/token":
            return self.token(parse_qs(rq.body.decode()))
        if rq.headers.get("authorization", "") != "Bearer " + self.valid:
            return 401, {"error": "The access token is invalid"}
        path = rq.path.replace("/api/v1", "").replace("/api/v2", "")
        do = rq.method + " " + path
        if path == "/accounts/verify_credentials":
            return self.me()
        if path == "/accounts/1":
            return self.person("ann")
        if do == "GET /accounts/1/statuses":
            new = list(reversed(self.items))
            return self.page(rq, new + self.mine(),
                             [self.status(8, "Eight")])
        if do == "POST /statuses":
            return self.published(rq)
        if do == "POST /media":
            return 202, self.medium(str(len(rq.body)), False)
        if path.startswith("/media/"):
            return self.medium(path[7:])
        if path.endswith("/context"):
            at = int(path.split("/")[2])
            return {"ancestors": [], "descendants": [self.status(
                at + 2, "To %d" % at, "bob", str(at))]}
        if do == "GET /notifications":
            one = {"id": "5", "type": "mention", "group_key": "ungrouped-5",
                   "created_at": "2026-11-19T08:00:00.000Z",
                   "account": self.person("bob")}
            return self.page(
                rq, [dict(one, status=self.status(19, "@ann hi", "bob"))],
                [dict(one, status=self.status(18, "@ann ho", "bob"))])
        if do == "GET /conversations":
            told = {"visibility": "direct"}
            return self.page(
                rq, [{"id": "3", "accounts": [self.person("bob")], "unread":
                      True, "last_status": self.status(17, "psst", "bob",
                                                       **told)}],
                [{"id": "2", "accounts": [self.person("bob")], "unread":
                  False, "last_status": self.status(
                      15, "psst", "bob", parent="3", **told)}])
        if path == "/search":
            kind = rq.query.get("type")
            return {"accounts": [self.person("bob")] * (kind == "accounts"),
                    "statuses": [self.status(6, "crêpes", "bob")] *
                    (kind == "statuses"), "hashtags": []}
        if path.startswith("/timelines/tag/"):
            return self.page(rq, [self.status(10, "#tea", "bob")],
                             [self.status(7, "#tea", "bob")])
        if do == "POST /accounts/2/block":
            return self.relationship("2")
        if re.match(r"POST /statuses/\d+/\w+$", do):
            return self.status(12, "Twelve")
        if re.match(r"(GET|DELETE) /statuses/\d+$", do):
            return self.status(12, "Twelve", "bob")
        return 404, {"error": "Record not found: " + json.dumps(do)}


NETWORK = Mastodon
