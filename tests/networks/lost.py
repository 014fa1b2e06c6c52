# SPDX-License-Identifier: ISC
"""Answers to people that went out and whose own answer was lost: looked for
where that leaves everything as it is. usage: lost.py BIN; writes TAP."""
import os
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "worlds"))
sys.dont_write_bytecode = True
import instagram
import telegram
import whatsapp
from fake import CANARY2, Fault, Job
from place import Place
from tap import end, ok

BIN = os.path.abspath(sys.argv[1])


def lost(world, name, prepare=None, n=1):
    """A place where the n-th request was carried out, and answered with an
    error of the server; and what the program said in the end."""
    at = Place(world, next(j for j in world.jobs if j.name == name), BIN)
    if prepare:
        prepare(at.net)
    at.run(Fault("500 done", n), *at.job.args, patience="9")
    return at, at.run(None, *at.job.args, patience="9")


def told_once():
    """What is told once, and only of others, is not read to look."""
    def nothing(net):
        net.updates = []
    for what, prepare in (("something", None), ("nothing", nothing)):
        at, r = lost(telegram.Telegram, "act reply", prepare)
        there = len(at.net.updates)
        ok("told once, and %s waits: the answer is doubtful" % what,
           [x["status"] for x in r.receipts()] == ["doubtful"], r.out, r.err)
        ok("... and went out once", at.net.accepted == ["Merci"],
           at.net.accepted)
        ok("... and what waits is not lost",
           len(at.net.first_updates() if not prepare else []) == there,
           at.net.updates)
        at.close()


def among_others():
    """The same words of somebody else are not our answer; ours is found."""
    words = "Oui!"

    def said_too(net):
        ann = {"username": "ann", "id": "5614000000000001"}
        net.talked = [{"id": instagram.STAFF + "7", "created_time": net.now()[
            :19] + "+0000", "message": words, "from": ann}]

    at, r = lost(instagram.Instagram, "reply to a message", said_too, 2)
    ok("among messages: an answer that came through is found",
       [(x["status"], x.get("id")) for x in r.receipts()] == [
           ("published", instagram.STAFF + "91")], r.out, r.err)
    ok("... and went out once", at.net.accepted == [words], at.net.accepted)
    at.close()

    at = Place(instagram.Instagram, next(
        j for j in instagram.Instagram.jobs
        if j.name == "reply to a message"), BIN)
    said_too(at.net)
    at.run(Fault("500", 2, True), *at.job.args, patience="0")
    r = at.run(None, *at.job.args, patience="9")
    ok("... and that of somebody else is not taken for it",
       not any(x.get("id") == instagram.STAFF + "7" for x in r.receipts()) and
       at.net.accepted in ([], [words]), r.out, at.net.accepted)
    at.close()


def told_by_webhook():
    """What became of a message that nothing lists comes by web hook, with
    the key that went out with it."""
    job = Job("post", "cm-post", "d", want=1, files={
        "d": whatsapp.draft(text="Bonjour"), "hooks/0": ""},
        settings={"spool": "hooks", "app_secret": CANARY2})

    def tell(at, n, secret=CANARY2, key=None):
        sent = [rq.json for rq, _, _ in at.server.asked if rq.method ==
                "POST"][-1]
        at.write("hooks/%d" % n, whatsapp.signed(whatsapp.hook(statuses=[{
            "id": "wamid.HBgL1", "status": "sent", "timestamp": "1795219200",
            "recipient_id": whatsapp.ANN, "biz_opaque_callback_data":
            key or sent["biz_opaque_callback_data"]}]), secret))

    for name, how, status in (
            ("its own state", {}, "published"),
            ("that of another", {"key": "0" * 32}, "doubtful"),
            ("one that anybody may have sent", {"secret": "x"}, "doubtful"),
            ("nothing", None, "doubtful")):
        at = Place(whatsapp.WhatsApp, job, BIN)
        first = at.run(Fault("500 done", 1), *job.args, patience="0")
        if how is not None:
            tell(at, 1, **how)
            tell(at, 2, **how)
        last = at.run(None, *job.args, later=True)
        ok("by web hook comes %s: %s" % (name, status),
           first.status == 75 and [(r["status"], r.get("id")) for r in
                                   last.receipts()] == [
               (status, "wamid.HBgL1" if status == "published" else None)],
           first.err, last.out, last.err)
        ok("... and it went out once", len(at.net.accepted) == 1,
           at.net.accepted)
        at.close()


told_once()
among_others()
told_by_webhook()
end()
