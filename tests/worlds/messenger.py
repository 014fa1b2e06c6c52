# SPDX-License-Identifier: ISC
"""The conversations of a Page, in the shapes of Meta's own samples."""
import json
import time

import files
from facebook import PAGE, Facebook, error, form, hook
from fake import CANARY, CANARY2, Job

ACT = '{"type":"action","do":"%s","text":"%s","target":{"account":"brand",' \
    '"network":"messenger","id":"%s"}}\n'
ANN, BOB = "5556667778889990", "2557123"


def draft(text="Your bread is ready", **more):
    return json.dumps({"to": ["brand"], "text": text, "recipients": [ANN],
                       **more}) + "\n"


def event(mid, text, at=1795075200000, who=ANN, to=PAGE, **more):
    return {"object": "page", "entry": [{"id": PAGE, "time": at, "messaging": [
        {"sender": {"id": who}, "recipient": {"id": to}, "timestamp": at,
         "message": {"mid": mid, "text": text, **more}}]}]}


HOOKS = {
    "in/1": hook(event("m_hook1", "Are you open?", reply_to={"mid": "m_9"},
                       attachments=[{"type": "image", "payload": {
                           "url": "https://scontent.example/1.jpg"}}])),
    "in/2": hook(event("m_hook2", "We are", who=PAGE, to=ANN, is_echo=True)),
    "in/3": hook(event("m_forged", "Send me money"), "not the secret"),
    "in/4": hook({"object": "page", "entry": [{"id": PAGE, "time": 1458692752478,
                  "messaging": [{"sender": {"id": BOB}, "recipient": {
                      "id": PAGE}, "timestamp": 1795075300000, "postback": {
                          "title": "Opening hours", "payload": "HOURS",
                          "mid": "m_hook4"}}]}]}),
    "in/5": hook({"object": "page", "entry": [{"id": PAGE, "time": 1795075300,
                  "messaging": [{"sender": {"id": BOB}, "recipient": {
                      "id": PAGE}, "timestamp": 1795075300000, "delivery": {
                          "mids": ["m_8"], "watermark": 1795075300000}}]}]}),
}


