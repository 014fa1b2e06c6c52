# SPDX-License-Identifier: ISC
"""A small Instagram: the Graph API at graph.facebook.com (Facebook's login) and
at graph.instagram.com (Instagram's), in the shapes of their samples."""
import json
import re

import instagram_jobs
from fake import CANARY, CANARY2
from graphs import Graph, No, gone

ME, PAGE = "17841405822304914", "108242181234567"
STAFF, THREAD = "aWdfZAG06MTpJR01lc3NhZA2VJRDox", "aWdfZAG06MTpJR1RocmVhZA"
MEDIA = ("image_url", "video_url", "upload_type", "children", "media_type",
         "caption", "alt_text", "user_tags", "location_id", "collaborators",
         "product_tags", "cover_url", "thumb_offset", "share_to_feed",
         "audio_name", "trial_params", "is_carousel_item", "is_ai_generated",
         "is_paid_partnership", "branded_content_sponsor_ids")
KNOWN = {
    "REELS": "views reach likes comments shares saved total_interactions "
    "ig_reels_avg_watch_time ig_reels_video_view_total_time reels_skip_rate "
    "reposts crossposted_views facebook_views",
    "FEED": "views reach saved likes comments shares total_interactions "
    "follows profile_visits reposts profile_activity",
    "STORY": "views reach replies shares follows profile_visits "
    "total_interactions navigation", "OLD": "reach saved"}
TOTALS = "views reach accounts_engaged total_interactions likes comments " \
    "shares saves replies reposts follows_and_unfollows profile_links_taps"


