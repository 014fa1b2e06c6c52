# SPDX-License-Identifier: ISC
"""A small YouTube, as its discovery document and recorded answers have it:
counts are strings, a quota that is used up is a 403, a piece that is taken
is a 308."""
import json
import re
from urllib.parse import parse_qsl

import files
from fake import CANARY, CANARY2, Job, Network

ME, BOB, FILM, OLD = "UCann", "UCbob", "Ks-_Mh1QhMc", "AbC12345678"
NEW = "NeW%08d"
TOP = "UgzDE-pqHWBdaEfgrn14AaABAg"
REPLY = TOP + ".8ABC"
PIECE = 262144
TYPES = {"video/mp4": "a.mp4", "image/jpeg": "c.jpg", "text/vtt": "c.vtt"}


def act(do, id, text=""):
    return {"a": json.dumps({"type": "action", "do": do, "text": text,
                             "target": {"account": "brand", "network":
                                        "youtube", "id": id}}) + "\n"}


def draft(name, want=1, size=300000, settings=None, status=0, fresh=False,
          cover=False, captions=False, **more):
    """A job that publishes a film."""
    film = {"file": "a.mp4"}
    made = {"a.mp4": files.mp4(size=size)}
    if cover:
        film["cover"], made["c.jpg"] = "c.jpg", files.jpeg()
    if captions:
        film["captions"], made["c.vtt"] = "c.vtt", files.vtt()
    more = {"to": ["brand"], "text": "Bread\n\nAll about it", "media": [film],
            **more}
    made["d.ndjson"] = json.dumps(more) + "\n"
    return Job(name, "cm-post", "d.ndjson", files=made, want=want,
               settings=settings, status=status, fresh=fresh)


def error(code, reason, message, domain="youtube"):
    return code, {"error": {"code": code, "message": message, "errors": [
        {"message": message, "domain": domain, "reason": reason}]}}


def listed(kind, items, **more):
    return {"kind": "youtube#%sListResponse" % kind, "etag": "e",
            "pageInfo": {"totalResults": len(items), "resultsPerPage": 50},
            "items": items, **more}


