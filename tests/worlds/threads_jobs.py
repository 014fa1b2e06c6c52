# SPDX-License-Identifier: ISC
"""What is tried at the small Threads."""
from graphs import Case, text

ACCOUNT = {"account": "brand", "network": "threads"}
JPG, MP4 = "https://example.com/a.jpg", "https://example.com/b.mp4"
LONG = " ".join("mot%d" % i for i in range(120))


def fetch(name, what, *args, **more):
    return Case(name, "cm-fetch", "brand:" + what, *args, **more)


def post(name, draft, want=1, **more):
    return Case(name, "cm-post", "d.ndjson", want=want, files={
        "d.ndjson": text({"to": ["brand"], **draft}) + "\n"}, **more)


def act(name, do, id, said=None, **more):
    one = {"type": "action", "do": do, "target": {**ACCOUNT, "id": id}}
    if said:
        one["text"] = said
    return Case(name, "cm-post", "a", files={"a": text(one) + "\n"}, **more)


JOBS = [
    fetch("account", "account", fresh=True),
    fetch("account of a short token", "account", fresh=True, settings={
        "client_id": "77", "client_secret": "the-other-secret"}),
    fetch("account old token", "account", knobs={"old": True}),
    fetch("posts", "posts"),
    fetch("posts dead metrics", "posts", knobs={"dead": ["shares"]}),
    fetch("posts bare", "posts", settings={"insights": "no"}),
    fetch("comments", "comments"),
    fetch("comments with approvals", "comments", settings={
        "approvals": "yes"}),
    fetch("comments of one", "comments", "--of", "18000000000000011"),
    fetch("mentions", "mentions"),
    fetch("series", "series", "--since", "2d"),
    fetch("series kept", "series", "--since", "1100d", "--until",
          "2024-11-24"),
    fetch("series small", "series", "--since", "1d", knobs={"small": True}),
    fetch("series late", "series", "--since", "3d", "--until", "2026-11-22",
          knobs={"late": True}),
    fetch("profile", "profile", "--of", "@bob"),
    fetch("search", "search", "--query", "levain"),
    fetch("search a topic", "search", "--query", "#levain"),
    fetch("expired", "mentions", knobs={"expired": True}),
    post("post", {"text": "Du pain"}),
    post("post all", {"text": "Du pain", "tags": ["levain"],
                      "link": "https://levains.example/", "options": {
                          "threads": {"reply_control": "followers_only",
                                      "approve": True, "countries":
                                      ["FR", "BE"]}}}),
    post("post quote", {"text": "Voyez", "options": {"threads": {
        "quote": "18055555555555555", "topic_tag": "pain"}}}),
    post("post poll", {"text": "Lequel?", "poll": {"options": [
        "Seigle", "Froment", "Orge"]}}),
    post("post warning", {"text": "Le levain meurt", "warning": "La fin"}),
    post("post picture", {"text": "Look", "link": "https://levains.example/",
                          "media": [{"url": JPG, "alt": "Un pain"}]}),
    post("post hidden picture", {"text": "Look", "warning": "Croute",
                                 "media": [{"url": JPG}]}),
    post("post film", {"text": "Look", "media": [{"url": MP4, "type":
                                                  "video/mp4"}]},
         knobs={"slow": True}),
    post("post other types", {"text": "Look", "media": [
        {"url": "https://example.com/a.png"},
        {"url": "https://example.com/c.mov"}]}),
    post("post carousel", {"text": "Deux", "media": [
        {"url": JPG, "alt": "Un pain"}, {"url": MP4}]}),
    post("post early", {"text": "Trop"}, knobs={"early": True}),
    post("post thread", {"text": LONG, "first_comment": "Fin"}, want=3),
    post("post reply", {"text": "Oui", "reply_to": "18000000000000021"}),
    post("post refused", {"text": "Flou", "media": [{"url": MP4}]}, want=0,
         status=1, knobs={"broken": "INVALID_ASPEC_RATIO"}),
    post("post lost", {"text": "Perdu", "media": [{"url": MP4}]}, want=0,
         status=75, knobs={"broken": "FAILED_DOWNLOADING_VIDEO"}),
    post("post quota", {"text": "Encore"}, want=0, status=75,
         knobs={"used": {"quota_usage": 250}}),
    post("post emojis", {"text": "\U0001F950" * 126}, want=0, status=1),
    post("post six links", {"text": " ".join(
        "https://levains.example/%d" % i for i in range(5)), "link":
        "https://levains.example/more"}, want=0, status=1),
    post("post one link often", {"text": " ".join(
        ["https://levains.example/a"] * 6)}),
    post("post two topics", {"text": "Du pain", "tags": ["a", "b"]}, want=0,
         status=1),
    act("reply", "reply", "18000000000000021", "Oui", want=1),
    act("hide", "hide", "18000000000000020"),
    act("unhide", "unhide", "18000000000000020"),
    act("approve", "approve", "18000000000000027"),
    act("delete", "delete", "18000000000000010"),
    act("delete quota", "delete", "18000000000000010", status=75,
        knobs={"used": {"delete_quota_usage": 100}}),
]
