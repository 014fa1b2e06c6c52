# SPDX-License-Identifier: ISC
"""Snapchat's Public Profile API, as the samples of its documentation and what
clients met: flat and nested answers, errors in a 200, numbers as text, a file
that is to be encrypted and takes a while, a story without an id."""
import base64
import subprocess

import files
import show
from fake import CANARY, CANARY2, Job, Network

PROFILE = "8d2d3b8c-5f0e-4d6c-9f43-0a1b2c3d4e5f"
NEW = "snap.Renewed-In-This-Run"
PART = 31 << 20


def post(name, members, media=None, **more):
    made = {kind: make for kind, make in files.MAKERS.values()}
    media = media or {"f.mp4": made["mp4"](1080, 1920, 12)}
    return Job(name, "cm-post", "d.json", files={
        "d.json": '{"to":["brand"],"media":["%s"]%s}\n' % (
            list(media)[0], "," + members if members else ""), **media},
        **{"want": 1, **more})


class Snapchat(Network):
    name = "snapchat"
    settings = {"token": CANARY, "client_id": "61e77c7f", "client_secret":
                CANARY2, "refresh_token": "hCg." + CANARY2, "poll": "0",
                "auth": "{base}"}
    findable = False   # a story has no id, and is not listed
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("account in a list", "cm-fetch", "brand:account", fresh=True),
        Job("account as me", "cm-fetch", "brand:account", fresh=True),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("posts without numbers", "cm-fetch", "brand:posts"),
        Job("series", "cm-fetch", "brand:series", "--since", "4d"),
        Job("series, yesterday is still counted", "cm-fetch", "brand:series",
            "--since", "4d"),
        Job("profile", "cm-fetch", "brand:profile", "--of",
            "0f0f3b8c-5f0e-4d6c-9f43-0a1b2c3d4e5f"),
        Job("search", "cm-fetch", "brand:search", "--query", "pain"),
        Job("the token has ended", "cm-fetch", "brand:account"),
        Job("the app is not allowed", "cm-fetch", "brand:account", status=1),
        post("story", ""),
        post("story first", "", fresh=True),
        post("picture", '"options":{"snapchat":{"ttl":"TWO_DAYS"}}', {
            "p.jpg": files.jpeg(1080, 1920)}),
        post("png", "", {"p.png": files.png(1080, 1920)}),
        post("spotlight", '"text":"Partie 2 #pain","lang":"fr-FR"'),
        post("saved story", '"title":"La cuillère"'),
        post("still at work", '"text":"Partie 2"'),
        post("at work for good", '"text":"Partie 2"', want=0, status=1),
        post("in parts", '"text":"Long"', {
            "f.mp4": files.mp4(1080, 1920, 60, size=200005)},
             settings={"part": "100000"}),
        post("under way already", '"text":"Partie 2"'),
        post("saved story refused", '"title":"Non"', want=0, status=1),
        post("words for a picture", '"text":"x"', {"p.jpg": files.jpeg()},
             want=0, status=1),
        post("a picture for the Spotlight", '"text":"x","options":{"snapchat"'
             ':{"kind":"spotlight"}}', {"p.jpg": files.jpeg()}, want=0,
             status=1),
    ]

    @staticmethod
    def shows(job):
        """Spotlights, which have words, are; stories are not."""
        return '"text"' in str(job.files.get("d.json"))

    def __init__(self):
        super().__init__()
        self.token, self.trouble, self.media = CANARY, "", {}

    def begin(self, job):
        self.trouble = job.name
        if job.name == "the token has ended":
            self.token = NEW

    @staticmethod
    def ok(**more):
        return {"request_status": "SUCCESS", "request_id":
                "5e1d8b7a00ff0c2b", **more}

    @staticmethod
    def no(status, code, words):
        return status, {"request_status": "ERROR", "request_id":
                        "5e1d8b7a00ff0c2b", "debug_message": words,
                        "display_message": words, "error_code": code}

    @staticmethod
    def profile(id=PROFILE, name="troislevains"):
        return {"id": id, "organization_id":
                "b1b2c3d4-0000-4000-8000-000000000000", "display_name":
                "Trois Levains", "snap_user_name": name, "profile_type":
                "PUBLIC_PROFILE", "profile_tier": "TIER_PUBLIC",
                "subscriber_count": "4711", "logo_urls": {
                    "original_logo_url": "https://cf-st.sc-cdn.example/l"}}

    def wrapped(self, *profiles):
        return [{"sub_request_status": "SUCCESS", "public_profile": p}
                for p in profiles]

    @staticmethod
    def spotlight(id, day, title, status="LIVE"):
        return {"sub_request_status": "SUCCESS", "spotlight": {
            "id": id, "profile_id": PROFILE, "status": status, "created_at":
            "2026-11-%02dT08:00:00.000Z" % day, "duration": 12.3, "title":
            title, "caption": title + " #pain", "hashtags": ["#pain"],
            "link": "https://levains.example/", "ml_tags": ["FOOD"],
            "media_url": "https://cf-st.sc-cdn.example/m",
            "thumbnail_url": "https://cf-st.sc-cdn.example/t"}}

    def spotlights(self, rq):
        if rq.query.get("cursor") == "bmV4dA":
            return self.ok(paging={}, spotlights=[
                self.spotlight("W7_Old", 3, "Partie 0")])
        mine = [self.spotlight("W7_New%d" % i, 20, text)
                for i, text in enumerate(self.items)]
        for one in mine:
            one["spotlight"].update(created_at=self.now(), caption=one[
                "spotlight"]["title"])
        return self.ok(
            paging={"next_page_id": "bmV4dA", "next_link":
                    "https://businessapi.snapchat.com/v1/x?cursor=bmV4dA"},
            spotlights=mine + [
                self.spotlight("W7_Two", 18, "Partie 2"), {
                    "sub_request_status": "ERROR",
                    "sub_request_error_reason": "not visible"},
                self.spotlight("W7_One", 12, "Partie 1", "SUBMITTED")])

    def numbers(self, rq, which):
        names = ["VIEWS", "VIEWERS", "SHARES", "REPLIES", "FAVORITES",
                 "SUBSCRIBERS", "SUBSCRIBERS_GAINED"]

        def fields(base):
            return [{"field": {"field_name": n}, "stats": [
                {"dimension_breakdown": "DEFAULT", "value": str(base + i)}]}
                for i, n in enumerate(names)]
        if which != "profile":
            return self.ok(assets=[{"timeseries": [{
                "start_time": "2026-11-18T00:00:00.000Z", "end_time":
                "2026-11-22T00:00:00.000Z", "fields": fields(100)}]}])
        start, end = rq.query["startTime"], rq.query["endTime"]
        if not all(t.endswith("T00:00:00.000Z") for t in (start, end)):
            return self.no(400, "E1008", "times are at midnight")
        late = "still counted" in self.trouble
        days = range(int(start[8:10]), int(end[8:10]) - late)
        return self.ok(assets=[{"timeseries": [{
            "start_time": "2026-11-%02dT00:00:00.000Z" % d, "end_time":
            "2026-11-%02dT00:00:00.000Z" % (d + 1), "fields": fields(d * 10)}
            for d in days]}])

    def new_media(self, rq):
        said = rq.json
        key, iv = (base64.b64decode(said[k], validate=True)
                   for k in ("key", "iv"))
        if len(key) != 32 or len(iv) != 16 or said["type"] not in (
                "VIDEO", "IMAGE") or not said["name"]:
            return self.no(400, "E3003", "Invalid media")
        id = "1c2d3e4f-0000-4000-8000-%012d" % len(self.media)
        self.media[id] = {"key": key, "iv": iv, "type": said["type"],
                          "parts": {}, "state": "NEW", "asked": 0}
        path = "/us/v1/public_profiles/%s/media/%s/multipart-upload" % (
            PROFILE, id)
        return self.ok(media_id=id, add_path=path,
                       finalize_path=path + "?final=1")

    def upload(self, rq, id):
        one = self.media[id]
        said = {name: data for name, _, data in show.parts(rq)}
        if said.get("action") == b"FINALIZE":
            return self.finalize(one)
        if said.get("action") != b"ADD" or len(said["file"]) > PART:
            return self.no(413, "E3003", "The part is too large")
        one["parts"][int(said["part_number"])] = said["file"]
        return self.ok()

    def finalize(self, one):
        """What came is what was encrypted, as openssl sees it."""
        if one["state"] == "NEW":
            sealed = b"".join(one["parts"][n + 1]
                              for n in range(len(one["parts"])))
            p = subprocess.run(
                ["openssl", "enc", "-d", "-aes-256-cbc", "-K",
                 one["key"].hex(), "-iv", one["iv"].hex()], input=sealed,
                capture_output=True)
            kind = files.kind(p.stdout).split("/")[0].upper()
            if p.returncode != 0 or kind != one["type"]:
                return self.no(400, "E3003", "The media cannot be read")
            one["state"] = "READY"
        return self.ok()

    def make(self, id, text):
        """None, or why it is not made."""
        one = self.media.get(id)
        if one is None or one["state"] != "READY":
            return self.no(400, "MEDIA_EXPIRED", "No such media")
        one["asked"] += 1
        if self.trouble == "under way already" and one["asked"] == 2:
            self.accept(text)
            self.items.append(text)
            one["made"] = True
        if "made" in one:
            return self.no(200, "MEDIA_POSTING_ALREADY_IN_PROGRESS",
                           "Media posting is already in progress")
        if self.trouble == "at work for good" or one["asked"] < 3 and \
                self.trouble in ("still at work", "under way already"):
            return self.no(200 if one["asked"] % 2 else 400,
                           "MEDIA_PROCESSING", "Media is still being "
                           "processed")
        if self.trouble != "saved story refused":
            one["made"] = True
            self.accept(text)
        return None

    def publish(self, rq, what):
        said = rq.json
        if what == "stories":
            if not set(said) <= {"media_id", "customized_ttl"}:
                return self.no(400, "E1008", "unknown field")
            return self.make(said["media_id"], "story") or self.ok()
        if what == "spotlights":
            if len(said["description"]) > 160 or "_" not in said["locale"]:
                return self.no(400, "E1008", "invalid")
            no = self.make(said["media_id"], said["description"])
            if no is None:
                self.items.append(said["description"])
            return no or self.ok(spotlight_id="W7_New%d" % (
                len(self.items) - 1))
        story = said["saved_stories"][0]
        no = self.make(story["snap_sources"][0]["media_id"], story["title"])
        if self.trouble == "saved story refused":
            return self.ok(saved_stories=[{
                "sub_request_status": "ERROR",
                "sub_request_error_reason": "the title is not allowed"}])
        return no or self.ok(saved_story_id="ss-1")

    def answer(self, rq):
        if rq.what == "POST /login/oauth2/access_token":
            if b"grant_type=refresh_token" not in rq.body:
                return 400, {"error": "invalid_grant"}
            return {"access_token": self.token, "token_type": "Bearer",
                    "expires_in": 3600, "refresh_token": "hCg." + CANARY2,
                    "scope": "snapchat-profile-api"}
        if rq.headers.get("authorization") != "Bearer " + self.token:
            return self.no(401, "E1001", "Unauthorized")
        if self.trouble == "the app is not allowed":
            return 403, {}, b""
        own = "/v1/public_profiles/" + PROFILE
        path = rq.path.replace("/us/", "/", 1)
        do = rq.method + " " + path.replace(own, "", 1)
        if rq.what == "GET /v1/public_profiles/my_profile":
            if self.job_name() == "account in a list":
                return self.ok(public_profiles=self.wrapped(self.profile()))
            if self.job_name() == "account as me":
                return self.ok(me=self.profile())
            return self.ok(public_profile=self.profile())
        if rq.what == "GET " + own:
            return self.ok(public_profiles=self.wrapped(self.profile()))
        if rq.what == "GET /public/v1/public_profiles/search":
            return self.ok(paging={}, public_profiles=self.wrapped(
                self.profile("0f0f3b8c-5f0e-4d6c-9f43-0a1b2c3d4e5f", "pain"),
                self.profile())) if rq.query["query"] else self.no(
                    400, "E1008", "query")
        if rq.what.startswith("GET /public/v1/public_profiles/"):
            return self.ok(public_profiles=self.wrapped(self.profile(
                rq.path.split("/")[-1], "pain")))
        if do == "GET /spotlights":
            return self.spotlights(rq)
        if do == "GET /stats":
            return self.numbers(rq, "profile")
        if do.startswith("GET /spotlights/") and do.endswith("/stats"):
            if self.trouble == "posts without numbers":
                return self.no(400, "E1008", "No permission for these stats")
            return self.numbers(rq, do)
        if do == "POST /media":
            return self.new_media(rq)
        if do.startswith("POST /media/"):
            return self.upload(rq, do.split("/")[2])
        if do in ("POST /stories", "POST /spotlights",
                  "POST /saved_stories"):
            return self.publish(rq, do[6:])
        return self.no(404, "E1004", "Not found")

    def job_name(self):
        return self.trouble


NETWORK = Snapchat
