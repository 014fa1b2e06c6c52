# SPDX-License-Identifier: ISC
"""Douyin's open platform, as its samples show it: status 200 whatever happens,
a number in error_code here or there, and numbers that are texts."""
import hashlib
import json
import time
from urllib.parse import parse_qsl

import files
from fake import CANARY, CANARY2, Job, Network

ME = "ba253642-0590-40bc-9bdf-9a1334b94059"
FAN = "43eae150-12eb-4035-8d40-3f9a2bfcdf4e"
ITEM = "@8hxdhauTCMppanGnM4ltGM780mDqPP+KPpR0qQOmLVAXb/T060zdRmYqig357zEBq6" \
    "CZRp4NVe6qLIJW/V/x1w=="
COMMENT = "@9VwW0qOBUN9mJyD3bNxvGc791G3uO/mLOZ10oQOjJ1EUafn460zdRmYqig357zE" \
    "Bidswyrkj+uVUd0cE4Q=="
ACT = '{"type":"action","do":"%s","text":"%s","target":{"account":"brand",' \
    '"network":"douyin","id":"' + COMMENT + '","thread":"' + ITEM + '"}}\n'
AT = 1795219200  # 2026-11-21T00:00:00Z
SECRET = "d0uy1n-Client-Secret"


def draft(**more):
    return json.dumps({"to": ["brand"], "text": "面包出炉 #面包", **more},
                      ensure_ascii=False) + "\n"


def signed(body, secret=SECRET):
    """A request as a web server writes it into a spool."""
    text = json.dumps(body, ensure_ascii=False)
    return "POST /hook HTTP/1.1\r\nContent-Type: application/json\r\n" \
        "Msg-Id: 1\r\nX-Douyin-Signature: %s\r\n\r\n%s" % (
            hashlib.sha1((secret + text).encode()).hexdigest(), text)


def told(n, text, event="im_receive_msg", **more):
    here, there = (FAN, ME) if event == "im_receive_msg" else (ME, FAN)
    return {"event": event, "client_key": "asdfavetgbvasf",
            "from_user_id": here, "to_user_id": there, "content": {
                "conversation_short_id": "@9Vxc1/yDU8sqaS+gN4koEc==",
                "server_message_id": "@9Vxc1/yD%d==" % n,
                "conversation_type": 1, "create_time": AT * 1000 + n,
                "message_type": "text", "source": "", "scene_type": 100,
                "text": text, "user_infos": [
                    {"open_id": FAN, "nick_name": "刘东", "avatar": "u"},
                    {"open_id": ME, "nick_name": "Trois Levains"}], **more}}


LETTER = told(2, "开门吗")
LETTER["content"] = json.dumps(LETTER["content"], ensure_ascii=False)
SPOOL = {
    "spool/1": signed(told(1, "捷途70")),
    "spool/2": signed(LETTER),  # its content is a text
    "spool/3": signed(told(3, "开的", "im_send_msg")),
    "spool/4": signed({"event": "verify_webhook", "client_key": "",
                       "content": {"challenge": 12345}}),
    "spool/5": signed({"event": "im_receive_msg", "from_user_id": FAN,
                       "to_user_id": "another", "content": {
                           "server_message_id": "@x=="}}),
}


