# SPDX-License-Identifier: ISC
"""Where secrets end up. usage: secrets.py BIN [NETWORK ... [EVERY]]; TAP.
EVERY: not some jobs of these networks, but one of so many cases of all.

Jobs of all networks, with a canary for every secret that an account can have,
at a network that throws back what it was sent: in errors, in web pages, in
addresses elsewhere. What was said, the transcript, the journal, receipts and
all that lies in the folders afterwards is then searched for each of them, as it
is and as JSON, URLs, base64 and hex spell it. Only the accounts file and the
store of secrets may have them."""
import base64
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, unquote

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "worlds"))
sys.dont_write_bytecode = True
import fake
# Before the networks have it: with letters that URLs and JSON spell otherwise.
fake.CANARY, fake.CANARY2 = "c4n4ry+Acc/One==", "c4n4ry-Of-The-Session"
from place import Place, scenarios

BIN, ONLY = os.path.abspath(sys.argv[1]), sys.argv[2:]
EVERY = int(ONLY.pop()) if ONLY and ONLY[-1].isdigit() else None
NAMES = ("token", "access_token", "refresh_token", "client_secret",
         "app_secret", "webhook_token", "password", "api_secret",
         "access_secret")
# The status that it comes with, and the form; None: the answer is right.
KINDS = {"right": None, "401": 401, "400": 400, "403": 403, "500": 500,
         "429": 429, "inside": 200, "html": 200, "text": 400, "away": 302,
         "xml": 400}
SMALL = {"account": ("401", "inside"), "cm-fetch": ("400", "away"),
         "cm-post": ("403", "html", "right")}


def mirror(rq):
    """What a server knows of a request."""
    return "%s %s %s %s" % (rq.method, rq.target, json.dumps(rq.headers),
                            rq.body[:4000].decode("latin-1"))


def echo(kind, rq, elsewhere):
    seen = mirror(rq)
    both = seen + " " + unquote(seen)
    if kind == "html":
        page = "<!DOCTYPE html><html><title>%s</title><body>%s</body></html>"
        return 200, {"Content-Type": "text/html"}, (
            page % (both, both)).encode("utf-8", "replace")
    if kind == "xml":
        return 400, {"Content-Type": "text/xml"}, (
            "<error><message>%s</message></error>" % quote(
                both, safe=" +/=:{}\"")).encode()
    if kind == "text":
        return 400, {"Content-Type": "text/plain"}, both.encode()
    if kind == "away":
        return 302, {"Location": elsewhere + "/got?t=" + quote(
            unquote(seen)[:3000]), "Content-Type": "text/plain"}, b"gone"
    error = {"message": both, "code": both, "type": both, "status": both}
    return KINDS[kind], {}, {
        "error": error, "errors": [error], "message": both, "detail": both,
        "error_description": both, "description": both, "id": both,
        "errmsg": both, "errcode": 40001, "data": [error], "ok": False}


def throwing(scenario, kind, at, elsewhere):
    """kind from the at-th request of the job on."""
    class Throwing(scenario):
        count = None

        def begin(self, job):
            super().begin(job)
            self.count = 0

        def answer(self, rq):
            answer = super().answer(rq)
            if self.count is None:
                return answer
            self.count += 1
            if kind == "right" or self.count < at:
                return answer
            return echo(kind, rq, elsewhere)
    return Throwing


