# SPDX-License-Identifier: ISC
"""A small X, API v2, as its OpenAPI description and recorded answers have it."""
import json
import re
import time

import files
from fake import CANARY, CANARY2, Job, Network

ME, BOB = "2244994945", "783214"
TALK = BOB + "-" + ME
GROUP = "1585094756761149440"     # a conversation of several has one number, as posts have


def id_of(n):
    """Ids are texts of more than 2^53."""
    return str(1990000000000000000 + n)


def action(do, text="", target=None, **more):
    return {"a": json.dumps({"type": "action", "do": do, "text": text, "target": {
        "account": "brand", "network": "x", "id": target or id_of(12), **more}}) + "\n"}


def draft(text, **more):
    return {"d": json.dumps({"type": "draft", "to": ["brand"], "text": text, **more}) + "\n"}


PROBLEM = {"Content-Type": "application/problem+json"}
KINDS = ["image/png", "image/jpeg", "image/webp", "image/gif", "video/mp4", "video/quicktime", "text/vtt"]
LONG = " ".join("word%d" % i for i in range(60))
FILM = {"f.mp4": files.mp4(size=9 << 20), "f.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\nBonjour\n", "c.jpg": files.jpeg()}
KEYS = {"sign": "oauth1", "api_key": "the-key-of-the-app", "api_secret": CANARY2, "access_token": ME + "-abcdef",
        "access_secret": CANARY}


