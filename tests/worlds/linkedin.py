# SPDX-License-Identifier: ISC
"""A small LinkedIn: the versioned REST interface as the samples of its
documentation have it. No description of it can be read by a program."""
import json
import re
import time
from urllib.parse import quote, unquote

import files
from fake import CANARY, CANARY2, Job, Network

PAGE, BOB = "urn:li:organization:42", "urn:li:person:782bbtaQ"
SHARE, UGC, ACT = "urn:li:share:7094637247487995904", "urn:li:ugcPost:7094637247487995911", "urn:li:activity:7094637247890620418"
COMMENT = "urn:li:comment:(%s,7094977717598625792)" % ACT
DAY = 86400000
NOW = 1795338000000  # 2026-11-22T09:00:00Z
HOURS = 3600000


def enc(urn):
    return quote(urn, safe="")


def action(do, text="", target=SHARE):
    return {"a": json.dumps({"type": "action", "do": do, "text": text, "target": {
        "account": "brand", "network": "linkedin", "id": target}}) + "\n"}


def draft(text, **more):
    return {"d": json.dumps({"type": "draft", "to": ["brand"], "text": text, **more}) + "\n"}


class LinkedIn(Network):
    name = "linkedin"
    settings = {"token": CANARY}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("account of a page that is named", "cm-fetch", "brand:account", fresh=True, settings={"author": "42"}),
        Job("account of a person", "cm-fetch", "brand:account", fresh=True, settings={"author": "person"}),
        Job("account of a person without followers", "cm-fetch", "brand:account", settings={"author": "person"}),
        Job("account, several pages", "cm-fetch", "brand:account", fresh=True, status=1),
        Job("account, pages not shown", "cm-fetch", "brand:account", fresh=True, status=1),
        Job("account, a page without its name", "cm-fetch", "brand:account", fresh=True, status=75),
        Job("profile", "cm-fetch", "brand:profile", "--of", "https://www.linkedin.com/company/le-moulin/"),
        Job("profile of nobody", "cm-fetch", "brand:profile", "--of", "nobody", status=1),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("posts without numbers", "cm-fetch", "brand:posts"),
        Job("posts, version retired", "cm-fetch", "brand:posts", settings={"version": "202401"}, status=1),
        Job("posts, limit of the day", "cm-fetch", "brand:posts", status=75),
        Job("posts, token expired", "cm-fetch", "brand:posts", "--since", "7d", settings={
            "client_id": "the-client", "client_secret": CANARY2, "refresh_token": "the-refresh-token", "auth": "{base}"}),
        Job("comments", "cm-fetch", "brand:comments"),
        Job("comments of one", "cm-fetch", "brand:comments", "--of", SHARE),
        Job("mentions", "cm-fetch", "brand:mentions"),
        Job("series", "cm-fetch", "brand:series", "--since", "7d"),
        Job("series, some refused", "cm-fetch", "brand:series", "--since", "7d"),
        Job("post", "cm-post", "--to", "brand", "--text", "Fresh bread (at 7) from @Le Moulin_SA: crêpes #café & a|b", want=1),
        Job("post first", "cm-post", "--to", "brand", "--text", "Good morning", want=1, fresh=True),
        Job("post with a mention", "cm-post", "d", files=draft(
            "Flour by @Le Moulin SA, as ever", options={"linkedin": {"mentions": {"Le Moulin SA": 77}}}), want=1),
        Job("post link", "cm-post", "d", files={"a.png": None, **draft("Read", title="Our bread", link="https://shop.example/a_b",
            media=[{"file": "a.png", "alt": "A dot"}])}, want=1),
        Job("post link alone", "cm-post", "d", files=draft("Read", link="https://shop.example/a_b"), want=1),
        Job("post image", "cm-post", "--to", "brand", "--text", "Look", "--media", "a.png", "--alt", "A dot",
            files={"a.png": None}, want=1),
        Job("post images", "cm-post", "--to", "brand", "--text", "Look", "--media", "a.jpg", "--alt", "A dot", "--media", "b.gif",
            files={"a.jpg": files.jpeg(), "b.gif": files.gif()}, want=1),
        Job("post film", "cm-post", "--to", "brand", "--text", "Look", "--media", "f.mp4",
            files={"f.mp4": files.mp4(size=9 << 20)}, want=1),
        Job("post a film that cannot be used", "cm-post", "--to", "brand", "--text", "Look", "--media", "f.mp4",
            files={"f.mp4": files.mp4()}, status=1),
        Job("post document", "cm-post", "d", files={"m.pdf": files.pdf(), **draft("The menu", title="Menu", media=[{"file": "m.pdf"}])}, want=1),
        Job("post for those connected", "cm-post", "d", files=draft("Between us", visibility="followers"), want=1, fresh=True,
            settings={"author": "person"}),
        Job("post reply", "cm-post", "--to", "brand", "--text", "Indeed", "--reply-to", SHARE, want=1),
        Job("post with a first comment", "cm-post", "d", files=draft("Open", first_comment="From 8"), want=2),
        Job("post what is there already", "cm-post", "--to", "brand", "--text", "Twelve", status=1),
        Job("post what came through unheard", "cm-post", "--to", "brand", "--text", "Twelve", want=1),
        Job("act reply", "cm-post", "a", files=action("reply", "Yes"), want=1),
        Job("act reply to a comment", "cm-post", "a", files=action("reply", "Yes", COMMENT), want=1),
        Job("act like", "cm-post", "a", files=action("like")),
        Job("act delete", "cm-post", "a", files=action("delete")),
        Job("act delete a comment", "cm-post", "a", files=action("delete", "", COMMENT)),
    ]

    def begin(self, job):
        self.job, self.parts, self.looks, self.fresh_token, self.answers = job, {}, {}, None, []

    # What it says.

    def post(self, id, text, hours, **more):
        at = NOW - hours * HOURS
        return {"id": id, "author": PAGE, "commentary": text, "createdAt": at, "publishedAt": at, "lastModifiedAt": at, "visibility": "PUBLIC",
                "lifecycleState": "PUBLISHED", "lifecycleStateInfo": {"isEditedByAuthor": False}, "isReshareDisabledByAuthor": False,
                "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []}, **more}

    def mine(self):
        old = [self.post("urn:li:share:%d" % (7090000000000000000 + n), "Number %d" % n, 200 + n) for n in range(
            120 if self.job.name == "posts" else 2)]
        return self.items[::-1] + [
            self.post(SHARE, "Fresh bread \\(at 7\\) by @[Le Moulin](urn:li:organization:77) {hashtag|\\#|tea}", 30, content={
                "media": {"id": "urn:li:image:C5F10AQG", "altText": "A dot"}}),
            self.post(UGC, "Read", 40, content={"article": {"source": "https://shop.example/a", "title": "Bread & butter"}})] + old

    def page(self, rq, elements):
        start, count = int(rq.query.get("start", 0)), int(rq.query.get("count", 10))
        links = []
        if start + count < len(elements):
            links = [{"type": "application/json", "rel": "next", "href": "%s?start=%d&count=%d" % (rq.path, start + count, count)}]
        return {"elements": elements[start:start + count], "paging": {"start": start, "count": count, "links": links}}

    def comment(self, n, text, actor=BOB, parent=None, replies=0):
        urn = COMMENT if n == 0 else "urn:li:comment:(%s,%d)" % (ACT, 7094977717598625792 + n)
        one = {"id": re.search(r",(\d+)\)", urn).group(1), "$URN": urn, "commentUrn": urn, "object": ACT, "actor": actor,
               "created": {"actor": actor, "time": NOW - (20 - n) * HOURS}, "lastModified": {"actor": actor, "time": NOW - (20 - n) * HOURS},
               "message": {"attributes": [], "text": text}, "likesSummary": {"selectedLikes": [], "aggregatedTotalLikes": 2, "totalLikes": 2}}
        if parent:
            one["parentComment"] = parent
        else:
            one["commentsSummary"] = {"totalFirstLevelComments": replies, "aggregatedTotalComments": replies}
        return one

    def comments(self, rq, on):
        new = [made for at, made in self.answers if at == on]
        if on == COMMENT:
            return self.page(rq, [self.comment(2, "Thanks", PAGE, COMMENT)] + new)
        return self.page(rq, ([self.comment(0, "How nice", replies=1), self.comment(1, "When?")] if on == SHARE else []) + new)

    def numbers(self, rq):
        if self.job.name in ("posts without numbers", "series, some refused"):
            return self.no(403, "Not enough permissions to access: organizationalEntityShareStatistics.FINDER-organizationalEntity.20260701",
                           100, "ACCESS_DENIED")
        stats = {"impressionCount": 120, "uniqueImpressionsCount": 90, "clickCount": 7, "likeCount": 3, "commentCount": 2, "shareCount": 1,
                 "engagement": 0.108}
        if "timeIntervals" in rq.query:
            return self.by_day(rq, lambda n: {"organizationalEntity": PAGE, "totalShareStatistics": dict(stats, likeCount=n - 1)})
        # Of a post that nobody saw nothing is said.
        return {"elements": [{"organizationalEntity": PAGE, "share": SHARE, "totalShareStatistics": stats}] if enc(SHARE) in rq.target else [],
                "paging": {"start": 0, "count": 10, "links": []}}

    def by_day(self, rq, make):
        start, end = map(int, re.match(r"\(timeRange:\(start:(\d+),end:(\d+)\),timeGranularityType:DAY\)$", rq.query["timeIntervals"]).groups())
        assert start % DAY == 0 and end % DAY == 0
        days = range(start, min(end, start + 3 * DAY), DAY)
        return {"elements": [{"timeRange": {"start": d, "end": d + DAY}, **make(n)} for n, d in enumerate(days)],
                "paging": {"start": 0, "count": 10, "links": []}}

    def notices(self, rq):
        start = int(re.match(r"\(start:(\d+),end:\d+\)$", rq.query["timeRange"]).group(1))
        if rq.query["actions"] != "List(SHARE_MENTION)" or start < NOW - 61 * DAY:
            return self.no(400, "Invalid value for parameter", 100, "ILLEGAL_ARGUMENT")
        one = {"notificationId": 4406044, "action": "SHARE_MENTION", "organizationalEntity": PAGE, "subscriber": "urn:li:person:zLqTygBP8S",
               "sourcePost": ACT, "lastModifiedAt": NOW - 5 * HOURS}
        return self.page(rq, [
            {**one, "generatedActivity": "urn:li:share:6441333333905633322", "decoratedGeneratedActivity": {
                "share": {"owner": BOB, "mediaCategory": "NONE", "text": "Bread by Trois Levains", "entity": "urn:li:share:6441333333905633322"}}},
            {**one, "notificationId": 4406045, "generatedActivity": "urn:li:share:6441333333905633323"},
            {**one, "notificationId": 4406046, "generatedActivity": "urn:li:share:6441333333905633324"}])

    # What is done to it.

    def begin_upload(self, rq, sort):
        said = rq.json["initializeUploadRequest"]
        if said["owner"] != self.author():
            return self.no(403, "Field Value validation failed in REQUEST_BODY: owner", 100, "ACCESS_DENIED")
        urn = "urn:li:%s:%s" % (sort, {"image": "C4E10AQ0", "document": "D4D10AQ0"}.get(sort, "D5605AQ0"))
        self.parts[urn] = {}
        at = "%s/dms-uploads/%s/part" % (self.base, urn.split(":")[-1])
        if sort != "video":
            return {"value": {"uploadUrlExpiresAt": NOW + HOURS, "uploadUrl": at + "/0?ca=vector", sort: urn}}
        size, piece = said["fileSizeBytes"], 4194304
        return {"value": {"uploadUrlsExpireAt": NOW + HOURS, "video": urn, "uploadToken": "", "uploadInstructions": [
            {"uploadUrl": "%s/%d?ca=vector" % (at, i), "firstByte": i * piece, "lastByte": min(size, (i + 1) * piece) - 1}
            for i in range((size + piece - 1) // piece)]}}

    def part(self, rq):
        id, index = re.match(r"/dms-uploads/(\w+)/part/(\d+)", rq.path).groups()
        urn = next(u for u in self.parts if u.endswith(":" + id))
        self.parts[urn][int(index)] = len(rq.body)
        return (200 if ":video:" in urn else 201), {"ETag": "/ambry-video/signedId/%s-%s" % (id, index)}, None

    def finish(self, rq):
        said = rq.json["finalizeUploadRequest"]
        parts = self.parts[said["video"]]
        want = ["/ambry-video/signedId/%s-%d" % (said["video"].split(":")[-1], i) for i in sorted(parts)]
        if said["uploadedPartIds"] != want or said["uploadToken"] != "" or any(n != 4194304 for n in [parts[i] for i in sorted(parts)][:-1]):
            return self.no(400, "Invalid parts: %s" % want, 100, "ILLEGAL_ARGUMENT")
        return 200, {}, None

    def look(self, urn):
        self.looks[urn] = self.looks.get(urn, 0) + 1
        if urn not in self.parts or not self.parts[urn]:
            return {"id": urn, "owner": PAGE, "status": "WAITING_UPLOAD"}
        if self.looks[urn] == 1 and ":video:" in urn:
            return {"id": urn, "owner": PAGE, "status": "PROCESSING"}
        return {"id": urn, "owner": PAGE, "status": "PROCESSING_FAILED" if "cannot be used" in self.job.name else "AVAILABLE"}

    def publish(self, rq):
        said = rq.json
        lacks = {"author", "commentary", "visibility", "distribution", "lifecycleState"} - set(said)
        if lacks or said["author"] != self.author():
            return self.no(422, "ERROR :: /%s :: field is required but not found" % sorted(lacks), 100, "MISSING_FIELD")
        content = said.get("content", {})
        used = [content.get("media", {}).get("id"), content.get("article", {}).get("thumbnail")] + [
            i["id"] for i in content.get("multiImage", {}).get("images", [])]
        if any(u and not self.parts.get(u) for u in used):
            return self.no(400, "Media asset is not found", 100, "ILLEGAL_ARGUMENT")
        id = "urn:li:share:%d" % (7400000000000000000 + len(self.items))
        before = [i["id"] for i in self.items if i["commentary"] == said["commentary"]]
        if before:
            return self.no(422, "Content is a duplicate of " + before[0], 0, "DUPLICATE_POST", errorDetailType="")
        if self.job.name == "post what is there already":
            return self.no(422, "Content is a duplicate of " + SHARE, 0, "DUPLICATE_POST", errorDetailType="")
        self.accept(said["commentary"])
        at = int(time.time() * 1000) + 3 * HOURS
        self.items.append({**self.post(id, said["commentary"], 0), "createdAt": at, "publishedAt": at, "lastModifiedAt": at, "author": said["author"],
                           "content": content})
        if self.job.name == "post what came through unheard":
            return self.no(422, "Content is a duplicate of " + id, 0, "DUPLICATE_POST", errorDetailType="")
        return 201, {"x-restli-id": enc(id)}, None

    def answered(self, rq, on):
        said = rq.json
        object = on if on != COMMENT else ACT
        if said["actor"] != self.author() or said["object"] != object or (on == COMMENT) != (said.get("parentComment") == COMMENT):
            return self.no(400, "object does not fit", 100, "ILLEGAL_ARGUMENT")
        self.accept(said["message"]["text"])
        made = self.comment(9 + len(self.answers), said["message"]["text"], self.author(), said.get("parentComment"))
        made["created"]["time"] = int(time.time() * 1000) + 3 * HOURS
        self.answers.append((on, made))
        return 201, {"x-restli-id": made["id"]}, made

    @staticmethod
    def no(status, message, service, code, **more):
        return status, {"message": message, "serviceErrorCode": service, "status": status, "code": code, **more}

    def author(self):
        return "urn:li:person:782bbtaR" if self.job and self.job.settings.get("author") == "person" else PAGE

    def refused(self, rq):
        token = self.fresh_token if self.job and self.job.name == "posts, token expired" else CANARY
        if not rq.path.startswith("/dms-uploads") and rq.headers.get("authorization") != "Bearer %s" % token and (self.job or token):
            return self.no(401, "The token used in the request has expired", 65602, "EXPIRED_ACCESS_TOKEN")
        if not rq.path.startswith("/rest/"):
            return None
        version = rq.headers.get("linkedin-version")
        if not version:
            return self.no(400, "A version must be present. Please specify a version by adding the LinkedIn-Version header.", 0, "VERSION_MISSING")
        if version < "202508":
            return self.no(426, "Requested version %s01 is not active" % version, 0, "NONEXISTENT_VERSION")
        if rq.headers.get("x-restli-protocol-version") != "2.0.0":
            return self.no(400, "Invalid protocol version", 0, "ILLEGAL_ARGUMENT")
        return None

    def answer(self, rq):
        if rq.path == "/oauth/v2/accessToken":
            if rq.body.decode() .find("grant_type=refresh_token&refresh_token=the-refresh-token") < 0 or b"client_secret" not in rq.body:
                return 400, {"error": "invalid_request", "error_description": "The provided authorization grant or refresh token is invalid"}
            self.fresh_token = CANARY2 + "-2"
            return {"access_token": self.fresh_token, "expires_in": 5184000, "refresh_token": "the-refresh-token",
                    "refresh_token_expires_in": 31536000, "scope": "r_organization_social"}
        no = self.refused(rq)
        if no:
            return no
        raw = rq.target.split("?")[0]
        # Urns come encoded, lists and objects as they are.
        if re.search(r"[:(),]", raw) or re.search(r"=urn:|%28start|List%28", rq.target):
            return self.no(400, "Syntax exception in path variables", 0, "ILLEGAL_ARGUMENT")
        parts = [unquote(p) for p in raw.split("/")[2:]]
        return self.rest(rq, rq.method, parts)

    def rest(self, rq, method, parts):
        what, rest = parts[0], parts[1:]
        if self.job and self.job.name == "posts, limit of the day" and what == "posts":
            return self.no(429, "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached.", 101, "TOO_MANY_REQUESTS")
        if what == "userinfo":
            return {"sub": "782bbtaR", "name": "Ann Levain", "given_name": "Ann", "family_name": "Levain", "locale": {"country": "FR", "language": "fr"}}
        if what == "memberFollowersCount" and rq.query == {"q": "me"} and rq.headers.get("x-restli-method") == "FINDER":
            if "without followers" in self.job.name:
                return self.no(403, "Not enough permissions to access: memberFollowersCount.FINDER-me.20260701", 100, "ACCESS_DENIED")
            return {"elements": [{"memberFollowersCount": 100}], "paging": {"count": 10, "start": 0, "links": []}}
        if what == "organizationAcls":
            name = self.job.name if self.job else ""
            if name == "account, pages not shown":
                return self.no(403, "Not enough permissions to access: organizationAcls.FINDER-roleAssignee.20260701", 100, "ACCESS_DENIED")
            if name == "account, a page without its name":
                return self.page(rq, [{"roleAssignee": "urn:li:person:782bbtaR", "state": "APPROVED", "role": "ADMINISTRATOR"}])
            more = ["urn:li:organization:43"] if name == "account, several pages" else []
            return self.page(rq, [{"roleAssignee": "urn:li:person:782bbtaR", "state": "APPROVED", "role": "ADMINISTRATOR", "organization": o}
                                  for o in [PAGE] + more])
        if what == "organizations":
            pages = {"42": ("Trois Levains", "trois-levains"), "77": ("Le Moulin", "le-moulin")}
            id = rest[0] if rest else next((k for k, v in pages.items() if v[1] == rq.query.get("vanityName")), None)
            one = {"id": int(id), "localizedName": pages[id][0], "vanityName": pages[id][1], "$URN": "urn:li:organization:" + id} if id else None
            return one if rest else self.page(rq, [one] if one else [])
        if what == "networkSizes" and rq.query.get("edgeType") == "COMPANY_FOLLOWED_BY_MEMBER":
            return {"firstDegreeSize": 1234}
        if what == "organizationalEntityNotifications":
            return self.notices(rq)
        if what == "organizationalEntityShareStatistics":
            return self.numbers(rq)
        if what == "organizationalEntityFollowerStatistics":
            return self.by_day(rq, lambda n: {"organizationalEntity": PAGE, "followerGains": {"organicFollowerGain": n, "paidFollowerGain": 1}})
        if what == "organizationPageStatistics":
            return self.by_day(rq, lambda n: {"organization": PAGE, "totalPageStatistics": {"views": {"allPageViews": {"pageViews": 10 + n}}}})
        if what == "dms-uploads" or rq.path.startswith("/dms-uploads"):
            return self.part(rq)
        if what in ("images", "videos", "documents"):
            if rq.query.get("action") == "initializeUpload":
                return self.begin_upload(rq, what[:-1])
            return self.finish(rq) if rq.query.get("action") == "finalizeUpload" else self.look(rest[0])
        if what == "reactions" and method == "POST" and rq.query.get("actor") == PAGE:
            return 201, {"id": "urn:li:reaction:(%s,%s)" % (PAGE, ACT), "root": rq.json["root"], "reactionType": rq.json["reactionType"]}
        return self.social(rq, method, what, rest)

    def social(self, rq, method, what, rest):
        finder = rq.headers.get("x-restli-method")
        if what == "posts" and method == "GET" and not rest and finder == "FINDER" and rq.query.get("author") == self.author():
            return self.page(rq, self.mine())
        if what == "posts" and method == "POST" and not rest:
            return self.publish(rq)
        if what == "posts" and method == "DELETE" and finder == "DELETE":
            return 204, None
        if what == "posts" and method == "GET" and rest:
            if rest[0] == "urn:li:share:6441333333905633324":
                return self.no(403, "Not enough permissions to access: posts.GET.20260701", 100, "ACCESS_DENIED")
            known = [p for p in self.mine() if p["id"] == rest[0]]
            return known[0] if known else self.post(rest[0], "With bread by @[Trois Levains](urn:li:organization:42)", 6, author=BOB)
        if what == "socialActions" and method == "GET" and rest[1:] == ["comments"]:
            return self.comments(rq, rest[0])
        if what == "socialActions" and method == "POST" and rest[1:] == ["comments"]:
            return self.answered(rq, rest[0])
        if what == "socialActions" and method == "DELETE" and len(rest) == 3 and rest[0] == ACT and rq.query.get("actor") == PAGE:
            return 204, None
        return self.no(404, "No virtual resource found", 0, "RESOURCE_NOT_FOUND")


NETWORK = LinkedIn
