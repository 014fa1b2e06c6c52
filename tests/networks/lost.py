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
from fake import Fault
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


told_once()
among_others()
end()
