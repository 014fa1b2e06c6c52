#!/bin/sh
# YouTube: what takes more than one run, or gives no records.
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"

if ! command -v python3 >/dev/null 2>&1; then
	skip 'YouTube, run after run' 'there is no python3'
	done_testing
fi
python3 - "$top" >"$tmp/told" <<'PY'
import sys
sys.dont_write_bytecode = True
top = sys.argv[1]
sys.path.insert(0, top + "/tests/worlds")
from fake import Job
from place import Place
from told import gaps, told
from youtube import NETWORK, OLD, error


def runs(job, *args, network=NETWORK, times=1):
    place = Place(network, job, top + "/bin")
    try:
        said = []
        for _ in range(times):
            r = place.run(None, *args)
            said.append((r, [b[0] for b in place.server.bodies]))
        return place, said
    finally:
        place.close()


job = next(j for j in NETWORK.jobs if j.name == "series refused")
_, said = runs(job, *job.args, times=2)
told("refused", *[len(asked) for _, asked in said])
told("refused is said", gaps(said[0][0]))

job = Job("off", "cm-fetch", "brand:comments", "--of", OLD)
_, [(r, _)] = runs(job, *job.args)
told("off", r.status, len(r.said()), gaps(r))

job = Job("units", "cm-fetch", "brand:posts", settings={"units": "4"})
place, [(r, asked), (s, again)] = runs(job, *job.args, times=2)
told("units", r.status, len(asked), s.status, len(again))
told("units say", r.err.replace("\n", " ")[:400])

job = Job("search", "cm-fetch", "brand:search", "--query", "tea",
          settings={"units-search": "3"})
_, said = runs(job, *job.args, times=2)
told("searches", *[r.status for r, _ in said])

job = next(j for j in NETWORK.jobs if j.name == "post unaudited")
_, [(r, _)] = runs(job, *job.args)
told("unaudited", r.status, r.receipts()[0]["status"], r.err.strip())

job = Job("late", "cm-fetch", "brand:series", "--since",
          "2026-11-15T08:00:00Z", "--until", "2026-11-21T08:00:00Z")
_, [(r, _)] = runs(job, *job.args)
told("late", [(c["complete"], c["covered"]["end"]) for c in r.coverage()])


class Unlisted(NETWORK):
    """Lists without items: of the comments, of the films."""

    def threads(self, rq):
        return {"kind": "youtube#commentThreadListResponse", "etag": "e"}

    def playlist(self, rq):
        return dict(self.threads(rq), pageInfo={"totalResults": 0,
                                                "resultsPerPage": 50})


for what in ("posts", "comments"):
    job = Job(what, "cm-fetch", "brand:" + what)
    _, [(r, _)] = runs(job, *job.args, network=Unlisted)
    told("unlisted " + what, r.status, r.coverage()[0]["complete"], gaps(r))



class Filmless(NETWORK):
    def playlist(self, rq):
        return error(404, "playlistNotFound", "The playlist identified with "
                     "the request's playlistId parameter cannot be found.",
                     "youtube.playlistItem")


class Walled(NETWORK):
    def playlist(self, rq):
        return 404, {"error": "Not Found"}


for network in (Filmless, Walled):
    job = Job("posts", "cm-fetch", "brand:posts")
    _, [(r, _)] = runs(job, *job.args, network=network)
    told(network.__name__, r.status, r.coverage()[0]["complete"])

job = next(j for j in NETWORK.jobs if j.name == "post with a comment")
place, [(r, asked)] = runs(job, *job.args, network=Unlisted)
told("unlisted first comment", r.status, len(place.net.accepted),
     len(place.net.said), "see whether it is there" in r.err)
PY

# told NAME: what was told of it, without the name
told() {
	sed -n "s/^$1	//p" "$tmp/told"
}

is 'a metric that is refused is asked no more: requests of two runs' \
	"$(told refused)" '2	1'
is 'and the coverage says so' "$(told 'refused is said')" \
	'engagedViews: YouTube refuses these numbers; series: YouTube counts for two or three days before it tells'
is 'comments that are turned off: status, records, gap' "$(told off)" \
	'0	0	turned off: comments are turned off below AbC12345678'
is 'a quota of the day: what would go beyond is not asked' "$(told units)" \
	'75	2	75	0'
is 'and somebody is told' "$(told 'units say' | grep -c 'youtube')" 1
is 'searches have a quota of their own' "$(told searches)" '0	75'
is 'a film that YouTube keeps private is published, and it is said' \
	"$(told unaudited | sed 's/d.ndjson:1: .*visibility/visibility/')" \
	'0	published	cm-post: visibility: YouTube keeps the film private: your project has to be audited by Google first'
is 'days that are not told yet are not covered, whatever the end' \
	"$(told late)" "[(False, '2026-11-19T08:00:00Z')]"
is 'a list that is missing, and nothing says that it is empty, is a gap' \
	"$(told 'unlisted comments')" \
	'0	False	comments: an answer came without its list'
is 'one that is left out since it is empty is none' \
	"$(told 'unlisted posts')" '0	True	'
is 'a first comment that may be there is not said again, and a person is told' \
	"$(told 'unlisted first comment')" '0	1	0	True'
is 'a channel that never had a film has none' "$(told Filmless)" '0	True'
is 'any other 404 does not say so' "$(told Walled)" '1	False'
done_testing
