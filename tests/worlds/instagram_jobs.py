# SPDX-License-Identifier: ISC
"""What is tried at the small Instagram."""
import hashlib
import hmac
import json

import files
from graphs import Case, text

SECRET = "the-secret-of-the-app"
ACCOUNT = {"account": "brand", "network": "instagram"}
JPG, MP4 = "https://example.com/a.jpg", "https://example.com/b.mp4"


def fetch(name, what, *args, **more):
    return Case(name, "cm-fetch", "brand:" + what, *args, **more)


def post(name, draft, want=1, **more):
    draft = {"to": ["brand"], **draft}
    return Case(name, "cm-post", "d.ndjson", want=want, **{
        **more, "files": {"d.ndjson": text(draft) + "\n",
                          **more.get("files", {})}})


def act(name, do, id, said=None, thread=None, **more):
    one = {"type": "action", "do": do, "target": {**ACCOUNT, "id": id}}
    if said:
        one["text"] = said
    if thread:
        one["target"]["thread"] = thread
    return Case(name, "cm-post", "a", files={"a": text(one) + "\n"}, **more)


def hook(body, good=True):
    """What a web server wrote down."""
    body = text(body)
    sum = hmac.new(SECRET.encode() if good else b"another", body.encode(),
                   hashlib.sha256).hexdigest()
    return "POST /hook HTTP/1.1\r\nHost: me.example\r\nContent-Type: " \
        "application/json\r\nX-Hub-Signature-256: sha256=%s\r\n\r\n%s" % (
            sum, body)


def entry(**more):
    return {"object": "instagram", "entry": [{
        "id": "17841405822304914", "time": 1795255200, **more}]}


def change(field, **value):
    return entry(changes=[{"field": field, "value": value}])


HOOKS = {
    "hooks/1": hook(change(
        "comments", id="17870000000000041", text="super @levains", **{
            "from": {"id": "5614000000000007", "username": "eve"}},
        media={"id": "17900000000000011", "media_product_type": "FEED"})),
    "hooks/2": hook(change("mentions", media_id="17855555555555555",
                           comment_id="17870000000000042")),
    "hooks/3": hook(change("mentions", media_id="17844444444444444")),
    "hooks/4": hook(entry(messaging=[{
        "sender": {"id": "5614000000000001"},
        "recipient": {"id": "17841405822304914"}, "timestamp": 1795255200123,
        "message": {"mid": "aWdfMQ", "text": "bonjour", "attachments": [
            {"type": "image", "payload": {"url": "https://c.example/1"}}]}}])),
    "hooks/5": hook(entry(messaging=[{
        "sender": {"id": "17841405822304914"},
        "recipient": {"id": "5614000000000001"}, "timestamp": 1795255260123,
        "message": {"mid": "aWdfMg", "text": "salut", "is_echo": True}}])),
    "hooks/6": hook(change("comments", id="1", text="faux"), False)}
SELF = {"login": "instagram"}
SHOWN = {"alt": "Un pain", "url": JPG}
ALL = {"to": ["brand"], "text": "Pain @ann #levain", "paid": True, "ai": True,
       "media": [SHOWN], "first_comment": "La recette est en bio",
       "options": {"instagram": {
           "user_tags": [{"username": "ann", "x": 0.5, "y": 0.4}],
           "location": "7640348500", "collaborators": ["bob"],
           "sponsors": ["17841401441775531"]}}}

