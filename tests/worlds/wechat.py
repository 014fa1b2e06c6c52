# SPDX-License-Identifier: ISC
"""An Official Account of WeChat, as its manual and recorded samples show it:
status 200 whatever happens, and a number in errcode."""
import base64
import calendar
import hashlib
import json
import subprocess
import time

import files
from fake import CANARY, CANARY2, Job, Network

APP = "wx1234567890abcdef"
AES = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"  # its last is G: 2 bits
ACT = '{"type":"action","do":"%s","text":"%s","target":{"account":"brand",' \
    '"network":"wechat","id":"%s"%s}}\n'
COMMENT, OPENID = "2247490098_1/7", "oDF3iY9WMaswOPWjCIp_f3Bnpljk"
AT = 1795219200  # 2026-11-21T00:00:00Z


def draft(**more):
    return json.dumps({"to": ["brand"], "title": "Ouvert dimanche",
                       "text": "Venez tous.", **more}) + "\n"


def xml(**fields):
    return "<xml>%s</xml>" % "".join(
        "<%s>%s</%s>" % (k, "<![CDATA[%s]]>" % v if isinstance(v, str) else v,
                         k) for k, v in fields.items())


def days(first, last):
    at, end = [calendar.timegm(time.strptime(day, "%Y-%m-%d"))
               for day in (first, last)]
    return [time.strftime("%Y-%m-%d", time.gmtime(t))
            for t in range(at, end + 1, 86400)]


def signature(*texts):
    return hashlib.sha1("".join(sorted(texts)).encode()).hexdigest()


def sealed(text, app=APP):
    """As WeChat seals it: openssl does the AES."""
    key = base64.b64decode(AES + "=")
    body = text.encode()
    data = b"0123456789abcdef" + len(body).to_bytes(4, "big") + body + \
        app.encode()
    fill = 32 - len(data) % 32
    done = subprocess.run(
        ["openssl", "enc", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv",
         key[:16].hex()], input=data + bytes([fill]) * fill,
        capture_output=True, check=True)
    return base64.b64encode(done.stdout).decode()


def received(body, safe=False, token=CANARY2):
    """A request as a web server writes it into a spool."""
    query = "signature=%s&timestamp=%d&nonce=1320562132" % (
        signature(token, str(AT), "1320562132"), AT)
    if safe:
        inner = sealed(body)
        body = xml(ToUserName="gh_1", Encrypt=inner)
        query += "&openid=%s&encrypt_type=aes&msg_signature=%s" % (
            OPENID, signature(token, str(AT), "1320562132", inner))
    return "POST /hook?%s HTTP/1.1\r\nContent-Type: text/xml\r\n" \
        "Content-Length: %d\r\n\r\n%s" % (query, len(body.encode()), body)


def said(n, kind, **more):
    return xml(ToUserName="gh_1", FromUserName=OPENID, CreateTime=AT + n,
               MsgType=kind, **more, MsgId=6298632418352119000 + n)


SPOOL = {
    "spool/1": received(said(1, "text", Content="在吗?")),
    "spool/2": received(said(2, "image", PicUrl="http://mmbiz.qpic.cn/a",
                             MediaId="m1")),
    "spool/3": received(said(3, "text", Content="订面包"), safe=True),
    "spool/4": received(said(4, "location", Location_X=50.63,
                             Location_Y=3.06, Scale=15, Label="Lille")),
    "spool/5": received(xml(ToUserName="gh_1", FromUserName=OPENID,
                            CreateTime=AT, MsgType="event",
                            Event="subscribe")),
    "spool/6": received(said(6, "voice", MediaId="m2", Format="amr",
                             Recognition="开门吗")),
}


