#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Whether modules can do what they say, and what goes out when they do.

usage: claims.py BIN [NETWORK ...] [--write] [--jobs]

Each job of each network (see fake.py) runs once as it should. Then must hold:
  what went out and what was handed over is as in NETWORK.golden beside the
      network (--write makes it: look at it before you keep it);
  each thing that the module's `about` claims is shown by a job: what it reads
      and does, types of media, members of drafts (a job with the member and
      the same without it do not ask the same), threads, logins, renewals;
  drafts as large as its limits pass, and larger ones are refused before
      anything is asked;
  requests and answers are those of the network's own description, where
      ../shared/contract knows it.
Writes TAP: a line for each job, and one for each of these. --jobs: only they.
"""
import glob
import importlib
import json
import os
import resource
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import claimed
import fake
import show
from limits import Limits, judge
from place import Place

WRITE, JOBS_ONLY = "--write" in sys.argv, "--jobs" in sys.argv
BIN, *ONLY = [a for a in sys.argv[1:] if a not in ("--write", "--jobs")]
BIN = os.path.abspath(BIN)
AT_ONCE = int(os.environ.get("CM_CLAIM_JOBS", "8"))  # networks
PATIENT = "20s"  # the machine may have much else to do
CHECK = os.path.join(TOP, "..", "shared", "contract")


class Run:
    """A job, once, as it should."""

    def __init__(self, job, place):
        self.job = job
        try:
            self.result = place.run(
                None, *job.args, "--record", "t.har", patience="9",
                now=fake.NOW)
            self.asked = list(place.server.asked)
            self.accepted = list(place.net.accepted)
            try:
                with open(place.dir + "/t.har") as f:
                    self.har = f.read()
            except OSError:
                self.har = None
            self.keep()
        finally:
            place.close()

    def keep(self):
        """For the test of the schema."""
        to = os.environ.get("CM_TEST_RECORDS")
        if to and self.result.torn is None:
            with open("%s/%s.claims.%d.ndjson" % (
                    to, self.job.args[0], id(self)), "w") as f:
                f.write(self.result.out)

    def faults(self):
        for rq, status, body in self.asked:
            if status == 599:
                yield "the network itself fails: %s" % body
        if self.result.status != self.job.status:
            yield "status %d" % self.result.status
        if len(self.accepted) != self.job.want:
            yield "%d messages came, not %d" % (
                len(self.accepted), self.job.want)
        if self.result.torn:
            yield "no JSON: %s" % self.result.torn[:80]
        for secret in (fake.CANARY, fake.CANARY2):
            if secret in self.result.out + self.result.err + (self.har or ""):
                yield "a secret is shown"


class Variant(fake.Job):
    """A job with another draft."""

    def __init__(self, job, draft, rest, new=None):
        super().__init__(job.name, "cm-post", "claim.ndjson", *rest, files={
            **job.files, **(new or {}), "claim.ndjson": "".join(
                json.dumps(d) + "\n" for d in draft)}, want=job.want,
            fresh=job.fresh, status=job.status, settings=job.settings)


def about(name):
    p = subprocess.run(
        ["jq", "-L", TOP + "/lib/networks", "-nc",
         'include "%s"; about' % name], capture_output=True, text=True)
    return json.loads(p.stdout)


class Network:
    def __init__(self, name):
        self.name = name
        self.path = "%s/%s.golden" % (HERE, name)
        self.about = about(name)
        with open("%s/lib/networks/%s.jq" % (TOP, name)) as f:
            self.text = f.read()
        try:
            self.scenario = getattr(
                importlib.import_module(name), "NETWORK", None)
        except ImportError:
            self.scenario = None
        self.lines = []     # (fine, words, what is wrong)
        self.runs = []
        self.signed = {}    # by settings: a place that is signed in

    def try_it(self, job):
        """One run of a job. To sign in each time would take as long again."""
        if job.fresh:
            return Run(job, Place(self.scenario, job, BIN, timeout=PATIENT))
        key = json.dumps(job.settings)
        if key not in self.signed:
            self.signed[key] = Place(self.scenario, fake.Job(
                "signed in", settings=job.settings), BIN, timeout=PATIENT)
        return Run(job, Place(self.scenario, job, BIN, like=self.signed[key],
                              timeout=PATIENT))

    def close(self):
        for place in self.signed.values():
            place.close()

    def report(self, words, bad):
        self.lines.append((not bad, "%s: %s" % (self.name, words), list(bad)))

    def golden(self):
        """The parts of the file, by the names of jobs."""
        try:
            with open(self.path) as f:
                parts = f.read().split("\n== ")
        except OSError:
            return {}
        return {p.split(": ")[0].replace("== ", "", 1): p.rstrip("\n")
                for p in parts}

    def jobs(self):
        jobs = self.scenario.jobs
        self.runs = [self.try_it(j) for j in jobs]
        shown = ["\n".join(show.run(r)) for r in self.runs]
        if WRITE:
            with open(self.path, "w") as f:
                f.write("\n".join(shown) + "\n")
        known = self.golden()
        for r, now in zip(self.runs, shown):
            bad = list(r.faults())
            if bad:
                bad += r.result.err.splitlines()[:5] + now.splitlines()[:30]
            bad += self.differences(r.job.name, known, now)
            self.report(r.job.name, bad)
        names = {j.name for j in jobs}
        gone = sorted(set(known) - names)
        if gone or len(names) != len(jobs):
            self.report("names of jobs", [
                "in %s.golden and no job: %s" % (self.name, g)
                for g in gone] or ["two have the same"])

    @staticmethod
    def differences(name, known, now):
        if name not in known:
            return ["not in the file beside it: see --write"]
        old, new = known[name].split("\n"), now[3:].split("\n")
        old[0] = old[0].replace("== ", "", 1)
        if old == new:
            return []
        only = ["- " + x for x in old if x not in new][:12]
        more = ["+ " + x for x in new if x not in old][:12]
        return ["not as in the file beside it:"] + (
            only + more or ["another order, or the same more often"])

    def claims(self):
        bad = ["%s is not exercised" % c for c in claimed.missing(
            self.about, self.text, self.runs)]
        asks = [(name, r) for name, runs in claimed.members(
            self.about, self.runs) for r in (runs[:3] or [None])]
        done = [self.changes(*a) for a in asks]
        for name in dict.fromkeys(n for n, _ in asks):
            said = [d for (n, _), d in zip(asks, done) if n == name]
            if said == [None]:
                bad.append("uses %s is not exercised" % name)
            elif not any(said):
                bad.append("uses %s changes nothing that goes out (%s)" % (
                    name, ", ".join(
                        r.job.name for n, r in asks if n == name)))
        self.report("what it claims is shown", bad)

    def changes(self, name, run):
        """Does a job without the member ask for something else? None: there
        is no such job."""
        if run is None:
            return None
        draft, rest = claimed.draft(run.job)
        job = Variant(run.job, [draft], rest)
        less = Variant(run.job, [claimed.without(draft, name)], rest)
        return show.requests(self.try_it(job).asked) != show.requests(
            self.try_it(less).asked)

    def keeps(self):
        """What the network does not keep is not covered: nobody may count
        that nothing was there."""
        bad = []
        for what, span in (self.about.get("keeps") or {}).items():
            if what == "search" or what in (self.about.get("spool") or []):
                continue  # is never said to be all
            r = self.try_it(fake.Job("keeps", "cm-fetch", "brand:" + what))
            at = claimed.before(fake.NOW, span)
            bad += ["keeps %s: %s, and covered is %s" % (
                what, span, c.get("covered")) for c in r.result.coverage()
                if c.get("covered", {}).get("start", at) < at]
            if r.result.status != 0:
                bad += ["keeps %s: status %d" % (what, r.result.status)
                        ] + r.result.err.splitlines()[:4]
        if self.about.get("keeps"):
            self.report("what it does not keep is not covered", bad)

    def quota(self):
        """A day's units: with one of them a job that asks more ends for now,
        and asks no more than that."""
        units = (self.about.get("rate") or {}).get("units")
        if not units:
            return
        pools = units.get("pools") or {}
        for r in self.runs:
            if r.job.args[0] == "cm-fetch" and r.result.status == 0 and \
                    not r.job.fresh and len(r.asked) > 2:
                job = fake.Job(r.job.name, *r.job.args, files=r.job.files,
                               settings={**r.job.settings, "units": "1", **{
                                   "units-" + p: "1" for p in pools}})
                less = self.try_it(job)
                if less.result.status == 75 and \
                        len(less.asked) < len(r.asked):
                    self.report("the units of a day are held", [])
                    return
        self.report("the units of a day are held", [
            "no fetch ends with 75 where a day has one unit"])

    def limits(self):
        all = Limits(self.about, [d for _, d in claimed.drafts(self.runs)])
        cases = all.make()
        if not cases:
            return
        first = next(claimed.drafts(self.runs))[0].job
        rest = [w for w in claimed.draft(first)[1] if w not in ("-n",)]
        job = Variant(first, [d for _, d, _ in cases], rest, all.files)
        for r in self.runs:
            for name, data in r.job.files.items():
                job.files.setdefault(name, data)
        place = Place(self.scenario, job, BIN, sign_in=False)
        r = place.run(None, *job.args, "-n", now=fake.NOW)
        bad = list(judge(cases, r.receipts(), place.server.asked))
        place.close()
        self.report("%d drafts at its limits" % len(cases), bad + [
            x[:200] for x in r.err.splitlines() if "cannot be sent" in x
            or x.startswith("cm-post")][:12] if bad else [])

    def contract(self):
        if self.name not in KNOWN:
            return
        folder = "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"
        folder = os.path.join(folder, "cm-claims.%d.%s" % (
            os.getpid(), self.name))
        os.mkdir(folder)
        try:
            for n, r in enumerate(self.runs):
                if r.har:
                    with open("%s/%s.har" % (folder, r.job.name.replace(
                            " ", "-").replace("/", "-")), "w") as f:
                        f.write(r.har)
            p = subprocess.run(
                ["sh", TOP + "/tests/contract.sh", self.name] + sorted(
                    glob.glob(folder + "/*.har")), capture_output=True,
                text=True)
        finally:
            subprocess.run(["rm", "-rf", folder])
        self.report("as its own description says", [] if not p.returncode else
                    [x for x in (p.stdout + p.stderr).splitlines()
                     if "warning:" not in x][:60])

    def run(self):
        try:
            self.all()
        except Exception as error:
            self.report("the test itself", [repr(error)])
            self.lines[-1][2].extend(traceback.format_exc().splitlines())
        self.close()

    def all(self):
        if self.scenario is None:
            self.report("has a network to try it with", [
                "no tests/worlds/%s.py with NETWORK" % self.name])
            return
        self.jobs()
        if not JOBS_ONLY:
            self.claims()
            self.keeps()
            self.quota()
            self.limits()
            self.contract()


def known():
    try:
        p = subprocess.run([CHECK + "/check", "--list"], capture_output=True,
                           text=True)
        return {line.split(":")[0] for line in p.stdout.splitlines()}
    except OSError:
        return set()


KNOWN = set() if JOBS_ONLY else known()


def modules():
    """All that can be asked: no family files, no site."""
    for path in sorted(glob.glob(TOP + "/lib/networks/*.jq")):
        with open(path) as f:
            text = f.read()
        name = os.path.basename(path)[:-3]
        if "def about:" in text and "hosts: []" not in text and (
                name in ONLY or not ONLY):
            yield name


def main():
    began = time.time()
    networks = [Network(name) for name in modules()]
    with ThreadPoolExecutor(AT_ONCE) as each:
        list(each.map(Network.run, networks))
    lines = [line for n in networks for line in n.lines]
    print("1..%d" % len(lines))
    for number, (fine, words, bad) in enumerate(lines, 1):
        print("%sok %d - %s" % ("" if fine else "not ", number, words))
        for line in bad:
            print("# " + line)
    if not KNOWN and not JOBS_ONLY:
        print("# no ../shared/contract: requests are not held against the "
              "networks' descriptions")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print("# %d networks in %.0f s, %.0f s of CPU" % (
        len(networks), time.time() - began, used.ru_utime + used.ru_stime +
        time.process_time()))
    sys.stdout.flush()
    os._exit(any(not fine for fine, _, _ in lines))


main()
