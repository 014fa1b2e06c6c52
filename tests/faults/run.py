#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Every request of every module goes wrong in every way.

usage: run.py BIN COUNT [NETWORK [JOB [FAULT,...]]]    JOB may be a pattern;
the FAULT lost: all those of looking for what went out

Each job of each scenario (the files of tests/worlds that have a NETWORK) runs
against its network once as it should. Then, for each request that it made and
each fault, it runs in a new folder with that fault, once and from there on,
and then without it until it is done. And where the answer to what makes a
message public is lost, so does each request that looks for it. COUNT of all
these cases are run, evenly spread over the jobs, or over each n-th job where
there are many; 0: all. CM_FAULT_JOBS at a time. Writes TAP: one line a job.

What must hold: the programs end with 0, 1 or 75; who must do something is
told account and network, and what failed; no secret is shown; what a run of
status 0 handed over is all there is; in the end all records were handed over,
and each message was published once. CM_FAULT_SHOW=1 prints what was said.
"""
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch

HERE = os.path.dirname(os.path.abspath(__file__))
WORLDS = os.path.join(os.path.dirname(HERE), "worlds")
sys.path[:0] = [HERE, WORLDS]
sys.dont_write_bytecode = True
import fake
import recorded
from place import Place, scenarios

BIN, COUNT = os.path.abspath(sys.argv[1]), int(sys.argv[2])
ONLY = sys.argv[3:]
JOBS = int(os.environ.get("CM_FAULT_JOBS", "12"))
SHOW = "CM_FAULT_SHOW" in os.environ
# What the network is to blame for: after it the answer is not the network's
# word, so that what it would have given may not count as given.
NO_WORD = ("refused", "cut", "cut early", "time-out", "late", "429",
           "429 after", "429 long", "500", "500 done", "503", "503 after",
           "html", "html only", "truncated")
# What a person is told to do.
ADVICE = {"401": ("--authorize", "look at its secrets",
                  "run the same command then"),
          "403": ("see what the account", "--authorize",
                  "run the same command then")}
ADVISED = ("run it again", "a record is left out", "run the same command",
           "see what", "see whether", "check ", "all else was read",
           "--settle", "change what", "the network has changed",
           "--authorize")


class Case:
    def __init__(self, scenario, job, fault, plain, new=False):
        self.scenario, self.job, self.fault = scenario, job, fault
        self.plain, self.new = plain, new

    def __str__(self):
        return "%s, %s%s: %s" % (self.scenario.name, self.job.name,
                                 " --new" if self.new else "", self.fault)

    def run(self):
        place = Place(self.scenario, self.job, BIN)
        bad = []
        try:
            bad = self.judge(place)
        except Exception as error:
            bad = ["the test itself: %r" % error]
        finally:
            if bad or SHOW:
                bad.insert(0, str(self))
                for r in place.runs:
                    bad.append("  status %d: %s" % (r.status, " | ".join(
                        r.err.splitlines()[:6])))
                    bad += ["  " + line[:400] for line in
                            r.out.splitlines()[-2:]]
                if len(bad) == 1 + sum(1 for b in bad if b[:2] == "  "):
                    bad = ["(fine) " + bad[0]] + bad[1:]
            place.close()
        return bad

    def judge(self, place):
        args = list(self.job.args) + (["--new"] if self.new else [])
        # Once: it may be repeated at once. Always: the program is to give up.
        first = place.run(self.fault, *args,
                          patience="0" if self.fault.always and not
                          self.fault.lost else "1")
        place.first = list(place.server.bodies)
        bad = self.every_run(place, first)
        # A refusal stays one when its words are torn.
        torn = self.fault.kind in ("truncated", "cut") and any(
            status >= 400 for _, status, _ in place.first)
        # One page is like another where a page is asked for.
        torn |= self.fault.kind in ("html", "html only") and any(
            what == "GET /" for what, _, _ in place.first)
        # Where nothing can be looked up, only a person can say what came of it.
        doubt = not self.findable() and any(
            r.get("status") == "doubtful" for r in first.receipts())
        if first.status == 1 and self.fault.kind in NO_WORD and not (
                torn or doubt or self.signed_out(place, first)):
            bad.append("a failure for now is taken for one for good")
        # After it went out it is not known what came of it, and can be seen.
        out = any(r.get("error", {}).get("kind") == "unknown"
                  for r in first.receipts())
        if first.status == 75 and self.fault.kind in ("401", "403") and \
                not out:
            bad.append("a failure for good is taken for one for now")
        fetch = self.job.args[0] == "cm-fetch"
        bad += self.first_fetch(first) if fetch else []
        last, tries = first, 0
        while tries < 6 and (last.status == 75 or tries == 0):
            last = place.run(None, *args, later=True)
            bad += self.every_run(place, last)
            tries += 1
        if not self.signed_out(place, last):
            bad += (self.last_fetch if fetch else self.last_post)(place, last)
        return bad

    def signed_out(self, place, r):
        """What renews the account is gone with the answer: a person signs in
        anew, and is told so. Nothing went out without a token."""
        return self.scenario.once in place.server.lost and r.status == 1 and \
            "--authorize" in r.err and not place.net.accepted

    def findable(self):
        return self.scenario.findable and getattr(self.job, "listed", True)

    def every_run(self, place, r):
        bad = []
        if r.status not in (0, 1, 75):
            bad.append("status %d" % r.status)
        if r.torn is not None:
            bad.append("no JSON: %s" % r.torn[:80])
        for secret in (fake.CANARY, fake.CANARY2):
            if secret in r.out or secret in r.err:
                bad.append("a secret is shown")
        if r.status != 0 and not any(
                "brand" in line and self.scenario.name in line
                for line in r.err.splitlines()):
            bad.append("account and network are not named")
        advice = ADVISED if self.fault.lost else ADVICE.get(
            self.fault.kind, ADVISED)
        # After it went out there is nothing to be done but to look.
        if any(one.get("status") == "doubtful" for one in r.receipts()):
            advice = ("--settle",)
        if r.status != 0 and not any(word in r.err for word in advice):
            bad.append("no word of what to do")
        for one in r.records:
            bad += fake.made_up(one)
        if self.job.args[0] == "cm-post" and len(r.receipts()) != 1:
            bad.append("%d receipts" % len(r.receipts()))
        return bad

    def first_fetch(self, r):
        bad = []
        whole = [c for c in r.coverage() if c.get("complete")]
        if r.status == 0 and self.fault.kind in NO_WORD and \
                not r.said() >= self.plain.said():
            bad.append("status 0, and records are missing: %s" %
                       sorted(self.plain.said() - r.said()))
        if self.fault.kind in NO_WORD and whole and \
                not r.said() >= self.plain.said():
            bad.append("complete, and records are missing")
        if r.status == 75 and whole:
            bad.append("status 75, and complete")
        if self.fault.kind == "more" and r.out != self.plain.out:
            bad.append("unknown members change what is handed over")
        if not r.coverage() and r.status in (0, 1, 75):
            bad.append("no coverage record")
        return bad

    def last_fetch(self, place, last):
        seen = set()
        for r in place.runs:
            seen |= r.said()
        bad = []
        if last.status != 0:
            bad.append("in the end the status is %d" % last.status)
        # What a network says without a member, or denies, may be its word.
        may = self.new and self.fault.kind in ("missing", "404", "403")
        may |= self.scenario.forgets and self.fault.kind == "missing"
        if not seen >= self.plain.said() and not may:
            bad.append("records are lost: %s" %
                       sorted(self.plain.said() - seen))
        return bad

    def last_post(self, place, last):
        bad = []
        got = place.net.accepted
        for text in set(got):
            if got.count(text) > 1:
                bad.append("published %d times: %s" % (
                    got.count(text), text[:40]))
        status = [r.get("status") for r in last.receipts()]
        # Where it may not be looked up, a person looks.
        lacks = self.fault.kind == "missing" or (
            self.fault.lost and self.fault.kind in ("401", "403", "404"))
        if status == [r.get("status") for r in self.plain.receipts()]:
            if len(got) != self.job.want:
                bad.append("published, and %d messages are there" % len(got))
            if last.status != 0:
                bad.append("published, and status %d" % last.status)
        elif status == ["doubtful"] and (
                lacks or not self.findable()):
            pass
        else:
            bad.append("in the end: %s, status %d" % (status, last.status))
        return bad


def baseline(scenario, job):
    """The cases of a job, or what is wrong with it without any fault."""
    if isinstance(job, recorded.Recording):
        bad = recorded.Case(job, None, BIN).run()
        return list(recorded.cases(job, BIN)) if not bad else [], bad
    place = Place(scenario, job, BIN)
    plain = place.run(None, *job.args)
    place.close()
    bad = []
    for what, status, body in place.server.bodies:
        if status == 599:
            bad.append("the scenario fails: %s" % body)
    if plain.status != 0 or len(place.net.accepted) != job.want:
        bad.append("status %d, %d messages" % (
            plain.status, len(place.net.accepted)))
    if job.args[0] == "cm-fetch" and not plain.said():
        bad.append("no records")
    if not place.server.bodies and "--spool" not in job.args:
        bad.append("no requests")
    if bad:
        bad += plain.err.splitlines() + plain.out.splitlines()[-3:]
        bad += [str(b)[:300] for b in place.server.bodies]
        return [], bad
    made = list(cases(scenario, job, plain, place.server.bodies))
    for n in place.server.commits[:1]:
        made += looking(scenario, job, plain, n)
    return made, []


def cases(scenario, job, plain, bodies):
    for n, (what, status, body) in enumerate(bodies, 1):
        for kind in fake.FAULTS:
            for always in (False, True):
                fault = fake.Fault(kind, n, always)
                yield Case(scenario, job, fault, plain)
                if job.args[0] == "cm-fetch" and always:
                    yield Case(scenario, job, fault, plain, new=True)
        if isinstance(body, (dict, list)):
            yield Case(scenario, job, fake.Fault("more", n, True), plain)
            for path in fake.members(body):
                fault = fake.Fault("missing", n, False, path)
                yield Case(scenario, job, fault, plain)


def looking(scenario, job, plain, n):
    """The answer to the N-th request is lost, and looking for what became of
    it goes wrong too."""
    place = Place(scenario, job, BIN)
    place.run(fake.Fault("cut", n), *job.args)
    bodies = place.server.bodies
    place.close()
    for at, (_, _, body) in enumerate(bodies[n:], n + 1):
        for kind in fake.FAULTS:
            fault = fake.Fault(kind, at, True, lost=n)
            yield Case(scenario, job, fault, plain)
        for path in fake.members(body, 6):
            fault = fake.Fault("missing", at, True, path, n)
            yield Case(scenario, job, fault, plain)


def main():
    began = time.time()
    work, plan = [], []
    for scenario in scenarios():
        name = scenario.name
        if ONLY[:1] not in ([], [name]):
            continue
        for job in scenario.jobs:
            if job.status == 0 and fnmatch(job.name, (ONLY[1:2] or ["*"])[0]):
                plan.append((scenario, job))
        for job in recorded.recordings(name):
            if fnmatch(job.name, (ONLY[1:2] or ["*"])[0]):
                plan.append((scenario, job))
    # Each job's first run costs as much as a case: of few cases, few jobs.
    if COUNT:
        part = max(1.0, len(plan) * 4 / COUNT)
        plan = [plan[int(i * part)] for i in range(int(len(plan) / part))]
    print("1..%d" % len(plan))
    number, failed = 0, 0
    kinds = ",".join(ONLY[2:3]).split(",")
    with ThreadPoolExecutor(JOBS) as pool:
        made = list(pool.map(lambda p: baseline(*p), plan))
        for one, _ in made:
            work += [c for c in one if kinds == [""] or
                     c.fault.kind in kinds or
                     ("lost" in kinds and c.fault.lost)]
        step = max(1.0, len(work) / COUNT) if COUNT else 1.0
        picked = {int(i * step) for i in range(int(len(work) / step))}
        work = [c for i, c in enumerate(work) if i in picked]
        print("# %d cases" % len(work))
        sys.stdout.flush()
        done = list(zip(work, pool.map(lambda c: c.run(), work)))
    for (scenario, job), (_, wrong) in zip(plan, made):
        mine = [(c, b) for c, b in done if c.job is job]
        bad = [b for _, b in mine if b and not b[0].startswith("(fine)")]
        number += 1
        failed += bool(bad or wrong)
        print("%sok %d - %s: %s, %d faults" % (
            "not " if bad or wrong else "", number, scenario.name, job.name,
            len(mine)))
        for line in wrong:
            print("# " + line)
        for one in (bad if not SHOW else [b for _, b in mine])[:400]:
            print("\n".join("# " + line for line in one))
    print("# %d cases in %.0f s" % (len(work), time.time() - began))
    sys.stdout.flush()
    os._exit(failed > 0)


main()
