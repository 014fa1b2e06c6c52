#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Kills cm-post at points of what it sends to each network.

usage: modules.py BIN INJECT.so KILLS [NETWORK [JOB]]

Each job of tests/worlds that publishes or acts runs once to count its points:
before and after each write, fsync and send. Then it is killed at KILLS of all
these, evenly spread over the jobs, or each n-th of them (0: at each point), and
started again until it is settled. Then:
never twice; once where the network is asked or has keys of ours; where nobody
can tell, once or doubtful. Writes TAP: a line for each network.
"""
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [TOP + "/tests/worlds"]
sys.dont_write_bytecode = True
from place import Place, scenarios

BIN, INJECT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
KILLS, ONLY = int(sys.argv[3]), sys.argv[4:]
JOBS = int(os.environ.get("CM_KILL_JOBS", "8"))  # most of it is waiting


def inject(what):
    return {"LD_PRELOAD": INJECT, "CM_INJECT": what,
            "ASAN_OPTIONS": "verify_asan_link_order=0"}


class Job:
    def __init__(self, scenario, job, text):
        self.scenario, self.job = scenario, job
        # Who finds a message of ours: an exact look-up, or a list of posts.
        self.finds = "def find:" in text or '"posts"' in text
        self.points, self.plain, self.bad = [], None, []

    def count(self):
        """One run as it should, and how many points it has."""
        place = Place(self.scenario, self.job, BIN)
        r = place.run(None, *self.job.args, more=inject(
            "count %s/count" % place.dir))
        self.plain = [x.get("status") for x in r.receipts()]
        try:
            with open(place.dir + "/count") as f:
                n = int(f.read())
        except OSError:
            n = 0
        if r.status != 0 or n == 0:
            self.bad.append("%s: status %d, %d points: %s" % (
                self.job.name, r.status, n, r.err[:300]))
        place.close()
        self.points = [(self, mode, i + 1) for i in range(n)
                       for mode in ("before", "after")]

    def kill(self, mode, at):
        place = Place(self.scenario, self.job, BIN)
        try:
            first = place.run(None, *self.job.args, more=inject(
                "%s %d" % (mode, at)))
            last = first
            for _ in range(20):
                last = place.run(None, *self.job.args, patience="9")
                if last.status != 75:
                    break
                time.sleep(0.2)
            bad = list(self.judge(place.net.accepted, last))
            if bad:
                bad = ["%s: %s %d, ended with %d" % (
                    self.job.name, mode, at, first.status)] + bad
                bad += ["  " + x for r in place.runs
                        for x in r.err.splitlines()[:3]]
        finally:
            place.close()
        return bad, first.status == -9

    def judge(self, got, last):
        for text in set(got):
            if got.count(text) > 1:
                yield "published %d times: %s" % (got.count(text), text[:60])
        said = [r.get("status") for r in last.receipts()]
        if said == self.plain and last.status == 0:
            if len(got) != self.job.want:
                yield "%s, and %d messages are there" % (said, len(got))
        elif "doubtful" not in said or set(said) - {"doubtful", "partial"} - \
                set(self.plain):
            yield "in the end: %s, status %d" % (said, last.status)
        elif self.finds and self.scenario.shows(self.job) and \
                not self.answers():
            yield "in the end doubtful, and the network can be asked"

    def answers(self):
        """It is no post of its own, so that a list of posts lacks it."""
        words = " ".join(self.job.args) + " ".join(
            t for t in self.job.files.values() if isinstance(t, str))
        return '"do"' in words or "reply" in words or "recipient" in words \
            or "first_comment" in words


def jobs():
    for scenario in scenarios():
        name = scenario.name
        if ONLY[:1] not in ([], [name]):
            continue
        with open("%s/lib/networks/%s.jq" % (TOP, name)) as f:
            text = f.read()
        for job in scenario.jobs:
            if job.args[0] == "cm-post" and job.status == 0 and \
                    "-n" not in job.args and \
                    fnmatch(job.name, (ONLY[1:2] or ["*"])[0]):
                yield Job(scenario, job, text)


def main():
    began = time.time()
    all = list(jobs())
    # To count a job's points costs as much as a kill: of few, few jobs.
    part = max(1.0, len(all) * 3 / KILLS) if KILLS else 1.0
    all = [all[int(i * part)] for i in range(int(len(all) / part))]
    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(Job.count, all))
        work = [p for j in all for p in j.points]
        step = max(1.0, len(work) / KILLS) if KILLS else 1.0
        work = [work[int(i * step)] for i in range(int(len(work) / step))]
        done = list(pool.map(lambda w: w[0].kill(*w[1:]), work))
    killed = 0
    for (job, _, _), (bad, dead) in zip(work, done):
        job.bad += bad
        killed += dead
    names = list(dict.fromkeys(j.scenario.name for j in all))
    print("1..%d" % (len(names) + 1))
    failed = 0
    for n, name in enumerate(names, 1):
        mine = [j for j in all if j.scenario.name == name]
        bad = [b for j in mine for b in j.bad]
        failed += bool(bad)
        print("%sok %d - %s: %d jobs, %d kills: never twice, once where that "
              "can be known" % ("not " if bad else "", n, name, len(mine), sum(
                  w[0] in mine for w in work)))
        for line in bad[:60]:
            print("# " + line)
    fine = killed >= 0.9 * len(work)
    print("%sok %d - %d of %d runs were killed" % (
        "" if fine else "not ", len(names) + 1, killed, len(work)))
    print("# %d points, %.0f s" % (
        sum(len(j.points) for j in all), time.time() - began))
    sys.stdout.flush()
    os._exit(failed > 0 or not fine)


main()
