#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""One client of an agency: a room with an account at every network.

usage: agency.py BIN

All networks at once: what is fetched of them in one run, and what the verbs of
cm-stats make of it; then one of them is down. Writes TAP.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import fake
import files
from place import scenarios

BIN = os.path.abspath(sys.argv[1])
SINCE = "2026-11-15T09:00:00Z"  # 7 days before
KINDS = "posts,comments,mentions,messages,account,series"
VERBS = (("summary",), ("by", "network", "-m", "records,posts"),
         ("audience",), ("best-time",), ("growth",), ("mix",), ("people",),
         ("response",), ("tags",), ("terms",), ("top", "5"), ("voice",))
TESTS = [0, 0]


def ok(fine, words, *more):
    TESTS[0] += 1
    TESTS[1] += not fine
    print("%sok %d - %s" % ("" if fine else "not ", TESTS[0], words))
    for line in more if not fine else ():
        print("# " + str(line)[:300])


class Room:
    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="cm-world.")
        self.servers, self.names, lines = [], [], []
        for scenario in scenarios():
            net = scenario()
            server = fake.Server(net)
            server.begin(None)
            net.begin(fake.Job("the room", "cm-fetch"))
            self.servers.append(server)
            self.names.append(net.name)
            lines += ["[brand/%s]" % net.name, "network = " + net.name,
                      "host = " + net.base, "timeout = 20s"]
            lines += ["%s = %s" % (k, v.replace("{base}", net.base))
                      for k, v in net.settings.items()]
        files.write(self.dir + "/accounts", "\n".join(lines) + "\n")
        os.chmod(self.dir + "/accounts", 0o600)

    def run(self, *args, give=None):
        p = subprocess.run(
            [BIN + "/" + args[0], *args[1:]], cwd=self.dir, text=True,
            input=give, stdin=None if give else subprocess.DEVNULL,
            capture_output=True, timeout=600, env={
                "CM_DIR": self.dir, "HOME": self.dir, "TZ": "UTC",
                "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
                "CM_NOW": fake.NOW})
        kept = os.environ.get("CM_TEST_RECORDS")
        if kept:
            files.write("%s/%s.%d.%d.ndjson" % (
                kept, args[0], os.getpid(), TESTS[0]), p.stdout)
        return p

    def fetch(self, *args):
        p = self.run("cm-fetch", *args, "--patience", "1s")
        return p, [json.loads(line) for line in p.stdout.splitlines()]


def said(records, network=None):
    return [r for r in records if r["type"] != "coverage" and
            network in (None, r["network"])]


def long(record):
    """A row is of a day: what is of longer has no place in it, and is said."""
    at = [datetime.strptime(record["period"][end], "%Y-%m-%dT%H:%M:%SZ")
          for end in ("start", "end")] if record["type"] == "series" else None
    return at and at[1] - at[0] > timedelta(days=1)


def once(records):
    """What comes twice, edited or in two kinds, counts once."""
    return {json.dumps([r["network"], r["type"], r.get("id"), r.get("period"),
                        r.get("dimensions")]): r
            for r in said(records) if not long(r)}.values()


def covered(records):
    """Of each network and kind whether all is there that it gives; what it
    keeps back is named."""
    return {(r["network"], r["what"]): r["complete"] or (
        bool(r.get("gaps")) and bool(r["why"]) and not r.get("lost"))
            for r in records if r["type"] == "coverage"}


def in_time(room):
    """The command of the manual: records of a week, rows, status 0."""
    p, records = room.fetch("brand/", "--since", "7d")
    ok(p.returncode == 0, "cm-fetch brand/ --since 7d: status 0",
       p.returncode, *p.stderr.splitlines()[:20])
    whole = covered(records)
    lacks = [n for n in room.names if not any(
        fine for (network, _), fine in whole.items() if network == n)]
    ok(not lacks and all(whole.values()), "the coverage of each of the %d "
       "accounts: all, or what it keeps back" % len(room.names), lacks,
       [w for w, fine in whole.items() if not fine])
    old = [r for r in said(records) if r.get("published", SINCE) < SINCE]
    ok(not old, "nothing older than 7 days", *old[:5])
    return p, records


def rows(room, p, records):
    """What cm-stats says is what a person counts."""
    for verb in VERBS:
        q = room.run("cm-stats", *verb, give=p.stdout)
        made = [json.loads(line) for line in q.stdout.splitlines()]
        ok(q.returncode == 0 and made, "cm-stats %s: status 0, and rows" %
           " ".join(verb), q.returncode, *q.stderr.splitlines()[:5])
        if verb[0] != "summary":
            continue
        got = {r["network"]: (r["records"], r["posts"]) for r in made
               if r["type"] == "row" and r["by"] == "network"}
        want = {}
        for r in once(records):
            all, posts = want.get(r["network"], (0, 0))
            want[r["network"]] = (all + 1, posts + (
                r["type"] in ("post", "article")))
        bad = ["%s: %s, not %s" % (n, got.get(n), w) for n, w in want.items()
               if got.get(n) is None or got[n][0] != w[0] or
               (got[n][1] or 0) != w[1]]
        ok(not bad, "the rows of summary count what was fetched", *bad)


def every_kind(room):
    p, records = room.fetch("brand/:" + KINDS)
    ok(p.returncode == 0, "cm-fetch brand/:%s: status 0" % KINDS,
       p.returncode, *p.stderr.splitlines()[:20])
    whole = covered(records)
    ok(all(whole.values()), "all of it, or what is kept back",
       [w for w, fine in whole.items() if not fine])
    lacks = [n for n in room.names if not said(records, n)]
    ok(not lacks, "each network gives records", lacks)
    return records


def one_down(room, records):
    server, name = room.servers[0], room.names[0]
    server.close()
    p, less = room.fetch("brand/:" + KINDS)
    ok(p.returncode == 75, "one network is down: status 75", p.returncode)
    want = [r for r in said(records) if r["network"] != name]
    ok([r for r in said(less) if r["network"] != name] == want,
       "and all of the others is there", len(less), len(want))
    whole = covered(less)
    ok({n for (n, _), fine in whole.items() if not fine} == {name},
       "and only its coverage is not complete", whole)
    ok("brand/%s (%s)" % (name, name) in p.stderr, "and it is named",
       *p.stderr.splitlines())


def main():
    room = Room()
    try:
        p, records = in_time(room)
        rows(room, p, records)
        one_down(room, every_kind(room))
    finally:
        shutil.rmtree(room.dir)
    print("1..%d" % TESTS[0])
    sys.stdout.flush()
    os._exit(TESTS[1] > 0)


main()
