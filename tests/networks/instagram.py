# SPDX-License-Identifier: ISC
"""What accounts of Instagram and Threads learn and do not ask again, and what
a person is told. usage: instagram.py BIN; writes TAP."""
import os
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "worlds"))
sys.dont_write_bytecode = True
import instagram
import instagram_jobs
import threads
from fake import Fault
from graphs import No
from place import Place
from tap import end, ok

BIN = os.path.abspath(sys.argv[1])


def place(world, name):
    return Place(world, next(j for j in world.jobs if j.name == name), BIN)


def run(at, *more, fault=None, **rest):
    rest.setdefault("patience", "9")
    return at.run(fault, *at.job.args, *more, **rest)


def asked(at, word=""):
    return [(rq.method, rq.target, status) for rq, status, _ in
            at.server.asked if word in rq.target]


def gaps(result):
    return sorted(g["what"] for c in result.coverage() for g in c.get(
        "gaps", []))


def refused_metrics():
    for world, dead in ((instagram.Instagram, {"reposts", "follows"}),
                        (threads.Threads, {"sends", "shares"})):
        at = place(world, "posts dead metrics")
        first = run(at)
        tried = len(asked(at, "/insights"))
        again = run(at)
        now = asked(at, "/insights")
        name = world.name
        ok(name + ": a metric is refused, the others are had",
           first.status == 0 and all("views" in r["metrics"] or
                                     "reach" in r["metrics"] for r in
                                     first.records if r["type"] == "post"),
           first.out, first.err)
        ok(name + ": it is named, and named again", gaps(first) and set(
            gaps(first)) <= dead and gaps(again) == gaps(first),
           gaps(first), gaps(again))
        ok(name + ": it is asked for no more", tried > len(now) and all(
            status == 200 for _, _, status in now), tried, now)
        at.close()


def renewal():
    for world in (instagram.Instagram, threads.Threads):
        at = place(world, "account old token")
        run(at)
        first = asked(at, "/refresh_access_token")
        run(at)
        again = asked(at, "/refresh_access_token")
        ok(world.name + ": a token is renewed to learn when it ends, once",
           len(first) == 1 and again == [], first, again)
        at.close()


class Dying(instagram.Instagram):
    """Its token ends in five days each time it is renewed."""

    def bare(self, rq):
        said = super().bare(rq)
        if isinstance(said, dict) and "expires_in" in said:
            said["expires_in"] = 5 * 86400
        return said


def ends_soon():
    at = place(Dying, "account old token")
    run(at)
    again = run(at)
    ok("a token that ends in days is renewed before it does",
       len(asked(at, "/refresh_access_token")) == 1 and again.status == 0,
       asked(at), again.err)
    at.close()


def hooks():
    at = place(instagram.Instagram, "hook comments")
    first = run(at, "--new")
    ok("a web hook with a wrong signature gives no record",
       [r["id"] for r in first.records if r["type"] == "comment"] == [
           "17870000000000041"], first.out)
    ok("and is named", len(gaps(first)) == 1 and "6" in gaps(first)[0],
       first.out)
    again = run(at, "--new")
    ok("each is read once", not again.said() and again.status == 0,
       again.out)
    ok("nothing is asked of the network", asked(at) == [], asked(at))
    at.close()


def lost(world, kind, edge):
    """The answer to the one request that makes it public is lost."""
    at = place(world, "post")
    plain = run(at)
    n = [rq.path.endswith(edge) for rq, _, _ in at.server.asked].index(True)
    at.close()
    at = place(world, "post")
    first = run(at, fault=Fault(kind, n + 1), patience="0")
    seen = asked(at, "fields=")
    last = run(at, later=True)
    return at, plain, first, last, seen + asked(at, "fields=")


def recovery():
    for world, edge, field in (
            (instagram.Instagram, "/media_publish", "status_code"),
            (threads.Threads, "/threads_publish", "id%2Cstatus")):
        for kind, what in (("500 done", "it was published"),
                           ("time-out", "it was not")):
            at, plain, first, last, seen = lost(world, kind, edge)
            ok("%s: no answer, and %s: the container says it" % (
                world.name, what), at.net.accepted == ["Du pain"] and
                last.receipts()[0]["status"] == "published" and any(
                    field in target.replace(",", "%2C") and
                    str(next(iter(at.net.boxes))) in target
                    for _, target, _ in seen),
               at.net.accepted, first.err, last.out, last.err, seen)
            at.close()


class Silent(instagram.Instagram):
    """Nobody may comment."""

    def thing(self, rq, what, id):
        if what == "POST comments":
            raise No(10, "(#10) Commenting is turned off")
        return super().thing(rq, what, id)


def first_comment():
    at = place(Silent, "post all")
    r = run(at)
    one = r.receipts()[0]
    ok("a post whose first comment is refused stays, and says so",
       one["status"] == "published" and "turned off" in
       one["native"]["first_comment"], r.out, r.err)
    at.close()


def told():
    for world, name, words in (
            (instagram.Instagram, "post quota", "100 of 100 posts"),
            (instagram.Instagram, "post a file", "give the URL of 'a.jpg'"),
            (instagram.Instagram, "post refused", "2207026"),
            (instagram.Instagram, "search own login", "Facebook's login"),
            (instagram.Instagram, "reply too late", "outside of allowed"),
            (threads.Threads, "post refused", "INVALID_ASPEC_RATIO"),
            (threads.Threads, "post emojis", "504 of 500"),
            (threads.Threads, "delete quota", "100 of 100 deletions")):
        at = place(world, name)
        r = run(at)
        ok("%s: %s: what is wrong is said" % (world.name, name),
           words in r.err + r.out, r.err, r.out)
        ok("%s: %s: nothing goes out" % (world.name, name),
           at.net.accepted == [])
        at.close()


refused_metrics()
renewal()
ends_soon()
hooks()
recovery()
first_comment()
told()
end()