class Douyin(Network):
    name = "douyin"
    findable = False  # an answer may be a message, of which only a spool knows
    settings = {"open_id": ME, "client_key": "aw1", "client_secret": SECRET,
                "token": CANARY, "refresh_token": CANARY2}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("posts", "cm-fetch", "brand:posts"),
        Job("comments", "cm-fetch", "brand:comments"),
        Job("comments of one", "cm-fetch", "brand:comments", "--of", ITEM),
        Job("series", "cm-fetch", "brand:series", "--since", "2026-11-16"),
        Job("all series", "cm-fetch", "brand:series"),
        Job("series, yesterday is still counted", "cm-fetch", "brand:series",
            "--since", "2026-11-16"),
        Job("spool", "cm-fetch", "brand:messages", "--spool", "spool",
            files=SPOOL),
        Job("old token", "cm-fetch", "brand:posts"),
        Job("post a film", "cm-post", "d", want=1, files={
            "d": draft(media=[{"file": "a.mp4"}]), "a.mp4": files.mp4()}),
        Job("post a film alone", "cm-post", "--to", "brand", "--media",
            "a.mp4", want=1, files={"a.mp4": files.mp4()}),
        Job("post to friends", "cm-post", "d", want=1, files={
            "d": draft(media=[{"file": "a.mov"}], visibility="followers"),
            "a.mov": files.mov()}),
        Job("post pictures", "cm-post", "d", want=1, files={
            "d": draft(media=[{"file": "a.png"}, {"file": "b.jpg"},
                              {"file": "c.webp"}]),
            "a.png": None, "b.jpg": files.jpeg(), "c.webp": files.webp()}),
        Job("post without a right", "cm-post", "d", status=1, files={
            "d": draft(text="28001018", media=[{"file": "a.png"}]),
            "a.png": None}),
        Job("act reply", "cm-post", "a", want=1, files={
            "a": ACT % ("reply", "谢谢")}),
        Job("act pin", "cm-post", "a", files={"a": ACT % ("pin", "")}),
    ]

    def __init__(self):
        super().__init__()
        self.token, self.parts, self.answers = CANARY, {}, []
        self.days = (19, 20, 21)

    def begin(self, job):
        if "still counted" in job.name:
            self.days = (19, 20)
        if job.name == "old token":
            self.token = CANARY2 + "-new"

    @staticmethod
    def ok(**data):
        """data without a code, extra with one, both texts."""
        return {"data": data, "extra": {
            "description": "", "error_code": "0", "logid": "2020081214193601",
            "now": "1597213176393", "sub_description": "",
            "sub_error_code": "0"}}

    @staticmethod
    def error(code, description):
        return {"data": {"error_code": code, "description": description},
                "extra": {"error_code": code, "description": description,
                          "sub_error_code": 0, "sub_description": "",
                          "logid": "2020070614111601", "now": 1594015876138}}

    @staticmethod
    def hidden(code, description):
        """Only extra tells it."""
        return {"data": {}, "extra": {
            "error_code": code, "description": "", "sub_error_code": 1,
            "sub_description": description, "logid": "1", "now": 1}}

    def tokens(self, rq):
        form = dict(parse_qsl(rq.body.decode()))
        if form.get("client_key") != "aw1":
            return self.error(2100005, "Parameter error")
        if rq.path == "/oauth/renew_refresh_token/":
            return {"data": {"refresh_token": form["refresh_token"],
                             "expires_in": "2592000", "error_code": "0",
                             "description": ""}, "message": "success"}
        if form.get("refresh_token") != CANARY2:
            return self.error(10010, "refresh_token过期")
        self.token = CANARY2 + "-new"
        return {"data": {"access_token": self.token, "refresh_token": CANARY2,
                         "expires_in": "86400", "refresh_expires_in":
                         "2592000", "open_id": ME, "scope": "user_info",
                         "error_code": "0", "description": ""},
                "message": "success"}

    @staticmethod
    def film(n, title, at, item=None, **more):
        return {"cover": "https://p3-dy.byteimg.com/c.jpeg",
                "create_time": at, "is_reviewed": True, "is_top": n == 1,
                "item_id": item or "@8hx%d+/==" % n, "share_url":
                "https://www.iesdouyin.com/share/video/%d/?region=CN" % n,
                "statistics": {
                    "comment_count": "0" if n > 2 else "2", "digg_count":
                    "200", "download_count": "10", "forward_count": "10",
                    "play_count": 300, "share_count": "10"},
                "title": title, "video_status": "1", "media_type": 4, **more}

    def films(self, rq):
        if int(rq.query["count"]) > 20:
            return self.error(2100005, "Parameter error")
        new = [self.film(900 + n, text, int(time.time()), media_type=2)
               for n, text in enumerate(reversed(self.accepted))
               if text not in self.answers]
        old = [self.film(n, "测试视频 %d #测试话题 @抖音小助手" % n,
                         AT - n * 3600, ITEM if n == 1 else None)
               for n in range(1, 24)]
        at = int(rq.query["cursor"])
        all = (new + old)[at:at + 20]
        return self.ok(cursor=at + 20, has_more=at + 20 < len(new + old),
                       list=all)

    def comments(self, rq):
        if rq.query["item_id"] != ITEM:
            return self.ok(list=[], cursor=50, has_more=True) if \
                rq.query["cursor"] == "0" else self.ok(
                    list=[], cursor=50, has_more=True)
        one = {"top": False, "comment_id": COMMENT, "comment_user_id": FAN,
               "content": "评论", "create_time": AT + 60, "digg_count": 0,
               "reply_comment_total": 1, "avatar": "https://uuue/ehdne",
               "nick_name": "xiaoming"}
        if "comment_id" in rq.query:
            said = [("回复内容", AT + 99)] + [(a, int(time.time()))
                                           for a in self.answers]
            return self.ok(cursor=1, has_more=False, list=[
                {"comment_id": "@answer%d==" % n, "comment_user_id": ME,
                 "content": text, "create_time": at, "digg_count": 647,
                 "reply_comment_total": 0, "top": True}
                for n, (text, at) in enumerate(said)])
        if rq.query["cursor"] == "0":
            return self.ok(has_more=True, list=[one], cursor=50)
        return self.ok(has_more=False, cursor=51, list=[{
            **one, "comment_id": "@second==", "content": "好吃",
            "reply_comment_total": "0"}])

    def numbers(self, kind):
        row = {"item": {"new_issue": "1", "new_play": "300", "total_issue":
                        "23"}, "fans": {"new_fans": "5", "total_fans":
                                        "10000"}, "like": {"new_like": "20"},
               "share": {"new_share": "200"}, "profile": {"visits": 7}}
        if kind == "comment":
            return self.hidden("28001014", "应用未获得该能力")
        return {"data": {"description": "", "error_code": "0", "result_list": [
            {"date": "2026-11-%d" % day, **row[kind]} for day in self.days]},
            "extra": {"description": "", "error_code": "0", "logid": "2",
                      "now": "1597213176393", "sub_description": "",
                      "sub_error_code": "0"}}

    def upload(self, rq, name):
        if rq.query.get("open_id") != ME:
            return self.error(2100005, "Parameter error")
        if name == "init_video_part_upload":
            return self.ok(upload_id="@up+/load==")
        if name == "upload_video_part":
            if rq.query.get("upload_id") != "@up+/load==":
                return self.error(2100005, "Parameter error")
            self.parts[int(rq.query["part_number"])] = len(rq.body)
            return self.ok()
        if name == "complete_video_part_upload":
            if sorted(self.parts) != list(range(1, len(self.parts) + 1)):
                return self.error(2100005, "Parameter error")
            return self.ok(video={"video_id": "v0+/==", "width": 1,
                                  "height": 1})
        field = b"image" if name == "upload_image" else b"video"
        if b'name="%s"; filename="' % field not in rq.body:
            return self.error(2100005, "Parameter error")
        if name == "upload_image":
            return self.ok(image={"image_id": "@9VxVx/%d" % len(rq.body),
                                  "width": 360, "height": 360})
        return self.ok(video={"video_id": "v0200f%d" % len(rq.body),
                              "width": 1, "height": 1})

    def made(self, rq, name):
        said = rq.json
        if said.get("text") == "28001018":
            return self.error(28001018, "用户未授权该api")
        if "video_id" not in said and not said.get("image_list"):
            return self.error(2100005, "Parameter error")
        n = self.accept(said.get("text", ""))
        return self.ok(item_id="@8hx%d==" % (900 + n))

    def act(self, rq):
        if rq.json.get("item_id") != ITEM or \
                rq.json.get("comment_id") != COMMENT:
            return self.error(2100005, "Parameter error")
        if rq.path == "/item/comment/top/":
            return self.ok(error_code=0, description="")
        self.accept(rq.json["content"])
        self.answers.append(rq.json["content"])
        return self.ok(comment_id="@answer+/==")

    def answer(self, rq):
        path = rq.path
        if path.startswith("/oauth/re"):
            return self.tokens(rq)
        token = rq.json.get("access_token") if path == "/oauth/userinfo/" \
            else rq.headers.get("access-token")
        if token != self.token:
            return self.error("2190008", "access_token过期,请刷新或重新授权")
        if path == "/oauth/userinfo/":
            return self.ok(open_id=ME, union_id="1ad4e099", nickname=
                           "Trois Levains", avatar="https://e/x.jpeg",
                           e_account_role="EAccountM")
        if rq.query.get("open_id") != ME:
            return self.error(2100005, "Parameter error")
        if path == "/api/douyin/v1/user/fans_data/":
            return self.ok(error_code="0", fans_data={
                "all_fans_num": "10000", "gender_distributions": [
                    {"item": "1", "value": 40}]})
        if path == "/api/douyin/v1/video/video_list/":
            return self.films(rq)
        if path in ("/item/comment/list/", "/item/comment/reply/list/"):
            return self.comments(rq)
        if path.startswith("/data/external/user/"):
            return self.numbers(path.split("/")[4])
        if path in ("/item/comment/reply/", "/item/comment/top/"):
            return self.act(rq)
        name = path.split("/")[5] if path.startswith(
            "/api/douyin/v1/video/") else ""
        if name in ("create_video", "create_image_text"):
            return self.made(rq, name)
        if "upload" in name:
            return self.upload(rq, name)
        return 404, {"what": path}


NETWORK = Douyin
