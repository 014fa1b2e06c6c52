#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Kills cm-post at every point and looks what was published.

usage: run.py CM_POST INJECT.so KILLS

A server with four networks (tests/kill/*.jq) logs each item that it accepts;
what a client sent and did not live to hear of may land up to 3 s later. A run
of 20 drafts, with threads and media, is killed before or after one of its
writes, fsyncs and sends, and started again until all is settled. Then: never
an item twice; exactly once where the network has own keys, can be asked for one or lists its items;
once or doubtful where it has neither. Writes TAP.
"""
import json, os, random, sqlite3, sys, time
from concurrent.futures import ThreadPoolExecutor

from world import NETS, TAP, WANT, Place, World, report

KILLS = int(sys.argv[3])
JOBS = int(os.environ.get("CM_KILL_JOBS", "2"))


def test_plain():
    """Without faults: the figures that the others are held against."""
    place = Place(World())
    status = place.run()
    bad = [] if status == 0 else ["status %d" % status]
    for n in NETS:
        WANT[n] = len(place.world.items[n])
    first = open(place.dir + "/out").read()
    bad += place.faults(status)
    if any(WANT[n] < 8 for n in NETS):
        bad.append("too few items: %s" % WANT)
    place.run()
    if open(place.dir + "/out").read() != first:
        bad.append("a second run gives other receipts")
    bad += place.faults(0)
    if bad:
        bad += open(place.dir + "/err").read().splitlines()[:10]
    report("20 drafts are published once, and twice the same receipts", bad,
           place)
    place.close(keep=bool(bad))


def count_points():
    place = Place(World())
    place.run("count %s/count" % place.dir)
    n = int(open(place.dir + "/count").read())
    place.close()
    return n


def test_point(mode, at, kind):
    late = 3.0 if kind == "late" else 0.0
    place = Place(World(late), "4s" if late else "0s")
    status = place.run("%s %d" % (mode, at))
    now = None
    if kind == "clock":
        now = time.strftime(
            "%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3600))
    ended = status
    if kind == "twice":
        place.run("%s %d" % (mode, random.randrange(1, 120)))
    status = place.until_settled(now)
    bad = place.faults(status)
    if bad:
        bad.insert(0, "%s %d %s, ended with %d" % (mode, at, kind, ended))
        bad += open(place.dir + "/err").read().splitlines()[:12]
    place.close(keep=bool(bad))
    return bad, ended


def spread(n, count):
    """count of the numbers below n, evenly."""
    return sorted({int(i * n / count) for i in range(count)}) \
        if count < n else list(range(n))


def test_kills():
    n = count_points()
    points = [(mode, i + 1) for i in range(n) for mode in ("before", "after")]
    rounds = [points[i] for i in spread(len(points), KILLS)]
    while len(rounds) < KILLS:
        rounds += points[:KILLS - len(rounds)]
    work = []
    for i, (mode, at) in enumerate(rounds):
        # Late landings need the network's full delay: few of them.
        kind = "late" if i % 25 == 7 else "clock" if i % 10 == 3 \
            else "twice" if i % 5 == 1 else "plain"
        work.append((mode, at, kind))
    began = time.time()
    bad, kills = [], 0
    with ThreadPoolExecutor(JOBS) as pool, ThreadPoolExecutor(6) as waits:
        runs = [(waits if w[2] == "late" else pool).submit(test_point, *w)
                for w in work]
        for r in runs:
            faults, ended = r.result()
            bad += faults
            kills += ended == -9
    took = time.time() - began
    if kills < 0.9 * len(work):
        bad.append("only %d of %d runs were killed" % (kills, len(work)))
    report("%d kills at %d points: never twice, once where that can be known"
           % (len(work), len(points)), bad)
    print("# %d points of a run, %.0f ms a kill" %
          (len(points), 1000 * took / max(1, len(work))))


def test_failing(mode, what):
    """The disk is full, or fsync fails, from some call on."""
    bad = []
    some = spread(120, max(8, KILLS // 50))

    def one(at):
        place = Place(World())
        ended = place.run("%s %d" % (mode, at + 1))
        sent = sum(len(v) for v in place.world.items.values())
        status = place.until_settled()
        wrong = place.faults(status)
        if ended < 0:
            wrong.append("a crash: %d" % ended)
        if ended == 0 and sent < sum(WANT.values()):
            wrong.append("status 0, and not all was sent")
        if wrong:
            wrong.insert(0, "%s %d, ended with %d" % (mode, at + 1, ended))
            wrong += open(place.dir + "/err").read().splitlines()[:12]
        place.close(keep=bool(wrong))
        return wrong
    with ThreadPoolExecutor(JOBS) as pool:
        for wrong in pool.map(one, some):
            bad += wrong
    report(what, bad)


def test_list():
    """A list of recipients that grows between the runs."""
    def given(names):
        return {"type": "draft", "to": ["list"], "text": "Fresh bread",
                "recipients": names}

    def one(at):
        place = Place(World(), only=[given(["a", "b", "c", "d"])])
        place.run("%s %d" % at)
        place.drafts = [given(["f", "e", "d", "c", "b", "a"])]
        place.write()
        place.run("%s %d" % (at[0], at[1] // 2 + 1))
        bad = ["status %d" % s for s in [place.until_settled()]
               if s not in (0, 1)]
        got = sorted(i["text"] for i in place.world.items["list"])
        db = sqlite3.connect(place.dir + "/outbox.db")
        doubtful = [r for r, in db.execute(
            "SELECT recipient FROM entry WHERE state = 4")]
        done = [r for r, in db.execute(
            "SELECT recipient FROM entry WHERE state = 2")]
        db.close()
        if len(set(got)) != len(got):
            bad.append("sent twice: %s" % got)
        if sorted(done + doubtful) != list("abcdef"):
            bad.append("done %s, doubtful %s" % (done, doubtful))
        if set(done) - set(got):
            bad.append("done, and not there: %s" % (set(done) - set(got)))
        if len(doubtful) > 2:
            bad.append("two kills, and doubtful: %s" % doubtful)
        said = place.receipts()
        if [r["recipients"] for r in said] != [
                {"sent": len(done), "of": 6}]:
            bad.append("receipt: %s" % said)
        if bad:
            bad.insert(0, "%s %d" % at)
            bad += open(place.dir + "/err").read().splitlines()[:12]
        place.close(keep=bool(bad))
        return bad
    n = max(8, KILLS // 10)
    points = [(mode, i + 1) for i in spread(80, n // 2)
              for mode in ("before", "after")]
    bad = []
    with ThreadPoolExecutor(JOBS) as pool:
        for wrong in pool.map(one, points):
            bad += wrong
    report("a list that grows: nobody twice, nobody forgotten", bad)


def test_two():
    bad = []
    for _ in range(max(2, KILLS // 200)):
        place = Place(World())
        first, second = place.start(), place.start()
        ended = (first.wait(), second.wait())
        if any(e not in (0, 1, 75) for e in ended):
            bad.append("statuses %d, %d" % ended)
        bad += place.faults(place.until_settled())
        place.close(keep=bool(bad))
    report("two at once: once each", bad)


def test_locked():
    place = Place(World())
    with open(place.dir + "/first.ndjson", "w") as f:
        f.write(json.dumps(place.drafts[0]) + "\n")
    place.run(files=("first.ndjson",))
    before = sum(len(v) for v in place.world.items.values())
    db = sqlite3.connect(place.dir + "/outbox.db", isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    status = place.run()
    db.execute("ROLLBACK")
    bad = [] if status == 75 else ["status %d, not 75" % status]
    if sum(len(v) for v in place.world.items.values()) != before:
        bad.append("something was sent")
    bad += place.faults(place.until_settled())
    report("a journal that another program holds: 75, nothing is sent", bad,
           place)
    place.close(keep=bool(bad))


def test_late_answers():
    """Answers after our time limit, landed before it and after it."""
    def slow(net, n):
        return {2: (0, 2.5), 4: (0.6, 2.5), 6: (1.8, 2.5)}.get(n, (0, 0))
    place = Place(World(slow=slow), "2s", "1s")
    status = place.until_settled(args=("--timeout", "1s"))
    bad = place.faults(status)
    if bad:
        bad += open(place.dir + "/err").read().splitlines()[:12]
    report("answers after the time limit", bad, place)
    place.close(keep=bool(bad))


def main():
    print("# seed %s" % os.environ.setdefault("CM_KILL_SEED", "1"))
    random.seed(os.environ["CM_KILL_SEED"])
    test_plain()
    if not TAP["failed"]:
        test_two()
        test_list()
        test_locked()
        test_late_answers()
        test_failing("full", "a disk that fills up: nothing twice, none lost")
        test_failing("sync", "an fsync that fails: nothing twice, none lost")
        test_kills()
    print("1..%d" % TAP["tests"])
    sys.stdout.flush()
    os._exit(TAP["failed"] > 0)


main()
