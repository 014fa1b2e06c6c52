# SPDX-License-Identifier: ISC
"""What went out and what came of it, in lines that a person can read and two
runs have in common: no port, no key, no file's bytes."""
import json
import re
from urllib.parse import parse_qsl, urlsplit

import files

LONG = 300  # of a text no more is shown
MASKS = ((re.compile(r"127\.0\.0\.1(:|%3A)(\d+|PORT)"), "HOST"),
         (re.compile(r"localhost(:|%3A)(\d+|PORT)"), "HOST"),
         (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-"
                     r"[0-9a-f]{12}\b"), "UUID"),
         (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
         (re.compile(r"\b[0-9a-f]{32}\b"), "KEY"),
         (re.compile(r'"[A-Za-z0-9+/]{43}="'), '"KEY"'),
         (re.compile(r'"[A-Za-z0-9+/]{22}=="'), '"KEY"'),
         # What is made at once is numbered as it came.
         (re.compile(r"(/ig-api-upload/[^/]+)/\d+"), r"\1/BOX"),
         (re.compile(r"/(?:dev/shm|tmp)/cm-world\.[^/\"]*"), "FOLDER"))


def mask(text):
    for pattern, word in MASKS:
        text = pattern.sub(word, text)
    return text


def cut(value):
    if isinstance(value, str):
        return value if len(value) <= LONG else "%s... (%d)" % (
            value[:LONG // 3], len(value))
    if isinstance(value, dict):
        return {k: cut(v) for k, v in value.items()}
    if isinstance(value, list):
        return [cut(v) for v in value]
    return value


def plain(value):
    return json.dumps(cut(value), ensure_ascii=False)


def raw(data):
    """Text as it is; of a file, what it is."""
    kind = files.kind(data)
    try:
        text = data.decode()
        if kind == "application/octet-stream" and not re.search(
                "[\\0-\\x08\\x0e-\\x1f]", text):
            return cut(text)
    except UnicodeDecodeError:
        pass
    return "%s, %d bytes" % (kind, len(data))


def parts(rq):
    """Those of a multipart body: (name, file name or None, bytes)."""
    kind = rq.headers.get("content-type", "")
    found = re.search(r'boundary="?([^";]+)', kind)
    if "multipart/" not in kind or not found:
        return
    for part in rq.body.split(b"--" + found.group(1).encode())[1:-1]:
        head, _, body = part.partition(b"\r\n\r\n")
        head = head.decode("utf-8", "replace")
        names = dict(re.findall(r'(?<![a-z])(name|filename)="([^"]*)"', head))
        yield names.get("name", ""), names.get("filename"), body[:-2]


def body(rq):
    kind = rq.headers.get("content-type", "")
    if not rq.body:
        return
    if "json" in kind:
        yield plain(json.loads(rq.body))
    elif "form-urlencoded" in kind:
        for name, value in parse_qsl(rq.body.decode(), True):
            if name == "children":  # numbered as they came, at once
                value = ",".join(sorted(value.split(",")))
            yield "%s = %s" % (name, cut(value))
    elif "multipart/" in kind:
        for name, file, data in parts(rq):
            yield "%s = %s%s" % (name, "file '%s': " % file if file else "",
                                 raw(data))
    else:
        yield raw(rq.body)


def request(rq):
    query = parse_qsl(urlsplit(rq.target).query, True)
    lines = ["%s %s" % (rq.method, rq.path)]
    lines += ["  ? %s = %s" % (n, cut(v)) for n, v in query]
    lines += ["  " + n + ": " + rq.headers[n] for n in (
        "content-range", "range", "if-none-match") if n in rq.headers]
    lines += ["  " + line for line in body(rq)]
    return mask("\n".join(lines))


def requests(asked):
    """Of those that go out together the order is chance: by what they say."""
    return sorted(request(rq) for rq, _, _ in asked)


def records(out):
    for line in out.splitlines():
        try:
            yield mask(plain(json.loads(line)))
        except ValueError:
            yield "no JSON: " + line[:LONG]


def run(r):
    """A job's part of the file beside its network."""
    lines = ["== %s: %s" % (r.job.name, " ".join(
        w if re.fullmatch(r"[\w@:#./=-]+", w) else repr(cut(w))
        for w in r.job.args))]
    for one in requests(r.asked):
        lines += [("> " if n == 0 else "  ") + line
                  for n, line in enumerate(one.split("\n"))]
    lines += ["< " + line for line in records(r.result.out)]
    if r.result.status:
        lines.append("status %d" % r.result.status)
    return lines
