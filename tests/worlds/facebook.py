# SPDX-License-Identifier: ISC
"""A Page on Facebook, in the shapes of the Graph API's own samples and of
answers that others recorded: errors as 400, offsets without a colon, a next
page by time with a token in it, an empty page that has a next, offsets of
uploads as text."""
import hashlib
import hmac
import json
import re
import time
from urllib.parse import parse_qsl, urlencode

import files
from fake import CANARY, CANARY2, Job, Network

PAGE, POST = "19292868552", "19292868552_10158407654328553"
COMMENT = "10158407654328553_10158407835073553"
ACT = '{"type":"action","do":"%s","text":"%s","target":{"account":"brand",' \
    '"network":"facebook","id":"' + COMMENT + '"}}\n'
# Refused by name, as it is done; the other does not say which it was.
DEAD = ("page_video_views", "post_clicks")
# The end of the first day of which a number is late; then, that is not counted.
LATE, UNCOUNTED = 1795161600, 1795248000


def draft(text="Look", **more):
    return json.dumps({"to": ["brand"], "text": text, **more}) + "\n"


def later():
    return time.strftime("%Y-%m-%dT12:00:00Z", time.gmtime(
        time.time() + 7 * 86400))


def error(code, message, status=400, kind="OAuthException", **more):
    return status, {"error": {"message": message, "type": kind, "code": code,
                              **more, "fbtrace_id": "AQt_hJ68vFybS4TnupatNtX"}}


def form(rq):
    """The parts of a multipart body: name -> text or bytes."""
    if rq.is_json:
        return rq.json
    kind = rq.headers.get("content-type", "")
    found = dict(parse_qsl(rq.body.decode())) if "urlenc" in kind else {}
    if "boundary=" in kind:
        mark = b"--" + kind.split("boundary=")[1].strip('"').encode()
        for part in rq.body.split(mark)[1:-1]:
            head, _, body = part[2:-2].partition(b"\r\n\r\n")
            name = re.search(rb' name="([^"]*)"', head).group(1).decode()
            found[name] = body if b"filename=" in head else body.decode()
    return found


def hook(body, secret=CANARY):
    """A request as a web server writes it into a spool."""
    body = json.dumps(body)
    sum = hmac.new(secret.encode(), body.encode(), hashlib.sha256)
    return "POST /hook HTTP/1.1\r\nHost: hooks.levains.example\r\n" \
        "Content-Type: application/json\r\nX-Hub-Signature-256: " \
        "sha256=%s\r\n\r\n%s" % (sum.hexdigest(), body)


def change(field, **value):
    return hook({"object": "page", "entry": [{
        "id": PAGE, "time": 1795075300, "changes": [
            {"field": field, "value": {"verb": "add", **value}}]}]})


HOOKS = {
    "in/1": change("feed", item="comment", comment_id=COMMENT, post_id=POST,
                   parent_id=POST, created_time=1795075200, message="Yum",
                   **{"from": {"id": "7001", "name": "Ann"}}),
    "in/2": change("feed", item="reaction", reaction_type="like",
                   post_id=POST, created_time=1795075200),
    "in/3": change("mention", item="comment", sender_name="Bob",
                   sender_id="7002", post_id="7002_1", comment_id="1_2",
                   created_time=1795075300),
}