def spelt(value):
    """A secret, in all the ways in which it may stand somewhere."""
    raw = value.encode()
    ways = {value, json.dumps(value)[1:-1], quote(value, safe=""),
            quote(value), quote(value, safe="").lower(), raw.hex(),
            quote(quote(value, safe=""), safe=""),
            value.replace("/", "\\/"), value.replace("+", " ")}
    for shift in range(6):  # at any place of something that is encoded
        inner = raw if shift < 3 else quote(value, safe="").encode()
        text = base64.b64encode(b"x" * (shift % 3) + inner).decode()
        whole = text[(shift % 3 * 8 + 5) // 6:
                     (shift % 3 + len(inner)) * 8 // 6]
        ways |= {whole, whole.replace("+", "-").replace("/", "_"),
                 quote(whole, safe="")}
    return {w.encode() for w in ways}


def left(place, secrets, results):
    """Where a secret is that should not."""
    found = {}
    for n, r in enumerate(results):
        found["output %d" % n] = r.out.encode()
        found["messages %d" % n] = r.err.encode()
    for at, _, names in os.walk(place.dir):
        for name in names:
            path = os.path.join(at, name)
            if name in place.job.files or os.path.relpath(
                    path, place.dir).split("-")[0] in (
                        "accounts", "tokens.db"):
                continue
            found[os.path.relpath(path, place.dir)] = name.encode()
            with open(path, "rb") as f:
                found[os.path.relpath(path, place.dir)] += f.read()
    for where, data in sorted(found.items()):
        for name, ways in secrets.items():
            for way in ways:
                if way in data:
                    i = data.index(way)
                    yield "%s: %s as %r: ...%r" % (
                        where, name, way, data[max(0, i - 60):i + 60])


def case(scenario, job, kind, at=1):
    other = fake.Server(fake.Network())
    other.network.answer = lambda rq: {"id": 1}
    other.begin(None)
    place = Place(throwing(scenario, kind, at, other.network.base), job, BIN,
                  timeout="9s")
    secrets = {"canary": spelt(fake.CANARY), "session": spelt(fake.CANARY2)}
    try:
        have = {**place.net.settings, **job.settings}
        lines = ["%s = c4n4ry/%s+x" % (n, n) for n in NAMES if n not in have]
        place.write("accounts", place.account() + "\n".join(lines) + "\n")
        os.chmod(place.dir + "/accounts", 0o600)
        secrets.update((n, spelt("c4n4ry/%s+x" % n)) for n in NAMES)
        results = [place.run(
            None, *job.args, "-v", "-v", "--record", "t.har", patience="0",
            more={"TMPDIR": place.dir})]
        asked = len(place.server.asked)
        if job.args[0] == "cm-post":
            results.append(place.run(None, "cm-post", "--journal"))
        results.append(place.run(None, "cm-fetch", "--status"))
        bad = list(left(place, secrets, results))
        for rq, _, _ in other.asked:
            seen = mirror(rq).encode("latin-1")
            if kind != "away" and any(
                    w in seen for ways in secrets.values() for w in ways):
                bad.append("elsewhere: %r" % seen[:300])
            elif "authorization" in rq.headers:
                bad.append("elsewhere: it is signed")
        # One that waits for the network to be ready may take its time.
        fine = (0, 1, 75, 124) if EVERY else (0, 1, 75)
        if any(r.status not in fine for r in results):
            bad.append("status %s: %s" % (
                [r.status for r in results], results[0].err[:300]))
        return asked, ["%s, %s, %s: %s" % (
            scenario.name, job.name, kind, b) for b in bad]
    finally:
        place.close()
        other.close()


def cases(scenario):
    if EVERY:
        every = [(scenario, job, kind, at) for job in scenario.jobs
                 for kind in KINDS for at in (1, 2)]
        yield from every[::EVERY]
        return
    done = set()
    for job in scenario.jobs:
        what = "account" if job.fresh else job.args[0]
        if what in SMALL and what not in done and not job.status:
            done.add(what)
            for kind in SMALL[what]:
                yield scenario, job, kind


def main():
    worlds = [s for s in scenarios() if not ONLY or s.name in ONLY]
    all_bad = 0
    print("1..%d" % len(worlds))
    with ThreadPoolExecutor(3) as pool:
        runs = [(s, [pool.submit(case, *c) for c in cases(s)])
                for s in worlds]
        for n, (s, futures) in enumerate(runs, 1):
            said = [f.result() for f in futures]
            bad = [b for _, lines in said for b in lines]
            asked = sum(n for n, _ in said)
            if asked < len(futures):
                bad.append("only %d requests of %d cases" % (
                    asked, len(futures)))
            all_bad += bool(bad)
            print("%s %d - %s: secrets stay where they are (%d cases, %d "
                  "requests)" % ("not ok" if bad else "ok", n, s.name,
                                 len(futures), asked))
            for line in bad[:40]:
                print("# " + line)
            sys.stdout.flush()
    return all_bad > 0


if __name__ == "__main__":
    sys.exit(main())
