# SPDX-License-Identifier: ISC
"""What real servers said (tests/networks/NAME-WHAT.har), with faults in it.

Each transcript is told again with one answer changed: its status, its form, a
member missing, one more. What was recorded knows nothing of repeats, so that
only the end is judged: no crash, no secret, nothing made up; an unknown member
changes no byte.
"""
import glob
import json
import os
import subprocess
import tempfile

import fake

NETWORKS = os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "networks")
SHM = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Scenario:
    def __init__(self, name):
        self.name = name


class Recording:
    """A transcript and the command that it is of: the job of its cases."""

    def __init__(self, args):
        self.path = args[:-5]
        self.name = "recorded " + os.path.basename(self.path).split("-", 1)[1]
        self.network = os.path.basename(self.path).split("-")[0]
        self.args = json.load(open(args))
        self.har = json.load(open(self.path + ".har"))
        self.account = self.har["log"]["_cm"]["jobs"][0]["facts"]["account"]

    def entries(self, har):
        return har["log"]["entries"]

    def bodies(self):
        for n, entry in enumerate(self.entries(self.har), 1):
            text = entry["response"]["content"].get("text", "")
            try:
                yield n, json.loads(text)
            except ValueError:
                yield n, None

    def changed(self, fault):
        har = json.loads(json.dumps(self.har))
        answer = self.entries(har)[fault.at - 1]
        content = answer["response"]["content"]
        kind, headers = fault.kind, answer["response"]["headers"]
        if kind in ("missing", "more"):
            body = json.loads(content["text"])
            content["text"] = json.dumps(
                fake.with_more(
                    body, self.args[0] == "cm-fetch") if kind == "more" else
                fake.without(body, fault.path))
        elif kind == "truncated":
            content["text"] = content.get("text", "")[:-2]
        elif kind == "html":
            headers = [{"name": "content-type", "value": "text/html"}]
            content["text"] = fake.HTML.decode()
        else:
            answer["response"]["status"] = int(kind.split()[0])
            content["text"] = '{"error":"no","message":"no"}'
            if kind == "429 long":
                headers = headers + [{"name": "retry-after", "value": "60"}]
            answer.pop("_class", None)
        answer["response"]["headers"] = headers
        content["size"] = len(content.get("text", ""))
        return har


class Case:
    def __init__(self, recording, fault, bin):
        self.job, self.fault, self.bin = recording, fault, bin
        self.plain = self.new = None

    def __str__(self):
        return "%s, %s: %s" % (self.job.network, self.job.name, self.fault)

    def run(self):
        r = self.job
        with tempfile.TemporaryDirectory(dir=SHM) as at:
            har = r.changed(self.fault) if self.fault else r.har
            with open(at + "/t.har", "w") as f:
                json.dump(har, f)
            env = {"CM_DIR": at, "HOME": at, "PATH": "/usr/bin:/bin",
                   "LC_ALL": "C.UTF-8", "TZ": "UTC"}
            p = subprocess.run(
                [self.bin + "/" + r.args[0], "--replay", at + "/t.har"] +
                r.args[1:], cwd=NETWORKS, env=env, timeout=60,
                stdin=subprocess.DEVNULL, capture_output=True)
        self.out = p.stdout.decode("utf-8", "replace")
        err = p.stderr.decode("utf-8", "replace")
        bad = self.judge(p.returncode, err)
        if bad:
            bad = [str(self)] + bad + ["  status %d: %s" % (
                p.returncode, line) for line in err.splitlines()[:4]] + [
                    "  " + line[:400] for line in self.out.splitlines()[-2:]]
        return bad

    def judge(self, status, err):
        bad = []
        if status not in (0, 1, 75):
            bad.append("status %d" % status)
        if status != 0 and not any(
                self.job.account in line and self.job.network in line
                for line in err.splitlines()):
            bad.append("account and network are not named")
        records = []
        for line in self.out.splitlines():
            try:
                records.append(json.loads(line))
            except ValueError:
                bad.append("no JSON: %s" % line[:80])
        for one in records:
            bad += fake.made_up(one)
        if self.fault is None or self.fault.kind == "more":
            if self.out != open(self.job.path + ".out").read():
                bad.append("other bytes than were recorded")
        return bad


def cases(recording, bin):
    for n, body in recording.bodies():
        kinds = ["401", "403", "404", "429", "429 long", "500", "503", "html",
                 "truncated"]
        if body is not None:
            kinds.append("more")
        for kind in kinds:
            yield Case(recording, fake.Fault(kind, n), bin)
        if isinstance(body, (dict, list)):
            for path in fake.members(body):
                yield Case(recording, fake.Fault("missing", n, False, path),
                           bin)


def recordings(network):
    return [Recording(p) for p in sorted(glob.glob(
        "%s/%s-*.args" % (NETWORKS, network)))]
