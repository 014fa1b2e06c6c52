#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Kills cm-post at every point and looks what was published.

usage: run.py CM_POST INJECT.so KILLS

A server with three networks (tests/kill/*.jq) logs each item that it accepts;
what a client sent and did not live to hear of may land up to 3 s later. A run
of 20 drafts, with threads and media, is killed before or after one of its
writes, fsyncs and sends, and started again until all is settled. Then: never
an item twice; exactly once where the network has own keys or lists its items;
once or doubtful where it has neither. Writes TAP.
"""
import asyncio, json, os, random, shutil, sqlite3, subprocess, sys, tempfile
import threading, time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
POST, INJECT, KILLS = sys.argv[1], sys.argv[2], int(sys.argv[3])
JOBS = int(os.environ.get("CM_KILL_JOBS", "2"))
NETS = ("own", "seek", "mute")


class World:
    """What one test's networks have."""

    def __init__(self, late=0.0, slow=None):
        self.items = {n: [] for n in NETS}  # (id, text, reply, at)
        self.late = late  # what a dead client sent lands within so long
        self.slow = slow or (lambda net, n: (0, 0))  # land, answer after
        self.asked = {n: 0 for n in NETS}
        self.pending = 0

    def land(self, net, id, item):
        if net == "own" and any(i["id"] == id for i in self.items[net]):
            return
        item["id"] = id
        item["at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.items[net].append(item)


WORLDS = {}
LOCK = threading.Lock()


async def handle(world, net, method, path, body, reader):
    if path == "/upload":
        return 200, {"id": "m%d" % len(body)}
    if method == "GET":
        return 200, {"items": [
            {"id": i["id"], "url": "http://x/" + i["id"], "text": i["text"],
             "at": i["at"]} for i in world.items[net]]}
    item = json.loads(body)
    world.asked[net] += 1
    n = world.asked[net]
    id = path.rsplit("/", 1)[1] if method == "PUT" else "%s-%d" % (net, n)
    land, answer = world.slow(net, n)
    if world.late:
        # Is the client still there?
        await asyncio.sleep(0.01)
        if reader.at_eof():
            land = random.random() * world.late
    if land:
        world.pending += 1
        async def later():
            await asyncio.sleep(land)
            world.land(net, id, item)
            world.pending -= 1
        asyncio.ensure_future(later())
    else:
        world.land(net, id, item)
    if answer:
        await asyncio.sleep(answer)
    return 200, {"id": id, "url": "http://x/" + id}


async def serve(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lines = head.split("\r\n")
            method, target, _ = lines[0].split(" ")
            length = 0
            for line in lines[1:]:
                name, _, value = line.partition(":")
                if name.lower() == "content-length":
                    length = int(value)
                if name.lower() == "expect":
                    writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = await reader.readexactly(length)
            _, world, net, path = target.split("?")[0].split("/", 3)
            status, answer = await handle(
                WORLDS[world], net, method, "/" + path, body, reader)
            data = json.dumps(answer).encode()
            writer.write(
                b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n" % (status, len(data)) + data)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


def start_server():
    ready, port = threading.Event(), []

    def run():
        async def main():
            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            port.append(server.sockets[0].getsockname()[1])
            ready.set()
            await server.serve_forever()
        asyncio.run(main())
    threading.Thread(target=run, daemon=True).start()
    ready.wait()
    return port[0]


PORT = start_server()
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44"
    "ae426082")


def drafts():
    """20 drafts; what each is to be at its networks, message by message."""
    made = []
    for i in range(20):
        draft = {"type": "draft", "to": [NETS[i % 3]],
                 "text": "Number %d, there once" % i}
        if i == 5:
            draft["to"] = list(NETS)
        if i in (3, 4, 5, 9, 10):
            draft["text"] = "Part one of the tale number %d goes on." % i
            draft["first_comment"] = (
                "Part two of the tale number %d goes on." % i)
        if i % 4 == 3:
            draft["media"] = [{"file": "p.png", "alt": "a dot"}]
        made.append(draft)
    return made


class Place:
    """A folder with state, accounts, modules and drafts."""

    count = 0

    def __init__(self, world, settle="0s", timeout="0s", only=None):
        with LOCK:
            Place.count += 1
            self.name = "w%d" % Place.count
        WORLDS[self.name] = self.world = world
        base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.dir = tempfile.mkdtemp(prefix="cm-kill.", dir=base)
        os.mkdir(self.dir + "/networks")
        for n in NETS:
            shutil.copy("%s/%s.jq" % (HERE, n), self.dir + "/networks")
        with open(self.dir + "/accounts", "w") as f:
            for n in NETS:
                f.write("[%s]\nnetwork = %s\nhost = http://127.0.0.1:%d/%s/%s\n"
                        "settle = %s\ntimeout = %s\ntoken = 0123456789abcdef\n\n"
                        % (n, n, PORT, self.name, n, settle, timeout))
        os.chmod(self.dir + "/accounts", 0o600)
        with open(self.dir + "/p.png", "wb") as f:
            f.write(PNG)
        self.drafts = drafts() if only is None else only
        with open(self.dir + "/drafts.ndjson", "w") as f:
            for d in self.drafts:
                f.write(json.dumps(d) + "\n")

    def env(self, inject=None, now=None):
        env = {"CM_DIR": self.dir, "HOME": self.dir, "PATH": "/usr/bin:/bin",
               "LC_ALL": "C.UTF-8", "TZ": "UTC",
               "ASAN_OPTIONS": "verify_asan_link_order=0"}
        if inject is not None:
            env["LD_PRELOAD"] = INJECT
            env["CM_INJECT"] = inject
        if now is not None:
            env["CM_NOW"] = now
        return env

    def start(self, inject=None, now=None, args=(), files=("drafts.ndjson",)):
        out = open(self.dir + "/out", "wb")
        err = open(self.dir + "/err", "ab")
        return subprocess.Popen(
            [POST, *args, *files], cwd=self.dir, stdout=out,
            stderr=err, stdin=subprocess.DEVNULL, env=self.env(inject, now))

    def run(self, *args, **named):
        return self.start(*args, **named).wait(timeout=120)

    def receipts(self):
        with open(self.dir + "/out") as f:
            return [json.loads(line) for line in f]

    def until_settled(self, now=None, args=()):
        for _ in range(20):
            status = self.run(now=now, args=args)
            if status in (0, 1):
                return status
            if status != 75:
                break
            time.sleep(0.3)
        return status

    def faults(self, status):
        """What is wrong with what is published now; all must have landed."""
        while self.world.pending > 0:
            time.sleep(0.05)
        bad = []
        if status not in (0, 1):
            bad.append("status %d" % status)
            return bad
        got = {(r["account"], r["key"]): r for r in self.receipts()}
        want = sum(len(d["to"]) for d in self.drafts)
        if len(got) != want:
            bad.append("%d receipts, not %d" % (len(got), want))
        published = {n: 0 for n in NETS}
        for r in got.values():
            n = r["account"]
            if r["status"] == "published":
                published[n] += len(r.get("ids", [r["id"]]))
            elif n != "mute" or r["status"] != "doubtful":
                bad.append("%s: receipt %s: %s" % (n, r["status"], r))
        for n in NETS:
            texts = [i["text"] for i in self.world.items[n]]
            for t in set(texts):
                if texts.count(t) > 1:
                    bad.append("%s: %d times '%s'" % (n, texts.count(t), t))
            if n != "mute" and len(texts) != published[n]:
                bad.append("%s: %d items, %d in receipts"
                           % (n, len(texts), published[n]))
            if n != "mute" and len(texts) != WANT[n] and \
                    len(self.drafts) == 20:
                bad.append("%s: %d items, not %d" % (n, len(texts), WANT[n]))
            us = [i["us"] for i in sorted(
                self.world.items[n], key=lambda i: i["us"])]
            if len(set(us)) != len(us):
                bad.append("%s: us is not unique" % n)
            ids = {i["id"]: i for i in self.world.items[n]}
            for i in ids.values():
                if i["text"].startswith("Part one") and i["reply"]:
                    bad.append("%s: a thread begins with a reply" % n)
                if i["text"].startswith("Part t") and not (
                        i["reply"] in ids or n == "mute"):
                    bad.append("%s: a thread is broken" % n)
        return bad

    def close(self, keep=False):
        del WORLDS[self.name]
        if not keep:
            shutil.rmtree(self.dir, ignore_errors=True)


tests = failed = 0
WANT = {}


def report(what, bad, place=None):
    global tests, failed
    with LOCK:
        tests += 1
        failed += bool(bad)
        print("%sok %d - %s" % ("not " if bad else "", tests, what))
        for line in bad[:20]:
            print("# " + line)
        if bad and place is not None:
            print("# left in " + place.dir)
        sys.stdout.flush()


def test_plain():
    """Without faults: the figures that the others are held against."""
    place = Place(World())
    status = place.run()
    bad = [] if status == 0 else ["status %d" % status]
    for n in NETS:
        WANT[n] = len(place.world.items[n])
    first = open(place.dir + "/out").read()
    bad += place.faults(status)
    if any(WANT[n] < 6 for n in NETS):
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
        kind = "late" if i % 25 == 7 else "clock" if i % 10 == 3 else "plain"
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
    if not failed:
        test_two()
        test_locked()
        test_late_answers()
        test_failing("full", "a disk that fills up: nothing twice, none lost")
        test_failing("sync", "an fsync that fails: nothing twice, none lost")
        test_kills()
    print("1..%d" % tests)
    sys.stdout.flush()
    os._exit(failed > 0)


main()