class X(Network):
    name = "x"
    settings = {"token": CANARY}
    once = "POST /2/oauth2/token"   # refresh tokens rotate
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("account with oauth 1", "cm-fetch", "brand:account", fresh=True, settings=KEYS),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("posts of a week", "cm-fetch", "brand:posts", "--since", "7d"),
        Job("posts without numbers for the author", "cm-fetch", "brand:posts"),
        Job("posts, token expired", "cm-fetch", "brand:posts", "--since", "7d",
            settings={"client_id": "the-client", "client_secret": CANARY2, "refresh_token": "old-refresh-token"}),
        Job("comments", "cm-fetch", "brand:comments"),
        Job("comments of one", "cm-fetch", "brand:comments", "--of", "https://x.com/levains/status/" + id_of(12)),
        Job("mentions", "cm-fetch", "brand:mentions"),
        Job("mentions, more than are told", "cm-fetch", "brand:mentions"),
        Job("posts, more than are told", "cm-fetch", "brand:posts"),
        Job("messages", "cm-fetch", "brand:messages"),
        Job("profile", "cm-fetch", "brand:profile", "--of", "@bob"),
        Job("profile of nobody", "cm-fetch", "brand:profile", "--of", "@nobody", status=1),
        Job("search", "cm-fetch", "brand:search", "--query", "crêpes"),
        Job("search the archive", "cm-fetch", "brand:search", "--query", "crêpes", settings={"search": "all"}),
        Job("search an archive that is refused", "cm-fetch", "brand:search", "--query", "crêpes", settings={"search": "all"}),
        Job("credits spent", "cm-fetch", "brand:posts", "--since", "7d", status=75),
        Job("post", "cm-post", "--to", "brand", "--text", "Good morning & more: https://shop.example/a", want=1),
        Job("post first", "cm-post", "--to", "brand", "--text", "Good morning", want=1, fresh=True),
        Job("post images", "cm-post", "--to", "brand", "--text", "Look", "--media", "a.png", "--alt", "A dot", "--media", "b.jpg",
            "--media", "c.webp", files={"a.png": None, "b.jpg": files.jpeg(), "c.webp": files.webp()}, want=1),
        Job("post image alone", "cm-post", "--to", "brand", "--media", "a.png", files={"a.png": None}, want=1),
        Job("post gif", "cm-post", "--to", "brand", "--text", "Look", "--media", "a.gif",
            files={"a.gif": files.gif(pictures=2)}, want=1),
        Job("post film", "cm-post", "d", files={**FILM, **draft("Look", lang="fr", media=[
            {"file": "f.mp4", "alt": "An oven", "captions": "f.vtt", "cover": "c.jpg"}])}, want=1),
        Job("post film of a phone", "cm-post", "--to", "brand", "--text", "Look", "--media", "f.mov",
            files={"f.mov": files.mov()}, want=1),
        Job("post a film that cannot be used", "cm-post", "--to", "brand", "--text", "Look", "--media", "f.mp4",
            files={"f.mp4": files.mp4()}, status=1),
        Job("post reply", "cm-post", "--to", "brand", "--text", "Indeed", "--reply-to", id_of(12), want=1),
        Job("post reply that is not allowed", "cm-post", "--to", "brand", "--text", "Indeed", "--reply-to", id_of(12), status=1),
        Job("post thread", "cm-post", "--to", "brand", "--text", LONG, want=2),
        Job("post poll", "cm-post", "d", files=draft("Which?", poll={"options": ["a", "b"], "seconds": 3600}), want=1),
        Job("post paid", "cm-post", "d", files=draft("With thanks to the mill", paid=True), want=1),
        Job("post made by machine", "cm-post", "d", files=draft("A dream of bread", ai=True), want=1),
        Job("post with options", "cm-post", "d", files=draft("Only friends answer", options={"x": {
            "quote": id_of(11), "reply_settings": "following"}}), want=1),
        Job("post with a first comment", "cm-post", "d", files=draft("Open", first_comment="From 8"), want=2),
        Job("post what is there already", "cm-post", "--to", "brand", "--text", "Twelve", status=1),
        Job("post what came through unheard", "cm-post", "--to", "brand", "--text", "Good morning: https://shop.example/a", want=1),
        Job("post too much for today", "cm-post", "--to", "brand", "--text", "Good night", status=75),
        Job("act reply", "cm-post", "a", files=action("reply", "Yes"), want=1),
        Job("act reply to a message", "cm-post", "a", files=action("reply", "Yes", id_of(70), thread=TALK), want=1),
        Job("act delete a message", "cm-post", "a", files=action("delete", "", id_of(70), thread=TALK)),
        Job("act reply in a group", "cm-post", "a", files=action("reply", "We do", id_of(67), thread="group-" + GROUP), want=1),
        Job("act block who wrote in a group", "cm-post", "a", files=action("block", "", id_of(67), thread="group-" + GROUP)),
        Job("act like a message", "cm-post", "a", files=action("like", "", id_of(70), thread=TALK), status=1),
        Job("act block who wrote a message", "cm-post", "a", files=action("block", "", id_of(70), thread=TALK)),
    ] + [Job("act " + do, "cm-post", "a", files=action(do)) for do in ("hide", "unhide", "delete", "like", "block")]

    def begin(self, job):
        self.job, self.uploads, self.polls, self.fresh_token = job, {}, {}, None
        self.refresh_token, self.dms = "old-refresh-token", []

    # What it says.

    def person(self, id):
        name = {ME: "levains", BOB: "bob"}[id]
        said = 3201 if self.job and "more than" in self.job.name else 5
        return {"id": id, "name": name.title(), "username": name, "public_metrics": {
            "followers_count": 3, "following_count": 4, "tweet_count": said, "listed_count": 0, "like_count": 6, "media_count": 1}}

    def tweet(self, n, text, who=ME, parent=None, day=None, root=None, **more):
        one = {"id": id_of(n), "text": text, "author_id": who, "created_at": "2026-11-%02dT08:00:00.000Z" % (day or min(n, 20)),
               "conversation_id": id_of(root or parent or n), "edit_history_tweet_ids": [id_of(n)], "lang": "en",
               "public_metrics": {"retweet_count": 1, "reply_count": 2, "like_count": 3, "quote_count": 0, "bookmark_count": 0,
                                  "impression_count": 120}, **more}
        if parent:
            one.update(referenced_tweets=[{"type": "replied_to", "id": id_of(parent)}], in_reply_to_user_id=ME)
        return one

    def page(self, rq, tweets, more=None, key="pagination_token"):
        """One page, another, and an empty last one, which has no data."""
        token = rq.query.get(key)
        if token == "7140dibdnow9c7btw3z2vwioavpvutgzrzm9icis4ndiy":
            return {"meta": {"result_count": 0}}
        if token is None:
            follows = "7140dibdnow9c7btw423i3sy3u5zupmkcpofxcsmxj48j"
        else:
            follows, tweets = "7140dibdnow9c7btw3z2vwioavpvutgzrzm9icis4ndiy", more or []
        low, high = rq.query.get("start_time", ""), rq.query.get("end_time", "9")
        tweets = [t for t in tweets if low <= t["created_at"] < high]
        if "tweet.fields" in rq.query and "note_tweet" not in rq.query["tweet.fields"]:
            return 599, {"what": "texts of over 280 would be cut"}
        body = {"meta": {"result_count": len(tweets), "next_token": follows}}
        if tweets:
            body = {"data": tweets, "includes": {"users": [self.person(i) for i in sorted({t["author_id"] for t in tweets})]}, **body}
            body["meta"].update(newest_id=tweets[0]["id"], oldest_id=tweets[-1]["id"])
            keys = {k for t in tweets for k in t.get("attachments", {}).get("media_keys", [])}
            if keys:
                body["includes"]["media"] = [{
                    "media_key": k, "type": "video", "duration_ms": 41500, "width": 640, "height": 360, "alt_text": "An oven",
                    "preview_image_url": "https://pbs.twimg.com/p.jpg", "public_metrics": {"view_count": 77}} for k in sorted(keys)]
        return body

    def timeline(self, rq):
        private = "non_public_metrics" in rq.query.get("tweet.fields", "")
        if private and self.job.name == "posts without numbers for the author":
            return self.problem(403, "not-authorized-for-field", "Field Authorization Error", "Sorry, you are not authorized to "
                                "access 'non_public_metrics' on the Tweet", section="data", resource_type="tweet",
                                field="non_public_metrics")
        film = self.tweet(
            12, day=18, text="Twelve &amp; more https://t.co/abc https://t.co/pic", attachments={"media_keys": ["7_" + id_of(12)]},
            entities={"urls": [
                {"start": 18, "end": 34, "url": "https://t.co/abc", "expanded_url": "https://shop.example/?a=1", "display_url": "shop.example"},
                {"start": 35, "end": 51, "url": "https://t.co/pic", "expanded_url": "https://x.com/levains/status/1/video/1",
                 "display_url": "pic.x.com/pic", "media_key": "7_" + id_of(12)}], "hashtags": [{"start": 0, "end": 1, "tag": "tea"}],
                "mentions": [{"start": 0, "end": 4, "username": "bob", "id": BOB}]})
        long = self.tweet(11, "Eleven, but cut…", note_tweet={"text": "Eleven, but whole"})
        long["public_metrics"]["quote_count"] = 3
        old = self.tweet(8, "Eight", created_at="2026-08-08T08:00:00.000Z")
        body = self.page(rq, self.items[::-1] + [film, self.tweet(14, "My own answer", parent=13, root=12, day=17), long], [self.tweet(9, "Nine"), old])
        if private and body.get("data"):
            for t in body["data"]:
                t["non_public_metrics"] = {"impression_count": 120, "url_link_clicks": 7, "user_profile_clicks": 8, "engagements": 9}
            # One of them is older than it may be, and left out.
            if any(t["id"] == id_of(9) for t in body["data"]):
                body["data"] = [t for t in body["data"] if t["id"] != id_of(9)]
                body["errors"] = [{
                    "resource_id": id_of(9), "parameter": "ids", "resource_type": "tweet", "section": "data", "field": "non_public_metrics",
                    "title": "Field Authorization Error", "value": id_of(9), "detail": "Sorry, you are not authorized to access "
                    "'non_public_metrics.impression_count' on the Tweet with ids : [%s]." % id_of(9),
                    "type": "https://api.twitter.com/2/problems/not-authorized-for-field"}]
                if not body["data"]:
                    del body["data"], body["includes"]
        return body

    def search(self, rq):
        said = rq.query["query"]
        if rq.path.endswith("/all") and self.job.name == "search an archive that is refused":
            return self.problem(403, "client-forbidden", "Client Forbidden", "When authenticating requests to the Twitter API v2 endpoints, "
                                "you must use keys and tokens from a developer App that is attached to a Project.")
        if len(said) > 512:
            return self.problem(400, "invalid-request", "Invalid Request", "Rules must be 512 characters or fewer.")
        if rq.path.endswith("/recent") and rq.query.get("start_time", "") < "2026-11-15T09:00":
            return self.problem(400, "invalid-request", "Invalid Request", "'start_time' must be on or after 2026-11-15T09:00Z")
        if "conversation_id:" in said:
            here = [self.tweet(12, "Twelve", day=16), self.tweet(13, "To twelve", BOB, 12, day=17), self.tweet(14, "My own answer", ME, 13, 18, 12)]
            here = [t for t in here if t["conversation_id"] in said]
            more = [self.tweet(15, "To twelve too", BOB, 12, day=16)]
            return self.page(rq, here, more if id_of(12) in said else [], "next_token")
        return self.page(rq, [self.tweet(16, "crêpes", BOB)], [self.tweet(17, "more crêpes", BOB, day=16)], "next_token")

    def quotes(self, rq, id):
        """Who quotes is not among those who mention; the account's own quote is there too."""
        if not 10 <= int(rq.query["max_results"]) <= 100 or id != id_of(11):
            return self.problem(400, "invalid-request", "Invalid Request", "no such")
        of = [{"type": "quoted", "id": id}]
        return self.page(rq, [self.tweet(20, "How true https://t.co/q", BOB, referenced_tweets=of), self.tweet(
            16, "As I said https://t.co/q", ME, referenced_tweets=of)], [self.tweet(13, "I doubt it https://t.co/q", BOB, referenced_tweets=of)])

    def mentions(self, rq):
        if "more than" in self.job.name:
            n = int(rq.query.get("pagination_token", "0"))
            all = [self.tweet(1000 + i, "RT @levains: Eight" if i % 100 else "@levains %d" % i, BOB, day=10, **(
                {"referenced_tweets": [{"type": "retweeted", "id": id_of(8)}]} if i % 100 else {})) for i in range(n, n + 100)]
            return {"data": all, "includes": {"users": [self.person(BOB)]}, "meta": {
                "result_count": 100, **({"next_token": str(n + 100)} if n < 700 else {})}}
        return self.page(rq, [self.tweet(19, "@levains hi", BOB), self.tweet(18, "@levains to nine", BOB, 9)],
                         [self.tweet(17, "@levains ho", BOB)])

    def messages(self, rq):
        def event(n, who, text=None, at=None, talk=TALK):
            return {"id": id_of(n), "event_type": "MessageCreate", "text": text or "psst %d" % n, "sender_id": who,
                    "dm_conversation_id": talk, "created_at": at or "2026-11-%02dT08:00:00.000Z" % (n - 50)}
        token = rq.query.get("pagination_token")
        if token == "1BLC45G1SL0PMLI00G00ZZZZ":
            return {"meta": {"result_count": 0}}
        own = [event(71 + i, ME, *said) for i, said in enumerate(self.dms)]
        events = own[::-1] + [event(70, BOB), event(69, ME)] if token is None else [event(68, BOB), event(67, BOB, talk=GROUP)]
        return {"data": events, "includes": {"users": [self.person(BOB), self.person(ME)]}, "meta": {
            "result_count": len(events), "next_token": "18LAA5G1SL0NR5OG0G00ZZZZ" if token is None else "1BLC45G1SL0PMLI00G00ZZZZ"}}

    # What is done to it.

    def upload(self, rq):
        step = rq.path.split("/")[-1] if rq.path != "/2/media/upload" else "whole"
        kind = re.search(rb"(image|video|text)/\w+", rq.body or b"")
        new = id_of(100 + KINDS.index(kind.group(0).decode()) if kind else 100)
        if step == "initialize":
            self.uploads[new] = {"size": rq.json["total_bytes"], "pieces": {}, "type": rq.json["media_type"]}
            if not (rq.json["media_category"] == "tweet_video") == rq.json["media_type"].startswith("video/"):
                return self.problem(400, "invalid-request", "Invalid Request", "media_category does not fit")
            return {"data": {"id": new, "media_key": "7_" + new, "expires_after_secs": 86400}, "meta": {}}
        if step == "append":
            one = self.uploads[rq.path.split("/")[4]]
            index = re.search(rb'name="segment_index"\r\n\r\n(\d+)', rq.body).group(1)
            one["pieces"][int(index)] = len(re.search(
                rb'name="media"; [^\r]*(?:\r\n[^\r]+)*\r\n\r\n(.*)\r\n--', rq.body, re.S).group(1))
            return {"data": {"expires_at": 1795343400}, "meta": {}}
        if step == "finalize":
            id = rq.path.split("/")[4]
            one = self.uploads[id]
            if sum(one["pieces"].values()) != one["size"] or sorted(one["pieces"]) != list(range(len(one["pieces"]))):
                return self.problem(400, "invalid-request", "Invalid Request", "Segments do not add up to provided total file size: %s" % one)
            body = {"data": {"id": id, "media_key": "7_" + id, "size": one["size"], "expires_after_secs": 86400}, "meta": {}}
            if one["type"].startswith("video/"):
                body["data"]["processing_info"] = {"state": "pending", "check_after_secs": 1}
            return body
        if b'name="media_category"' not in rq.body or b'name="media"' not in rq.body:
            return self.problem(400, "invalid-request", "Invalid Request", "media and media_category are required")
        self.uploads[new] = {}
        return {"data": {"id": new, "media_key": "3_" + new, "expires_after_secs": 86400, "size": len(rq.body)}, "meta": {}}

    def status(self, rq):
        id = rq.query["media_id"]
        self.polls[id] = self.polls.get(id, 0) + 1
        info = {"state": "succeeded", "progress_percent": 100}
        if self.polls[id] == 1:
            info = {"state": "in_progress", "progress_percent": 40, "check_after_secs": 1}
        elif "cannot be used" in self.job.name:
            info = {"state": "failed", "error": {"code": 1, "name": "InvalidMedia", "message": "Unsupported video codec"}}
        return {"data": {"id": id, "media_key": "7_" + id, "processing_info": info}, "meta": {}}

    def publish(self, rq):
        said = rq.json
        if (said.get("text") and said["text"] in self.accepted) or self.job.name == "post what is there already":
            return 403, PROBLEM, {"detail": "You are not allowed to create a Tweet with duplicate content.", "type": "about:blank",
                         "title": "Forbidden", "status": 403}
        if "not allowed" in self.job.name:
            return 403, PROBLEM, {"detail": "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the "
                         "author of the post you are replying to.", "type": "about:blank", "title": "Forbidden", "status": 403}
        if self.job.name == "post too much for today":
            return 429, {**PROBLEM, "x-rate-limit-remaining": "80", "x-rate-limit-reset": str(int(time.time()) + 60), "x-user-limit-24hour-remaining": "0"}, {
                "title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}
        for id in said.get("media", {}).get("media_ids", []):
            if id not in self.uploads or (self.uploads[id].get("type", "").startswith("video") and self.polls.get(id, 0) < 2):
                return self.problem(400, "invalid-request", "Invalid Request", "Your media IDs are invalid.")
        n = 200 + self.accept(said.get("text", ""))
        shown, urls = said.get("text", ""), []
        for url in re.findall(r"https?://\S+", shown):
            urls.append({"start": 0, "end": 1, "url": "https://t.co/u%d" % n, "expanded_url": url, "display_url": url[8:]})
            shown = shown.replace(url, urls[-1]["url"])
        shown = shown.replace("&", "&amp;")
        one = self.tweet(n, shown, entities={"urls": urls} if urls else {}, created_at=self.now(10000))
        parent = said.get("reply", {}).get("in_reply_to_tweet_id")
        if parent:
            one.update(referenced_tweets=[{"type": "replied_to", "id": parent}], conversation_id=parent, in_reply_to_user_id=ME)
        self.items.append(one)
        if self.job.name == "post what came through unheard":
            return 403, PROBLEM, {"detail": "You are not allowed to create a Tweet with duplicate content.", "type": "about:blank",
                         "title": "Forbidden", "status": 403}
        return 201, {"data": {"id": one["id"], "text": shown, "edit_history_tweet_ids": [one["id"]]}}

    @staticmethod
    def problem(status, kind, title, detail, **more):
        return status, PROBLEM, {
            "title": title, "detail": detail, "status": status, "type": "https://api.twitter.com/2/problems/" + kind, **more}

    def token(self, rq):
        basic = rq.headers.get("authorization", "").startswith("Basic ")
        if not basic or b"grant_type=refresh_token" not in rq.body or self.refresh_token.encode() not in rq.body:
            return 400, {"error": "invalid_request", "error_description": "Value passed for the token was invalid."}
        self.fresh_token, self.refresh_token = CANARY2 + "-2", self.refresh_token + "-2"
        return {"token_type": "bearer", "expires_in": 7200, "access_token": self.fresh_token, "scope": "tweet.read",
                "refresh_token": self.refresh_token}

    def refused(self, rq):
        said = rq.headers.get("authorization", "")
        if self.job and self.job.settings.get("sign") == "oauth1":
            fine = said.startswith("OAuth ") and "oauth_signature=" in said and 'oauth_signature_method="HMAC-SHA1"' in said
        elif self.job and self.job.name == "posts, token expired":
            fine = self.fresh_token and said == "Bearer " + self.fresh_token
        else:
            fine = said == "Bearer " + CANARY
        return None if fine else (401, PROBLEM, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"})

    def answer(self, rq):
        do = rq.method + " " + rq.path
        if do == "POST /2/oauth2/token":
            return self.token(rq)
        no = self.refused(rq) if self.job and (rq.path != "/2/users/me" or self.job.fresh) else None
        if no:
            return no
        if self.job and self.job.name == "credits spent" and rq.path != "/2/users/me":
            return 402, PROBLEM, {"title": "CreditsDepleted", "type": "https://api.twitter.com/2/problems/credits", "detail":
                         "Your enrolled account [2050000000000000000] does not have any credits to fulfill this request."}
        if do == "GET /2/users/me":
            return {"data": self.person(ME)}
        if do == "GET /2/users/by/username/bob":
            return {"data": self.person(BOB)}
        if do.startswith("GET /2/users/by/username/"):
            name = rq.path.split("/")[-1]
            return {"errors": [{"value": name, "detail": "Could not find user with username: [%s]." % name, "title": "Not Found Error",
                                "resource_type": "user", "parameter": "username", "resource_id": name,
                                "type": "https://api.twitter.com/2/problems/resource-not-found"}]}
        fixed = {"GET /2/users/%s/tweets" % ME: self.timeline, "GET /2/users/%s/mentions" % ME: self.mentions,
                 "GET /2/tweets/search/recent": self.search, "GET /2/tweets/search/all": self.search, "GET /2/dm_events": self.messages,
                 "GET /2/media/upload": self.status, "POST /2/tweets": self.publish}
        if do in fixed:
            return fixed[do](rq)
        if re.match(r"GET /2/tweets/\d+/quote_tweets$", do):
            return self.quotes(rq, rq.path.split("/")[3])
        if do.startswith("POST /2/media/upload"):
            return self.upload(rq)
        if do == "GET /2/tweets":
            ids = rq.query["ids"].split(",")
            return {"data": [self.tweet(int(i) - int(id_of(0)), "Nine", BOB if "tweet.fields" not in rq.query else ME) for i in ids]}
        if do == "POST /2/media/metadata":
            return {"data": {"id": rq.json["id"], "associated_metadata": rq.json["metadata"]}}
        if do == "POST /2/media/subtitles":
            return {"data": {"id": rq.json["id"], "media_category": "TweetVideo", "associated_subtitles": [rq.json["subtitles"]]}}
        if re.match(r"PUT /2/tweets/\d+/hidden$", do):
            return {"data": {"hidden": rq.json["hidden"]}}
        if re.match(r"DELETE /2/(tweets|dm_events)/\d+$", do):
            return {"data": {"deleted": True}}
        if do == "POST /2/users/%s/likes" % ME:
            return {"data": {"liked": True}}
        if do == "POST /2/users/%s/dm/block" % BOB:
            return {"data": {"blocked": True}}
        if do == "GET /2/dm_events/%s" % id_of(67):
            return {"data": {"id": id_of(67), "event_type": "MessageCreate", "sender_id": BOB}}
        if do in ["POST /2/dm_conversations/%s/messages" % talk for talk in (TALK, GROUP)]:
            self.accept(rq.json["text"])
            talk = do.split("/")[3]
            self.dms.append((rq.json["text"], self.now(), talk))
            return 201, {"data": {"dm_conversation_id": talk, "dm_event_id": id_of(70 + len(self.dms))}}
        return self.problem(404, "resource-not-found", "Not Found Error", do, value="1", parameter="id", resource_type="tweet", resource_id="1")


NETWORK = X