class Youtube(Network):
    name = "youtube"
    settings = {"token": CANARY, "analytics": "{base}", "piece": str(PIECE),
                "poll": "1", "oauth": "{base}", "client_id": "id",
                "client_secret": CANARY, "refresh_token": CANARY}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("posts of one", "cm-fetch", "brand:posts", "--of",
            "https://youtu.be/" + OLD),
        Job("comments", "cm-fetch", "brand:comments"),
        Job("comments of one", "cm-fetch", "brand:comments", "--of",
            "https://www.youtube.com/watch?v=" + FILM),
        Job("profile", "cm-fetch", "brand:profile", "--of", "@bob"),
        Job("profile of an id", "cm-fetch", "brand:profile", "--of",
            "https://www.youtube.com/channel/" + BOB),
        Job("search", "cm-fetch", "brand:search", "--query", "crêpes",
            "--since", "30d"),
        Job("series", "cm-fetch", "brand:series", "--since", "7d"),
        Job("series of one", "cm-fetch", "brand:series", "--since", "7d",
            "--of", FILM),
        Job("series over a change of clocks", "cm-fetch", "brand:series",
            "--since", "2026-10-31T02:00:00Z", "--until", "2026-11-04T00:00:00Z"),
        Job("series refused", "cm-fetch", "brand:series", "--since", "7d"),
        Job("renewal", "cm-fetch", "brand:posts"),
        draft("post"),
        draft("post first", fresh=True),
        draft("post in pieces", size=3 * PIECE - 7, title="Pieces"),
        draft("post partly held", size=2 * PIECE, title="Partly"),
        draft("post session lost", size=2 * PIECE, title="Lost"),
        draft("post after work", title="Later"),
        draft("post dressed", title="Dressed", cover=True, captions=True,
              lang="fr", tags=["bread", "sour dough"], options={"youtube": {
                  "playlists": ["PLa", "PLb"], "category": 26,
                  "made_for_kids": True, "license": "creativeCommon",
                  "embeddable": False, "notify": False}}),
        draft("post flags", paid=True, ai=True, visibility="unlisted"),
        draft("post private", visibility="direct"),
        draft("post with a comment", first_comment="And now?"),
        draft("post for later", at="2033-01-01T10:00:00Z"),
        draft("post rejected", want=0, status=1, title="Twice"),
        draft("post unaudited", title="Locked"),
        draft("post unfit", want=0, status=1, title="a < b"),
        Job("act reply", "cm-post", "a", want=1,
            files=act("reply", REPLY, "Thanks")),
        Job("act reply to a film", "cm-post", "a", want=1,
            files=act("reply", FILM, "Hello")),
        Job("act delete", "cm-post", "a", files=act("delete", TOP)),
        Job("act delete a film", "cm-post", "a", files=act("delete", OLD)),
        Job("act like", "cm-post", "a", files=act("like", FILM)),
        Job("act like a comment", "cm-post", "a", files=act("like", TOP),
            status=1),
        Job("quota", "cm-fetch", "brand:posts", status=75),
    ] + [Job("act " + do, "cm-post", "a", files=act(do, TOP))
         for do in ("hide", "unhide", "approve", "spam", "block")]

    def __init__(self):
        super().__init__()
        self.sessions, self.films, self.said = {}, {}, []
        self.looks, self.moderated, self.lists = 0, {}, []
        self.good = CANARY

    def begin(self, job):
        self.job = job
        if job.name == "renewal":
            self.good = CANARY2

    def is_(self, *names):
        return self.job is not None and self.job.name in names

    # What is there.
    def film(self, id, title, day, status=None, **more):
        return {
            "kind": "youtube#video", "etag": "e", "id": id, "snippet": {
                "publishedAt": "2026-11-%02dT15:27:35Z" % day,
                "channelId": more.get("channel", ME), "title": title,
                "description": more.get("text", "About %s" % title),
                "thumbnails": {"default": {
                    "url": "https://i.ytimg.com/vi/x/default.jpg",
                    "width": 120, "height": 90}},
                "channelTitle": "Ann & Co", "tags": ["tea"],
                "categoryId": "22", "liveBroadcastContent": "none",
                "defaultAudioLanguage": "en"},
            "status": status or {
                "uploadStatus": "processed", "privacyStatus": "public",
                "license": "youtube", "embeddable": True,
                "publicStatsViewable": True, "madeForKids": False},
            "statistics": {"viewCount": "9007199254740993", "likeCount": "3",
                           "favoriteCount": "0", "commentCount": "2"},
            "contentDetails": {
                "duration": "P1DT2H21M3S", "dimension": "2d",
                "definition": "hd", "caption": "true",
                "licensedContent": True, "projection": "rectangular"}}

    def one(self, id):
        if id in self.films:
            return self.films[id]
        quiet = self.film(OLD, "Old", 3, channel=ME)
        quiet["statistics"] = {"viewCount": "12"}      # likes are hidden
        waits = self.film("private0001", "Waits", 19, {
            "uploadStatus": "processed", "privacyStatus": "private",
            "publishAt": "2033-01-01T10:00:00Z"})
        return {FILM: self.film(FILM, "Tea & <bread>", 18), OLD: quiet,
                "private0001": waits,
                "BobsFilm001": self.film("BobsFilm001", "Crêpes", 17,
                                         channel=BOB)}.get(id)

    def channel(self, id, name):
        return {"kind": "youtube#channel", "etag": "e", "id": id, "snippet": {
            "title": name, "description": "", "customUrl": "@" + name.lower(),
            "publishedAt": "2011-04-01T00:00:00Z", "thumbnails": {
                "default": {"url": "https://a/b.jpg"}}},
            "contentDetails": {"relatedPlaylists": {
                "likes": "", "uploads": "UU" + id[2:]}},
            "statistics": {"viewCount": "900", "subscriberCount": "1230",
                           "hiddenSubscriberCount": id == BOB,
                           "videoCount": "3"}}

    def comment(self, id, text, day, who="bob", **more):
        return {"kind": "youtube#comment", "etag": "e", "id": id, "snippet": {
            "channelId": ME, "videoId": FILM, "textDisplay": text,
            "textOriginal": text, "authorDisplayName": "@" + who,
            "authorProfileImageUrl": "https://yt3.ggpht.com/a",
            "authorChannelUrl": "http://www.youtube.com/@" + who,
            "authorChannelId": {"value": "UC" + who}, "canRate": True,
            "viewerRating": "none", "likeCount": 3,
            "publishedAt": "2026-11-%02dT10:00:00Z" % day,
            "updatedAt": "2026-11-%02dT10:00:00Z" % day, **more}}

    def thread(self, id, text, day, replies=(), count=None, who="bob",
               video=FILM, **more):
        return {"kind": "youtube#commentThread", "etag": "e", "id": id,
                "snippet": {
                    "channelId": ME, "videoId": video, "canReply": True,
                    "topLevelComment": self.comment(id, text, day, who,
                                                    videoId=video, **more),
                    "totalReplyCount": len(replies) if count is None else
                    count, "isPublic": True},
                **({"replies": {"comments": list(replies)}} if replies
                   else {})}

    # What is asked.
    def answer(self, rq):
        if rq.what == "POST /token":
            return self.token(rq)
        if rq.path == "/v2/reports":
            return self.let_in(rq) or self.report(rq)
        routes = {
            "GET channels": self.channels, "GET videos": self.videos,
            "GET playlistItems": self.playlist, "GET search": self.search,
            "GET commentThreads": self.threads, "GET comments": self.replies,
            "POST comments": self.say, "POST commentThreads": self.say,
            "PUT videos": self.change, "POST playlistItems": self.add,
            "DELETE videos": self.gone, "DELETE comments": self.gone,
            "POST videos/rate": self.rate,
            "POST comments/setModerationStatus": self.moderate}
        routes = {(k.split()[0], "/youtube/v3/" + k.split()[1]): v
                  for k, v in routes.items()}
        routes.update({
            ("POST", "/upload/youtube/v3/videos"): self.open,
            ("PUT", "/upload/youtube/v3/videos"): self.piece,
            ("POST", "/upload/youtube/v3/captions"): self.open,
            ("PUT", "/upload/youtube/v3/captions"): self.captions,
            ("POST", "/upload/youtube/v3/thumbnails/set"): self.cover})
        route = routes.get((rq.method, rq.path))
        if route is None:
            return error(404, "notFound", "Not Found " + rq.what, "global")
        return self.let_in(rq) or route(rq)

    def let_in(self, rq):
        if rq.headers.get("authorization") != "Bearer " + self.good:
            return 401, {"error": {
                "code": 401, "message": "Request had invalid authentication "
                "credentials.", "errors": [{
                    "message": "Invalid Credentials", "domain": "global",
                    "reason": "authError", "location": "Authorization",
                    "locationType": "header"}], "status": "UNAUTHENTICATED"}}
        if self.is_("quota") and "playlistItems" in rq.path:
            return error(403, "quotaExceeded", "The request cannot be "
                         "completed because you have exceeded your <a href="
                         "\"/youtube/v3/getting-started#quota\">quota</a>.",
                         "youtube.quota")
        if "/v2/" not in rq.path and rq.method != "DELETE" and \
                "part" not in rq.query and not re.search(
                    "upload_id|rate|Moderation|thumbnails", rq.target):
            return error(400, "missingRequiredParameter",
                         "No filter selected.", "global")
        return None

    def token(self, rq):
        form = dict(parse_qsl(rq.body.decode()))
        if form != {"grant_type": "refresh_token", "client_id": "id",
                    "client_secret": CANARY, "refresh_token": CANARY}:
            return 400, {"error": "invalid_grant",
                         "error_description": "Bad Request"}
        self.good = CANARY2
        return {"access_token": CANARY2, "expires_in": 3599,
                "scope": "https://www.googleapis.com/auth/youtube.force-ssl",
                "token_type": "Bearer"}

    def channels(self, rq):
        if rq.query.get("mine") == "true":
            return listed("channel", [self.channel(ME, "Ann")])
        if rq.query.get("forHandle") == "@bob" or rq.query.get("id") == BOB:
            return listed("channel", [self.channel(BOB, "Bob")])
        return {"kind": "youtube#channelListResponse", "etag": "e",
                "pageInfo": {"totalResults": 0, "resultsPerPage": 5}}

    def videos(self, rq):
        found = [self.one(id) for id in rq.query["id"].split(",")]
        if "processingDetails" in rq.query["part"]:
            self.looks += 1
            if self.is_("post after work") and self.looks < 3:
                found[0] = dict(found[0], status=dict(
                    found[0]["status"], uploadStatus="uploaded"),
                    processingDetails={"processingStatus": "processing"})
            if self.is_("post rejected"):
                found[0] = dict(found[0], status=dict(
                    found[0]["status"], uploadStatus="rejected",
                    rejectionReason="duplicate"))
        parts = rq.query["part"].split(",") + ["kind", "etag", "id"]
        return listed("video", [{k: v for k, v in f.items() if k in parts}
                                for f in found if f])

    def playlist(self, rq):
        if rq.query["playlistId"].startswith("PL"):
            has = (rq.query["playlistId"], rq.query["videoId"])
            return listed("playlistItem", [
                {"kind": "youtube#playlistItem", "etag": "e", "id": "UEx"}
            ] * self.lists.count(has))
        new = [(f["id"], 20) for f in reversed(list(self.films.values()))]
        items = [{
            "kind": "youtube#playlistItem", "etag": "e", "id": "UEx" + id,
            "snippet": {"publishedAt": "2026-11-%02dT00:00:00Z" % day,
                        "channelId": ME, "title": "t", "description": "",
                        "position": 0, "resourceId": {
                            "kind": "youtube#video", "videoId": id}},
            "contentDetails": {"videoId": id}}
            for id, day in ([(OLD, 3)] if rq.query.get("pageToken") else
                            new + [("private0001", 19), (FILM, 18)])]
        if "pageToken" not in rq.query:
            return listed("playlistItem", items, nextPageToken="EMPTY")
        if rq.query["pageToken"] == "EMPTY":            # a page of none
            return listed("playlistItem", [], nextPageToken="LAST")
        return listed("playlistItem", items)

    def search(self, rq):
        ids = [] if "pageToken" in rq.query else ["BobsFilm001", FILM]
        return listed("search", [{
            "kind": "youtube#searchResult", "etag": "e",
            "id": {"kind": "youtube#video", "videoId": id}, "snippet": {
                "publishedAt": "2026-11-17T15:27:35Z", "channelId": BOB,
                "title": "t", "description": "", "thumbnails": {},
                "channelTitle": "Bob", "liveBroadcastContent": "none"}}
            for id in ids], **({"nextPageToken": "N"} if ids else {}))

    def threads(self, rq):
        q = rq.query
        if q.get("videoId") == OLD:
            return error(403, "commentsDisabled", "The video identified by "
                         "the <code><a href=\"/x\">videoId</a></code> "
                         "parameter has disabled comments.",
                         "youtube.commentThread")
        if q.get("videoId", FILM) not in (FILM,):
            return listed("commentThread", self.ours(q["videoId"]))
        if "moderationStatus" in q:
            kind = q["moderationStatus"]
            return listed("commentThread", [self.thread(
                "Ugy" + kind, "Buy " + kind, 16, moderationStatus=kind)])
        if q.get("pageToken") == "QURT":
            return listed("commentThread", [self.thread(
                "Ugz1", "First", 4, who="ann")])
        two = [self.comment(TOP + ".1", "Hello", 18, "ann", parentId=TOP),
               self.comment(REPLY, "And you?", 19, parentId=TOP)]
        return listed("commentThread", self.ours(FILM) + [
            self.thread(TOP, "Hi", 17, two, 3),
            self.thread("Ugw2", "Yes", 12, [self.comment(
                "Ugw2.1", "No", 13, parentId="Ugw2")])], nextPageToken="QURT")

    def ours(self, video):
        return [self.thread("UgN%d" % n, t, 21, who="ann", video=video,
                            **self.times(at))
                for n, (v, t, at) in enumerate(self.said) if v == video]

    @staticmethod
    def times(at):
        return {"publishedAt": at, "updatedAt": at}

    def replies(self, rq):
        ours = [self.comment(TOP + ".n%d" % n, t, 21, "ann", parentId=TOP,
                             **self.times(at))
                for n, (v, t, at) in enumerate(self.said) if v == TOP]
        if rq.query["parentId"] != TOP:
            return listed("comment", [])
        if "pageToken" in rq.query:
            return listed("comment", [self.comment(
                TOP + ".3", "Late", 20, parentId=TOP)] + ours)
        return listed("comment", [
            self.comment(TOP + ".1", "Hello", 18, "ann", parentId=TOP),
            self.comment(REPLY, "And you?", 19, parentId=TOP)],
            nextPageToken="R")

    def report(self, rq):
        q = rq.query
        names = ["day"] + q["metrics"].split(",")
        if q["ids"] != "channel==MINE" or q["dimensions"] != "day":
            return error(400, "badRequest", "The query is not supported.",
                         "global")
        if self.is_("series refused") and "engagedViews" in names:
            return error(400, "badRequest", "Unknown identifier "
                         "(engagedViews) given in field parameters.metrics.",
                         "global")
        head = [{"name": n, "columnType": "METRIC" if n != "day" else
                 "DIMENSION", "dataType": "INTEGER" if n != "day" else
                 "STRING"} for n in names]
        return {"kind": "youtubeAnalytics#resultTable", "columnHeaders": head,
                "rows": [["2026-%s" % d] + [int(d[-2:])] * (len(names) - 1)
                         for d in ("10-30", "10-31", "11-01", "11-02", "11-03",
                                   "11-16", "11-17", "11-18")
                         if q["startDate"] <= "2026-" + d <= q["endDate"]]}

    # What is put there.
    def open(self, rq):
        at = "%s?uploadType=resumable&part=%s&upload_id=xa298sd_%d" % (
            rq.path, rq.query["part"], len(self.sessions))
        id = at.rsplit("=", 1)[1]
        if "captions" in rq.path:
            if not rq.json["snippet"].get("language"):
                return error(400, "invalidMetadata", "language", "youtube")
            self.sessions[id] = {"what": rq.json}
            return 200, {"Location": self.base + at}, None
        snippet, status = rq.json["snippet"], rq.json["status"]
        if not snippet.get("title") or status["privacyStatus"] != "private" \
                or ("paidProductPlacementDetails" in rq.json) != (
                    "paidProductPlacementDetails" in rq.query["part"]):
            return error(400, "invalidTitle", "The request metadata specifies"
                         " an invalid or empty video title.")
        self.sessions[id] = {
            "what": rq.json, "held": 0, "lost": False, "id": None,
            "size": int(rq.headers["x-upload-content-length"])}
        return 200, {"Location": self.base + at, "Content-Type":
                     "text/plain; charset=utf-8"}, None

    def piece(self, rq):
        s = self.sessions.get(rq.query.get("upload_id"))
        if s is None or s["lost"]:
            return 404, None
        if s["id"]:
            return 200, self.films[s["id"]]
        begin, end, size = re.match(
            r"bytes (?:(\d+)-(\d+)|\*)/(\d+)$",
            rq.headers["content-range"]).groups()
        assert int(size) == s["size"]
        if begin is not None:
            begin, end = int(begin), int(end) + 1
            assert begin == s["held"] and end - begin == len(rq.body)
            assert end == s["size"] or len(rq.body) % PIECE == 0
            if self.is_("post session lost") and len(self.sessions) == 1 \
                    and begin:
                s["lost"] = True
                return 404, None
            if self.is_("post partly held") and len(self.bits(s)) < 2:
                end = begin + (PIECE // 2 if s["bits"] else 0)
                s["bits"].append(end)
            s["held"] = end
        if s["held"] < s["size"]:
            held = {"Range": "bytes=0-%d" % (s["held"] - 1)}
            return 308, held if s["held"] else {}, None
        s["id"] = NEW % len(self.films)
        made = self.film(s["id"], s["what"]["snippet"]["title"], 20, dict(
            s["what"]["status"], uploadStatus="uploaded"),
            text=s["what"]["snippet"].get("description", ""))
        made["status"]["uploadStatus"] = "processed"
        self.films[s["id"]] = made
        return 201, made

    @staticmethod
    def bits(s):
        return s.setdefault("bits", [])

    def captions(self, rq):
        what = self.sessions[rq.query["upload_id"]]["what"]["snippet"]
        assert rq.body.startswith(b"WEBVTT")
        return {"kind": "youtube#caption", "etag": "e", "id": "AUieDab",
                "snippet": {"videoId": what["videoId"], "language":
                            what["language"], "name": "", "lastUpdated":
                            "2026-11-22T00:00:00.000Z", "status": "serving",
                            "trackKind": "standard", "isDraft": False}}

    def cover(self, rq):
        if rq.query["videoId"] not in self.films or \
                not rq.body.startswith(b"\xff\xd8"):
            return error(400, "invalidImage", "The image is none.")
        return {"kind": "youtube#thumbnailSetResponse", "etag": "e",
                "items": [{"default": {"url": "https://i.ytimg.com/x.jpg",
                                       "width": 120, "height": 90}}]}

    def change(self, rq):
        film, status = self.films.get(rq.json["id"]), rq.json["status"]
        if film is None:
            return error(404, "videoNotFound", "The video was not found.")
        if "publishAt" in status and status["privacyStatus"] != "private":
            return error(400, "invalidPublishAt", "publishAt is invalid.")
        if self.is_("post unaudited"):
            status = dict(status, privacyStatus="private")
        if not film.get("cm_public"):
            film["cm_public"] = True
            self.accept(film["snippet"]["title"])
        film["status"].update(status)
        return {k: film[k] for k in ("kind", "etag", "id", "status")}

    def add(self, rq):
        at = rq.json["snippet"]
        self.lists.append((at["playlistId"], at["resourceId"]["videoId"]))
        return {"kind": "youtube#playlistItem", "etag": "e", "id": "UEx",
                "snippet": at}

    def say(self, rq):
        s = rq.json["snippet"]
        if "commentThreads" in rq.path:
            text = s["topLevelComment"]["snippet"]["textOriginal"]
            self.said.append((s["videoId"], text, self.now()))
            made = self.thread("UgN%d" % (len(self.said) - 1), text, 21,
                               who="ann", video=s["videoId"])
        else:
            if s["parentId"] != TOP:
                return error(400, "parentCommentIsPrivate", "No such parent")
            text = s["textOriginal"]
            self.said.append((TOP, text, self.now()))
            made = self.comment("%s.n%d" % (TOP, len(self.said) - 1), text,
                                21, "ann", parentId=TOP)
        if not self.is_("post with a comment"):
            self.accept(text)
        return made

    def moderate(self, rq):
        q = rq.query
        if q["moderationStatus"] not in ("heldForReview", "published",
                                         "rejected") or \
                "banAuthor" in q and q["moderationStatus"] != "rejected":
            return error(400, "banWithoutReject", "banAuthor", "global")
        self.moderated[q["id"]] = q["moderationStatus"]
        return 204, None

    def gone(self, rq):
        self.films.pop(rq.query["id"], None)
        return 204, None

    def rate(self, rq):
        assert rq.query["rating"] == "like"
        return 204, None


NETWORK = Youtube
