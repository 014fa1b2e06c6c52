# SPDX-License-Identifier: ISC
"""TikTok, both interfaces, as its documentation and the recorded answers of
others show them: errors in a 200, ids beyond 2^53, numbers as text."""
import json
import time

import files
from fake import CANARY, CANARY2, Job, Network

NEW = "act.Renewed-In-This-Run"
BUSINESS = {"api": "business", "business_id": "_000fwZ23Mw4RY9cB4lDQyKCgQg",
            "business": "{base}", "app_id": "7102", "app_secret": CANARY2}
WAYS = {"PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"}
VIDEO = "https://cdn.levains.example/v.mp4"
PHOTOS = '["https://cdn.levains.example/1.jpg",' \
    '"https://cdn.levains.example/2.webp"]'
LOG = {"log_id": "202210112248442CB9319E1FB30C1073F3"}
FIELDS = {"user/info": {
    "user.info.basic": {"open_id", "union_id", "avatar_url", "display_name"},
    "user.info.profile": {"bio_description", "profile_deep_link",
                          "is_verified", "username"},
    "user.info.stats": {"follower_count", "following_count", "likes_count",
                        "video_count"}}}
LISTED = {"id", "create_time", "cover_image_url", "share_url", "duration",
          "video_description", "height", "width", "title", "embed_html",
          "embed_link", "like_count", "comment_count", "share_count",
          "view_count"}
CHUNKED = 10600123


def post(name, members, media=None, business=False, settings=None, **more):
    settings = {**(BUSINESS if business else {}), **(settings or {})}
    return Job(name, "cm-post", "d.json", files={
        "d.json": '{"to":["brand"],%s}\n' % members, **(media or {})},
        settings=settings, **{"want": 1, **more})


def film(name, more="", **rest):
    return post(name, '"text":"Partie 2 #pain 🥖","media":["f.mp4"]' + more,
                {"f.mp4": files.mp4(720, 1280, 12)}, **rest)


def act(do, name=None, thread='"7512345678901234567"', text="", id=None,
        **more):
    target = '"account":"brand","network":"tiktok","id":"%s"' % (
        id or "7512345678901239999")
    if thread:
        target += ',"thread":' + thread
    return Job(name or "act " + do, "cm-post", "a", files={
        "a": '{"type":"action","do":"%s","text":"%s","target":{%s}}\n' % (
            do, text, target)}, settings=BUSINESS, **more)


