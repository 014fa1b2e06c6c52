# SPDX-License-Identifier: ISC
"""A bot, its channel and the discussion group of that, as the Bot API's own
description and samples have them."""
import json
import re

import files
import show
from fake import CANARY, Job, Network

CHANNEL, GROUP, BOT = -1001234567890, -1009876543210, 5012345678
ACT = '{"type":"action","do":"%s","text":"%s","target":{"account":"brand",' \
    '"network":"telegram","id":"%s"}}\n'
DRAFT = '{"to":["brand"],%s}\n'
LONG = " ".join("mot%03d" % i for i in range(1100))


def post(name, members, names=(), **more):
    """A draft with these members; its media are of what their names end in."""
    made = {kind: make for kind, make in files.MAKERS.values()}
    return Job(name, "cm-post", "draft.json", files={
        "draft.json": DRAFT % members,
        **{n: made[n.split(".")[-1]]() for n in names}}, **{
            "want": 1, **more})


def act(do, id="-1009876543210/61", text="", **more):
    return Job("act " + do, "cm-post", "a",
               files={"a": ACT % (do, text, id)}, **more)


class Telegram(Network):
    name = "telegram"
    settings = {"token": CANARY, "chat": "@troislevains"}
    findable = False  # there is no history to look a message up in
    forgets = True    # updates that were acknowledged
    jobs = [
        Job("account", "cm-fetch", "brand:account", fresh=True),
        Job("profile", "cm-fetch", "brand:profile", "--of", "@autre"),
        Job("messages", "cm-fetch", "brand:messages"),
        Job("messages by a long poll", "cm-fetch", "brand:messages",
            settings={"wait": "1"}),
        Job("post", "cm-post", "--to", "brand", "--text",
            "Ouvert dimanche: https://levains.example/menu #pain 🥖 "
            "avec @troislevains", want=1),
        Job("post first", "cm-post", "--to", "brand", "--text", "Bonjour",
            want=1, fresh=True),
        Job("thread", "cm-post", "--to", "brand", "--text", LONG, want=2),
        Job("reply", "cm-post", "--to", "brand", "--text", "Oui",
            "--reply-to", "https://t.me/troislevains/42", want=1),
        Job("picture", "cm-post", "--to", "brand", "--text", "Le four 🔥",
            "--media", "four.png", files={"four.png": None}, want=1),
        post("film", '"text":"Le four","media":[{"file":"f.mp4",'
             '"cover":"c.jpg"}]', ("f.mp4", "c.jpg")),
        post("moving picture", '"media":["g.gif"],"text":"Flip"', ["g.gif"]),
        post("sound", '"media":["s.mp3"],"text":"Crac"', ["s.mp3"]),
        post("file", '"media":["menu.pdf"],"text":"Le menu"', ["menu.pdf"]),
        post("album", '"text":"Tout","media":["a.jpg","b.png"]',
             ("a.jpg", "b.png")),
        post("album of films", '"text":"Tout","media":["f.mp4",{"file":'
             '"g.mp4","cover":"c.jpg"}]', ("f.mp4", "g.mp4", "c.jpg")),
        post("album of files", '"text":"Tout","media":["a.jpg","m.pdf"],'
             '"options":{"telegram":{"document":true}}', ("a.jpg", "m.pdf")),
        post("sold", '"text":"Le film","media":["f.mp4"],'
             '"options":{"telegram":{"stars":5}}', ["f.mp4"]),
        post("warning", '"text":"La fin: 🥐 gagne","warning":"Divulgâche 🤫"'),
        post("warning and picture", '"text":"La fin","warning":"Attention",'
             '"media":["a.jpg"]', ["a.jpg"]),
        post("silent", '"text":"Chut https://levains.example","options":'
             '{"telegram":{"silent":true,"protect":true,"preview":false,'
             '"topic":3}}'),
        post("poll", '"text":"Lequel?","poll":{"options":["Seigle","Blé"],'
             '"seconds":600,"multiple":true}'),
        post("group that became another chat", '"text":"Moved"'),
        post("poll with a picture", '"text":"Lequel?","media":["a.jpg"],'
             '"poll":{"options":["Seigle","Blé"]}', ["a.jpg"], want=0,
             status=1),
        post("album of unlike things", '"text":"x","media":["a.jpg",'
             '"m.pdf"]', ("a.jpg", "m.pdf"), want=0, status=1),
        act("reply", text="Merci", want=1), act("delete"), act("like"),
        act("pin", "https://t.me/c/1234567890/42"), act("block", "8123456789"),
        Job("delete an album", "cm-post", "a", files={
            "a": '{"type":"action","do":"delete","target":{"account":"brand",'
            '"network":"telegram","id":"-1001234567890/44","native":'
            '{"messages":[44,45]}}}\n'}),
        Job("act block a channel", "cm-post", "a", files={
            "a": ACT % ("block", "", "-1005550001111")}),
        Job("act block by a message", "cm-post", "a", files={
            "a": ACT % ("block", "", "-1009876543210/61")}, status=1),
        Job("delete what is gone", "cm-post", "a", files={
            "a": ACT % ("delete", "", "-1001234567890/404")}),
        Job("a webhook is set", "cm-fetch", "brand:messages", status=1),
        Job("another reader", "cm-fetch", "brand:messages", status=75),
        Job("the bot was removed", "cm-post", "--to", "brand", "--text", "x",
            status=1),
    ]

    def __init__(self):
        super().__init__()
        self.moved, self.trouble, self.next = False, None, 43
        self.updates = self.first_updates()

    def begin(self, job):
        self.moved = job.name == "group that became another chat"
        self.trouble = job.name

    # What people said, in the order in which it came; with a number that is
    # missing, since some updates are not asked for.
    def first_updates(self):
        lea = {"id": 8123456789, "is_bot": False, "first_name": "Léa",
               "last_name": "Martin", "username": "lea_m",
               "language_code": "fr"}
        copy = {"message_id": 60, "date": 1794999601, "from": {
            "id": 777000, "is_bot": False, "first_name": "Telegram"},
            "sender_chat": self.channel(), "chat": self.group(),
            "is_automatic_forward": True, "forward_origin": {
                "type": "channel", "chat": self.channel(), "message_id": 42,
                "date": 1794999600},
            "text": "Partie 2 #pain", "entities": [
                {"offset": 9, "length": 5, "type": "hashtag"}]}
        group = {"chat": self.group(), "message_thread_id": 60}
        said = [
            {"channel_post": {
                "message_id": 42, "sender_chat": self.channel(), "chat":
                self.channel(), "date": 1794999600, "author_signature": "Jun",
                "text": copy["text"], "entities": copy["entities"]}},
            {"message": copy},
            {"message": {**group, "message_id": 61, "from": lea, "date":
                         1795000000, "reply_to_message": copy,
                         "text": "🥖🥖 @levains_bot et https://ex.org",
                         "entities": [
                             {"offset": 5, "length": 12, "type": "mention"},
                             {"offset": 21, "length": 14, "type": "url"}]}},
            {"message": {**group, "message_id": 62, "from": {
                "id": 1087968824, "is_bot": True, "first_name": "Group",
                "username": "GroupAnonymousBot"}, "sender_chat": self.group(),
                "date": 1795000100, "text": "Merci Léa", "reply_to_message": {
                    "message_id": 61, "from": lea, "chat": self.group(),
                    "date": 1795000000, "text": "🥖🥖"}}},
            {"message_reaction_count": {
                "chat": self.channel(), "message_id": 42, "date": 1795000200,
                "reactions": [
                    {"type": {"type": "emoji", "emoji": "👍"},
                     "total_count": 3},
                    {"type": {"type": "custom_emoji", "custom_emoji_id":
                              "5368324170671202286"}, "total_count": 1}]}},
            {"message_reaction_count": {
                "chat": self.channel(), "message_id": 7, "date": 1795000200,
                "reactions": []}},
            {"message": {"message_id": 5, "from": lea, "date": 1795000300,
                         "chat": {"id": 8123456789, "first_name": "Léa",
                                  "username": "lea_m", "type": "private"},
                         "text": "Vous livrez ?"}},
            {"message": {"message_id": 63, "from": lea, "date": 1795000400,
                         "chat": self.group(), "caption": "@Levains_Bot ?",
                         "caption_entities": [
                             {"offset": 0, "length": 12, "type": "mention"}],
                         "photo": [
                             {"file_id": "AgAC1", "file_unique_id": "AQ1",
                              "file_size": 1253, "width": 90, "height": 60},
                             {"file_id": "AgAC2", "file_unique_id": "AQ2",
                              "file_size": 99112, "width": 1280,
                              "height": 853}]}},
            {"message": {"message_id": 64, "from": lea, "date": 1795000500,
                         "chat": self.group(), "new_chat_members": [lea]}},
            {"edited_channel_post": {
                "message_id": 42, "sender_chat": self.channel(), "chat":
                self.channel(), "date": 1794999600, "edit_date": 1795000600,
                "text": "Partie 2 : la cuillère"}},
            {"my_chat_member": {
                "chat": self.group(), "from": lea, "date": 1795000700,
                "old_chat_member": {"status": "member", "user": self.me()},
                "new_chat_member": {"status": "left", "user": self.me()}}},
        ]
        return [{"update_id": 115121083 + i + i // 4, **u}
                for i, u in enumerate(said)]

    @staticmethod
    def me():
        return {"id": BOT, "is_bot": True, "first_name": "Levains",
                "username": "levains_bot"}

    @staticmethod
    def channel():
        return {"id": CHANNEL, "title": "Trois Levains",
                "username": "troislevains", "type": "channel"}

    @staticmethod
    def group():
        return {"id": GROUP, "title": "Autour du pain", "type": "supergroup"}

    @staticmethod
    def error(code, words, **parameters):
        return code, {"ok": False, "error_code": code, "description": words,
                      **({"parameters": parameters} if parameters else {})}

    @staticmethod
    def said(rq):
        """What a request says, from JSON or a form; files are bytes."""
        if rq.is_json:
            return rq.json
        said = {}
        for name, file, data in show.parts(rq):
            text = data.decode("utf-8", "replace") if not file else ""
            try:
                said[name] = data if file else json.loads(text)
            except ValueError:
                said[name] = text
        return said

    def message(self, said, **more):
        self.next += 1
        chat = self.group() if said["chat_id"] == GROUP else self.channel()
        return {"message_id": self.next, "chat": {**chat, **(
            {"id": said["chat_id"]} if self.moved else {})},
            "date": 1795330800, **({} if chat["id"] == GROUP else {
                "sender_chat": chat}), **more}

    def publish(self, method, said):
        if self.trouble == "the bot was removed":
            return self.error(403, "Forbidden: bot is not a member of the "
                              "channel chat")
        chat = said.get("chat_id")
        if chat not in (CHANNEL, GROUP, "@troislevains", -1002000000001):
            return self.error(400, "Bad Request: chat not found")
        if self.moved and chat != -1002000000001:
            return self.error(
                400, "Bad Request: group chat was upgraded to a supergroup "
                "chat", migrate_to_chat_id=-1002000000001)
        text = said.get("text", said.get("caption", said.get("question", "")))
        if method == "sendMediaGroup":
            if not 2 <= len(said["media"]) <= 10:
                return self.error(400, "Bad Request: group send failed")
            text = said["media"][0].get("caption", "")
        if method == "sendMessage" and not text:
            return self.error(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) / 2 > (
                4096 if "text" in said else 1024):
            return self.error(400, "Bad Request: message is too long")
        for one in said.get("media", []) if method != "sendPoll" else []:
            for part in (one["media"], one.get("cover")):
                if part and part[9:] not in said:
                    return self.error(400, "Bad Request: wrong file")
        self.accept(text)
        shown = {"text": text} if method == "sendMessage" else {
            "caption": text}
        if method == "sendMediaGroup":
            return {"ok": True, "result": [
                self.message(said, media_group_id="13579", **(
                    shown if i == 0 else {}))
                for i in range(len(said["media"]))]}
        return {"ok": True, "result": self.message(said, **shown)}

    def get_updates(self, said):
        if self.trouble == "a webhook is set":
            return self.error(
                409, "Conflict: can't use getUpdates method while webhook is "
                "active; use deleteWebhook to delete the webhook first")
        if self.trouble == "another reader":
            return self.error(
                409, "Conflict: terminated by other getUpdates request; make "
                "sure that only one bot instance is running")
        # To ask for what comes is to let what came be forgotten.
        at = said.get("offset", 0)
        self.updates = [u for u in self.updates if u["update_id"] >= at]
        wanted = said["allowed_updates"] + ["update_id"]
        page = [u for u in self.updates if set(u) <= set(wanted)]
        return {"ok": True, "result": page[:6]}

    def answer(self, rq):
        path = re.fullmatch(r"/bot([^/]+)/(\w+)", rq.path)
        if not path:
            return self.error(404, "Not Found")
        if path.group(1) != CANARY:
            return self.error(401, "Unauthorized")
        method, said = path.group(2), self.said(rq) or {}
        if method == "getMe":
            return {"ok": True, "result": self.me()}
        if method == "getChat" and said["chat_id"] in (
                "@troislevains", "@autre", CHANNEL):
            return {"ok": True, "result": {
                **self.channel(), "accent_color_id": 3,
                "max_reaction_count": 11, "linked_chat_id": GROUP,
                "description": "Du pain", "accepted_gift_types": {
                    "unlimited_gifts": True, "limited_gifts": True,
                    "unique_gifts": True, "premium_subscription": False,
                    "gifts_from_channels": True}, **(
                        {"id": -1005550002222, "username": "autre"}
                        if said["chat_id"] == "@autre" else {})}}
        if method == "getChat":
            return self.error(400, "Bad Request: chat not found")
        if method == "getChatMemberCount":
            return {"ok": True, "result": 1234}
        if method == "getUpdates":
            return self.get_updates(said)
        if method.startswith("send"):
            return self.publish(method, said)
        if said.get("message_id") == 404:
            return self.error(400, "Bad Request: message to delete not found")
        if method in ("deleteMessage", "deleteMessages", "pinChatMessage",
                      "banChatMember", "banChatSenderChat",
                      "setMessageReaction"):
            return {"ok": True, "result": True}
        return self.error(404, "Not Found: method not found")


NETWORK = Telegram