class Instagram(Graph):
    name = "instagram"
    settings = {"token": CANARY, "login": "facebook", "upload": "{base}",
                "poll": "1", "app_secret": instagram_jobs.SECRET}
    jobs = instagram_jobs.JOBS

    def __init__(self):
        super().__init__()
        self.tokens = {CANARY, CANARY2, CANARY + "-new"}
        self.page_token = CANARY2
        self.replies = []
        self.below = {}  # what was said right below a post
        self.talked = []  # in the first conversation, the newest first

    def begin(self, job):
        super().begin(job)
        if "expired" in self.knobs:  # what it signed in with is good no more
            self.tokens = {CANARY + "-new", CANARY2 + "-new"}
            self.page_token = CANARY2 + "-new"
            if self.facebook(job):
                self.tokens.add(CANARY)

    @staticmethod
    def facebook(job):
        return job.settings.get("login", "facebook") == "facebook"

    def hears(self, rq):
        self.token = rq.headers.get("authorization", "").replace("Bearer ", "")
        if self.token not in self.tokens:
            raise No(190, "Error validating access token: Session has expired "
                     "on Saturday, 21-Nov-26 10:00:00 PST.", 463)

    def bare(self, rq):
        """Tokens, and the host that takes bytes."""
        at = rq.path.split("/")
        if at[1] == "ig-api-upload":
            return self.upload(rq, at)
        if rq.path == "/refresh_access_token":
            self.take("grant_type", "access_token")
            if self.given["grant_type"] != "ig_refresh_token":
                raise No(100, "Invalid grant_type")
            self.is_old()
            return {"access_token": CANARY + "-new", "token_type": "bearer",
                    "expires_in": 5183944}
        if rq.path == "/access_token":
            self.take("grant_type", "client_secret", "access_token")
            if "short" not in self.knobs:
                raise No(452, "Session key invalid. This could be because the "
                         "session key has an incorrect format", status=400)
            return {"access_token": CANARY + "-new", "token_type": "bearer",
                    "expires_in": 5183944}
        return None

    def upload(self, rq, at):
        box = self.boxes.get(at[3]) if at[2] == self.version else None
        size = rq.headers.get("file_size")
        token = rq.headers.get("authorization", "")
        if not token.startswith("OAuth ") or token[6:] not in self.tokens:
            return 400, {"debug_info": {
                "retriable": False, "type": "NotAuthorizedError", "message":
                "User not authorized to perform this request"}}
        if box is None or rq.headers.get("offset") != "0" or \
                size != str(len(rq.body)):
            return 400, {"debug_info": {
                "retriable": False, "type": "ProcessingFailedError",
                "message": "file_size %s of %d" % (size, len(rq.body))}}
        if self.knobs.get("busy") and self.once("upload"):
            return 503, {"debug_info": {
                "retriable": True, "type": "ServiceUnavailable",
                "message": "Upload service busy"}}
        box["bytes"] = len(rq.body)
        return {"success": True, "message": "Upload successful."}

    # What is there.

    def medium(self, id, day, caption, kind="FEED", type="IMAGE", **more):
        word = {"REELS": "reel", "STORY": "stories/levains"}.get(kind, "p")
        return {
            "id": id, "ig_id": "31240" + id[-5:], "caption": caption,
            "comments_count": 2, "like_count": 12, "is_comment_enabled": True,
            "media_type": type, "media_product_type": kind,
            "media_url": "https://cdn.example/%s.jpg" % id,
            "owner": {"id": ME}, "permalink":
            "https://www.instagram.com/%s/C%s/" % (word, id[-4:]),
            "shortcode": "C" + id[-4:], "username": "levains", "timestamp":
            "2026-11-%02dT19:20:02+0000" % day, **more}

    def mine(self):
        film = self.medium("17900000000000011", 18, "Partie 2 #levain @ann",
                           "REELS", "VIDEO", thumbnail_url="https://t.example")
        album = self.medium(
            "17900000000000010", 17, "Deux", type="CAROUSEL_ALBUM",
            children={"data": [
                {"id": "17900000000000001", "media_type": "IMAGE",
                 "media_url": "https://cdn.example/1.jpg"},
                {"id": "17900000000000002", "media_type": "VIDEO",
                 "media_url": "https://cdn.example/2.mp4"}]})
        album.pop("like_count")  # its owner hides the number
        old = self.medium("17900000000000009", 3, "Avant", type="VIDEO",
                          comments_count=0)
        old.pop("media_url")     # somebody else's music
        return [[film, album], [old]]

    def comment(self, id, day, said, who="ann", **more):
        return {"id": id, "text": said, "username": who, "like_count": 1,
                "hidden": False, "timestamp":
                "2026-11-%02dT10:00:00+0000" % day, **more}

    def answers(self):
        """What is below the first comment."""
        return [self.comment("17870000000000022", 20, "8 h", "levains",
                             parent_id="17870000000000021")] + self.replies

    def comments(self, media):
        new = self.below.get(media, [])[::-1]
        first = self.comment(
            "17870000000000021", 19, "Quelle heure @levains?",
            **{"from": {"id": "5614000000000001", "username": "ann"}},
            replies={"data": self.answers(), "paging": {
                    "cursors": {"before": "QVF1", "after": "QVF1"},
                    **({"next": "https://graph.example/?access_token=" +
                        self.token} if "many" in self.knobs else {})}})
        second = self.comment("17870000000000020", 18, "achat d'abonnes",
                              "bot", hidden=True)
        return [new + [first], [second]] if media[-2:] == "11" else [new + [
            self.comment("17870000000000030", 19, "Miam", "bob")]]

    # What happens.

    def container(self):
        said = self.take(may=MEDIA)
        kind = said.get("media_type", "IMAGE")
        child = said.get("is_carousel_item") == "true"
        if kind == "CAROUSEL":
            ids = said.get("children", "").split(",")
            if not 2 <= len(ids) <= 10 or any(
                    not self.boxes.get(i, {}).get("child") for i in ids):
                raise No(100, "Invalid parameter", 2207028)
        elif "image_url" not in said and "video_url" not in said and \
                said.get("upload_type") != "resumable":
            raise No(100, "The parameter image_url is required")
        elif kind == "VIDEO" and not child:
            raise No(100, "The VIDEO media_type is no longer supported", 2207023)
        if child and ("is_ai_generated" in said or "caption" in said):
            raise No(100, "(#100) is_ai_generated cannot be set on children")
        if "alt_text" in said and ("video_url" in said or kind == "REELS"):
            raise No(100, "(#100) alt_text is not supported for videos")
        for name in ("user_tags", "collaborators", "trial_params",
                     "branded_content_sponsor_ids"):
            json.loads(said.get(name, "null"))
        id = str(17889455560051444 + len(self.boxes))
        self.boxes[id] = {"said": dict(said), "child": child, "bytes": None,
                          "status": "IN_PROGRESS", "polls": 0}
        if said.get("upload_type") == "resumable":
            return {"id": id, "uri": "%s/ig-api-upload/%s/%s" % (
                self.base, self.version, id)}
        return {"id": id}

    def status(self, id):
        box = self.boxes[id]
        box["polls"] += 1
        ready = 2 if self.knobs.get("slow") else 1
        if self.knobs.get("broken"):
            return {"id": id, "status_code": "ERROR", "status":
                    "Error: Media upload has failed with error code 2207026."}
        if box["status"] == "IN_PROGRESS" and box["polls"] >= ready and (
                "upload_type" not in box["said"] or box["bytes"]):
            box["status"] = "FINISHED"
        words = {"FINISHED": "Finished: Media has been uploaded and it is "
                 "ready to be published.", "IN_PROGRESS": "In Progress: Media "
                 "is still being processed.", "PUBLISHED":
                 "Published: Media has been successfully published."}
        return {"status_code": box["status"], "status": words[box["status"]],
                "id": id}

    def publish(self):
        box = self.boxes.get(self.take("creation_id")["creation_id"])
        if box is None:
            raise No(24, "The requested resource does not exist", 2207008)
        if box["status"] == "IN_PROGRESS" or (
                self.knobs.get("early") and self.once("publish")):
            raise No(9007, "Media ID is not available", 2207027,
                     error_user_title="Not ready", error_user_msg="The media "
                     "is not ready for publishing, please wait for a moment")
        if self.knobs.get("used") is not None:
            raise No(9, "Application request limit reached", 2207042)
        box["status"] = "PUBLISHED"
        said = box["said"]
        id = str(17920238422030506 + self.accept(said.get("caption", "")))
        kind = {"REELS": "REELS", "STORIES": "STORY"}.get(
            said.get("media_type"), "FEED")
        item = self.medium(id, 20, said.get("caption"), kind,
                           comments_count=0)
        item["timestamp"] = self.now()[:19] + "+0000"
        self.items.append(item)
        return {"id": id}

    def insights(self, media):
        asked = self.take("metric")["metric"].split(",")
        kind = media["media_product_type"]
        if kind == "FEED" and media["media_type"] == "VIDEO":
            kind = "OLD"
        known = [m for m in KNOWN[kind].split() if m not in self.knobs.get(
            "dead", ())]
        for name in asked:
            if name not in known:
                raise No(100, "(#100) The Media Insights API does not support "
                         "the %s metric for this media product type." % name)
        if self.knobs.get("young") and media["id"][-2:] == "10":
            raise No(100, "(#100) Media posted before business account "
                     "conversion", 2108006)
        return {"data": [{
            "name": name, "period": "lifetime", "title": name.title(),
            "description": "How many.", "values": [{
                "value": 10500 if name.startswith("ig_") else 7}],
            "id": "%s/insights/%s/lifetime" % (media["id"], name)}
            for name in asked]}

    def series(self):
        said = self.take("metric", "period", may=(
            "metric_type", "breakdown", "timeframe", "since", "until"))
        names, period = said["metric"].split(","), said["period"]
        if "since" in said and int(said["until"]) - int(said["since"]) > \
                30 * 86400:
            raise No(100, "(#100) There cannot be more than 30 days (2592000 "
                     "s) between since and until")
        # 30 days before 22 November 2026.
        if "follower_count" in names and int(said["since"]) < 1792713600:
            raise No(100, "(#100) (follower_count) metric only supports "
                     "querying data for the last 30 days excluding the "
                     "current day")
        # The last day is not counted yet.
        if self.knobs.get("late") and int(said.get(
                "until", 0)) > 1795219200 and period == "day":
            return {"data": [] if "metric_type" in said else [{
                "name": name, "period": period, "values": [{
                    "value": 31, "end_time": "2026-11-20T08:00:00+0000"}]}
                for name in names if name != "follower_count"]}
        return {"data": [{
            "name": name, "period": period, "title": name, "description": "d",
            **self.measured(name, said),
            "id": "%s/insights/%s/%s" % (ME, name, period)}
            for name in names], "paging": {
                "previous": "https://graph.example/?access_token=" + self.token,
                "next": "https://graph.example/?access_token=" + self.token}}

    def measured(self, name, said):
        bad = No(100, "(#100) metric[0] must be one of the following values: "
                 "reach, follower_count, views")
        total = said.get("metric_type") == "total_value"
        if name == "follower_demographics":
            if not total or said["period"] != "lifetime":
                raise bad
            if self.knobs.get("small"):
                raise No(10, "Not enough viewers for the media to show "
                         "insights")
            keys = said["breakdown"].split(",")
            values = {"country": "FR", "city": "Lyon, Rhône", "age": "25-34",
                      "gender": "F"}
            return {"total_value": {"breakdowns": [{
                "dimension_keys": keys, "results": [{"dimension_values": [
                    values[k] for k in keys], "value": 10}]}]}}
        if name == "online_followers":
            return {"values": [{"value": {"8": 120, "20": 310}, "end_time":
                                "2026-11-21T08:00:00+0000"},
                               {"value": {}, "end_time":
                                "2026-11-22T08:00:00+0000"}]}
        if name == "follows_and_unfollows" and "breakdown" in said:
            return {"total_value": {"breakdowns": [{
                "dimension_keys": ["follow_type"], "results": [
                    {"dimension_values": ["FOLLOWER"], "value": 5},
                    {"dimension_values": ["NON_FOLLOWER"], "value": 2}]}]}}
        if total and name in TOTALS.split():
            return {"total_value": {"value": 224}}
        if not total and name in ("reach", "follower_count"):
            return {"values": [{"value": 31, "end_time":
                                "2026-11-20T08:00:00+0000"},
                               {"value": 40, "end_time":
                                "2026-11-21T08:00:00+0000"}]}
        raise bad

    def conversation(self):
        ann = {"username": "ann", "id": "5614000000000001"}
        biz = {"username": "levains", "id": ME}
        more = {"next": "https://graph.example/?access_token=" + self.token} if \
            self.knobs.get("many") else {}
        return [[{
            "id": THREAD + "1", "updated_time": self.talked[0][
                "created_time"] if self.talked else "2026-11-20T08:00:00+0000",
            "participants": {"data": [biz, ann]}, "messages": {"data": [
                *({"from": biz, "to": {"data": [ann]}, **one}
                  for one in self.talked),
                {"id": STAFF + "2", "created_time": "2026-11-20T08:00:00+0000",
                 "from": biz, "to": {"data": [ann]}, "message": "oui"},
                {"id": STAFF + "1", "created_time": "2026-11-20T07:00:00+0000",
                 "from": ann, "to": {"data": [biz]}, "message": "ouvert?",
                 "attachments": {"data": [{"id": "1", "image_data": {
                     "url": "https://cdn.example/dm.jpg", "width": 1080,
                     "height": 1080}}]}}],
                "paging": {"cursors": {"before": "b", "after": "a"},
                           **more}}}],
                [{"id": THREAD + "2", "updated_time":
                  "2026-11-12T08:00:00+0000", "participants": {"data": [
                      biz, ann]}, "messages": {"data": [
                          {"id": STAFF + "3", "created_time":
                           "2026-11-12T08:00:00+0000", "from": ann,
                           "to": {"data": [biz]}, "message": "",
                           "story": {"mention": {
                               "link": "https://cdn.example/story",
                               "id": "1"}}}]}}]]

    def profile(self, name, id, **more):
        return {"id": id, "username": name, "name": name.title(),
                "biography": "Du pain.", "website": "https://levains.example",
                "followers_count": 340, "follows_count": 12,
                "media_count": 88, **more}

    # Where it is asked.

    def node(self, id):
        """What a GET of an id without an edge gives."""
        if id in self.boxes:
            return self.status(id)
        fields = self.given.get("fields", "")
        for one in sum(self.mine(), []) + self.items:
            if one["id"] == id:
                return {k: one[k] for k in self.fields() if k in one}
        if id.startswith("1787"):
            if "media_type" in fields:
                raise No(100, "(#100) Tried accessing nonexisting field "
                         "(media_type) on node type (IGComment)")
            return {"id": id}
        if id.startswith("aWdf"):
            return {"id": id, **{k: v for k, v in self.conversation()[0][0][
                "messages"]["data"][-1].items() if k in ("from", "to")}}
        return None

    def me(self, rq):
        fields = self.given.get("fields", "")
        if "user_id" not in fields:
            raise No(100, "(#100) Tried accessing nonexisting field "
                     "(instagram_business_account) on node type (User)")
        flat = {**self.profile("levains", "27000000000000001"),
                "user_id": ME, "account_type": "BUSINESS"}
        return {"data": [flat]} if self.knobs.get("wrapped") else flat

    def user(self, rq, do):
        """The account's own edges."""
        fields = self.given.get("fields", "")
        if do == "GET ":
            found = re.search(r"business_discovery\.username\((\w+)\)", fields)
            if found and found.group(1) != "bob":
                raise No(110, "Invalid user id", 2207013)
            if found:
                return {"business_discovery": self.profile(
                    "bob", "17841401441775531"), "id": ME}
            found = re.search(r"mentioned_(comment|media)\.\w+\((\d+)\)",
                              fields)
            if found and found.group(1) == "comment":
                return {"mentioned_comment": self.comment(
                    found.group(2), 19, "@levains bravo", "carl", media={
                        "id": "17855555555555555"}), "id": ME}
            if found:
                return {"mentioned_media": {k: v for k, v in self.medium(
                    found.group(2), 18, "chez @levains", username="carl"
                ).items() if k in fields}, "id": ME}
            return self.profile("levains", ME)
        if do == "GET content_publishing_limit":
            return {"data": [{"quota_usage": self.knobs.get("used", 2),
                              "config": {"quota_total": 100,
                                         "quota_duration": 86400}}]}
        if do == "GET media":
            pages = self.mine()
            return self.pages(rq, [self.items[::-1] + pages[0], pages[1]])
        if do == "GET stories":
            return {"data": [i for i in self.items if
                             i["media_product_type"] == "STORY"] + [
                self.medium("17900000000000012", 21, "", "STORY",
                            comments_count=0)]}
        if do == "GET tags":
            return self.pages(rq, [[], [self.medium(
                "17900000000000040", 16, "avec @levains", username="carl")]])
        if do == "GET insights":
            return self.series()
        if do == "GET recently_searched_hashtags":
            return {"data": [{"id": str(17841593698074000 + n), "name":
                              "tag%d" % n} for n in range(
                                  self.knobs.get("tags", 2))]}
        if do == "POST media":
            return self.container()
        if do == "POST media_publish":
            return self.publish()
        if do == "POST mentions":
            said = self.take("media_id", "message", may=("comment_id",))
            return {"id": str(17870000000000900 + self.accept(
                said["message"]))}
        if do == "POST likes":
            self.take(may=("media_id", "comment_id"))
            return {"success": True}
        return None

    def hashtag(self, rq, path):
        if path == "/ig_hashtag_search":
            self.take("user_id", "q")
            return {"data": [{"id": "17841593698074073"}]}
        self.take("user_id", may=("limit", "after"))
        one = self.medium("17900000000000050", 21, "#levain", username="dan")
        for name in ("username", "owner", "ig_id", "shortcode",
                     "is_comment_enabled", "media_product_type"):
            one.pop(name)
        return self.pages(rq, [[one], [dict(one, id="17900000000000051")]])

    def page(self, rq, do):
        """The Page's edges, and those of me with Instagram's own login."""
        if do == "GET conversations":
            if self.take(may=("platform", "limit", "after"))[
                    "platform"] != "instagram":
                raise No(100, "(#100) platform")
            return self.pages(rq, self.conversation())
        if do == "POST messages":
            self.take("recipient", "message")
            if self.knobs.get("late"):
                raise No(10, "(#10) This message is sent outside of allowed "
                         "window.", 2534022)
            n = self.accept(self.given["message"]["text"])
            self.talked.insert(0, {
                "id": STAFF + "9%d" % n, "created_time": self.now()[:19] +
                "+0000", "message": self.given["message"]["text"]})
            return {"recipient_id": self.given["recipient"]["id"],
                    "message_id": STAFF + "9%d" % n}
        return None

    def talk(self, rq, do, path):
        id, _, edge = path[1:].partition("/")
        what = rq.method + " " + edge
        if path == "/me/accounts":
            return {"data": [{"id": PAGE, "name": "Levains",
                              "username": "levains"}], "paging": {
                                  "cursors": {"before": "b", "after": "a"}}}
        if do == "GET /me":
            return self.me(rq)
        if do == "GET /" + PAGE:
            self.tokens.add(self.page_token)
            return {"id": PAGE, "name": "Levains", "username": "levains",
                    "access_token": self.page_token,
                    "instagram_business_account": {
                        "id": ME, "username": "levains"}}
        if path == "/ig_hashtag_search" or edge == "recent_media":
            return self.hashtag(rq, path)
        if id in (PAGE, "me"):
            return self.page(rq, what)
        if id == ME:
            return self.user(rq, what)
        return self.thing(rq, what, id)

    def thing(self, rq, what, id):
        """A medium, a comment, a message, a container."""
        media = {m["id"]: m for m in sum(self.mine(), []) + self.items + [
            self.medium("17900000000000012", 21, "", "STORY")]}
        if what == "GET ":
            return self.node(id)
        if what == "GET insights" and id in media:
            return self.insights(media[id])
        if what == "GET comments" and id in media:
            return self.pages(rq, self.comments(id))
        if what == "GET replies" and "after" not in self.given:
            return {"data": self.answers() if id[-2:] == "21" else []}
        if what == "GET replies":
            return {"data": [self.comment("17870000000000029", 21, "merci",
                                          parent_id=id)]}
        if what in ("POST comments", "POST replies"):
            said = self.take("message")["message"]
            if id == "17866666666666666":  # below somebody else's medium
                raise gone("/" + id)
            if what == "POST comments" and id not in media:
                raise gone("/" + id)
            first = any(i["id"] == id for i in self.items)
            n = 99 if first else self.accept(said)
            one = self.comment(str(17870000000000500 + n), 21, said, "levains")
            one["timestamp"] = self.now()[:19] + "+0000"
            if what == "POST comments":
                self.below.setdefault(id, []).append(one)
            else:
                self.replies.append({**one, "parent_id": id})
            return {"id": one["id"]}
        if what == "POST " and "hide" in rq.query:
            return {"success": True}
        if what == "DELETE ":
            return {"success": True}
        return None


NETWORK = Instagram
