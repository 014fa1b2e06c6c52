# SPDX-License-Identifier: ISC
"""A network on loopback that goes wrong on request.

A network's scenario (mastodon.py and its like) is a class made from Network:

    name      of the module
    settings  of the account in the accounts file; CANARY is its secret;
              {base} in a value is where the network is
    jobs      what is tried: Job(...)
    answer(rq) what the network says: body, (status, body) or (status,
              headers, body); body is JSON, bytes, or None
    accept(text)  to be called for each message that it makes public

Server(network, fault) serves it on a port of its own. A Fault happens at the
N-th request: once, or from there on.
"""
import json
import socket
import threading
import time
from urllib.parse import parse_qsl, unquote, urlsplit

CANARY = "c4n4ry-Of-The-Account"
CANARY2 = "c4n4ry-Of-The-Session"
NOW, LATER = "2026-11-22T09:00:00Z", "2026-11-22T12:00:00Z"
HOLD = 1.6  # seconds that a late answer takes: longer than our time-out
MORE = {"cm_unknown": [{"deep": 1}], "": "", "type_": None}


class Job:
    """A command; for the files it names see files: name -> text, bytes (see
    files.py), or None: a small picture. want: how many messages it makes
    public, those that need not be there included. status: what it ends with;
    another than 0 is a network that says no: no further fault is tried.
    settings: of the account, beside those of the network."""

    def __init__(self, name, *args, files=None, want=0, fresh=False,
                 status=0, settings=None, listed=True):
        self.name, self.args, self.files = name, args, files or {}
        self.want = want    # messages that it publishes
        self.fresh = fresh  # the account has not signed in yet
        self.status, self.settings = status, settings or {}
        self.listed = listed  # what it makes can be seen at the network


class Request:
    def __init__(self, method, target, headers, body):
        self.method, self.target = method, target
        self.headers, self.body = headers, body
        parts = urlsplit(target)
        self.path = unquote(parts.path)
        self.query = dict(parse_qsl(parts.query))
        self.is_json = "json" in headers.get("content-type", "")
        self.json = json.loads(body) if self.is_json and body else None
        self.what = method + " " + self.path


class Network:
    settings = {}
    jobs = ()
    job = None                # the one that is tried
    findable = True           # it can be seen whether a message came through
    forgets = False           # what it told once it does not tell again
    once = None               # where a refresh token is changed for the next:
                              # it is good once, and lost with the answer

    def __init__(self):
        self.base = None      # http://127.0.0.1:PORT
        self.accepted = []    # texts, in the order in which they came
        self.items = []       # what was published, newest last
        self.lock = threading.Lock()

    def begin(self, job):
        """The account has signed in; now the job comes."""

    @staticmethod
    def shows(job):
        """Whether what the job publishes is in a list that can be read."""
        return job.listed

    def accept(self, text):
        self.accepted.append(text)
        return len(self.accepted)

    @staticmethod
    def now(seconds=0):
        return time.strftime("%Y-%m-%dT%H:%M:%S.000Z",
                             time.gmtime(time.time() + seconds))


# What can happen, and whether the network carries the request out.
#   kind: (carried out, status, headers)
FAULTS = {
    "refused": False, "cut": True, "cut early": False, "time-out": False,
    "late": True, "401": False, "403": False, "404": False,
    "429": False, "429 after": False, "429 long": False, "500": False,
    "500 done": True, "503": False, "503 after": False, "html": True,
    "html only": False, "truncated": True,
}
STATUSES = {"401": "Unauthorized", "403": "Forbidden", "404": "Not Found",
            "429": "Too Many Requests", "500": "Internal Server Error",
            "503": "Service Unavailable"}
HTML = b"<!DOCTYPE html><html><head><title>Please wait</title></head>" \
    b"<body><h1>Checking your browser</h1></body></html>"


class Fault:
    """lost: a request before it, which was carried out, and its answer lost:
    what the programs do then is to go wrong too."""

    def __init__(self, kind, at, always=False, path=None, lost=None):
        self.kind, self.at, self.always, self.path = kind, at, always, path
        self.lost = lost

    def what(self, n):
        """The kind that the N-th request meets, or None."""
        if n == self.lost:
            return "cut"
        return self.kind if n == self.at or (
            self.always and n > self.at) else None

    def __str__(self):
        return "%s%s at request %d%s%s" % (
            self.kind, " " + "/".join(map(str, self.path)) if self.path else
            "", self.at, " and later" if self.always else "",
            ", after the answer to request %d was lost" % self.lost
            if self.lost else "")


def members(value, depth=3, path=()):
    """Paths of the members of a body: of a list, its first element's."""
    if isinstance(value, dict) and depth > 0:
        for key, inner in value.items():
            yield path + (key,)
            yield from members(inner, depth - 1, path + (key,))
    elif isinstance(value, list) and value:
        yield from members(value[0], depth, path + (0,))


def without(value, path):
    value = json.loads(json.dumps(value))
    at = value
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return value


def with_more(value, deep=True):
    """With members that nobody knows; what is in others may be what a module
    sends back as it came: deep is not for those that send."""
    if isinstance(value, dict):
        return {**{k: with_more(v) if deep else v for k, v in value.items()},
                **MORE}
    if isinstance(value, list):
        return [with_more(v, deep) for v in value]
    return value


