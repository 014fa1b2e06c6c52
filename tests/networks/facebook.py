# SPDX-License-Identifier: ISC
"""What an account of Meta's networks learns and does not ask again, and what
a person is told. usage: facebook.py BIN; writes TAP."""
import json
import os
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "worlds"))
sys.dont_write_bytecode = True
import facebook
import messenger
from fake import Job
from place import Place
from tap import end, ok

BIN = os.path.abspath(sys.argv[1])


def asked(place):
    return [(rq.method, rq.path, status) for rq, status, _ in
            place.server.asked]


def gaps(result):
    return sorted(g["what"] for c in result.coverage() for g in c.get(
        "gaps", []))


class Busy(facebook.Facebook):
    """Its calls are used up for 25 minutes."""

    def read(self, rq, path):
        status, body = facebook.error(
            80001, "(#80001) There have been too many calls to this Page "
            "account. Wait a bit and try again.")
        return status, {"X-Business-Use-Case-Usage": json.dumps({
            facebook.PAGE: [{"type": "pages", "call_count": 100,
                             "total_cputime": 25, "total_time": 25,
                             "estimated_time_to_regain_access": 25}]})}, body


class Secretive(facebook.Facebook):
    """A token without some permissions."""

    def read(self, rq, path):
        if path.endswith("/stories") or "insights" in rq.query.get(
                "fields", "") or path.endswith("/insights"):
            return facebook.error(
                10, "(#10) This endpoint requires the 'read_insights' "
                "permission or the 'Page Public Content Access' feature.")
        answer = super().read(rq, path)
        if path.endswith("/comments"):
            for one in answer["data"]:
                one.pop("from", None)
        return answer


def series(place):
    return place.run(None, "cm-fetch", "brand:series", "--since",
                     "2026-10-01", patience="9")


def refused_metrics():
    place = Place(facebook.Facebook, Job("series"), BIN)
    first = series(place)
    tried = [a for a in asked(place) if a[2] == 400]
    again = series(place)
    ok("a metric that is refused: the others are had", first.status == 0
       and len(first.records) == 5 and all(
           "views" in r["metrics"] and "plays" not in r["metrics"]
           for r in first.records[:-1]), first.out, first.err)
    ok("it is named in the coverage", gaps(first) == ["page_video_views",
                                                    "series"],
       first.out)
    ok("it is found by asking for fewer", 1 < len(tried) < 6, tried)
    ok("next time it is not asked for", [a[2] for a in asked(place)] == [200]
       and "page_video_views" not in place.server.asked[0][0].target,
       asked(place))
    ok("and named still", gaps(again) == gaps(first), again.out)
    place.run(None, "cm-fetch", "brand:posts", patience="9")
    posts = place.run(None, "cm-fetch", "brand:posts", patience="9")
    ok("the same with the metrics of posts", all(
        a[2] == 200 for a in asked(place)) and gaps(posts) == ["post_clicks"],
       asked(place), posts.out)
    place.close()


class Quiet(facebook.Facebook):
    """It counts for large Pages only."""

    def insights(self, rq):
        return {"data": []}


class Odd(facebook.Facebook):
    """One of its posts, comments and metrics has another form."""

    def read(self, rq, path):
        answer = super().read(rq, path)
        if isinstance(answer, dict) and answer.get("data"):
            odd = answer["data"][0]
            odd["from" if "from" in odd else "values"] = "Trois Levains"
        return answer


def covered(result):
    return [c.get("covered", {}).get("end") for c in result.coverage()]


def late_numbers():
    place = Place(facebook.Facebook, Job("series"), BIN)
    now = series(place)
    days = {r["period"]["end"]: r["metrics"] for r in now.records[:-1]}
    last = days.get("2026-11-20T08:00:00Z", {})
    ok("what is covered ends before the day of which a number is late",
       covered(now) == ["2026-11-19T08:00:00Z"] and "views" in last and
       "profile_visits" not in last and "counts" in now.out, now.out)
    ok("what is not counted is no zero", max(days) == "2026-11-20T08:00:00Z"
       and "2026-10-01T08:00:00Z" in days and
       "2026-09-30T08:00:00Z" not in days, now.out)
    past = place.run(None, "cm-fetch", "brand:series", "--since",
                     "2026-08-01", "--until", "2026-09-01", patience="9")
    ok("what is long over is covered whole", covered(past) == [
        "2026-09-01T00:00:00Z"] and past.coverage()[0]["complete"], past.out)
    place.close()
    place = Place(Quiet, Job("series"), BIN)
    none = series(place)
    ok("days of which nothing is told are not covered", none.status == 0 and
       covered(none) in (["2026-10-01T00:00:00Z"], [None]) and
       "100 likes" in none.out, none.out, none.err)
    place.close()


