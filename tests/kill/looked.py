#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What went out without an answer is looked for; what the look cannot tell is
never taken for "not there".

usage: looked.py CM_POST INJECT.so
"""
import os, sqlite3, time

from case import Case
from world import TAP

HEAD = 'include "net";\ndef about: {title: "T", hosts: [".base"], ' \
    'auth: {bearer: "token"}, text: {max: 60}, acts: [], reads: %s};\n'
SENDS = 'def post: if .step == null then publish({method: "POST", url: ' \
    '"/items", json: {text: .job.draft.text, us: .job.us, key: .job.key}}; ' \
    '"done") else published(body.id; body.url) end;\n'
LISTS = 'def fetch: if .step == "posts" then ask(get("/items"); "page") ' \
    'else body.items[] | {record: {type: "post", id, url, text, ' \
    'published: .at}} end;\n'


def at(days):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ",
                         time.gmtime(time.time() + days * 86400))


def lose(c, lands, shows=True):
    """The next answer is lost; and what is there may not be looked at."""
    def once(net, item):
        c.world.answer = lambda n, i: None
        return lands, None
    c.world.answer = once
    c.world.lists = lambda: None if shows else (503, [])


def module(c, name, *text):
    with open("%s/networks/%s.jq" % (c.dir, name), "w") as f:
        f.write("".join(text))


def unknown(c, text, lands=True, **more):
    """A message of which nothing is known yet."""
    lose(c, lands, False)
    r = c.post(text, **more)
    c.want("unknown", (c.status, r["status"]), (75, "planned"))
    c.world.lists = lambda: None


def doubt(c, text, why, **more):
    r = c.post(text, **more)
    c.want("doubtful", (c.status, r["status"]), (1, "doubtful"))
    c.want("why: " + why, why in str(r.get("error")), True)


def authors():
    c = Case("posts are ours, whoever of us wrote them")

    def ours(net, item):
        c.world.land(net, "hers", {"text": "Her own", "by": "ann"})
        item["by"] = "bob"
        return True, None
    c.world.answer = ours
    r = c.post("His own")
    c.want("found", (c.status, r["status"], c.texts()),
           (0, "published", ["Her own", "His own"]))
    c.end()


def acted_on():
    c = Case("what was acted on is not what was published by that action")
    unknown(c, "Look")
    act = {"type": "action", "do": "hide",
           "target": {"network": "seek", "account": "seek", "id": "seek-1"}}
    c.post(act)
    c.want("act", c.status, 0)
    r = c.post("Look")
    c.want("found", (c.status, r["status"], r["id"], c.texts()),
           (0, "published", "seek-1", ["Look"]))
    c.end()


def verdicts():
    c = Case("a module's absent counts where all of its look went well")
    both = 'def find: if .step == null then ask(get("/items/none") + ' \
        '{accept: ["gone"]}; "none"), ask(get("/items"); "list") elif ' \
        '.step == "none" then nothing_there else (body.items[-1] // empty) ' \
        '| published(.id; null) end;\n'
    module(c, "ask", HEAD % "[]", SENDS, both)
    lose(c, True)
    c.world.lists = lambda: (403, [])
    doubt(c, "One", "403", to="ask")
    c.want("once", c.texts("ask"), ["One"])
    lose(c, True)
    r = c.post("Two", to="ask")
    c.want("there beats not there", (c.status, r["status"], r.get("id")),
           (0, "published", "ask-2"))
    lose(c, True)
    c.world.lists = lambda: (503, [])
    r = c.post("Three", to="ask")
    c.want("later", (c.status, r["status"]), (75, "planned"))
    c.want("each once", c.texts("ask"), ["One", "Two", "Three"])
    c.end()


def one_of_many():
    c = Case("what one of many got is not found for another of them")
    about = (HEAD % '["posts"]').replace("acts", 'unit: "recipient", acts')
    module(c, "list", about, SENDS, LISTS)
    draft = {"text": "To you", "recipients": ["a", "b"]}
    told = [(False, None), (True, None)]
    c.world.answer = lambda net, item: told.pop(0)
    doubt(c, draft, "who got it", to="list")
    c.want("both once", (c.world.asked["list"], c.texts("list")),
           (2, ["To you"]))
    c.end()


def clocks():
    c = Case("a clock that was or is ahead hides nothing")
    unknown(c, "Put back", now=at(900))
    doubt(c, "Put back", "the clock here was put back", now=at(2))
    c.want("once", c.texts(), ["Put back"])
    unknown(c, "Found", now=at(900))
    r = c.post("Found")
    c.want("found", (c.status, r["status"]), (0, "published"))
    c.world.date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    lose(c, True)
    r = c.post("Ahead", now=at(3))
    c.want("ahead", (c.status, r["status"]), (0, "published"))
    since = 'def find: if .step == null then ask(get("/items"); "list") ' \
        'else .job.sent as $t | [body.items[] | select(.at >= $t)][0] | ' \
        'if . then published(.id; null) else nothing_there end end;\n'
    module(c, "ask", HEAD % "[]", SENDS, since)
    lose(c, True)
    r = c.post("Asked", now=at(0.01), to="ask")
    c.want("a quarter of an hour", (c.status, r["status"], c.texts("ask")),
           (0, "published", ["Asked"]))
    c.want("all once", c.texts(), ["Put back", "Found", "Ahead"])
    lose(c, False)
    r = c.post("Right")
    c.want("sent anew by a right clock",
           (c.status, r["status"], c.texts()[3:]),
           (0, "published", ["Right"]))
    c.end()


def rebooted():
    c = Case("a clock that a restart put back tells nothing later either")
    unknown(c, "Long ago", now=at(3))
    with sqlite3.connect(c.dir + "/outbox.db") as db:
        db.execute("UPDATE entry SET boot = 'before'")
    db.close()
    doubt(c, "Long ago", "the clock here was put back", now=at(2.6))
    c.want("once", c.texts(), ["Long ago"])
    c.end()


def kept():
    c = Case("what is older than the network keeps is not absent")
    module(c, "seek", (HEAD % '["posts"], keeps: {posts: "1d"}'), SENDS, LISTS)
    unknown(c, "Brief")
    c.world.lists = lambda: (200, [])
    doubt(c, "Brief", "kept there for 1d only", now=at(2))
    c.want("once", c.texts(), ["Brief"])
    c.end()


def unasked():
    c = Case("a look that asks nothing, or may not see all, says why")
    module(c, "seek", HEAD % '["posts"]', SENDS, "def fetch: empty;\n")
    lose(c, True)
    doubt(c, "One", "the network was not asked")
    module(c, "seek", HEAD % '["posts"]', SENDS,
           'def fetch: {gap: {what: "stories", why: "not with this token"}}, '
           '(.step = "x" | if .response then empty else '
           'ask(get("/items"); "page") end);\n')
    lose(c, True)
    doubt(c, "Two", "stories: not with this token")
    c.want("once", c.texts(), ["One", "Two"])
    c.end()


def twins():
    c = Case("of two that say the same a person decides of both")
    module(c, "seek", HEAD % '["posts"]', SENDS, "def fetch: empty;\n")
    lose(c, False)
    doubt(c, {"text": "Daily", "key": "a"}, "not asked")
    module(c, "seek", HEAD % '["posts"]', SENDS, LISTS)
    lose(c, True)
    doubt(c, {"text": "Daily", "key": "b"}, "of unknown fate too")
    c.want("once", c.texts(), ["Daily"])
    lose(c, True)
    r = c.post({"text": "Daily", "key": "c"})
    c.want("two there, three of ours", r["status"], "doubtful")
    c.journal("--settle", "1=failed")
    r = c.post({"text": "Daily", "key": "d"}, args=("--again",))
    c.want("others go on", (c.status, r["status"]), (0, "published"))
    c.end()


def first_comment():
    c = Case("a first comment that perhaps did not follow is named")
    module(c, "seek", HEAD % '["posts"], uses: ["first_comment"]', SENDS,
           LISTS)
    lose(c, True)
    r = c.post({"text": "A post", "first_comment": "And more"})
    c.want("found", (c.status, r["status"]), (0, "published"))
    c.want("said", "first comment is there too" in c.said, True)
    c.end()


for case in (authors, acted_on, verdicts, one_of_many, clocks, rebooted, kept,
             unasked, twins, first_comment):
    case()
print("1..%d" % TAP["tests"], flush=True)
os._exit(TAP["failed"] > 0)