class TikTok(Network):
    name = "tiktok"
    findable = False   # what TikTok fetched and has not shown yet
    settings = {"token": CANARY, "client_id": "awl7k", "client_secret":
                CANARY2, "refresh_token": "rft." + CANARY2, "poll": "0"}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("account without a scope", "cm-fetch", "brand:account"),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("the token has ended", "cm-fetch", "brand:posts"),
        post("photos", '"title":"Le pain","text":"De seigle","media":' +
             PHOTOS),
        film("film"),
        film("film first", fresh=True),
        film("paid", ',"paid":true'),
        film("ai", ',"ai":true'),
        film("followers", ',"visibility":"followers"'),
        film("not offered", ',"visibility":"followers"', want=0, status=1),
        film("too long", want=0, status=1),
        film("to the inbox", ',"options":{"tiktok":{"inbox":true}}'),
        film("for me alone", ',"options":{"tiktok":{"privacy":"SELF_ONLY",'
             '"cover_ms":1500,"duet":false,"own_brand":true}}'),
        film("shown late"),
        film("refused later", want=0, status=1),
        film("not audited", want=0, status=1),
        film("enough for today", want=0, status=75),
        post("in pieces", '"text":"Long","media":["f.mp4"]',
             {"f.mp4": files.mp4(720, 1280, 60, size=CHUNKED)},
             settings={"chunk": "5242880"}),
        post("webm", '"text":"w","media":["f.webm"]', {
            "f.webm": files.webm(720, 1280, 5)}),
        post("mov", '"text":"m","media":["f.mov"]', {
            "f.mov": files.mov(720, 1280, 5)}),
        post("by address", '"text":"Par adresse","media":["%s"]' % VIDEO),
        post("domain not verified", '"text":"x","media":'
             '["https://elsewhere.example/v.mp4"]', want=0, status=1),
        post("photos from files", '"text":"x","media":["a.jpg"]',
             {"a.jpg": files.jpeg()}, want=0, status=1),
        post("photos by ai", '"text":"x","ai":true,"media":' + PHOTOS,
             want=0, status=1),
        Job("business account", "cm-fetch", "brand:account", fresh=True,
            settings=BUSINESS),
        Job("business posts", "cm-fetch", "brand:posts", settings=BUSINESS),
        Job("business comments", "cm-fetch", "brand:comments",
            settings=BUSINESS),
        Job("comments of one", "cm-fetch", "brand:comments", "--of",
            "7512345678901234567", settings=BUSINESS),
        Job("series", "cm-fetch", "brand:series", "--since", "4d",
            settings=BUSINESS),
        Job("series without new followers", "cm-fetch", "brand:series",
            "--since", "4d", settings=BUSINESS),
        Job("series, yesterday is still counted", "cm-fetch", "brand:series",
            "--since", "4d", settings=BUSINESS),
        Job("the business token has ended", "cm-fetch", "brand:account",
            settings=BUSINESS),
        post("business film", '"text":"Par adresse","paid":true,"ai":true,'
             '"media":[{"url":"%s","cover":'
             '"https://cdn.levains.example/c.jpg"}]' % VIDEO, business=True),
        post("business film for everybody", '"text":"x","options":{"tiktok":'
             '{"privacy":"PUBLIC_TO_EVERYONE"}},"media":["%s"]' % VIDEO,
             business=True),
        post("business photos", '"text":"De seigle","media":' + PHOTOS,
             business=True),
        post("business film for some", '"text":"x","visibility":"followers",'
             '"media":["%s"]' % VIDEO, business=True, want=0, status=1),
        post("business film from a file", '"text":"x","media":["f.mp4"]', {
            "f.mp4": files.mp4()}, business=True, want=0, status=1),
        act("reply", text="Merci", want=1),
        act("reply", "reply to a video", None, "Merci", "7512345678901234567",
            want=1),
        act("reply", "a long reply", text="m" * 151, status=1),
        act("hide"), act("unhide"), act("delete"), act("like"), act("pin"),
        act("hide", "hide without its video", None, status=1),
    ]

    def __init__(self):
        super().__init__()
        self.trouble, self.token, self.posts = "", CANARY, {}
        self.asked, self.comments = 0, []

    def begin(self, job):
        self.trouble = job.name
        if "token has ended" in job.name:
            self.token = NEW

    # The interface for developers.
    @staticmethod
    def ok(data):
        return {"data": data, "error": {"code": "ok", "message": "", **LOG}}

    @staticmethod
    def no(status, code, message=None):
        return status, {"error": {"code": code, "message": message or code,
                                  **LOG}}

    def user(self, rq):
        wanted = set(rq.query.get("fields", "").split(","))
        known = set().union(*FIELDS["user/info"].values())
        if not wanted <= known:
            return self.no(400, "invalid_params")
        lacks = FIELDS["user/info"]["user.info.stats"]
        if self.trouble == "account without a scope" and wanted & lacks:
            return self.no(401, "scope_not_authorized", "The user did not "
                           "authorize the scope required for completing this "
                           "request.")
        full = {
            "open_id": BUSINESS["business_id"], "display_name": "Levains",
            "union_id": "2fcb3bea-d3db-43a3-b9cc-94843620ec23",
            "username": "troislevains", "follower_count": 1,
            "profile_deep_link": "https://vm.tiktok.com/ZMYB4T1Ky/",
            "following_count": 8, "likes_count": 2, "video_count": 3,
            "is_verified": False, "bio_description": ""}
        return self.ok({"user": {k: full[k] for k in full if k in wanted}})

    def listed(self, rq):
        if not set(rq.query.get("fields", "").split(",")) <= LISTED:
            return self.no(400, "invalid_params")
        cursor, count = rq.json.get("cursor"), rq.json.get("max_count", 10)
        if not 1 <= count <= 20:
            return self.no(400, "invalid_params")
        if cursor is None:
            videos = [self.video(*v) for v in reversed(self.items)] + [
                self.video("7512345678901234567", 1795300000, "Partie 2"),
                self.video("7512345678901234001", 1795200000, "Partie 1")]
        else:
            videos = [self.video("7500000000000000001", 1794000000, "")]
        return self.ok({"videos": videos, "cursor": 1795200000000 if
                        cursor is None else 1794000000000,
                        "has_more": cursor is None})

    @staticmethod
    def video(id, at, text):
        return {"id": id, "create_time": at, "video_description": text,
                "title": text[:90], "share_url": "https://www.tiktok.com/@"
                "troislevains/video/%s?utm_campaign=tt4d_open_api" % id,
                "duration": 41, "height": 1024, "width": 576, "like_count":
                17113, "comment_count": 25, "share_count": 310,
                "view_count": 159838,
                "cover_image_url": "https://p16.tiktokcdn.example/c.jpeg"}

    def begun(self, kind, text, source, hidden=False, inbox=False):
        id = "%s~v2-1.%d" % (kind, len(self.posts) + 7000000000000000000)
        self.posts[id] = {"text": text, "hidden": hidden, "inbox": inbox,
                          "size": source.get("video_size"), "got": 0,
                          "asked": 0, "chunks": source.get(
                              "total_chunk_count")}
        data = {"publish_id": id}
        if source["source"] == "FILE_UPLOAD":
            size, chunk = source["video_size"], source["chunk_size"]
            whole = chunk == size and size <= 64000000
            if not whole and not 5 << 20 <= chunk <= 64000000 or \
                    source["total_chunk_count"] != size // chunk:
                return self.no(400, "invalid_params", "The chunk size is "
                               "invalid")
            data["upload_url"] = "%s/upload/video/?upload_id=%d&" \
                "upload_token=Xza123&p=%s" % (self.base, len(self.posts), id)
        else:
            for url in source.get("photo_images") or [source["video_url"]]:
                if not url.startswith("https://cdn.levains.example/"):
                    return self.no(403, "url_ownership_unverified", "Please "
                                   "review our URL ownership verification "
                                   "rules")
            self.done(id)
        return self.ok(data)

    def done(self, id):
        one = self.posts[id]
        if self.trouble != "refused later" and "id" not in one:
            one["id"] = 7123456789012345678 + self.accept(one["text"])
            if not one["hidden"] and not one["inbox"]:
                self.items.append((str(one["id"]), int(time.time()),
                                   one["text"]))

    def init(self, rq, kind):
        info, source = rq.json.get("post_info", {}), rq.json["source_info"]
        level = info.get("privacy_level")
        inbox = "inbox" in rq.path or \
            rq.json.get("post_mode") == "MEDIA_UPLOAD"
        if not inbox and level not in self.ways():
            return self.no(403, "privacy_level_option_mismatch")
        if self.trouble == "not audited":
            return self.no(403, "unaudited_client_can_only_post_to_private_"
                           "accounts", "Please review our integration "
                           "guidelines")
        if self.trouble == "enough for today":
            return self.no(403, "spam_risk_too_many_posts")
        if kind == "p_pub_url" and source["source"] != "PULL_FROM_URL":
            return self.no(400, "invalid_params")
        if kind == "v_pub" or kind == "v_inbox":
            kind += "_url" if source["source"] == "PULL_FROM_URL" else "_file"
        return self.begun(kind, info.get("description", info.get(
            "title", "")), source, level == "SELF_ONLY", inbox)

    def upload(self, rq):
        one = self.posts[rq.query["p"]]
        span, _, size = rq.headers["content-range"][6:].partition("/")
        first, last = map(int, span.split("-"))
        if "authorization" in rq.headers:
            return 400, {"error": "a token where none belongs"}
        if int(size) != one["size"] or last - first + 1 != len(rq.body) or \
                first not in (one["got"], 0) or len(rq.body) > 128000000:
            return 416, {}, None
        one["got"] = last + 1
        if one["got"] < one["size"]:
            return 206, {"Content-Range": "bytes 0-%d/%s" % (last, size)}, b""
        self.done(rq.query["p"])
        return 201, {}, b""

    def state(self, rq):
        one = self.posts.get(rq.json["publish_id"])
        if one is None:
            return self.no(400, "invalid_publish_id")
        if self.trouble == "refused later" and one["got"]:
            return self.ok({"status": "FAILED", "fail_reason":
                            "frame_rate_check_failed", "uploaded_bytes":
                            one["got"]})
        if "id" not in one:
            return self.ok({"status": "PROCESSING_UPLOAD",
                            "uploaded_bytes": one["got"]})
        one["asked"] += 1
        if one["asked"] == 1:
            return self.ok({"status": "PROCESSING_UPLOAD" if one["size"] else
                            "PROCESSING_DOWNLOAD", "uploaded_bytes":
                            one["got"]})
        if one["inbox"]:
            return self.ok({"status": "SEND_TO_USER_INBOX"})
        late = self.trouble == "shown late" and one["asked"] < 4
        return self.ok({"status": "PUBLISH_COMPLETE", "uploaded_bytes":
                        one["got"], "publicaly_available_post_id":
                        [] if late or one["hidden"] else [one["id"]]})

    def ways(self):
        return WAYS | ({"FOLLOWER_OF_CREATOR"} if self.trouble == "followers"
                       else set())

    def creator(self):
        return self.ok({
            "creator_avatar_url": "https://lf16.tiktokcdn.example/a.jpg",
            "creator_username": "troislevains", "creator_nickname": "Levains",
            "privacy_level_options": sorted(self.ways()),
            "comment_disabled": False, "duet_disabled": False, "stitch_disabled": True,
            "max_video_post_duration_sec": 10 if self.trouble == "too long"
            else 300})

    # The one for business accounts: what went wrong stands in a 200.
    @staticmethod
    def fine(data):
        return {"code": 0, "message": "OK", "request_id":
                "202410230934290E2A7C", "data": data}

    @staticmethod
    def wrong(code, message):
        return {"code": code, "message": message, "request_id":
                "202410230934290E2A7C", "data": {}}

    def profile(self, rq):
        wanted = json.loads(rq.query["fields"])
        if "start_date" not in rq.query:
            full = {"username": "troislevains", "display_name": "Levains",
                    "followers_count": 4711, "following_count": 12,
                    "total_likes": 17113, "videos_count": 3,
                    "profile_deep_link": "https://vm.tiktok.com/ZMYB4T1Ky/"}
            return self.fine({k: full[k] for k in wanted})
        old = self.trouble == "series without new followers"
        if old and "daily_new_followers" in wanted:
            return self.wrong(40002, "fields: Not a valid choice: "
                              "daily_new_followers.")
        late = 86400 if "still counted" in self.trouble else 0
        days = [time.strftime("%Y-%m-%d", time.gmtime(t)) for t in range(
            1795046400, 1795305600 - late, 86400)]
        return self.fine({"metrics": [{"date": d, **{
            k: i * 10 + len(k) for k in wanted}} for i, d in enumerate(days)
            if rq.query["start_date"] <= d <= rq.query["end_date"]]})

    @staticmethod
    def comment(id, text, who="lea_m", parent=None, **more):
        return {"comment_id": str(id), "video_id": "7512345678901234567",
                "user_id": "67" + str(len(who)), "unique_identifier":
                "uid-" + who, "username": who, "text": text,
                "profile_image": "https://p16.tiktokcdn.example/i.jpeg",
                "create_time": str(1795300000 + id % 1000), "likes": 2,
                "replies": 0, "status": "PUBLIC", "owner": False,
                "liked": False, "pinned": False,
                **({"parent_comment_id": str(parent)} if parent else {}),
                **more}

    def comment_list(self, rq):
        if rq.query["video_id"] != "7512345678901234567":
            return self.fine({"has_more": False, "cursor": 0, "comments": []})
        top = 7512345678901239000
        own = [self.comment(top + 500 + i, text, "troislevains", top + 1,
                            owner=True, create_time=str(int(time.time())))
               for i, text in enumerate(
                                self.comments)]
        if rq.path.endswith("/reply/list/"):
            return self.fine({"has_more": False, "cursor": 2, "comments": [
                self.comment(top + 2, "Oui", "troislevains", top + 1,
                             owner=True),
                self.comment(top + 3, "Merci", parent=top + 1)] + own})
        if rq.query.get("cursor"):
            return self.fine({"has_more": False, "cursor": 31, "comments": [
                self.comment(top + 5, "Spam", "bot", status="HIDDEN")]})
        one = self.comment(top + 4, "Hm", replies=1)
        one["reply_list"] = [self.comment(top + 6, "Ja", "max", top + 4)]
        return self.fine({"has_more": True, "cursor": 30, "comments": [
            self.comment(top + 1, "Ouvert dimanche ?", replies=2,
                         reply_list=[]), one] + own})

    def publish(self, rq):
        info, film = rq.json["post_info"], "video_url" in rq.json
        for url in rq.json.get("photo_images") or [rq.json["video_url"]]:
            if not url.startswith("https://cdn.levains.example/"):
                return self.wrong(40002, "url ownership unverified")
        answer = self.begun("v_pub_url" if film else "p_pub_url",
                            info.get("caption", ""), {
                                "source": "PULL_FROM_URL", "video_url":
                                "https://cdn.levains.example/"})
        return self.fine({"share_id": answer["data"]["publish_id"]})

    def of_business(self, rq, path):
        if rq.path.endswith("/tt_user/oauth2/refresh_token/"):
            if rq.json != {"client_id": "7102", "client_secret": CANARY2,
                           "grant_type": "refresh_token", "refresh_token":
                           "rft." + CANARY2}:
                return self.wrong(40002, "Invalid refresh_token")
            return self.fine({
                "access_token": self.token, "expires_in": 86400, "open_id":
                BUSINESS["business_id"], "refresh_token": "rft." + CANARY2,
                "refresh_token_expires_in": 31536000, "scope":
                "video.publish,comment.list", "token_type": "Bearer"})
        if rq.headers.get("access-token") != self.token:
            return self.wrong(40105, "Access token has expired")
        said = rq.json or rq.query
        if said.get("business_id") != BUSINESS["business_id"]:
            return self.wrong(40002, "business_id: Missing data for required "
                              "field.")
        if path == "GET get":
            return self.profile(rq)
        if path == "GET video/list":
            videos = [{"item_id": i, "create_time": str(at), "caption": text,
                       "share_url": "https://www.tiktok.com/@troislevains/"
                       "video/" + i, "thumbnail_url": "https://p16.example",
                       "video_views": 159838, "likes": 17113, "comments": 3,
                       "shares": 310, "reach": 120000, "video_duration":
                       41.5} for i, at, text in list(reversed(self.items)) + [
                           ("7512345678901234567", 1795300000, "Partie 2"),
                           ("7512345678901234001", 1795200000, "Partie 1")]]
            wanted = json.loads(rq.query["fields"])
            return self.fine({"videos": [{k: v[k] for k in wanted}
                                         for v in videos],
                              "cursor": 1795200000000, "has_more": False})
        if path in ("GET comment/list", "GET comment/reply/list"):
            return self.comment_list(rq)
        if path == "GET video/settings":
            return self.fine({"privacy_level_options": sorted(WAYS),
                              "max_video_post_duration_sec": 600})
        if path in ("POST video/publish", "POST photo/publish"):
            return self.publish(rq)
        if path == "GET publish/status":
            one = self.posts[rq.query["publish_id"]]
            one["asked"] += 1
            return self.fine({"status": "PUBLISH_COMPLETE", "post_ids":
                              [str(one["id"])]} if one["asked"] > 1 else
                             {"status": "PROCESSING_DOWNLOAD"})
        if path in ("POST comment/reply/create", "POST comment/create"):
            self.accept(said["text"])
            self.comments.append(said["text"])
            return self.fine(self.comment(
                7512345678901239500 + len(self.comments) - 1, said["text"],
                "troislevains", owner=True))
        if path in ("POST comment/hide", "POST comment/pin",
                    "POST comment/like", "POST comment/delete"):
            need = {"hide": {"video_id", "comment_id", "action"}, "delete":
                    {"comment_id"}, "like": {"comment_id", "action"}, "pin":
                    {"video_id", "comment_id", "action"}}[path[13:]]
            return self.fine({}) if need == set(said) - {"business_id"} else \
                self.wrong(40002, "Missing data for required field.")
        return 404, {"code": 40404, "message": "Not found", "data": {}}

    def answer(self, rq):
        if rq.path.startswith("/open_api/v1.3/"):
            path = rq.path[15:].strip("/")
            return self.of_business(rq, "%s %s" % (
                rq.method, path.replace("business/", "", 1)))
        if rq.what == "PUT /upload/video/":
            return self.upload(rq)
        if rq.what == "POST /v2/oauth/token/":
            if b"client_key=awl7k" not in rq.body or \
                    b"grant_type=refresh_token" not in rq.body:
                return {"error": "invalid_request", "error_description":
                        "Client key or secret is incorrect.", **LOG}
            return {"access_token": self.token, "expires_in": 86400,
                    "open_id": BUSINESS["business_id"], "refresh_token":
                    "rft." + CANARY2, "refresh_expires_in": 31536000,
                    "scope": "user.info.basic,video.list",
                    "token_type": "Bearer"}
        if rq.headers.get("authorization") != "Bearer " + self.token:
            return self.no(401, "access_token_invalid", "The access token is "
                           "invalid or not found in the request.")
        do = rq.what.replace("/v2/", "", 1)
        if do == "GET user/info/":
            return self.user(rq)
        if do == "POST video/list/":
            return self.listed(rq)
        if do == "POST post/publish/creator_info/query/":
            return self.creator()
        if do == "POST post/publish/status/fetch/":
            return self.state(rq)
        kinds = {"video": "v_pub", "inbox/video": "v_inbox",
                 "content": "p_pub_url"}
        kind = do.replace("POST post/publish/", "").replace("/init/", "")
        if kind in kinds:
            return self.init(rq, kinds[kind])
        return self.no(404, "path_not_found")


NETWORK = TikTok
