#!/bin/sh
# Pinterest: what its own world has not: lists and days that are missing, one board, refresh tokens that are good once.
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"

if ! command -v python3 >/dev/null 2>&1; then
	skip 'Pinterest, run after run' 'there is no python3'
	done_testing
fi
python3 - "$top" >"$tmp/told" <<'PY'
import sys
from urllib.parse import parse_qsl
sys.dont_write_bytecode = True
top = sys.argv[1]
sys.path.insert(0, top + "/tests/worlds")
from fake import CANARY, CANARY2, Fault, Job
from place import Place
from told import gaps, run, told
from pinterest import BOARD, NETWORK


def job_of(name):
    return next(j for j in NETWORK.jobs if j.name == name)


class Bare(NETWORK):
    """Answers without their lists, once the account is there."""

    def answer(self, rq):
        answer = super().answer(rq)
        if self.job and rq.method == "GET" and isinstance(answer, dict) and \
                not rq.path.endswith("analytics"):
            answer.pop("items", None)
        return answer

    def measured(self, path, q):
        return {"all": {"summary_metrics": {}}}


class Days(NETWORK):
    """What is asked for ends before it is told, or has no word of its own."""
    days = (("18", "READY"), ("19", "READY"))

    def measured(self, path, q):
        return {"all": {"daily_metrics": [
            {"data_status": s, "date": "2026-11-" + d, "metrics":
             {"IMPRESSION": 1}} for d, s in self.days]}}


class Unsaid(Days):
    days = (("18", "READY"), ("19", None), ("20", "READY"), ("21", "READY"),
            ("22", "READY"))


class Early(Days):
    days = [(str(d), "BEFORE_PIN_CREATED" if d < 19 else "READY")
            for d in range(13, 22)]


class One(NETWORK):
    settings = {k: v for k, v in NETWORK.settings.items() if k != "board"}

    @staticmethod
    def boards(q):
        one = NETWORK.boards({"bookmark": "B"})["items"]
        return {"items": [] if "bookmark" in q else one,
                "bookmark": None if "bookmark" in q else "B"}


posts = Job("posts", "cm-fetch", "brand:posts")
_, (r,) = run(top, Bare, posts)
told("posts", r.status, r.coverage()[0]["complete"], gaps(r))
place, (r,) = run(top, Bare, job_of("post to a name"))
told("boards", r.status, len(place.net.accepted), "no board" in r.err,
     "came without its list" in r.err)
place, (r,) = run(top, One, job_of("post"))
told("one board", r.status, len(place.net.accepted))
for name, network, args in (
        ("missing", Bare, ()), ("late", Days, ()), ("unsaid", Unsaid, ()),
        ("early", Early, ("--until", "2026-11-22T00:00:00Z"))):
    _, (r,) = run(top, network, Job("series", "cm-fetch", "brand:series",
                                    "--since", "2026-11-13T00:00:00Z", *args))
    c = r.coverage()[0]
    told(name, c["complete"], c.get("covered", {}).get("end"), gaps(r))

# The answer to what published it is lost, and the lists do not tell.
place, _ = run(top, NETWORK, job_of("post"))
at = place.server.commits[0]
place, said = run(top, Bare, job_of("post"), Fault("cut", at), None)
told("lost", len(place.net.accepted), said[-1].receipts()[0]["status"])


class Once(NETWORK):
    """Where the refresh token before ends with its use. Nobody says that it
    does, or that it does not."""
    refresh = CANARY

    def token(self, rq):
        form = dict(parse_qsl(rq.body.decode()))
        if form["refresh_token"] != self.refresh:
            return 401, {"code": 2, "message": "Authentication failed."}
        answer = super().token(rq)
        self.refresh = CANARY2 + "r"
        return answer


renewal = job_of("renewal")
place = Place(Once, renewal, top + "/bin")
runs = [place.run(None, *renewal.args)]
place.net.good = CANARY             # the access token ends, and again
runs.append(place.run(None, *renewal.args))
told("renewed", *[r.status for r in runs])
place.close()
place = Place(Once, renewal, top + "/bin")
runs = [place.run(Fault("cut", 2), *renewal.args),
        place.run(None, *renewal.args)]
told("cut off", runs[-1].status, "--authorize" in runs[-1].err)
place.close()
PY

# told NAME: what was told of it, without the name
told() {
	sed -n "s/^$1	//p" "$tmp/told"
}

is 'a list that is missing is a gap' "$(told posts)" \
	'0	False	posts: an answer came without its list'
is 'without the list of boards no board is said to be wrong' \
	"$(told boards)" '1	0	False	True'
is 'where there is but one board, pins go there' "$(told 'one board')" '0	1'
is 'numbers without their days are a gap' "$(told missing)" \
	'False	None	series: an answer came without its list'
is 'days that are not told are still counted' "$(told late)" \
	'False	2026-11-20T00:00:00Z	series: Pinterest is still counting the last days'
is 'and those of which it is not said that they are ready' "$(told unsaid)" \
	'False	2026-11-19T00:00:00Z	series: Pinterest is still counting the last days'
is 'what nobody ever gets is no gap in time' "$(told early)" \
	'True	2026-11-22T00:00:00Z	days: Pinterest has none of them: BEFORE_PIN_CREATED'
is 'what went out without an answer goes out once' "$(told lost)" \
	'1	doubtful'
is 'a refresh token that is good once is kept for the next time' \
	"$(told renewed)" '0	0'
is 'and if it is lost, somebody is told to sign in' "$(told 'cut off')" \
	'1	True'
done_testing