JOBS = [
    fetch("account", "account", fresh=True),
    fetch("account own login", "account", fresh=True, settings=SELF),
    fetch("account of a short token", "account", fresh=True, settings={
        **SELF, "client_id": "77", "client_secret": "the-other-secret"}),
    fetch("account old token", "account", settings=SELF, knobs={"old": True}),
    fetch("posts", "posts"),
    fetch("posts own login", "posts", settings=SELF),
    fetch("posts dead metrics", "posts", knobs={
        "dead": ["reposts", "follows"]}),
    fetch("posts young", "posts", knobs={"young": True}),
    fetch("posts bare", "posts", settings={"insights": "no"}),
    fetch("comments", "comments"),
    fetch("comments many", "comments", knobs={"many": True}),
    fetch("comments of one", "comments", "--of", "17900000000000011"),
    fetch("mentions", "mentions"),
    fetch("messages", "messages"),
    fetch("messages many", "messages", knobs={"many": True}),
    fetch("messages own login", "messages", settings=SELF),
    fetch("series", "series", "--since", "2d"),
    fetch("series kept", "series", "--since", "1100d", "--until",
          "2024-11-24"),
    fetch("series small", "series", "--since", "1d", knobs={"small": True}),
    fetch("series late", "series", "--since", "3d", "--until",
          "2026-11-22", knobs={"late": True}),
    fetch("profile", "profile", "--of", "bob"),
    fetch("profile own", "profile", settings=SELF),
    fetch("search", "search", "--query", "#levain"),
    fetch("search too many", "search", "--query", "#levain", status=75,
          knobs={"tags": 30}),
    fetch("search own login", "search", "--query", "#levain", status=1,
          settings=SELF),
    fetch("hook comments", "comments", "--spool", "hooks", files=HOOKS),
    fetch("hook mentions", "mentions", "--spool", "hooks", files=HOOKS),
    fetch("hook messages", "messages", "--spool", "hooks", files=HOOKS),
    fetch("expired", "mentions", knobs={"expired": True}),
    fetch("expired own login", "mentions", knobs={"expired": True},
          settings=SELF),
    post("post", {"text": "Du pain", "media": [SHOWN]}),
    post("post all", ALL),
    post("post own login", {"text": "Du pain", "media": [SHOWN], "ai": True},
         settings=SELF),
    post("post reel", {"text": "Partie 2", "media": [
        {"url": MP4, "cover": "https://example.com/c.jpg"}],
        "options": {"instagram": {"share_to_feed": False, "thumb_offset": 900,
                                  "trial": "MANUAL", "audio_name": "Four"}}}),
    post("post bytes", {"text": "Four", "media": [{"file": "f.mp4"}]},
         files={"f.mp4": files.mp4()}, knobs={"slow": True}),
    post("post quicktime", {"text": "Four", "media": [{"file": "f.mov"}]},
         files={"f.mov": files.mov()}, knobs={"busy": True}),
    post("post carousel", {"text": "Trois", "ai": True, "media": [
        SHOWN, {"url": MP4}, {"file": "f.mp4"}], "options": {"instagram": {
            "user_tags": [{"username": "ann", "x": 0.5, "y": 0.4, "media": 1}]
        }}}, files={"f.mp4": files.mp4()}),
    post("post story", {"text": "", "media": [{"url": JPG}], "options": {
        "instagram": {"story": True}}}),
    post("post slow", {"text": "Lent", "media": [SHOWN]},
         knobs={"slow": True}),
    post("post early", {"text": "Trop", "media": [SHOWN]},
         knobs={"early": True}),
    post("post refused", {"text": "Flou", "media": [{"url": MP4}]}, want=0,
         status=1, knobs={"broken": True}),
    post("post quota", {"text": "Encore", "media": [SHOWN]}, want=0,
         status=75, knobs={"used": 100}),
    post("post a file", {"text": "Image", "media": [{"file": "a.jpg"}]},
         want=0, status=1, files={"a.jpg": files.jpeg()}),
    post("post paid own login", {"text": "Pub", "media": [SHOWN],
                                 "paid": True}, want=0, status=1,
         settings=SELF),
    post("post hashtags", {"text": " ".join("#t%d" % n for n in range(31)),
                           "media": [SHOWN]}, want=0, status=1),
    act("reply", "reply", "17870000000000021", "Oui", "17900000000000011",
        want=1),
    act("reply to a post", "reply", "17900000000000011", "Voici", want=1),
    act("reply to a comment", "reply", "17870000000000021", "Oui", want=1),
    # What is said below another's post no list of ours has.
    act("reply to a mention", "reply", "17866666666666666", "Merci",
        "17855555555555555", want=1, listed=False),
    act("reply to a message", "reply", "aWdfZAG06MTpJR01lc3NhZA2VJRDox1",
        "Oui!", want=1),
    act("reply to a message own login", "reply",
        "aWdfZAG06MTpJR01lc3NhZA2VJRDox1", "Oui!", want=1, settings=SELF),
    act("reply too late", "reply", "aWdfZAG06MTpJR01lc3NhZA2VJRDox1", "Oui",
        status=1, knobs={"late": True}),
    act("hide", "hide", "17870000000000020"),
    act("unhide", "unhide", "17870000000000020"),
    act("delete", "delete", "17870000000000020"),
    act("like", "like", "17870000000000021", thread="17900000000000011"),
    act("like a post", "like", "17900000000000011"),
    act("like own login", "like", "17870000000000021", status=1,
        settings=SELF),
]