class Messenger(Facebook):
    name = "messenger"
    settings = {"token": CANARY, "app_secret": CANARY}
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("messages", "cm-fetch", "brand:messages"),
        Job("messages since", "cm-fetch", "brand:messages", "--since",
            "2026-11-19"),
        Job("messages with an expired token", "cm-fetch", "brand:messages"),
        Job("messages of a spool", "cm-fetch", "brand:messages", "--spool",
            "in", files=HOOKS),
        Job("post", "cm-post", "d", files={"d": draft()}, want=1),
        Job("post first", "cm-post", "d", files={"d": draft()}, want=1,
            fresh=True),
        Job("post to two", "cm-post", "d", want=2, files={
            "d": draft(recipients=[ANN, BOB])}),
        Job("post an answer", "cm-post", "d", want=1, files={
            "d": draft("With pleasure", reply_to="m_9")}),
        Job("post a picture", "cm-post", "d", want=1, files={
            "d": draft("", media=[{"file": "a.png"}]), "a.png": None}),
        Job("post with quick replies", "cm-post", "d", want=1, files={
            "d": draft("When?", options={"messenger": {
                "messaging_type": "RESPONSE", "quick_replies": [
                    {"content_type": "text", "title": "Now",
                     "payload": "NOW"}]}})}),
        Job("post after a week", "cm-post", "d", want=1, files={
            "d": draft("Late, but")}, settings={"tag": "HUMAN_AGENT"}),
        Job("post too late", "cm-post", "d", status=1, files={
            "d": draft("Too late")}),
        Job("act reply", "cm-post", "a", want=1, files={
            "a": ACT % ("reply", "Yes", "m_9")}),
        Job("act reply to a comment", "cm-post", "a", want=1, files={
            "a": ACT % ("reply", "Yes", "10158407654328553_11")}),
    ] + [Job("act " + do, "cm-post", "a", files={"a": ACT % (do, "", "m_9")})
         for do in ("like", "spam", "block")] + [
        Job("post a film", "cm-post", "d", want=1, files={
            "d": draft("", media=[{"file": "f.mp4"}]),
            "f.mp4": files.mp4()}),
        Job("post a sound", "cm-post", "d", want=1, files={
            "d": draft("", media=[{"file": "s.mp3"}]), "s.mp3": files.mp3()}),
        Job("post a paper", "cm-post", "d", want=1, files={
            "d": draft("", media=[{"file": "p.pdf"}]), "p.pdf": files.pdf()}),
        Job("post a table", "cm-post", "d", want=1, files={
            "d": draft("", media=[{"file": "t.vtt"}]), "t.vtt": files.vtt()}),
    ]

    def __init__(self):
        super().__init__()
        self.said = []
        self.attached = 0

    def message(self, n, text, day, who=ANN, **more):
        """n: its number, and so its id."""
        names = {ANN: "Ann", BOB: "Bob", PAGE: "Trois Levains"}
        to = ANN if who == PAGE else PAGE
        one = {"id": "m_%d" % n, "created_time": "2026-11-%02dT09:28:50+0000"
               % day if isinstance(day, int) else day, "from": {
                   "name": names[who], "email": who + "@facebook.com",
                   "id": who}, "to": {"data": [{
                       "name": names[to], "email": to + "@facebook.com",
                       "id": to}]}, "message": text, **more}
        return one

    def conversations(self, rq):
        if rq.query.get("platform") != "MESSENGER":
            return error(100, "(#100) Invalid platform")
        new = [dict(self.message(700 + i, s["text"], s["at"], PAGE), **(
            {"attachments": {"data": [{"id": "1"}]}} if s["file"] else {}))
            for i, s in reversed(list(enumerate(self.said)))
            if s["to"] == rq.query.get("user_id", ANN)]
        ann = {"id": "t_587956915396498", "updated_time":
               "2026-11-20T09:28:50+0000", "messages": {
                   "data": new + [
                       self.message(9, "hello", 20, attachments={"data": [{
                           "id": "9", "mime_type": "image/jpeg", "name":
                           "i.jpg", "size": 1234, "image_data": {
                               "width": 500, "height": 500, "max_width": 500,
                               "max_height": 500, "url":
                               "https://scontent.example/i.jpg",
                               "preview_url": "https://scontent.example/p",
                               "image_type": 1, "render_as_sticker": False}}],
                           "paging": {"cursors": {"after": "MAZD"}}}),
                       self.message(8, "Good evening", 19, PAGE)],
                   "paging": {"cursors": {"before": "Qa", "after": "Qm"},
                              "next": "https://graph.facebook.com/v25.0/"
                              "t_587956915396498/messages?access_token=" +
                              CANARY2 + "&limit=20&after=Qm"}}}
        bob = {"id": "t_1234", "updated_time": "2026-11-18T09:28:50+0000",
               "messages": {"data": [self.message(
                   5, "", 18, BOB, sticker="https://scontent.example/s.png",
                   shares={"data": [{"link": "https://levains.example/a"}]})]}}
        if rq.query.get("user_id"):
            return {"data": [ann]}
        if rq.query.get("after") == "Qc":
            return {"data": [bob], "paging": {"cursors": {
                "before": "Qc", "after": "Qd"}}}
        return {"data": [ann], "paging": {
            "cursors": {"before": "Qa", "after": "Qc"},
            "next": "https://graph.facebook.com/v25.0/%s/conversations?"
            "access_token=%s&after=Qc" % (PAGE, CANARY2)}}

    def read(self, rq, path):
        if path == PAGE + "/conversations":
            return self.conversations(rq)
        if path == "t_587956915396498/messages":
            if rq.query.get("after") == "Qm":
                return {"data": [self.message(3, "First", 17),
                                 {"id": "m_2", "created_time":
                                  "2026-11-16T09:28:50+0000"}],
                        "paging": {"cursors": {"before": "a", "after": "Qn"},
                                   "next": "https://graph.facebook.com/n"}}
            return error(100, "(#100) This message has been deleted",
                         error_subcode=9000001)
        if path == "m_9":
            one = self.message(9, "hello", 20)
            return {k: one[k] for k in ("id", "from", "to")}
        return error(100, "Unsupported get request. Object with ID '%s' does "
                     "not exist" % path, 400, "GraphMethodException",
                     error_subcode=33)

    def page(self, rq, own):
        full = super().page(rq, own)
        if "unread_message_count" in rq.query.get("fields", ""):
            full["unread_message_count"] = 3
        return full

    def write(self, rq, do):
        said = form(rq)
        if do == "POST %s/message_attachments" % PAGE:
            if not said.get("filedata") or "attachment" not in json.loads(
                    said["message"]):
                return error(100, "(#100) Upload attachment failure.",
                             error_subcode=2018047)
            self.attached += 1
            return {"attachment_id": "1857777774821032"}
        if do == "POST %s/moderate_conversations" % PAGE:
            if not said["user_ids"][0].get("id") or not said["actions"]:
                return error(100, "(#100) Invalid parameter")
            return {"success": True}
        if do == "POST %s/messages" % PAGE:
            return self.send_message(said)
        return error(100, "Unsupported %s request." % do,
                     kind="GraphMethodException")

    def send_message(self, said):
        whom = said["recipient"]
        whom = json.loads(whom) if isinstance(whom, str) else whom
        to = whom.get("id") or whom["comment_id"]
        if "sender_action" in said:
            return {"recipient_id": to}
        text = said["message"].get("text", "")
        if text == "Too late" and said["messaging_type"] != "MESSAGE_TAG":
            return error(10, "(#10) This message is sent outside of allowed "
                         "window. Learn more about the new policy here: "
                         "https://developers.facebook.com/docs/messenger-"
                         "platform/policy-overview", error_subcode=2018278)
        file = said["message"].get("attachment")
        n = 699 + self.accept("%s %s" % (to, text or file["type"]))
        to = ANN if "comment_id" in whom else to
        self.said.append({"to": to, "text": text, "file": bool(file), "at":
                          time.strftime("%Y-%m-%dT%H:%M:%S+0000",
                                        time.gmtime())})
        return {"recipient_id": to, "message_id": "m_%d" % n}


NETWORK = Messenger