def made_up(record):
    """Members whose text was made of what is not there."""
    author = record.get("author") or {}
    for place, value in [(n, record.get(n)) for n in (
            "id", "url", "thread", "reply_to", "text")] + [
                ("author." + n, author.get(n)) for n in ("id", "url")]:
        if value is not None and (value == "" or "null" in str(value)):
            yield "%s is made up: %s" % (place, value)


class Server:
    """One network on one port, for one run or more."""

    def __init__(self, network):
        self.network = network
        self.fault = None
        self.count = 0
        self.bodies = []   # (what, answer) of each request, in order
        self.asked = []    # and as they came: (Request, status, body)
        self.lost = set()  # what was carried out, and its answer was spoilt
        self.commits = []  # the numbers of those that made something public
        self.open = False
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        # A port that was asked for stays ours while nobody listens at it.
        self.socket.close()
        self.bind()
        self.done = False
        network.base = "http://127.0.0.1:%d" % self.port

    def bind(self):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", self.port))

    def begin(self, fault):
        """A new run of the program: requests are counted from 1."""
        self.fault, self.count, self.bodies, self.asked = fault, 0, [], []
        self.commits = []
        if fault is None or fault.kind != "refused" or fault.at > 1:
            self.listen()
        else:
            self.refuse()

    def listen(self):
        if self.open:
            return
        self.socket.listen(64)
        self.open = True
        threading.Thread(target=self.accept, args=(self.socket,),
                         daemon=True).start()

    def refuse(self):
        if self.open:
            self.open = False
            self.socket.shutdown(socket.SHUT_RDWR)
        if not self.fault.always:
            timer = threading.Timer(0.4, self.reopen)
            timer.daemon = True
            timer.start()

    def reopen(self):
        try:
            if not self.done:
                self.listen()
        except OSError:
            pass

    def accept(self, on):
        while True:
            try:
                conn, _ = on.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(conn,),
                             daemon=True).start()

    def close(self):
        self.done = True
        if self.open:
            self.socket.shutdown(socket.SHUT_RDWR)
        self.open = False
        self.socket.close()

    def serve(self, conn):
        try:
            conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            rq = self.read(conn)
            if rq is not None:
                self.reply(conn, rq)
        except OSError:
            pass
        finally:
            conn.close()

    @staticmethod
    def read(conn):
        data = b""
        while b"\r\n\r\n" not in data:
            more = conn.recv(65536)
            if not more:
                return None
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if "expect" in headers:
            conn.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while len(body) < int(headers.get("content-length", 0)):
            more = conn.recv(65536)
            if not more:
                return None
            body += more
        return Request(method, target, headers, body)

    def reply(self, conn, rq):
        net = self.network
        with net.lock:
            self.count += 1
            n = self.count
            fault = self.fault
            kind = fault.what(n) if fault else None
            if fault and fault.kind == "refused" and n != fault.lost:
                kind = None
                if n == fault.at - 1:
                    self.refuse()
            answer, before = (200, {}, None), len(net.accepted)
            if kind is None or FAULTS.get(kind, True):
                answer = self.answer(rq)
                if kind not in (None, "more") and answer[0] < 300:
                    self.lost.add(rq.what)
            if len(net.accepted) > before:
                self.commits.append(n)
            self.bodies.append((rq.what, answer[0], answer[2]))
            self.asked.append((rq, answer[0], answer[2]))
        status, headers, body = answer
        if kind == "missing" and isinstance(body, (dict, list)):
            try:
                body = without(body, fault.path)
            except (KeyError, IndexError, TypeError):
                pass
        elif kind == "more":
            body = with_more(body)
        self.send(conn, rq, kind, status, dict(headers), body)

    def answer(self, rq):
        try:
            answer = self.network.answer(rq)
        except Exception as error:  # a scenario's own fault
            answer = (599, {}, {"scenario": repr(error), "what": rq.what})
        if not isinstance(answer, tuple):
            answer = (200, answer)
        if len(answer) == 2:
            answer = (answer[0], {}, answer[1])
        return answer

    def send(self, conn, rq, kind, status, headers, body):
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        body = body or b""
        word = (kind or "").split(" ")[0]
        if word in STATUSES:
            status, headers = int(word), {"Content-Type": "application/json"}
            body = json.dumps({"error": STATUSES[word]}).encode()
            wait = {"429 after": "1", "503 after": "1",
                    "429 long": "7200"}.get(kind)
            if wait:
                headers["Retry-After"] = wait
        elif word == "html":
            status, headers, body = 200, {"Content-Type": "text/html"}, HTML
        elif kind == "truncated":
            body = body[:len(body) // 2]
        if kind in ("time-out", "late"):
            time.sleep(HOLD)
            return
        if kind == "cut early":
            return
        headers["Content-Length"] = str(len(body))
        headers["Connection"] = "close"
        head = "HTTP/1.1 %d X\r\n" % status + "".join(
            "%s: %s\r\n" % h for h in headers.items()) + "\r\n"
        data = head.encode()
        if rq.method != "HEAD":
            data += body if kind != "cut" else body[:len(body) // 2]
        if kind == "cut" and not body:
            data = data[:len(data) // 2]
        conn.sendall(data)