class WeChat(Network):
    name = "wechat"
    findable = False  # an answer to a message is listed nowhere
    settings = {"app_id": APP, "app_secret": CANARY}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("comments", "cm-fetch", "brand:comments", "--since",
            "2026-11-20"),
        Job("comments of one", "cm-fetch", "brand:comments", "--of",
            "2247490098_1"),
        Job("messages", "cm-fetch", "brand:messages", "--since",
            "2026-11-21T08:00:00Z"),
        Job("spool", "cm-fetch", "brand:messages", "--spool", "spool",
            files=SPOOL, settings={"webhook_token": CANARY2,
                                   "aes_key": AES}),
        Job("series", "cm-fetch", "brand:series", "--since", "2026-11-12"),
        Job("old token", "cm-fetch", "brand:posts"),
        Job("post", "cm-post", "d", files={
            "d": draft(media=[{"file": "a.png"}]), "a.png": None}, want=1),
        Job("post first", "cm-post", "d", files={
            "d": draft(media=[{"file": "a.jpg"}]),
            "a.jpg": files.jpeg()}, want=1, fresh=True),
        Job("post with a link", "cm-post", "d", files={"d": draft(
            link="https://example.org/pain", options={"wechat": {
                "cover": "THUMB"}})}, want=1),
        Job("post with tags", "cm-post", "d", files={"d": draft(
            tags=["pain", "four & feu"], options={"wechat": {
                "cover": "THUMB"}})}, want=1),
        Job("post pictures", "cm-post", "d", files={
            "d": draft(media=[{"file": "a.png"}, {"file": "b.png"}],
                       options={"wechat": {"type": "newspic"}}),
            "a.png": None, "b.png": None}, want=1),
        Job("post to all", "cm-post", "d", files={
            "d": draft(options={"wechat": {"cover": "THUMB",
                                           "notify": True}})}, want=1),
        Job("post refused", "cm-post", "d", files={
            "d": draft(title="refused", options={"wechat": {
                "cover": "THUMB"}})}, status=1, want=1),
        Job("post without a right", "cm-post", "d", files={
            "d": draft(title="48001", options={"wechat": {
                "cover": "THUMB"}})}, status=1),
        Job("act reply", "cm-post", "a", want=1, files={
            "a": ACT % ("reply", "谢谢", COMMENT, "")}),
        Job("act reply to a message", "cm-post", "a", want=1, files={
            "a": ACT % ("reply", "在的", "6298632418352119001",
                        ',"thread":"%s"' % OPENID)}),
        Job("act pin", "cm-post", "a", files={
            "a": ACT % ("pin", "", COMMENT, "")}),
        Job("act delete", "cm-post", "a", files={
            "a": ACT % ("delete", "", COMMENT, "")}),
        Job("act delete an article", "cm-post", "a", files={
            "a": ACT % ("delete", "", "ARTICLE_9", "")}),
    ]

    def __init__(self):
        super().__init__()
        self.token, self.count, self.drafts, self.keys = None, 0, {}, {}
        self.polls, self.reply = 0, None

    def begin(self, job):
        if job.name == "old token":
            self.token = "another"

    @staticmethod
    def error(code, message):
        return {"errcode": code, "errmsg": "%s rid: 6560-1a2b" % message}

    def signed_in(self, rq):
        if rq.json.get("grant_type") != "client_credential" or \
                rq.json.get("appid") != APP:
            return self.error(40013, "invalid appid")
        if rq.json.get("secret") != CANARY:
            return self.error(40125, "invalid appsecret")
        self.count += 1
        self.token = "%s-%d" % (CANARY2, self.count)
        return {"access_token": self.token, "expires_in": 7200}

    def drafted(self, rq):
        one = rq.json["articles"][0]
        if len(one["title"]) > 32 or b"\\u" in rq.body:
            return self.error(45003, "title size out of limit")
        if one.get("article_type", "news") == "news" and \
                not one.get("thumb_media_id"):
            return self.error(40007, "invalid media_id")
        if one.get("article_type") == "newspic" and not one.get(
                "image_info", {}).get("image_list"):
            return self.error(40007, "invalid media_id")
        name = "DRAFT_%d" % (len(self.drafts) + 1)
        self.drafts[name] = one
        return {"media_id": name}

    def publish(self, rq):
        one = self.drafts.get(rq.json["media_id"])
        if one is None:
            return self.error(40007, "invalid media_id")
        if one["title"] == "48001":
            return self.error(48001, "api unauthorized")
        n = self.accept(one["title"])
        if one["title"] != "refused":
            self.items.append((n, one))
        return {"errcode": 0, "errmsg": "ok", "publish_id": 100000000 + n,
                "msg_data_id": str(2247490100 + n)}

    def state(self, rq):
        n = int(rq.json["publish_id"]) - 100000000
        self.polls += 1
        if self.polls == 1:
            return {"publish_id": str(100000000 + n), "publish_status": 1}
        if self.accepted[n - 1] == "refused":
            return {"publish_id": str(100000000 + n), "publish_status": 4,
                    "fail_idx": [1]}
        return {"publish_id": str(100000000 + n), "publish_status": 0,
                "article_id": "ARTICLE_%d" % n, "article_detail": {
                    "count": 1, "item": [{
                        "idx": 1, "article_url":
                        "https://mp.weixin.qq.com/s?__biz=1&idx=%d" % n}]},
                "fail_idx": []}

    def mass(self, rq):
        key = rq.json["clientmsgid"]
        if key in self.keys:
            return {**self.error(45065, "clientmsgid exist"),
                    "msg_id": self.keys[key]}
        one = self.drafts[rq.json["mpnews"]["media_id"]]
        self.keys[key] = 34182 + self.accept(one["title"])
        return {"errcode": 0, "errmsg": "send job submission success",
                "msg_id": self.keys[key], "msg_data_id": 206227730}

    @staticmethod
    def item(name, at, title, content, **more):
        return {"article_id": name, "content": {"news_item": [{
            "title": title, "author": "Trois Levains", "digest": "",
            "content": content, "content_source_url": "", "thumb_media_id":
            "THUMB", "show_cover_pic": 0, "need_open_comment": 1,
            "only_fans_can_comment": 0, "thumb_url":
            "http://mmbiz.qpic.cn/t", "url": "http://mp.weixin.qq.com/s?" +
            name, "is_deleted": False, **more}]}, "update_time": at}

    def posts(self, rq):
        all = [self.item("ARTICLE_%d" % n, int(time.time()), one["title"],
                         one["content"])
               for n, one in reversed(self.items)]
        all += [self.item("OLD_%d" % n, AT - n * 3600, "面包 %d" % n,
                          "<p>好吃 %d</p>" % n) for n in range(1, 23)]
        all[-1]["content"]["news_item"][0]["is_deleted"] = True
        at, count = rq.json["offset"], rq.json["count"]
        if count > 20:
            return self.error(47001, "data format error")
        page = all[at:at + count]
        return {"total_count": len(all), "item_count": len(page),
                "item": page}

    def comments(self, rq):
        if rq.json["count"] >= 50 or rq.json["index"] != 0:
            return self.error(88010, "count range error. cout <= 0 or count > 50")
        if rq.json["msg_data_id"] != 2247490098:
            return self.error(88001, "msg_data is not exists")
        at = rq.json["begin"]
        page = [{"user_comment_id": n, "openid": OPENID, "create_time":
                 AT + n, "content": "好 %d" % n, "comment_type": n % 2,
                 "reply": {"content": "谢谢", "create_time": AT + 99}
                 if n == 1 else [] if n == 3 else [
                     {"content": "欢迎", "create_time": AT + 98}]
                 if n == 2 else None}
                for n in range(at + 1, min(at + 49, 52) + 1)]
        for one in page:
            if one["reply"] is None:
                del one["reply"]
        if self.reply and not at:
            page[6]["reply"] = {"content": self.reply,
                                "create_time": int(time.time())}
        if at:
            del page[-1]["openid"]
        return {"errcode": 0, "errmsg": "ok", "total": 52, "comment": page}

    def cube(self, rq, what):
        first, last = rq.json["begin_date"], rq.json["end_date"]
        if last >= "2026-11-22" or first > last:
            return self.error(61500, "date format error")
        if what == "getusersummary":
            return {"list": [{"ref_date": first, "user_source": source,
                              "new_user": 5 - source, "cancel_user": 1}
                             for source in (0, 1)]}
        if what == "getusercumulate":
            return {"list": [{"ref_date": day, "cumulate_user": 1217056}
                             for day in days(first, last)]}
        if what == "getupstreammsg":
            return self.error(48001, "api unauthorized")
        if first != last:
            return self.error(61501, "date range error")
        numbers = {"read_user": 4123, "read_user_source": [
            {"scene_desc": "全部", "user_count": 4123}], "share_user": 366,
            "zaikan_user": 191, "like_user": 386, "comment_count": 12}
        if what == "getbizsummary":
            return {"list": [{"ref_date": first, "detail": numbers}],
                    "is_delay": first == "2026-11-21"}
        if what == "getarticletotaldetail":
            return {"list": [{
                "ref_date": first, "msgid": "2247490098_1", "publish_type":
                1, "detail_list": [
                    {"stat_date": first, **numbers},
                    {"stat_date": "2026-11-21", **numbers, "read_user": 5000}
                ]}] if first == "2026-11-19" else [], "is_delay": False}
        return self.error(48001, "api unauthorized")

    def people(self, path, rq):
        if path == "/cgi-bin/user/get":
            return {"total": 2, "count": 2, "data": {
                "openid": [OPENID, "oDF3iYx"]}, "next_openid": "oDF3iYx"}
        if path == "/customservice/msgrecord/getmsglist":
            if rq.json["endtime"] - rq.json["starttime"] >= 86400:
                return self.error(65416, "invalid time")
            said = [{"openid": OPENID, "opercode": code, "text": text,
                     "time": AT + 68400, "worker": "a@levains"}
                    for code, text in ((2003, "你好"), (2002, " 您好"),
                                       (2002, "请讲"))
                    if rq.json["starttime"] <= AT + 68400
                    <= rq.json["endtime"]]
            return {"recordlist": said, "number": len(said),
                    "msgid": 20165267}
        if path == "/cgi-bin/message/custom/send":
            self.accept(rq.json["text"]["content"])
            return self.error(0, "ok")
        return None

    def act(self, path, rq):
        if path == "/cgi-bin/comment/reply/add":
            if rq.json["user_comment_id"] != 7 or rq.json["index"] != 0:
                return self.error(88003, "comment is not exists")
            self.accept(rq.json["content"])
            self.reply = rq.json["content"]
        elif path == "/cgi-bin/freepublish/delete":
            if rq.json["article_id"] != "ARTICLE_9":
                return self.error(53600, "Article ID 无效")
        return self.error(0, "ok")

    def answer(self, rq):
        path = rq.path
        if path == "/cgi-bin/stable_token":
            return self.signed_in(rq)
        if self.token is None or rq.query.get("access_token") != self.token:
            return self.error(40001, "invalid credential, access_token is "
                              "invalid or not latest")
        if path in ("/cgi-bin/media/uploadimg",
                    "/cgi-bin/material/add_material"):
            if b'name="media"; filename="' not in rq.body:
                return self.error(41005, "media data missing")
            url = {"url": "http://mmbiz.qpic.cn/mmbiz_png/%d" % len(rq.body)}
            return url if path.endswith("uploadimg") else {
                "media_id": "MEDIA_%d" % len(rq.body), **url, "item": []}
        simple = {"/cgi-bin/draft/add": self.drafted,
                  "/cgi-bin/freepublish/submit": self.publish,
                  "/cgi-bin/freepublish/get": self.state,
                  "/cgi-bin/message/mass/sendall": self.mass,
                  "/cgi-bin/freepublish/batchget": self.posts,
                  "/cgi-bin/comment/list": self.comments}
        if path in simple:
            return simple[path](rq)
        if path.startswith("/datacube/"):
            return self.cube(rq, path[10:])
        if path in ("/cgi-bin/comment/reply/add", "/cgi-bin/comment/delete",
                    "/cgi-bin/comment/markelect", "/cgi-bin/draft/delete",
                    "/cgi-bin/freepublish/delete",
                    "/cgi-bin/material/del_material"):
            return self.act(path, rq)
        return self.people(path, rq) or (404, {"what": path})


NETWORK = WeChat
