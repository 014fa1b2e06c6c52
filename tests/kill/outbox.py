#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What a user sees of the outbox: receipts, statuses, the journal.

usage: outbox.py CM_POST INJECT.so
"""
import fcntl, json, os, sqlite3, subprocess, time

from case import Case
from world import POST, TAP


def same_draft():
    c = Case("the same draft is sent once; other words for it are not sent")
    first = c.post("Hello", {"text": "Noon", "key": "k"})
    lines = open(c.dir + "/out").read()
    c.post("Hello", {"text": "Noon", "key": "k"}, now="2031-01-01T00:00:00Z")
    c.want("status again", c.status, 0)
    c.want("receipts again", open(c.dir + "/out").read(), lines)
    c.want("sent", c.texts(), ["Hello", "Noon"])
    c.post({"text": "Noon!", "key": "k"})
    c.want("changed", (c.status, c.got[0]["status"]), (1, "skipped"))
    c.want("why", c.got[0]["error"]["kind"], "changed")
    c.post({"text": "Noon!", "key": "k"}, args=("--again",))
    c.want("changed again", (c.status, c.got[0]["status"]), (0, "published"))
    c.post("Hello", args=("--again",))
    c.want("again", c.status, 0)
    c.want("another id", c.got[0]["id"] != first["id"], True)
    c.want("sent at last", c.texts(), ["Hello", "Noon", "Noon!", "Hello"])
    c.post({"text": "Hello", "key": "other"})
    c.want("another key", len(c.texts()), 5)
    c.end()


def due():
    c = Case("what is not due waits, what is late is skipped")
    day = "2026-11-20T"
    r = c.post({"text": "Later", "at": day + "12:00:00Z"},
               now=day + "11:00:00Z")
    c.want("early", (c.status, r["status"], r["at"]),
           (0, "planned", day + "12:00:00Z"))
    r = c.post({"text": "Later", "at": day + "12:00:00Z"},
               now=day + "14:00:01Z")
    c.want("late", (c.status, r["status"], r["error"]["kind"]),
           (1, "skipped", "late"))
    c.want("nothing is sent", c.texts(), [])
    r = c.post({"text": "Later", "at": day + "12:00:00Z"},
               now=day + "14:00:00Z")
    c.want("in time", (c.status, r["status"]), (0, "published"))
    r = c.post({"text": "Later", "at": day + "12:00:00Z"},
               now="2027-01-01T00:00:00Z")
    c.want("long after", (c.status, r["status"]), (0, "published"))
    r = c.post({"text": "Sooner", "at": day + "12:00:00Z"},
               now=day + "12:30:00Z")
    c.want("the same time", (c.status, r["status"]), (1, "skipped"))
    c.end()


def refused():
    c = Case("what is refused may be sent by the next run",
             answer=lambda net, i: (False, 422) if i["text"] == "no" else None)
    r = c.post("yes", "no", "also")
    c.want("status", c.status, 1)
    c.want("receipts", [x["status"] for x in c.got],
           ["published", "failed", "published"])
    c.want("kind", c.got[1]["error"]["kind"], "invalid")
    c.world.answer = lambda net, i: None
    c.post("yes", "no", "also")
    c.want("next run", (c.status, c.texts()), (0, ["yes", "also", "no"]))
    c.end()


def thread():
    c = Case("a thread goes on where it stopped",
             answer=lambda n, i: (False, 403) if i["text"] == "two" else None)
    draft = {"text": "one", "first_comment": "two"}
    r = c.post(draft)
    c.want("stopped", (c.status, r["status"]), (1, "partial"))
    c.want("ids", r.get("ids"), ["seek-1"])
    c.world.answer = lambda net, i: None
    r = c.post(draft)
    c.want("went on", (c.status, r["status"], len(r["ids"])),
           (0, "published", 2))
    c.want("sent", c.texts(), ["one", "two"])
    c.want("reply", c.world.items["seek"][1]["reply"], r["ids"][0])
    c.end()


def rate():
    c = Case("a rate limit stops the account, for now",
             answer=lambda net, i: (False, 429))
    r = c.post("a", "b", args=("--no-wait",))
    c.want("status", c.status, 75)
    c.want("receipts", [(x["status"], x["error"]["kind"]) for x in c.got],
           [("planned", "rate")] * 2)
    c.want("asked", c.world.asked["seek"], 1)
    c.world.answer = lambda net, i: None
    os.unlink(c.dir + "/tokens.db")
    c.post("a", "b")
    c.want("next run", (c.status, c.texts()), (0, ["a", "b"]))
    c.end()


def lost():
    c = Case("an answer that is lost: what is there is found",
             answer=lambda net, i: (True, None))
    r = c.post("Bonjour <b> & #tag, https://x.example/a")
    c.want("found", (c.status, r["status"]), (0, "published"))
    c.want("id", r["id"], c.world.items["seek"][0]["id"])
    r = c.post("Asked", to="ask")
    c.want("asked", (c.status, r["status"], c.texts("ask")),
           (0, "published", ["Asked"]))
    r = c.post("Own", to="own")
    c.want("own", (c.status in (0, 75), c.texts("own")), (True, ["Own"]))
    c.world.answer = lambda net, i: None
    r = c.post("Own", to="own")
    c.want("own again", (c.status, r["status"], c.texts("own")),
           (0, "published", ["Own"]))
    once = []

    def swallow(net, i):
        once.append(i)
        return (False, None) if len(once) == 1 else None
    c.world.answer = swallow
    r = c.post("Gone")
    c.want("sent anew", (c.status, r["status"], len(once)),
           (0, "published", 2))
    c.want("the same bytes", once[0]["us"], once[1]["us"])
    c.world.answer = lambda net, i: (False, None)
    r = c.post("Never")
    c.want("given up", (c.status, r["status"], c.world.asked["seek"]),
           (75, "planned", 5))
    c.end()


def not_settled():
    c = Case("absent does not count before the network has settled",
             settle="1h", answer=lambda net, i: (False, None))
    for _ in range(2):
        r = c.post("Slow")
        c.want("later", (c.status, r["status"], r["error"]["kind"]),
               (75, "planned", "unknown"))
    c.want("asked", c.world.asked["seek"], 1)
    c.post("Other")
    c.want("said", "1 other message of unknown fate" in c.said, True)
    c.world.land("seek", "seek-x", {"text": "Slow", "us": 1, "reply": None})
    r = c.post("Slow")
    c.want("there at last", (c.status, r["status"], r["id"]),
           (0, "published", "seek-x"))
    c.end()


def doubtful():
    c = Case("where nobody can tell a person decides",
             answer=lambda net, i: (True, None))
    for _ in range(2):
        r = c.post("Hm", to="mute")
        c.want("doubtful", (c.status, r["status"], r["error"]["kind"]),
               (1, "doubtful", "doubtful"))
    c.want("sent once", c.texts("mute"), ["Hm"])
    c.world.answer = lambda net, i: None
    j = c.journal()
    c.want("journal", [(r["status"], r["journal"]["state"],
                        r["journal"]["text"]) for r in j],
           [("doubtful", "doubtful", "Hm")])
    id = j[0]["journal"]["id"]
    c.want("told how", "--settle %s=published" % id in r["error"]["message"],
           True)
    for wrong in ("x=published", id + "=perhaps", id):
        c.journal("--settle", wrong)
        c.want("wrong: " + wrong, c.status, 2)
    c.journal("--settle", "99=failed")
    c.want("no such entry", c.status, 1)
    j = c.journal("--settle", id + "=published:the-id")
    c.want("settled", (c.status, j[0]["status"], j[0]["id"]),
           (0, "published", "the-id"))
    c.journal("--settle", id + "=failed")
    c.want("only once", c.status, 1)
    r = c.post("Hm", to="mute")
    c.want("known", (c.status, r["status"], r["id"], len(c.texts("mute"))),
           (0, "published", "the-id", 1))
    c.world.answer = lambda net, i: (False, None)
    c.post("Ho", to="mute")
    c.world.answer = lambda net, i: None
    c.journal("--settle", "2=failed")
    r = c.post("Ho", to="mute")
    c.want("sent anew", (c.status, r["status"], c.texts("mute")),
           (0, "published", ["Hm", "Ho"]))
    c.end()


def ambiguous():
    c = Case("what is like it, or there twice, is not taken for it")

    def twice(net, i):
        c.world.land(net, "by-hand", dict(i))
        return True, None
    c.world.answer = twice
    r = c.post("One and the same")
    c.want("twice", (c.status, r["status"]), (1, "doubtful"))
    c.world.answer = lambda net, i: (
        c.world.land(net, "like", {**i, "text": "We open the new shop on"}),
        (False, None))[1]
    r = c.post("We open the new shop on Monday")
    c.want("cut", (c.status, r["status"]), (1, "doubtful"))

    def hours_ago(n):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ",
                             time.gmtime(time.time() - n * 3600))

    def behind(net, i):
        c.world.land(net, "behind", i)
        i["at"] = hours_ago(2)
        return False, None
    c.world.answer = behind
    r = c.post("By a clock that is slow")
    c.want("slow clock", (c.status, r["status"]), (1, "doubtful"))
    c.want("and once", c.texts().count("By a clock that is slow"), 1)
    c.world.land("seek", "old", {"text": "Fresh bread each morning from"})
    c.world.items["seek"][-1]["at"] = hours_ago(2)
    c.world.answer = lambda net, i: (
        setattr(c.world, "answer", lambda n, x: None), (False, None))[1]
    r = c.post("Fresh bread each morning from eight")
    c.want("older, and like it", (c.status, r["status"]), (0, "published"))
    c.end()


def claimed():
    c = Case("an item that a receipt names is not found for another")
    c.post({"text": "Every day", "key": "monday"})
    c.world.answer = lambda net, i: (
        setattr(c.world, "answer", lambda n, x: None), (False, None))[1]
    r = c.post({"text": "Every day", "key": "tuesday"})
    c.want("sent", (c.status, r["status"], c.texts()),
           (0, "published", ["Every day"] * 2))
    c.want("ids", len({i["id"] for i in c.world.items["seek"]}), 2)
    c.end()


def acts():
    c = Case("an action is done once, and again after its opposite")

    def act(do):
        return {"type": "action", "do": do,
                "target": {"network": "seek", "account": "seek", "id": "7"}}
    for do, n in (("hide", 1), ("hide", 1), ("unhide", 2), ("hide", 3),
                  ("hide", 3)):
        r = c.post(act(do))
        c.want("%s: %d" % (do, n), (c.status, r["status"],
                                    len(c.world.acts)), (0, "published", n))
    c.end()


def bad_journals():
    c = Case("a journal that cannot be used: nothing is sent")
    db = sqlite3.connect(c.dir + "/outbox.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    c.post("x")
    c.want("newer", (c.status, "newer version" in c.said), (2, True))
    with open(c.dir + "/outbox.db", "wb") as f:
        f.write(b"no database" * 1000)
    c.post("x")
    c.want("damaged", (c.status, "damaged" in c.said), (1, True))
    c.want("sent", c.texts(), [])
    c.end()


def no_reader():
    c = Case("receipts that nobody reads do not stop the sending")
    with open(c.dir + "/drafts.ndjson", "w") as f:
        for t in ("a", "b", "c"):
            f.write(json.dumps({"type": "draft", "to": ["seek"],
                                "text": t}) + "\n")
    for sink in ("/dev/full", None):
        out = open(sink, "w") if sink else subprocess.PIPE
        p = subprocess.Popen([POST, "drafts.ndjson"], cwd=c.dir, stdout=out,
                             stderr=subprocess.PIPE, env=c.env())
        if sink is None:
            p.stdout.close()
        c.said = p.stderr.read().decode()
        c.want("status", p.wait(), 1)
        c.want("sent", c.texts(), ["a", "b", "c"])
    c.post("a", "b", "c")
    c.want("receipts", [r["status"] for r in c.got], ["published"] * 3)
    c.end()


def order():
    c = Case("accounts side by side, receipts in the order of the drafts",
             slow=lambda net, n: (0, 1.5))
    began = time.time()
    c.post(*[{"text": "n%d" % i, "to": [("own", "seek", "mute")[i % 3]]}
             for i in range(6)])
    took = time.time() - began
    c.want("order", [r["account"] for r in c.got],
           ["own", "seek", "mute"] * 2)
    if took > 8:  # of nine, one after the other
        c.bad.append("it took %.1f s: one after the other" % took)
    c.end()


def held():
    c = Case("an account that another run sends to: 75; what is known is told")
    c.post("known")
    locks = []
    for name in os.listdir(c.dir + "/locks"):
        f = open(c.dir + "/locks/" + name, "r+")
        try:
            fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            c.bad.append(str(e))
        locks.append(f)
    c.post("known", "new", args=("--no-wait",))
    c.want("status", c.status, 75)
    c.want("receipts", [r["status"] for r in c.got], ["published", "planned"])
    for f in locks:
        f.close()
    c.post("known", "new")
    c.want("after", (c.status, c.texts()), (0, ["known", "new"]))
    c.end()


def replay():
    c = Case("a replay gives the same receipts and leaves no journal")
    drafts = ("Hello", {"text": "one", "first_comment": "two"},
              {"text": "own", "to": ["own"]})
    lost = []

    def lose(net, i):
        if i["text"] == "Hello" and not lost:
            lost.append(i)
            return False, None
        return None
    c.world.answer = lose
    c.post(*drafts, args=("--record", c.dir + "/t.har"))
    c.want("recorded", (c.status, len(lost)), (0, 1))
    lines = open(c.dir + "/out").read()
    os.rename(c.dir + "/outbox.db", c.dir + "/old")
    c.post(*drafts, args=("--replay", c.dir + "/t.har"))
    c.want("replayed", (c.status, open(c.dir + "/out").read()), (0, lines))
    c.want("journal", os.path.exists(c.dir + "/outbox.db"), False)
    c.want("sent", len(c.texts()), 3)
    c.end()


def clock():
    c = Case("us rises though the clock goes back")
    for i, now in enumerate(("2026-11-20T12:00:00Z", "2026-11-20T11:00:00Z",
                             "2026-11-20T11:00:00Z", "2020-01-01T00:00:00Z")):
        c.post("n%d" % i, now=now)
    us = [i["us"] for i in c.world.items["seek"]]
    c.want("us", us, sorted(set(us)))
    c.end()


for case in (same_draft, due, refused, thread, rate, lost, not_settled,
             doubtful, ambiguous, claimed, acts, bad_journals, no_reader,
             order, held, clock, replay):
    case()
print("1..%d" % TAP["tests"], flush=True)
os._exit(TAP["failed"] > 0)
