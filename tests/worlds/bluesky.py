# SPDX-License-Identifier: ISC
"""A small Bluesky: a PDS and what it passes on to an AppView, as the lexicons
of the AT Protocol describe them."""
import base64
import json

import files
from fake import CANARY, CANARY2, Job, Network

ME, BOB = "did:plc:ann", "did:plc:bob"
ACT = '{"type":"action","do":"%s","text":"%s","target":{"account":"brand",' \
    '"network":"bluesky","id":"at://did:plc:bob/app.bsky.feed.post/b1"}}\n'
OWN = '{"type":"action","do":"delete","target":{"account":"brand",' \
    '"network":"bluesky","id":"at://did:plc:ann/app.bsky.feed.post/a2"}}\n'
DRAFT = '{"to":["brand"],"text":"With @bob.test: https://example.org #tea",' \
    '"media":[{"file":"a.png","alt":"A dot"},{"file":"b.png"}]}\n'
LONG = " ".join("word%d" % i for i in range(60))
POST = "app.bsky.feed.post"
COMMIT = {"cid": "bafyreicommit", "rev": "3lbhxexwexk2y"}


def cid(key):
    return "bafyreicid" + key



def token(what, seconds=9999):
    part = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().strip(
        "=") for p in ({"alg": "none"}, {"exp": 4102444800, "scope": what})]
    return "%s.%s.%s" % (part[0], part[1], CANARY2)


