# SPDX-License-Identifier: ISC
"""What a module says that its network can do, and which of it jobs show."""
import json
import mimetypes
from datetime import datetime, timedelta

import files
from limits import matches

FITS = {"posts": {"post", "article"}, "comments": {"comment"},
        "mentions": {"mention", "comment", "post", "message"},
        "messages": {"message"}, "account": {"account", "series"},
        "profile": {"account"}, "reviews": {"review"}, "series": {"series"},
        "search": {"post", "mention", "article", "account", "comment"}}
ARGS = {"--to": "to", "--text": "text", "--title": "title", "--lang": "lang",
        "--at": "at", "--key": "key", "--reply-to": "reply_to"}
BESIDE = ("alt", "captions", "cover")  # members of a medium
SPARE = ("--tz", "--late")             # options with a value that stay


def from_args(args):
    """The draft that options make, and what is left of them."""
    draft, rest, media = {}, [], []
    args = list(args)
    while args:
        word = args.pop(0)
        if word in ARGS:
            value = args.pop(0)
            draft[ARGS[word]] = [value] if word == "--to" else value
        elif word == "--media":
            value = args.pop(0)
            media.append({"url" if "://" in value else "file": value})
        elif word == "--alt":
            value = args.pop(0)
            next(m for m in media if "alt" not in m)["alt"] = value
        else:
            rest.append(word)
            if word in SPARE:
                rest.append(args.pop(0))
    if media:
        draft["media"] = media
    return draft, rest


def from_file(job):
    """The one line of its file, or None."""
    for name in job.args[1:]:
        text = job.files.get(name)
        if isinstance(text, str) and text.startswith("{"):
            try:
                return json.loads(text), name
            except ValueError:
                pass
    return None, None


def action(job):
    one, _ = from_file(job)
    return one if one and "do" in one else None


def draft(job):
    """(draft, the arguments beside it), or None."""
    if job.args[0] != "cm-post":
        return None
    one, name = from_file(job)
    said, rest = from_args(job.args[1:])
    if one is not None:
        return None if "do" in one else (
            {**one, **said}, [w for w in rest if w != name])
    return (said, rest) if "text" in said else None


def media(one):
    """The media of a draft as objects."""
    return [m if isinstance(m, dict) else {
        "url" if "://" in m else "file": m} for m in one.get("media") or []]


def kind(job, medium):
    """What a medium of a job's draft is."""
    name = medium.get("file") or medium.get("url") or ""
    data = job.files.get(name, b"") if "file" in medium else b""
    if data is None:
        return "image/png"
    if data:
        return files.kind(data if isinstance(data, bytes) else data.encode())
    return medium.get("type") or mimetypes.guess_type(
        name.split("?")[0])[0] or ""


def publishes(r):
    return r.job.args[0] == "cm-post" and any(
        x.get("status") in ("published", "planned")
        for x in r.result.receipts())


def sends(r):
    """Did the network carry something out?"""
    return any(rq.method not in ("GET", "HEAD") and status < 400
               for rq, status, _ in r.asked)


def drafts(runs):
    for r in runs:
        one = draft(r.job)
        if one and publishes(r) and r.result.status == 0:
            yield r, one[0]


def reads(what, runs):
    fits = FITS.get(what, {what})
    return any(r.result.status == 0 and any(
        ("brand:" + what) == w or "brand:" in w and what in w[6:].split(",")
        for w in r.job.args) and any(
            one.get("type") in fits for one in r.result.records)
        for r in runs if r.job.args[0] == "cm-fetch")


def acts(do, runs):
    return any((action(r.job) or {}).get("do") == do and sends(r) and any(
        x.get("status") == "published" for x in r.result.receipts())
        for r in runs)


def types(pattern, runs):
    return any(matches(pattern, kind(r.job, m))
               for r, d in drafts(runs) for m in media(d))


def renewed(runs):
    """The same asked twice: refused, then, after the token was renewed, not."""
    for r in runs:
        if r.result.status != 0:
            continue
        seen = {}
        for n, (rq, status, _) in enumerate(r.asked):
            what = rq.method, rq.path.split("/")[-1]
            said = rq.target, rq.headers.get("authorization"), rq.body, {
                k: v for k, v in rq.headers.items() if "token" in k}
            before = seen.get(what)
            if before and n - before[0] > 1 and said != before[1] and \
                    status < 400:
                return True
            seen.setdefault(what, (n, said))
    return False


SPANS = {"h": 3600, "d": 86400, "w": 604800, "y": 31536000}


def before(time, span):
    return (datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ") - timedelta(
        seconds=int(span[:-1]) * SPANS[span[-1]])).strftime(
            "%Y-%m-%dT%H:%M:%SZ")


def members(about, runs):
    """The members of drafts and media that change what goes out: each with
    the runs of jobs that have it."""
    uses = [u for u in about.get("uses", [])]
    beside = [b for b in BESIDE if b in uses or "media." + b in uses]
    if (about.get("media") or {}).get("alt", 0) > 0 and "alt" not in beside:
        beside.append("alt")
    for name in uses:
        name = name.replace("media.", "")
        if name not in BESIDE and name != "receipts":
            yield name, [r for r, d in drafts(runs) if d.get(name)]
    for name in beside:
        yield name, [r for r, d in drafts(runs) if d.get(name) or any(
            m.get(name) for m in media(d))]
    if about.get("schedules"):
        yield "at", [r for r, d in drafts(runs) if d.get("at")]


def without(one, name):
    one = json.loads(json.dumps(one))
    one.pop(name, None)
    if name in BESIDE and one.get("media"):
        one["media"] = [{k: v for k, v in m.items() if k != name}
                        for m in media(one)]
    return one


def missing(about, text, runs):
    """The claims that no job shows, one after the other."""
    for what in about.get("reads", []):
        if not reads(what, runs):
            yield "reads %s" % what
    for what in about.get("of", []):
        if not any("brand:" + what in r.job.args and "--of" in r.job.args and
                   r.result.status == 0 and r.result.records for r in runs):
            yield "of %s" % what
    for do in about.get("acts", []):
        if not acts(do, runs):
            yield "acts %s" % do
    said = about.get("media") or {}
    for pattern in (said.get("types") or []) if said.get("max") != 0 else []:
        if not types(pattern, runs):
            yield "media.types %s" % pattern
    for pattern in said.get("each") or {}:
        if not types(pattern, runs):
            yield "media.each %s" % pattern
    if (about.get("text") or {}).get("thread") and not any(
            len(x.get("ids") or []) > 1 for r in runs
            for x in r.result.receipts()):
        yield "text.thread"
    if about.get("unit") == "recipient" and not any(
            len(d.get("recipients") or []) > 1 for _, d in drafts(runs)):
        yield "unit recipient"
    if about.get("needs") and not any(
            r.job.fresh and r.result.status == 0 for r in runs):
        yield "login (a job with fresh=True)"
    if ("def refresh:" in text or about.get("oauth2")) and not renewed(runs):
        yield "renewal (a job whose token has expired)"