def odd_forms():
    place = Place(Odd, Job("odd"), BIN)
    for what in ("posts", "comments", "series"):
        odd = place.run(None, "cm-fetch", "brand:" + what, "--since",
                        "2026-10-01", patience="9")
        ok("%s of which one has another form: the others are had, it is a gap"
           % what, odd.status == 0 and what in gaps(odd) and "a form that is "
           "not known" in odd.out and odd.said() and "jq" not in odd.err,
           odd.out, odd.err)
    place.close()


def permissions():
    place = Place(Secretive, Job("posts"), BIN)
    posts = place.run(None, "cm-fetch", "brand:posts", patience="9")
    ok("without a permission there are posts without its numbers",
       posts.status == 0 and len(posts.records) == 3 and "views" not in
       posts.records[0]["metrics"] and posts.records[0]["metrics"][
           "reactions"] == 12 and gaps(posts) == [
               "metrics of posts", "posts"], posts.out, posts.err)
    days = series(place)
    ok("and no days, which is a gap", days.status == 0 and len(
        days.records) == 1 and len(gaps(days)) == 2 and "series" in
        gaps(days), days.out, days.err)
    said = place.run(None, "cm-fetch", "brand:comments", patience="9")
    ok("comments whose authors are not told say so", "authors of comments"
       in gaps(said) and said.status == 0, said.out, said.err)
    place.close()


def rate():
    place = Place(Busy, Job("posts"), BIN)
    busy = place.run(None, "cm-fetch", "brand:posts")
    ok("used up: a failure for now, and until when", busy.status == 75 and
       "too many calls" in busy.err and "wait 1500 s" in busy.err,
       busy.err, busy.out)
    place.close()


def several():
    place = Place(facebook.Facebook, Job("one of several", fresh=True), BIN)
    place.net.job = place.job
    which = place.run(None, "cm-fetch", "brand:account")
    ok("a token of several Pages: which is to be said", which.status == 1 and
       "set page to one of" in which.err and "Trois Levains" in which.err and
       "Another" in which.err, which.err, which.out)
    place.close()


def times():
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 300))
    place = Place(facebook.Facebook, Job("post", files={
        "d": facebook.draft("Soon", at=soon)}), BIN)
    early = place.run(None, "cm-post", "d")
    ok("a time that is too near is said, and nothing goes out",
       early.status == 1 and "10 minutes to 30 days" in early.err and
       not place.server.asked, early.err, early.out)
    place.close()
    job = [j for j in facebook.Facebook.jobs if j.name == "post later"][0]
    place = Place(facebook.Facebook, job, BIN)
    later = place.run(None, *job.args)
    said = place.server.asked[0][0].json
    ok("what waits there is sent at once, with its time", later.records[0][
        "status"] == "planned" and said["published"] is False and
       said["scheduled_publish_time"] > time.time() + 6 * 86400, said,
       later.out)
    place.close()


def spool():
    job = Job("spool", files=messenger.HOOKS)
    place = Place(messenger.Messenger, job, BIN)
    first = place.run(None, "cm-fetch", "--new", "brand:messages", "--spool",
                      "in")
    forged = [r for r in first.records if "money" in r.get("text", "")]
    ok("what is signed is read, what is not is named", len(
        first.records) == 4 and not forged and len(gaps(first)) == 1,
       first.out, first.err)
    place.write("in/6", messenger.hook(messenger.event("m_6", "And now?")))
    again = place.run(None, "cm-fetch", "--new", "brand:messages", "--spool",
                      "in")
    ok("each once", [r.get("text") for r in again.records] == [
        "And now?", None], again.out, again.err)
    place.close()


for part in (refused_metrics, late_numbers, odd_forms, permissions, rate, several,
             times, spool):
    part()
end()
