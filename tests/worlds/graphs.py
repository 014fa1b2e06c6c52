# SPDX-License-Identifier: ISC
"""What networks of the Graph API have in common: paths with a version,
parameters wherever they stand, errors of one shape, pages with a cursor and an
address that has the token in it."""
import json
import re
from urllib.parse import parse_qsl

from fake import Job, Network


class Case(Job):
    """A job, and what the network is to do in it: knobs."""

    def __init__(self, name, *args, knobs=(), **more):
        super().__init__(name, *args, **more)
        self.knobs = dict(knobs)


class No(Exception):
    """An answer that is an error."""

    def __init__(self, code, message, subcode=None, status=400,
                 type="OAuthException", **more):
        super().__init__(message)
        error = {"message": message, "type": type, "code": code}
        if subcode is not None:
            error["error_subcode"] = subcode
        self.answer = status, {"error": {**error, **more,
                                         "fbtrace_id": "AbCdEfGhIjK"}}


def gone(path):
    return No(100, "Unsupported get request. Object with ID '%s' does not "
              "exist, cannot be loaded due to missing permissions, or does "
              "not support this operation" % path.strip("/").split("/")[0], 33,
              type="GraphMethodException")


class Graph(Network):
    version = "v25.0"

    def __init__(self):
        super().__init__()
        self.knobs = {}
        self.given = {}   # parameters of the request, from query and body
        self.boxes = {}   # containers, by id
        self.told = {}    # how often something was asked

    def begin(self, job):
        self.knobs = dict(getattr(job, "knobs", {}))

    def once(self, what):
        """Is it asked for the first time?"""
        self.told[what] = self.told.get(what, 0) + 1
        return self.told[what] == 1

    def read(self, rq):
        self.given = dict(rq.query)
        kind = rq.headers.get("content-type", "")
        if rq.is_json:
            self.given.update(rq.json or {})
        elif "form-urlencoded" in kind:
            self.given.update(parse_qsl(rq.body.decode()))

    def take(self, *needed, may=()):
        """No parameter that is unknown, and all that are needed."""
        for name in needed:
            if name not in self.given:
                raise No(100, "(#100) The parameter %s is required" % name)
        for name in self.given:
            if name not in needed and name not in may and name != "fields":
                raise No(100, "(#100) Unexpected parameter %s" % name)
        return self.given

    def fields(self):
        return re.findall(r"[a-z_]+(?![a-z_]*\()", re.sub(
            r"\{[^{}]*\}", "", self.given.get("fields", "id")))

    def pages(self, rq, pages):
        """The page that is asked for; the address of the next has a token."""
        token = rq.headers.get("authorization", "").replace("Bearer ", "")
        at = int(self.given["after"][3:]) if "after" in self.given else 0
        paging = {"cursors": {"before": "QVF%d" % at, "after": "QVF%d" % (
            at + 1)}}
        if at + 1 < len(pages):
            paging["next"] = "https://graph.example%s?access_token=%s&" \
                "limit=25&after=QVF%d" % (rq.path, token, at + 1)
        return {"data": pages[at], "paging": paging}

    def is_old(self):
        """A token is renewed only when it is a day old."""
        if not {"expired", "old"} & set(self.knobs):
            raise No(100, "Invalid parameter", status=400)

    def hears(self, rq):
        """Is the token of the request good? Raises, if it is not."""
        raise NotImplementedError

    def talk(self, rq, do, path):
        raise NotImplementedError

    def bare(self, rq):
        """Paths without a version."""
        return None

    def answer(self, rq):
        try:
            self.read(rq)
            said = self.bare(rq)
            if said is not None:
                return said
            self.hears(rq)
            start = "/" + self.version
            if not rq.path.startswith(start + "/"):
                raise No(2500, "Unknown path components: " + rq.path)
            path = rq.path[len(start):]
            said = self.talk(rq, rq.method + " " + path, path)
            if said is None:
                raise gone(path)
            return said
        except No as error:
            return error.answer


def text(value):
    return json.dumps(value, separators=(",", ":"))
