# SPDX-License-Identifier: ISC
"""A server with networks that log what they accept, and folders in which
cm-post sends to them; for run.py and outbox.py."""
import asyncio, json, os, random, shutil, subprocess, sys, tempfile
import threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
POST, INJECT = sys.argv[1], sys.argv[2]
NETS = ("own", "seek", "ask", "mute")
ALL = NETS + ("list",)


class World:
    """What one test's networks have."""

    def __init__(self, late=0.0, slow=None, answer=None):
        self.items = {n: [] for n in ALL}  # (id, text, reply, at)
        self.late = late  # what a dead client sent lands within so long
        self.slow = slow or (lambda net, n: (0, 0))  # land, answer after
        # What becomes of an item: None, or (lands, status or None: the
        # line breaks, headers)
        self.answer = answer or (lambda net, item: None)
        # Of the list of items: None, or (status, items)
        self.lists = lambda: None
        self.date = None  # what the clock there says
        self.acts = []
        self.asked = {n: 0 for n in ALL}
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
    if path == "/act":
        world.acts.append(json.loads(body))
        return 200, {"id": "a%d" % len(world.acts)}
    if method == "GET" and path != "/items":
        for i in world.items[net]:
            if path.endswith("/" + i["key"]):
                return 200, {"id": i["id"], "url": "http://x/" + i["id"]}
        return 404, {}
    if method == "GET":
        status, items = world.lists() or (200, world.items[net])
        return status, {"items": [
            {"id": i["id"], "url": "http://x/" + i["id"], "text": i["text"],
             "at": i["at"], "by": i.get("by")} for i in items]}
    item = json.loads(body)
    world.asked[net] += 1
    n = world.asked[net]
    id = path.rsplit("/", 1)[1] if method == "PUT" else "%s-%d" % (net, n)
    land, answer = world.slow(net, n)
    told = world.answer(net, item)
    if told is not None:
        if told[0]:
            world.land(net, id, item)
        return told[1], {"error": "so it goes"}
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
            if net == "pictures":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
                             % len(PNG) + PNG)
                await writer.drain()
                continue
            status, answer = await handle(
                WORLDS[world], net, method, "/" + path, body, reader)
            if status is None:
                break
            data = json.dumps(answer).encode()
            wait = b"Retry-After: 900\r\n" if status == 429 else b""
            date = WORLDS[world].date if world in WORLDS else None
            if date:
                wait += b"Date: %s\r\n" % date.encode()
            writer.write(
                b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n%s\r\n" % (status, len(data), wait)
                + data)
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


def drafts(base):
    """20 drafts; what each is to be at its networks, message by message."""
    made = []
    for i in range(20):
        draft = {"type": "draft", "to": [NETS[i % 4]],
                 "text": "Number %d, there once" % i}
        if i == 5:
            draft["to"] = list(NETS)
        if i in (3, 4, 5, 9, 10):
            draft["text"] = " ".join(
                "Part %s of the tale number %d goes on and on." % (word, i)
                for word in ("one", "two", "three", "four"))
        if i % 4 == 3:
            draft["media"] = [{"file": "p.png", "alt": "a dot"}]
        if i in (5, 8, 9, 10):
            draft["media"] = [{"url": "%s/p.png?n=%d" % (base, i % 2)}]
        made.append(draft)
    return made


class Place:
    """A folder with state, accounts, modules and drafts."""

    count = kept = 0

    def __init__(self, world, settle="0s", timeout="1s", only=None):
        with LOCK:
            Place.count += 1
            self.name = "w%d" % Place.count
        WORLDS[self.name] = self.world = world
        base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.dir = tempfile.mkdtemp(prefix="cm-kill.", dir=base)
        os.mkdir(self.dir + "/networks")
        for n in ALL:
            shutil.copy("%s/%s.jq" % (HERE, n), self.dir + "/networks")
        with open(self.dir + "/accounts", "w") as f:
            for n in ALL:
                f.write("[%s]\nnetwork = %s\nhost = http://127.0.0.1:%d/%s/%s\n"
                        "settle = %s\ntimeout = %s\ntoken = 0123456789abcdef\n\n"
                        % (n, n, PORT, self.name, n, settle, timeout))
        os.chmod(self.dir + "/accounts", 0o600)
        with open(self.dir + "/p.png", "wb") as f:
            f.write(PNG)
        self.drafts = drafts(
            "http://127.0.0.1:%d/%s/pictures" % (PORT, self.name)) \
            if only is None else only
        self.write()

    def write(self):
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

    def keep_records(self):
        """For the test of the schema."""
        to = os.environ.get("CM_TEST_RECORDS")
        if to:
            with LOCK:
                Place.kept += 1
                shutil.copy(self.dir + "/out", "%s/cm-post.%d.%d.ndjson" % (
                    to, os.getpid(), Place.kept))

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
            with_media = {d["text"][:31] for d in self.drafts
                          if "media" in d}
            for i in self.world.items[n]:
                if i["text"][:31] in with_media and \
                        not i["text"].startswith("Part t") and \
                        i["media"] != ["m%d" % len(PNG)]:
                    bad.append("%s: '%s' without its picture: %s"
                               % (n, i["text"], i["media"]))
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


WANT = {}
TAP = {"tests": 0, "failed": 0}


def report(what, bad, place=None):
    with LOCK:
        TAP["tests"] += 1
        TAP["failed"] += bool(bad)
        print("%sok %d - %s" % ("not " if bad else "", TAP["tests"], what))
        for line in bad[:31]:
            print("# " + line)
        if bad and place is not None:
            print("# left in " + place.dir)
        sys.stdout.flush()