class Bluesky(Network):
    name = "bluesky"
    settings = {"identifier": "ann.test", "password": CANARY}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("posts without AppView", "cm-fetch", "brand:posts"),
        Job("comments", "cm-fetch", "brand:comments"),
        Job("comments of one", "cm-fetch", "brand:comments", "--of",
            "https://bsky.app/profile/did:plc:ann/post/a2"),
        Job("mentions", "cm-fetch", "brand:mentions"),
        Job("messages", "cm-fetch", "brand:messages"),
        Job("profile", "cm-fetch", "brand:profile", "--of", "@bob.test"),
        Job("search", "cm-fetch", "brand:search", "--query", "tea"),
        Job("renewal", "cm-fetch", "brand:mentions"),
        Job("post", "cm-post", "--to", "brand", "--text", "Good morning",
            want=1),
        Job("post first", "cm-post", "--to", "brand", "--text",
            "Good morning", want=1, fresh=True),
        Job("post renewal", "cm-post", "--to", "brand", "--text",
            "Good morning", want=1),
        Job("post media", "cm-post", "d.ndjson", want=1,
            files={"d.ndjson": DRAFT, "a.png": None, "b.png": None}),
        Job("post reply", "cm-post", "--to", "brand", "--text", "Indeed",
            "--reply-to", "at://did:plc:bob/app.bsky.feed.post/b1", want=1),
        Job("post thread", "cm-post", "--to", "brand", "--text", LONG,
            want=2),
        Job("post film", "cm-post", "--to", "brand", "--text", "Look",
            "--media", "a.mp4", "--alt", "Bread", want=1,
            files={"a.mp4": files.mp4()}),
        Job("act reply", "cm-post", "a", files={"a": ACT % ("reply", "Yes")},
            want=1),
        Job("act delete", "cm-post", "a", files={"a": OWN}),
    ] + [Job("act " + do, "cm-post", "a", files={"a": ACT % (do, "")})
         for do in ("like", "hide", "unhide", "block")]

    def __init__(self):
        super().__init__()
        self.records = {}   # (collection, rkey) -> value
        self.old = None     # a token that has run out

    def begin(self, job):
        self.job = job
        if "renewal" in job.name:
            self.old = token("access 1")
        if job.name == "act unhide":
            gate = "app.bsky.feed.threadgate"
            self.records[gate, "a2"] = {
                "$type": gate, "post": self.ref("a2")["uri"], "createdAt":
                "2026-11-13T08:00:00Z", "hiddenReplies": [
                    "at://%s/%s/b1" % (BOB, POST)]}

    def person(self, did):
        name = did[-3:]
        return {"did": did, "handle": name + ".test", "displayName": name,
                "followersCount": 3, "followsCount": 4, "postsCount": 5}

    def value(self, text, day, reply=None):
        value = {"$type": POST, "text": text, "langs": ["en"],
                 "createdAt": "2026-11-%02dT08:00:00.000Z" % day,
                 "facets": [{"index": {"byteStart": 0, "byteEnd": 3},
                             "features": [{"$type": "x#tag", "tag": "tea"}]}]}
        if reply:
            value["reply"] = {"root": reply, "parent": reply}
        return value

    def view(self, did, key, text, day, reply=None):
        return {"uri": "at://%s/%s/%s" % (did, POST, key), "cid": cid(key),
                "author": self.person(did), "indexedAt":
                "2026-11-%02dT08:00:01.000Z" % day,
                "record": self.value(text, day, reply), "replyCount": 1,
                "repostCount": 2, "likeCount": 3, "quoteCount": 0}

    @staticmethod
    def message(id):
        return {"$type": "chat.bsky.convo.defs#messageView", "id": id,
                "rev": "1", "text": "psst", "sender": {"did": BOB},
                "sentAt": "2026-11-15T08:00:00.000Z"}

    def ref(self, key):
        return {"uri": "at://%s/%s/%s" % (ME, POST, key), "cid": cid(key)}

    def page(self, rq, name, first, second):
        if rq.query.get("cursor"):
            return {name: second}
        return {name: first, "cursor": "2"}

    def session(self):
        return {"did": ME, "handle": "ann.test", "accessJwt":
                token("access 2"), "refreshJwt": token("refresh"),
                "didDoc": {"id": ME, "service": [{
                    "id": "#atproto_pds", "type": "X",
                    "serviceEndpoint": self.base}]}, "active": True}

    def answer(self, rq):
        name = rq.path.replace("/xrpc/", "")
        said = rq.headers.get("authorization", "")[7:]
        if name == "com.atproto.server.createSession":
            if rq.json["password"] != CANARY:
                return 401, {"error": "AuthenticationRequired",
                             "message": "Invalid identifier or password"}
            return dict(self.session(), accessJwt=token("access 1"))
        if name == "com.atproto.server.refreshSession":
            if said != token("refresh"):
                return 400, {"error": "InvalidToken", "message": "no"}
            return self.session()
        if said not in (token("access 1"), token("access 2")) or \
                said == self.old:
            return 400, {"error": "ExpiredToken", "message":
                         "Token has expired"}
        if name.startswith("com.atproto.repo."):
            return self.repo(rq, name[17:])
        if name == "com.atproto.identity.resolveHandle":
            return {"did": BOB}
        return self.appview(rq, name)

    def repo(self, rq, name):
        if name == "uploadBlob":
            return {"blob": {"$type": "blob", "ref": {"$link": cid(
                "blob%d" % len(rq.body))}, "mimeType": files.kind(rq.body),
                "size": len(rq.body)}}
        if name == "listRecords":
            return self.page(rq, "records", [dict(
                self.ref("a2"), value=self.value("Two", 12))], [dict(
                    self.ref("a1"), value=self.value("One", 11))])
        if name == "getRecord":
            at = rq.query["collection"], rq.query["rkey"]
            uri = "at://%s/%s/%s" % ((rq.query["repo"],) + at)
            if at in self.records:
                return {"uri": uri, "cid": cid("new"), "value": self.records[at]}
            if at == (POST, "b1"):
                return {"uri": uri, "cid": cid("b1"), "value": self.value(
                    "Hi", 13, self.ref("a2"))}
            return 400, {"error": "RecordNotFound", "message":
                         "Could not locate record"}
        value = rq.json
        if name == "deleteRecord":
            return {"commit": COMMIT}
        at = value["collection"], value["rkey"]
        if at not in self.records and at[0] == POST:
            self.accept(value["record"]["text"])
        self.records[at] = value["record"]
        return {"uri": "at://%s/%s/%s" % ((value["repo"],) + at), "cid": cid("new"),
                "commit": COMMIT,
                "validationStatus": "valid"}

    def appview(self, rq, name):
        if self.job and self.job.name.endswith("without AppView"):
            return 502, {"error": "UpstreamFailure", "message":
                         "Upstream service unreachable"}
        if name == "app.bsky.actor.getProfile":
            return self.person(BOB if "bob" in rq.query["actor"] else ME)
        if name == "app.bsky.feed.getAuthorFeed":
            return self.page(rq, "feed", [{"post": self.view(
                ME, "a2", "Two", 12)}], [{"post": self.view(
                    ME, "a1", "One", 11)}])
        if name == "app.bsky.feed.getPostThread":
            key = rq.query["uri"][-2:]
            return {"thread": {
                "$type": "x", "post": self.view(ME, key, "Root", 12),
                "replies": [{"post": self.view(BOB, "r" + key, "Re", 13,
                                               self.ref(key)),
                             "replies": []}]}}
        if name == "app.bsky.notification.listNotifications":
            def one(key, day):
                view = self.view(BOB, key, "@ann", day)
                return dict(view, reason="mention", isRead=False)
            return self.page(rq, "notifications", [one("n2", 14)],
                             [one("n1", 10)])
        if name == "app.bsky.feed.searchPosts":
            return self.page(rq, "posts", [self.view(BOB, "s2", "tea", 9)],
                             [self.view(BOB, "s1", "tea", 8)])
        if name == "chat.bsky.convo.listConvos":
            return self.page(rq, "convos", *[[{
                "id": id, "rev": "1", "muted": False, "unreadCount": 0,
                "members": [self.person(ME), self.person(BOB)],
                "lastMessage": self.message(id + "b")}]
                for id in ("v2", "v1")])
        if name == "chat.bsky.convo.getMessages":
            id = rq.query["convoId"]
            return self.page(rq, "messages", *[[self.message(id + key)]
                                               for key in "ba"])
        return 404, {"error": "XRPCNotSupported", "message": name}


NETWORK = Bluesky
