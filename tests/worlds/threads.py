# SPDX-License-Identifier: ISC
"""A small Threads, in the shapes of the samples of its API."""
import json

import threads_jobs
from fake import CANARY
from graphs import Graph, No, gone

ME = "26700000000000001"
POSTING = ("media_type", "text", "image_url", "video_url", "alt_text",
           "is_carousel_item", "children", "reply_to_id", "quote_post_id",
           "reply_control", "link_attachment", "poll_attachment", "topic_tag",
           "location_id", "allowlisted_country_codes", "text_entities",
           "is_spoiler_media", "text_attachment", "gif_attachment",
           "is_ghost_post", "enable_reply_approvals", "auto_publish_text")
AUDIENCE = {"country": ("FR", 61), "city": ("Lyon, France", 20),
            "age": ("25-34", 33), "gender": ("F", 48)}


class Threads(Graph):
    name, version = "threads", "v1.0"
    settings = {"token": CANARY, "poll": "1"}
    jobs = threads_jobs.JOBS

    def __init__(self):
        super().__init__()
        self.tokens = {CANARY, CANARY + "-new"}

    def begin(self, job):
        super().begin(job)
        if "expired" in self.knobs:
            self.tokens = {CANARY + "-new"}

    def hears(self, rq):
        if self.given.pop("access_token", None) not in self.tokens:
            raise No(190, "Error validating access token: Session has expired "
                     "on Saturday, 21-Nov-26 10:00:00 PST.", 463)

    def pages(self, rq, pages):
        said = super().pages(rq, pages)
        if "next" in said["paging"]:
            said["paging"]["next"] += "&access_token=" + CANARY
        return said

    def bare(self, rq):
        if rq.path == "/refresh_access_token":
            self.take("grant_type", "access_token")
            self.is_old()
        elif rq.path == "/access_token":
            self.take("grant_type", "client_secret", "access_token")
            if "short" not in self.knobs:
                raise No(452, "Session key invalid.", type="THApiException")
        else:
            return None
        return {"access_token": CANARY + "-new", "token_type": "bearer",
                "expires_in": 5184000}

    # What is there.

    def post(self, id, day, said, who="levains", **more):
        return {"id": id, "media_product_type": "THREADS", "media_type":
                "TEXT_POST", "permalink": "https://www.threads.net/@%s/post/"
                "C%s" % (who, id[-4:]), "owner": {"id": ME}, "username": who,
                "text": said, "timestamp": "2026-11-%02dT18:20:00+0000" % day,
                "shortcode": "C" + id[-4:], "is_quote_post": False,
                "has_replies": True, **more}

    def mine(self):
        album = self.post("18000000000000010", 17, "Deux", media_type=
                          "CAROUSEL_ALBUM", has_replies=False, children={
                              "data": [{"id": "18000000000000001",
                                        "media_type": "IMAGE", "media_url":
                                        "https://cdn.example/1.jpg"}]})
        return [[self.post("18000000000000011", 19, "Du pain @ann",
                           topic_tag="levain", link_attachment_url=
                           "https://levains.example/"), album],
                [self.post("18000000000000009", 16, "", media_type=
                           "REPOST_FACADE", reposted_post={"id": "1"}),
                 self.post("18000000000000008", 15, "Avant", has_replies=False,
                           media_type="IMAGE", alt_text="Un pain", media_url=
                           "https://cdn.example/3.jpg")]]

    def reply(self, id, day, said, who="ann", root="18000000000000011",
              to=None, mine=False, **more):
        one = self.post(id, day, said, who, **more)
        one.pop("owner")
        return {**one, "has_replies": False, "root_post": {"id": root},
                "replied_to": {"id": to or root}, "is_reply": True,
                "is_reply_owned_by_me": mine, "hide_status":
                more.get("hide_status", "NOT_HUSHED")}

    def own_replies(self):
        return [i for i in self.items if i.get("is_reply")][::-1] + [
            self.reply("18000000000000022", 20, "8 h", "levains",
                       to="18000000000000021", mine=True),
            self.reply("18000000000000023", 12, "bravo", "levains",
                       "18055555555555555", mine=True)]

    def conversation(self):
        return [[self.own_replies()[-2], self.reply(
            "18000000000000021", 19, "Quelle heure @levains?")],
                [self.reply("18000000000000020", 19, "achat d'abonnes", "bot",
                            hide_status="HIDDEN")]]

    # What happens.

    def container(self):
        said = dict(self.take("media_type", may=POSTING))
        kind = said["media_type"]
        bad = No(100, "Invalid parameter", type="THApiException")
        if kind == "TEXT" and not said.get("text"):
            raise bad
        if kind != "TEXT" and ("poll_attachment" in said or
                               "link_attachment" in said):
            raise bad
        if kind in ("IMAGE", "VIDEO") and kind.lower() + "_url" not in said:
            raise bad
        if kind == "CAROUSEL" and not 2 <= len([
                i for i in said.get("children", "").split(",")
                if self.boxes[i]["said"].get("is_carousel_item")]) <= 20:
            raise bad
        if len(said.get("text", "")) > 500:
            raise No(100, "Param text must be at most 500 characters long.",
                     type="THApiException")
        for name in ("poll_attachment", "text_entities"):
            json.loads(said.get(name, "null"))
        id = str(17990770000000001 + len(self.boxes))
        self.boxes[id] = {"said": said, "status": "IN_PROGRESS", "polls": 0}
        return {"id": id}

    def status(self, id):
        box = self.boxes[id]
        box["polls"] += 1
        if self.knobs.get("broken"):
            return {"id": id, "status": "ERROR",
                    "error_message": self.knobs["broken"]}
        if box["status"] == "IN_PROGRESS" and box["polls"] >= (
                2 if self.knobs.get("slow") else 1):
            box["status"] = "FINISHED"
        return {"id": id, "status": box["status"]}

    def publish(self):
        box = self.boxes.get(self.take("creation_id")["creation_id"])
        if box is None or box["status"] == "IN_PROGRESS" or (
                self.knobs.get("early") and self.once("publish")):
            raise No(24, "The requested resource does not exist", 4279009,
                     is_transient=False, error_user_title="Media Not Found",
                     error_user_msg="The media cannot be found.")
        box["status"] = "PUBLISHED"
        said = box["said"]
        id = str(18020238422030506 + self.accept(said.get("text", "")))
        one = self.post(id, 20, said.get("text", ""), has_replies=False)
        if "reply_to_id" in said:
            one = self.reply(id, 20, said["text"], "levains",
                             said["reply_to_id"], mine=True)
        one["timestamp"] = self.now()[:19] + "+0000"
        self.items.append(one)
        return {"id": id}

    def limit(self):
        used = self.knobs.get("used", {})
        said = {"quota_usage": 4, "config": {
            "quota_total": 250, "quota_duration": 86400},
                "reply_quota_usage": 1, "reply_config": {
                    "quota_total": 1000, "quota_duration": 86400},
                "delete_quota_usage": 0, "delete_config": {
                    "quota_total": 100, "quota_duration": 86400}, **used}
        return {"data": [{k: v for k, v in said.items()
                          if k in self.fields()}]}

    def insights(self, id):
        known = [m for m in ("views", "likes", "replies", "reposts", "quotes",
                             "shares") if m not in self.knobs.get("dead", ())]
        names = self.take("metric")["metric"].split(",")
        for n, name in enumerate(names):
            if name not in known:
                raise No(100, "(#100) metric[%d] must be one of the following "
                         "values: %s" % (n, ", ".join(known)))
        return {"data": [{
            "name": name, "period": "lifetime", "values": [{"value": 10 + n}],
            "title": name.title(), "description": "How many.",
            "id": "%s/insights/%s/lifetime" % (id, name)}
            for n, name in enumerate(names)]}

    def series(self):
        said = self.take("metric", may=("since", "until", "breakdown"))
        data = []
        # The last day is not counted yet.
        late = self.knobs.get("late") and int(said.get(
            "until", 0)) > 1795219200
        if late and said["metric"] != "views":
            return {"data": []}
        for name in said["metric"].split(","):
            one = {"name": name, "period": "day", "title": name,
                   "description": "d",
                   "id": "%s/threads_insights/%s/day" % (ME, name)}
            if name == "views":
                one["values"] = [{"value": 10, "end_time":
                                  "2026-11-21T08:00:00+0000"},
                                 {"value": 20, "end_time":
                                  "2026-11-22T08:00:00+0000"}]
                if late:
                    one["values"] = [{"value": 9, "end_time":
                                      "2026-11-20T08:00:00+0000"}]
            elif name == "clicks":
                one["link_total_values"] = [{
                    "value": 3, "link_url": "https://levains.example/"}]
            elif name == "follower_demographics":
                if self.knobs.get("small"):
                    raise No(10, "(#10) You need at least 100 followers",
                             type="THApiException")
                key = said["breakdown"]
                one["total_value"] = {"breakdowns": [{
                    "dimension_keys": [key], "results": [{
                        "dimension_values": [AUDIENCE[key][0]],
                        "value": AUDIENCE[key][1]}]}]}
            elif name in ("likes", "replies", "reposts", "quotes",
                          "followers_count"):
                one["total_value"] = {"value": 5}
            else:
                raise No(100, "(#100) metric[0] must be one of")
            data.append(one)
        return {"data": data}

    def user(self, rq, do):
        if do == "GET ":
            return {"id": ME, "username": "levains", "name": "Les Levains",
                    "is_verified": False, "threads_biography": "Du pain.",
                    "threads_profile_picture_url": "https://cdn.example/p"}
        if do == "GET threads":
            first, second = self.mine()
            new = [i for i in self.items if not i.get("is_reply")][::-1]
            return self.pages(rq, [new + first, second])
        if do == "GET replies":
            return self.pages(rq, [self.own_replies()])
        if do == "GET mentions":
            return self.pages(rq, [[], [self.reply(
                "18000000000000030", 18, "merci @levains", "carl",
                "18077777777777777")]])
        if do == "GET threads_insights":
            return self.series()
        if do == "GET threads_publishing_limit":
            return self.limit()
        if do == "POST threads":
            return self.container()
        if do == "POST threads_publish":
            return self.publish()
        return None

    def talk(self, rq, do, path):
        id, _, edge = path[1:].partition("/")
        what = rq.method + " " + edge
        if path == "/keyword_search":
            self.take("q", may=("search_type", "search_mode", "limit", "since",
                                "until", "after"))
            return self.pages(rq, [[self.post("18000000000000050", 20,
                                              "du levain", "dan")],
                                   [self.post("18000000000000051", 19,
                                              "levain", "eve")]])
        if path == "/profile_lookup":
            return {"username": self.take("username")["username"], "name":
                    "Bob", "biography": "Cook", "profile_picture_url":
                    "https://cdn.example/b", "is_verified": True,
                    "follower_count": 900, "likes_count": 50, "quotes_count":
                    2, "replies_count": 7, "reposts_count": 4, "views_count":
                    8000}
        if id in (ME, "me"):
            return self.user(rq, what)
        return self.thing(rq, what, id)

    def thing(self, rq, what, id):
        posts = {m["id"]: m for m in sum(self.mine(), []) + self.items}
        if what == "GET " and id in self.boxes:
            return self.status(id)
        if what == "GET " and id in posts:
            return {k: v for k, v in posts[id].items() if k in self.fields()}
        if what == "GET insights" and id in posts:
            return self.insights(id)
        if what == "GET conversation":
            return self.pages(rq, self.conversation())
        if what == "GET pending_replies":
            return self.pages(rq, [[self.reply("18000000000000027", 20,
                                               "puis-je?", "eve")]])
        if what == "POST manage_reply":
            self.take("hide")
            return {"success": True}
        if what == "POST manage_pending_reply":
            self.take("approve")
            return {"success": True}
        if what == "DELETE ":
            return {"success": True, "deleted_id": id}
        raise gone("/" + id)


NETWORK = Threads
