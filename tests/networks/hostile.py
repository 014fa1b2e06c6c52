# SPDX-License-Identifier: ISC
"""Networks, and records, that mean us harm. usage: hostile.py BIN [NETWORK
[KIND]]; writes TAP.

Actions with ids that try to be more of an address than one part of it; and
networks whose answers are of other types than they should be, or have ids like
that, marks of secrets, or the token itself in what they say. No request may
leave the place that the module means, no secret may be shown, and the programs
end as they should."""
import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "worlds"))
sys.dont_write_bytecode = True
import fake
from place import Place, scenarios

BIN, ONLY = os.path.abspath(sys.argv[1]), sys.argv[2:]
EVIL = ("../../evil", "1/evil", "1?evil=1", "1#evil", "1&evil=1", "..",
        "1\n2", "1/../evil", "%2e%2e/evil", "\u0001token\u0001", "")
IDS = re.compile(r"(^|_)(id|ids|key|urn|cursor|after|token|bookmark|uri)$|Id$")


def wicked(value, change, key=""):
    """A body with its leaves changed."""
    if isinstance(value, dict):
        return {k: wicked(v, change, k) for k, v in value.items()}
    if isinstance(value, list):
        return [wicked(v, change, key) for v in value]
    return change(key, value)


def deep():
    value = "x"
    for _ in range(300):
        value = [{"data": value}]
    return value


def other_type(key, value):
    if isinstance(value, bool) or value is None:
        return {"evil": [1]}
    return ["evil"] if isinstance(value, str) else "evil"


def evil_id(key, value):
    if isinstance(value, str) and IDS.search(key):
        return value + "/../../evil?evil=1#evil"
    return value


KINDS = {
    "types": lambda b: wicked(b, other_type),
    "numbers": lambda b: wicked(b, lambda k, v: 1e300),
    "nulls": lambda b: wicked(b, lambda k, v: None),
    "texts": lambda b: wicked(b, lambda k, v: "evil"),
    "lists": lambda b: [b],
    "members": lambda b: {k: [v] for k, v in b.items()} if isinstance(
        b, dict) else {"data": b},
    "objects": lambda b: {k: {"evil": v} for k, v in b.items()} if isinstance(
        b, dict) else {"data": b},
    "deep": lambda b: deep(),
    "text": lambda b: json.dumps("evil").encode(),
    "null": lambda b: b"null",
    "marks": lambda b: wicked(b, lambda k, v: "\u0001token\u0001" if
                              isinstance(v, str) else v),
    "ids": lambda b: wicked(b, evil_id),
    "secrets": lambda b: wicked(
        b, lambda k, v: v + " " + fake.CANARY if isinstance(
            v, str) and "at" not in k and "time" not in k else v),
}


def hostile(scenario, kind):
    class Hostile(scenario):
        turned = False

        def begin(self, job):
            super().begin(job)
            self.turned = True

        def answer(self, rq):
            answer = super().answer(rq)
            if not self.turned:
                return answer
            if not isinstance(answer, tuple):
                answer = (200, {}, answer)
            if len(answer) == 2:
                answer = (answer[0], {}, answer[1])
            status, headers, body = answer
            if isinstance(body, (dict, list)):
                body = KINDS[kind](body)
            if isinstance(body, bytes) and "Content-Type" not in headers:
                headers = {**headers, "Content-Type": "application/json"}
            return status, headers, body
    return Hostile


def outside(place):
    """Requests in whose path there is more than the module meant."""
    for rq, _, _ in place.server.asked:
        path = rq.target.split("?")[0]
        if "/evil" in path or ".." in path or "\u0001" in rq.target or \
                re.search(r"[?&]evil=1", rq.target):
            yield rq.method + " " + rq.target


def judge(place, r):
    bad = []
    if r.status not in (0, 1, 75):
        bad.append("status %d" % r.status)
    for where, text in (("output", r.out), ("error", r.err)):
        if fake.CANARY in text:
            bad.append("a secret is shown in the " + where)
    if r.torn:
        bad.append("no JSON: " + r.torn[:80])
    bad += ["beside the path: " + one for one in outside(place)]
    return bad


def case(scenario, job, kind=None):
    made = hostile(scenario, kind) if kind else scenario
    place = Place(made, job, BIN, timeout="9s")
    try:
        r = place.run(None, *job.args, patience="0")
        bad = judge(place, r)
        return bad and ["%s, %s, %s: %s" % (
            scenario.name, job.name, kind, "; ".join(bad)),
            r.err.strip()[:700]]
    finally:
        place.close()


def actions(scenario):
    """One job with all actions, each with each id and each thread."""
    lines = [json.dumps({
        "type": "action", "do": do, "text": "T", "target": {
            "account": "brand", "network": scenario.name, "id": "17",
            "thread": "18", member: evil}})
        for do in ("reply", "hide", "unhide", "delete", "approve", "spam",
                   "like", "pin", "block")
        for member in ("id", "thread") for evil in EVIL]
    return fake.Job("actions", "cm-post", "a", files={
        "a": "\n".join(lines) + "\n"})


def main():
    count = failed = 0
    with ThreadPoolExecutor(2) as pool:
        for scenario in scenarios():
            if ONLY[:1] not in ([], [scenario.name]):
                continue
            work = [(scenario, actions(scenario))]
            for n, kind in enumerate(KINDS):
                if ONLY:
                    jobs = scenario.jobs if ONLY[1:2] in ([], [kind]) else []
                else:                   # of many, one, another each time
                    jobs = [scenario.jobs[(count * 5 + n * 3) % len(
                        scenario.jobs)]] if (count + n) % 4 == 0 else []
                # Of texts that say nothing a film may be worked on for hours.
                work += [(scenario, job, kind) for job in jobs if
                         kind != "texts" or job.args[0] == "cm-fetch"]
            bad = [b for b in pool.map(lambda w: case(*w), work) if b]
            count += 1
            failed += bool(bad)
            print("%sok %d - %s" % ("not " if bad else "", count,
                                    scenario.name))
            for one in bad:
                print("\n".join("# " + line for b in one
                                for line in b.splitlines()))
            sys.stdout.flush()
    print("1..%d" % count)
    sys.exit(failed > 0)


main()
