#!/bin/sh
# Dailymotion: what its own world has not: very many films, lists that are missing.
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"

if ! command -v python3 >/dev/null 2>&1; then
	skip 'Dailymotion, run after run' 'there is no python3'
	done_testing
fi
python3 - "$top" >"$tmp/told" <<'PY'
import sys
sys.dont_write_bytecode = True
top = sys.argv[1]
sys.path.insert(0, top + "/tests/worlds")
from fake import Fault, Job
from told import gaps, run, told
from dailymotion import NETWORK


class Many(NETWORK):
    """1,300 films; a query lists a thousand."""
    most = None                 # that it says there are

    def films(self):
        return [dict(self.film("x%d" % n, "Film %d" % n, 1), created_at=
                     "2026-11-%02dT%02d:%02d:00Z" % (
                         20 - n // 100, 23 - n % 100 // 5, n % 5))
                for n in range(1300)]

    def page(self, rq):
        q, n = rq.query, int(rq.query["page"])
        found = [f for f in self.films() if
                 q["created_after"] <= f["created_at"] < q["created_before"]]
        more = n * 100 < min(len(found), 1000)
        query = rq.target.split("?")[1].replace(
            "page=%d&" % n, "page=%d&" % (n + 1), 1)
        return {"data": found[:1000][(n - 1) * 100:n * 100], "page": n,
                "page_size": 100, "previous": None, "total":
                self.most and min(len(found), self.most),
                "next": "%s%s?%s" % (self.base, rq.path, query)
                if more else None}


class Bound(Many):
    most = 1000


class Unlisted(NETWORK):
    def page(self, rq):
        return {"page": 1, "page_size": 100, "total": 0}


class Uncounted(NETWORK):
    def legacy(self, rq, path):
        return {"page": 1, "limit": 100, "has_more": False}


posts = Job("posts", "cm-fetch", "brand:posts", "--since", "30d")
for network in (Many, Bound, Unlisted, Uncounted):
    _, (r,) = run(top, network, posts)
    told(network.__name__, r.status, len(r.said()),
         r.coverage()[0]["complete"], gaps(r))

# What went out without an answer is looked for, although nothing is counted.
job = next(j for j in NETWORK.jobs if j.name == "post")
place, _ = run(top, Uncounted, job)
at = place.server.commits[0]
place, said = run(top, Uncounted, job, Fault("cut", at), None)
told("lost", said[-1].status, len(place.net.accepted),
     said[-1].receipts()[0]["status"])
place, said = run(top, Unlisted, job, Fault("cut", at), None)
told("not told", len(place.net.accepted), said[-1].receipts()[0]["status"])
PY

# told NAME: what was told of it, without the name
told() {
	sed -n "s/^$1	//p" "$tmp/told"
}

is 'a span of which no total is told is read whole' \
	"$(told Many)" '0	1300	True	'
is 'and one whose total is the least that there is' \
	"$(told Bound)" '0	1300	True	'
is 'a list that is missing is a gap' "$(told Unlisted)" \
	'0	0	False	posts: an answer came without its list'
is 'numbers that are missing make no film missing' "$(told Uncounted)" \
	'0	3	True	metrics: an answer of the interface that counts came without its list'
is 'and what went out is found without them' "$(told lost)" '0	1	published'
is 'without the list of films nobody knows, and it goes out once' \
	"$(told 'not told')" '1	doubtful'
done_testing