class Facebook(Network):
    name = "facebook"
    settings = {"token": CANARY}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("account of one of several Pages", "cm-fetch", "brand:account",
            fresh=True, settings={"page": "Trois Levains"}),
        Job("account by number, with the app known", "cm-fetch",
            "brand:account", fresh=True, settings={
                "page": PAGE, "client_id": "77", "client_secret": CANARY,
                "app_secret": CANARY}),
        Job("account by the Page's own token", "cm-fetch", "brand:account",
            fresh=True, settings={"token": CANARY2}),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("posts with an expired token", "cm-fetch", "brand:posts"),
        Job("comments", "cm-fetch", "brand:comments"),
        Job("comments of one", "cm-fetch", "brand:comments", "--of", POST),
        Job("mentions", "cm-fetch", "brand:mentions"),
        Job("comments of a spool", "cm-fetch", "brand:comments", "--spool",
            "in", files=HOOKS, settings={"app_secret": CANARY}),
        Job("mentions of a spool", "cm-fetch", "brand:mentions", "--spool",
            "in", files=HOOKS, settings={"app_secret": CANARY}),
        Job("series", "cm-fetch", "brand:series", "--since", "2026-08-01"),
        Job("series of two years", "cm-fetch", "brand:series"),
        Job("profile", "cm-fetch", "brand:profile", "--of",
            "https://www.facebook.com/20531316728"),
        Job("search", "cm-fetch", "brand:search", "--query", "levain"),
        Job("post", "cm-post", "--to", "brand", "--text", "Good morning",
            want=1),
        Job("post first", "cm-post", "--to", "brand", "--text",
            "Good morning", want=1, fresh=True),
        Job("post link", "cm-post", "d", want=1, files={
            "d": draft(link="https://levains.example/a", options={
                "facebook": {"place": "12"}})}),
        Job("post that is paid for", "cm-post", "d", want=1, files={
            "d": draft("Flour", paid=True, options={
                "facebook": {"sponsor_id": "20531316728"}})}),
        Job("post pictures", "cm-post", "d", want=1, files={
            "d": draft(link="https://levains.example/a", media=[
                {"file": "a.png", "alt": "A dot"}, {"file": "b.jpg"},
                {"file": "c.gif"}]),
            "a.png": None, "b.jpg": files.jpeg(), "c.gif": files.gif()}),
        Job("post pictures alone", "cm-post", "--to", "brand", "--media",
            "a.png", files={"a.png": None}, want=1),
        Job("post later", "cm-post", "d", want=1, files={
            "d": draft("At noon", at=later())}),
        Job("post at a time in the past", "cm-post", "d", want=1, listed=False,
            files={"d": draft("Ten years ago", options={
                "facebook": {"backdated_time": "2016-11-22T09:00:00Z"}})}),
        Job("post with a first comment", "cm-post", "d", want=1, files={
            "d": draft(first_comment="The first")}),
        # A film is listed when it is worked through, a story if the Page
        # archives them: that they are not there says nothing.
        Job("post film", "cm-post", "d", want=1, listed=False, files={
            "d": draft(media=[{"file": "f.mp4", "captions": "f.en_US.srt",
                               "cover": "c.jpg"}],
                       first_comment="The first"),
            "f.mp4": files.mp4(), "f.en_US.srt": "1\n", "c.jpg": None}),
        Job("post film that the server has more of", "cm-post", "d", want=1,
            listed=False, files={"d": draft(media=[{"file": "f.mp4"}]),
                   "f.mp4": files.mp4()}),
        Job("post reel", "cm-post", "d", want=1, listed=False, files={
            "d": draft(media=[{"file": "f.mp4"}],
                       options={"facebook": {"reel": True}}),
            "f.mp4": files.mp4(1080, 1920, 10)}),
        Job("post reel that is refused", "cm-post", "d", want=0, status=1,
            files={"d": draft("Bad", media=[{"file": "f.mp4"}],
                              options={"facebook": {"reel": True}}),
                   "f.mp4": files.mp4(1080, 1920, 10)}),
        Job("post story", "cm-post", "d", want=1, listed=False, files={
            "d": draft("", media=[{"file": "a.png"}], options={
                "facebook": {"story": True}}), "a.png": None}),
        Job("post story of a film", "cm-post", "d", want=1, listed=False, files={
            "d": draft("", media=[{"file": "f.mp4"}], options={
                "facebook": {"story": True}}),
            "f.mp4": files.mp4(1080, 1920, 10)}),
        Job("post the same again", "cm-post", "--to", "brand", "--text",
            "Same", status=1),
        Job("act reply", "cm-post", "a", files={"a": ACT % ("reply", "Yes")},
            want=1),
    ] + [Job("act " + do, "cm-post", "a", files={"a": (ACT % (
        do, "")).replace(COMMENT, POST if do == "pin" else COMMENT)})
        for do in ("hide", "unhide", "delete", "like", "pin", "block")]

    def __init__(self):
        super().__init__()
        self.films = {}
        self.expired = False
        self.firsts = []
        self.stories = []
        self.replies = []
        self.waiting = []  # for their time

    def begin(self, job):
        self.job = job
        self.expired = "expired" in job.name

    # ---- shapes

    def at(self, day):
        return "2026-11-%02dT08:00:00+0000" % day

    def post(self, n, text, day, who=(PAGE, "Trois Levains"), **more):
        return {
            "id": "%s_%s" % (PAGE, n), "message": text,
            "created_time": self.at(day) if isinstance(day, int) else day,
            "updated_time": self.at(20),
            "permalink_url": "https://www.facebook.com/%s/posts/%s" % (
                PAGE, n),
            "from": {"name": who[1], "id": who[0]}, "is_hidden": False,
            "reactions": {"data": [], "summary": {"total_count": 12}},
            "comments": {"data": [], "summary": {
                "order": "ranked", "total_count": 4, "can_comment": True}},
            **more}

    def mine(self):
        return [self.post(p["n"], p["text"], p["at"]) for p in reversed(
            self.items)] + [
            self.post(5, "Happy #bread day! \U0001F956", 19, shares={
                "count": 3}, attachments={"data": [{
                    "media_type": "photo", "type": "photo", "url":
                    "https://www.facebook.com/photo/?fbid=7", "media": {
                        "image": {"height": 48, "width": 64, "src":
                                  "https://scontent.example/7.jpg"}}}]}),
            self.post(4, "Four", 18)]

    def comment(self, n, text, day, parent=None, **more):
        one = {"id": "10158407654328553_%d" % n, "message": text,
               "created_time": self.at(day) if isinstance(day, int) else day,
               "like_count": 0,
               "comment_count": 1, "is_hidden": False,
               "from": {"name": "Ann", "id": "7001"},
               "permalink_url": "https://www.facebook.com/%s/posts/5/"
               "?comment_id=%d" % (PAGE, n), **more}
        if parent:
            one["parent"] = {"id": "10158407654328553_%d" % parent,
                             "created_time": self.at(10)}
        return one

    def pages(self, rq, first, second):
        """The first by time, then an empty one, then by cursor the last."""
        at = "https://graph.facebook.com" + rq.path + "?" + urlencode(
            {"access_token": CANARY2, "pretty": "0", "limit": "25"})
        if "until" in rq.query:
            if rq.query.get("__paging_token") != "enc_A==":
                return error(100, "(#100) Invalid parameter")
            return {"data": [], "paging": {
                "cursors": {"before": "Qb", "after": "Qempty"},
                "next": at + "&after=Qempty"}}
        if rq.query.get("after") == "Qempty":
            return {"data": second, "paging": {
                "cursors": {"before": "Qa", "after": "Qz"}}}
        return {"data": first, "paging": {
            "previous": at + "&__previous=1&since=1625428258&until",
            "next": at + "&until=1624385168&since&__paging_token="
            "enc_A%3D%3D&__previous"}}

    # ---- what is asked

    def answer(self, rq):
        if rq.path.startswith("/video-upload/v25.0/"):
            return self.bytes_of(rq)
        if not rq.path.startswith("/v25.0/"):
            return error(2500, "Unknown path components: " + rq.path)
        do = rq.method + " " + rq.path[7:]
        if do == "GET oauth/access_token":
            return self.longer(rq)
        who = rq.headers.get("authorization", "")
        if who not in ("Bearer " + CANARY, "Bearer " + CANARY2):
            return error(190, "Invalid OAuth access token - Cannot parse "
                         "access token")
        if who == "Bearer " + CANARY2 and self.expired:
            return error(190, "Error validating access token: Session has "
                         "expired on Sunday, 22-Nov-26 00:00:00 PST.",
                         error_subcode=463)
        if not self.proved(rq, who[7:]):
            return error(100, "Invalid appsecret_proof provided in the API "
                         "argument", kind="GraphMethodException")
        own = who == "Bearer " + CANARY2
        if do == "GET me/accounts":
            return self.accounts(own)
        if do == "GET " + PAGE or do == "GET me" and own:
            return self.page(rq, own)
        if not own:
            return error(190, "(#190) This method must be called with a Page "
                         "Access Token")
        if rq.method == "GET":
            return self.read(rq, do[4:])
        return self.write(rq, do)

    def proved(self, rq, token):
        """The app wants that, where the account knows its secret."""
        known = "app_secret" in self.settings or self.job and \
            "app_secret" in self.job.settings
        sum = hmac.new(CANARY.encode(), token.encode(), hashlib.sha256)
        return not known or rq.query.get(
            "appsecret_proof") == sum.hexdigest()

    def longer(self, rq):
        if rq.query.get("grant_type") != "fb_exchange_token" or \
                rq.query.get("fb_exchange_token") != CANARY or \
                rq.query.get("client_secret") != CANARY:
            return error(101, "Missing client_id parameter.")
        return {"access_token": CANARY, "token_type": "bearer",
                "expires_in": 5183944}

    def accounts(self, own):
        if own:
            return error(100, "(#100) Tried accessing nonexisting field "
                         "(accounts) on node type (Page)")
        self.expired = False
        page = {"category": "Bakery", "category_list": [
            {"id": "1", "name": "Bakery"}], "name": "Trois Levains",
            "id": PAGE, "tasks": ["MODERATE", "CREATE_CONTENT", "MANAGE"]}
        more = [dict(page, name="Another", id="5")]
        several = self.job and "several" in self.job.name
        return {"data": more * bool(several) + [page], "paging": {
            "cursors": {"before": "Qa", "after": "Qb"}}}

    def page(self, rq, own):
        full = {"id": PAGE, "name": "Trois Levains", "username":
                "troislevains", "link": "https://www.facebook.com/"
                "troislevains", "fan_count": 1200, "followers_count": 1234,
                "talking_about_count": 17, "access_token": CANARY2}
        asked = rq.query.get("fields", "id,name").split(",")
        if not own:
            self.expired = False
        return {k: v for k, v in full.items() if k in asked or k == "id"}

    def read(self, rq, path):
        if path == PAGE + "/posts":
            return self.posts(rq)
        if path == PAGE + "/scheduled_posts":
            return {"data": [{
                "id": "%s_%d" % (PAGE, one["n"]), "message": one["text"],
                "created_time": one["at"]} for one in reversed(self.waiting)]}
        if path == PAGE + "/feed":
            return self.pages(rq, [self.post(5, "", 19), dict(self.post(
                6, "", 18), comments={"data": [], "summary": {
                    "total_count": 0}})], [self.post(4, "", 17)])
        if re.match(r"[0-9_]+/comments$", path):
            return self.comments(rq)
        if path in (PAGE + "/tagged", PAGE + "/visitor_posts"):
            n = 30 if "tagged" in path else 20
            return self.pages(rq, [self.post(
                n, "Good bread at Trois Levains", 19, ("7002", "Bob"))],
                [self.post(n + 1, "Come again", 18, ("7003", "Cy"))])
        if path == PAGE + "/stories":
            return {"data": [{k: v for k, v in one.items() if k != "n"} for one
                             in reversed(self.stories)] + [{"post_id": "88", "status": "PUBLISHED",
                              "creation_time": "1795075200", "media_type":
                              "photo", "media_id": "89", "url":
                              "https://facebook.com/stories/88"}]}
        if path == PAGE + "/insights":
            return self.insights(rq)
        if path == "20531316728":
            return {"id": path, "name": "Facebook", "followers_count":
                    150000000, "link": "https://www.facebook.com/facebook"}
        if path == "pages/search":
            if not rq.query.get("q"):
                return error(100, "The parameter q is required")
            return {"data": [{"id": "9007199254740993", "name": "Levain",
                              "link": "https://www.facebook.com/levain"}]}
        if path == COMMENT:
            return {"from": {"id": "7001"}, "id": COMMENT}
        if path == POST or any(path.endswith("_%s" % i["n"])
                               for i in self.items + self.stories + self.waiting):
            return {"permalink_url": "https://www.facebook.com/%s/posts/"
                    "pfbid02%s" % (PAGE, path.split("_")[1]), "id": path}
        if path in self.films:
            return self.film(path)
        return error(100, "Unsupported get request. Object with ID '%s' does "
                     "not exist, cannot be loaded due to missing permissions"
                     % path, 400, "GraphMethodException", error_subcode=33)

    def refuses(self, metrics):
        if any(m in DEAD for m in metrics):
            return error(100, "(#100) The value must be a valid insights "
                         "metric")
        return None

    def posts(self, rq):
        metrics = re.findall(r"insights\.metric\(([^)]*)\)",
                             rq.query.get("fields", ""))
        no = self.refuses(",".join(metrics).split(","))
        if no:
            return no
        mine = self.mine()
        values = {"post_media_view": 99, "post_total_media_view_unique": 55,
                  "post_reactions_by_type_total": {"like": 9, "love": 1}}
        for one in mine:
            if metrics:
                one["insights"] = {"data": [{
                    "name": m, "period": "lifetime", "values": [
                        {"value": values[m]}], "title": m, "description": "",
                    "id": one["id"] + "/insights/%s/lifetime" % m}
                    for m in metrics[0].split(",")], "paging": {}}
        return self.pages(rq, mine[:-1], mine[-1:])

    def comments(self, rq):
        if rq.query.get("filter") != "stream":
            return error(100, "(#100) filter")
        four = POST not in rq.path and "_4/" in rq.path
        if four:
            return {"data": [self.comment(40, "Below four", 18)]}
        return self.pages(rq, self.replies[::-1] + [
            self.comment(12, "We thank you", 20, 11, **{"from": {
                "name": "Trois Levains", "id": PAGE}}),
            self.comment(11, "So good", 19)],
            [self.comment(10, "First", 19, is_hidden=True)])

    def insights(self, rq):
        metrics = rq.query.get("metric", "").split(",")
        no = self.refuses(metrics)
        if no:
            return no
        since, until = int(rq.query["since"]), int(rq.query["until"])
        if until - since > 90 * 86400:
            return error(100, "(#100) There cannot be more than 90 days "
                         "(7776000 s) between since and until")
        days = [t for t in range(since - since % 86400 + 8 * 3600, until + 1,
                                 86400) if t > since]
        # Not all of them, to be short; but each that is not counted yet.
        days = [t for t in days if t in days[:5] or t >= LATE - 86400]
        return {"data": [{
            "name": m, "period": "day", "values": [
                {"value": self.counted(m, t), "end_time": time.strftime(
                    "%Y-%m-%dT%H:%M:%S+0000", time.gmtime(t))} for t in days
                if m != "page_views_total" or t < LATE],
            "title": m, "description": m,
            "id": "%s/insights/%s/day" % (PAGE, m)} for m in metrics],
            "paging": {"previous": "https://graph.facebook.com/p",
                       "next": "https://graph.facebook.com/n"}}

    @staticmethod
    def counted(metric, day):
        """What is not counted yet is told as nothing."""
        if metric == "page_follows":
            return 1234
        if day >= UNCOUNTED:
            return 0
        return {"like": 3, "love": 1} if "reactions" in metric else 10

    # ---- what is done

    def publish(self, text, said):
        n = 700 + self.accept(text)
        waits = said.get("published") is False
        (self.waiting if waits else self.items).append({
            "n": n, "text": text, "at": said.get("backdated_time") or
            self.now()[:19] + "+0000"})
        return "%s_%d" % (PAGE, n)

    def write(self, rq, do):
        said = form(rq)
        if do == "POST %s/feed" % PAGE:
            if said.get("message") == "Same":
                return error(506, "Duplicate status message", error_subcode=1455006)
            for one in said.get("attached_media", []):
                if one["media_fbid"] not in ("901", "902"):
                    return error(100, "(#100) Invalid parameter")
            if not said.get("message") and not said.get("attached_media"):
                return error(100, "(#100) Missing message or attachment")
            if said.get("published") is False and not (
                    time.time() + 600 <= said["scheduled_publish_time"]
                    <= time.time() + 30 * 86400):
                return error(100, "(#100) The specified scheduled publish "
                             "time is invalid.")
            return {"id": self.publish(said.get("message", ""), said)}
        if do == "POST %s/photos" % PAGE:
            if said.get("published") != "false" or not said.get("source"):
                return error(324, "(#324) Requires upload file")
            return {"id": "902" if b"JPEG" in said["source"] or
                    said["source"][:2] == b"\xff\xd8" else "901"}
        if do == "POST %s/videos" % PAGE:
            return self.pieces(said)
        if do == "POST %s/photo_stories" % PAGE:
            if said.get("photo_id") != "901":
                return error(100, "(#100) Invalid parameter")
            return self.told()
        if do in ("POST %s/video_reels" % PAGE,
                  "POST %s/video_stories" % PAGE):
            return self.session({**said, **rq.query}, "stories" in do)
        return self.more(rq, do, said)

    def more(self, rq, do, said):
        if re.match(r"POST [0-9_]+/comments$", do):
            if not said.get("message"):
                return error(100, "(#100) Missing message")
            if self.job and "act" not in self.job.name:
                self.firsts.append(said["message"])
                return {"id": "700_1"}
            n = 900 + self.accept(said["message"])
            self.replies.append(self.comment(
                n, said["message"], self.now()[:19] + "+0000", 11,
                **{"from": {"name": "Trois Levains", "id": PAGE}}))
            return {"id": self.replies[-1]["id"]}
        if do == "POST %s/blocked" % PAGE:
            return {said["user"][0]: True}
        if re.match(r"POST \d+/(captions|thumbnails)$", do) and (
                said.get("captions_file") or said.get("source")):
            return {"success": True}
        if re.match(r"(POST [0-9_]+(/likes)?|DELETE [0-9_]+)$", do):
            return {"success": True}
        return error(100, "Unsupported %s request." % do,
                     kind="GraphMethodException")

    # ---- films

    def new_film(self, size):
        id = str(1000 + len(self.films))
        self.films[id] = {"size": size, "has": 0, "looks": 0, "text": None}
        return id

    def offsets(self, film):
        return {"start_offset": str(film["has"]), "end_offset": str(
            min(film["size"], film["has"] + 300))}

    def pieces(self, said):
        phase = said.get("upload_phase")
        if phase == "start":
            id = self.new_film(int(said["file_size"]))
            return {"video_id": id, "upload_session_id": "s" + id,
                    **self.offsets(self.films[id])}
        id = said["upload_session_id"][1:]
        film = self.films[id]
        if phase == "transfer":
            more = self.job and "has more" in self.job.name and \
                film["has"] == 0
            if int(said["start_offset"]) != film["has"] or more:
                film["has"] = film["has"] or 200
                return error(
                    6000, "There was a problem uploading your video file. "
                    "Please try again.", error_subcode=1363037,
                    is_transient=True, error_data=self.offsets(film))
            film["has"] += len(said["video_file_chunk"])
            return self.offsets(film)
        if phase != "finish" or film["has"] != film["size"]:
            return error(6000, "The video is not whole", 400)
        film["text"] = self.publish(said.get("description", ""), said)
        return {"success": True}

    def told(self):
        n = 700 + self.accept("story %d" % len(self.accepted))
        self.stories.append({
            "n": n, "post_id": str(n), "status": "PUBLISHED", "creation_time":
            str(int(time.time())), "media_type": "photo", "media_id": "89",
            "url": "https://facebook.com/stories/%d" % n})
        return {"success": True, "post_id": str(n)}

    def session(self, said, story):
        if story and "description" in said:
            return error(100, "(#100) Invalid parameter")
        if said.get("upload_phase") == "START":
            id = self.new_film(None)
            return {"video_id": id, "upload_url":
                    "%s/video-upload/v25.0/%s" % (self.base, id)}
        film = self.films[said["video_id"]]
        if said.get("upload_phase") != "FINISH" or film["has"] == 0:
            return error(100, "(#100) Invalid parameter")
        if story:
            film["text"] = "_"
            return self.told()
        film["text"] = self.publish(said.get("description", ""), said)
        return {"success": True}

    def bytes_of(self, rq):
        film = self.films[rq.path.split("/")[-1]]
        if rq.headers.get("authorization") != "OAuth " + CANARY2:
            return 401, {"debug_info": {"retriable": False, "type":
                                        "NotAuthorizedError", "message":
                                        "Not authorized"}}
        if int(rq.headers["offset"]) != film["has"]:
            return 400, {"debug_info": {
                "retriable": False, "type": "OffsetInvalidError",
                "message": "Offset is invalid"}}
        film["has"] += len(rq.body)
        film["size"] = int(rq.headers["file_size"])
        return {"success": True}

    def film(self, id):
        film = self.films[id]
        film["looks"] += 1
        whole = film["has"] > 0 and film["has"] == film["size"]
        bad = self.job and "refused" in self.job.name
        return {"id": id, "permalink_url": "/%s/videos/%s/" % (PAGE, id),
                "post_id": (film["text"] or "_").split("_")[1],
                "status": {
            "video_status": "error" if bad else
            "ready" if film["text"] else "processing",
            "uploading_phase": {"status": "complete" if whole and
                                film["looks"] > 1 else "in_progress",
                                "bytes_transfered": film["has"]},
            "processing_phase": {"status": "error", "errors": [{
                "code": 1363008, "message": "Video Upload Is Missing"}]}
            if bad else {"status": "not_started"},
            "publishing_phase": {"status": "complete", "publish_status":
                                 "published"} if film["text"] else
            {"status": "not_started"}}}


NETWORK = Facebook
