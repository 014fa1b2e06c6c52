# SPDX-License-Identifier: ISC
"""Drafts that have exactly as much as a network's module says, and one more;
and what cm-post -n makes of them: no request at all."""
import json
import mimetypes

import files

BIG = 64 << 20  # a file is read to know it again: none above this is made
WIDE = "\U0001F600"  # one character, 4 bytes, two units of UTF-16


def matches(pattern, kind):
    return kind.startswith(pattern[:-1]) if pattern.endswith("*") else \
        kind == pattern


def maker(pattern, types=()):
    """The first type that we can make which a pattern means, of those that
    are taken at all."""
    return next((k for k in files.MAKERS if matches(pattern, k) and (
        not types or any(matches(t, k) for t in types))), None)


class Limits:
    """Drafts of one network, and which of them may go out."""

    def __init__(self, about, bases):
        self.about, self.bases = about, bases
        self.text, self.media = about.get("text", {}), about.get("media", {})
        self.cases = []   # (what, draft, whether it may go out)
        self.files = {}

    def base(self, media):
        """A draft that went out, with media or without."""
        with_it = [b for b in self.bases if bool(b.get("media")) == media]
        return json.loads(json.dumps((with_it or self.bases or [{}])[0]))

    def add(self, what, draft, passes):
        draft.pop("key", None)
        draft["to"] = ["brand"]
        self.cases.append((what, draft, passes))

    def bare(self, media, text):
        """Only what counts: nothing else goes into the text."""
        draft = self.base(media)
        for name in ("tags", "link", "warning", "markdown", "html", "poll",
                     "first_comment"):
            draft.pop(name, None)
        draft["text"] = text
        if self.text.get("title", -1) is False or "title" not in self.text:
            draft.pop("title", None)
        return draft

    def of_text(self):
        most, thread = self.text.get("max", -1), self.text.get("thread")
        if most == 0:
            self.add("text.max", self.bare(True, "a"), False)
        if most > 0:
            media = not any(not b.get("media") for b in self.bases)
            if media:
                most = min([most] + self.beside(self.base(True)))
            self.add("text.max", self.bare(media, "a" * most), True)
            more = "a" * most + " a"
            self.add("text.max", self.bare(media, more), bool(thread))
        size = self.text.get("bytes", -1)
        if size > 0:
            n = size // 4
            room = most < 0 or n * (
                2 if self.text.get("unit") == "utf16" else 1) <= most
            text = WIDE * n + "a" * (size % 4) if room else \
                "a" + "\u0301" * ((size - 1) // 2) + "a" * ((size - 1) % 2)
            if not room and self.text.get("unit", "graphemes") != "graphemes":
                return  # so many bytes are too long before
            self.add("text.bytes", self.bare(False, text), True)
            self.add("text.bytes", self.bare(False, text + "a"),
                     bool(thread))

    def beside(self, draft):
        """How long a text may be beside a draft's media."""
        one = draft["media"][0]
        name = one if isinstance(one, str) else \
            one.get("file") or one.get("url") or ""
        kind = mimetypes.guess_type(name)[0] or ""
        most = self.each(kind).get("text")
        return [] if most is None else [most]

    def of_title(self):
        most = self.text.get("title", -1)
        if most is True or most is False or most <= 0:
            return
        for n, passes in ((most, True), (most + 1, False)):
            draft = self.bare(bool(self.bases[0].get("media")), "Text")
            draft["title"] = "a" * n
            self.add("title", draft, passes)

    def each(self, kind):
        """Limits of a type: its own, else those of all."""
        own = [v for p, v in (self.media.get("each") or {}).items()
               if matches(p, kind)]
        return {**self.media, **(own[0] if own else {})}

    def like(self, kind, n=1, **more):
        """A draft with n files of a type, of so many bytes or seconds."""
        draft = self.base(True)
        if (self.media.get("each") or {}).get(kind, {}).get("text"):
            draft["text"] = "a"
        old = draft.get("media") or [{}]
        old = old[0] if isinstance(old[0], dict) else {"file": old[0]}
        alt = {"alt": "A dot"} if self.media.get("alt", 0) > 0 else {}
        ending, make = files.MAKERS[kind]
        if self.media.get("by") == "url":
            draft["media"] = [{**alt, "url": "https://example.org/%d.%s" % (
                i, ending), "type": kind} for i in range(n)]
            return draft
        name = "limit%d.%s" % (len(self.files), ending)
        self.files[name] = make(**more)
        draft["media"] = [{"file": name, **alt} for i in range(n)]
        return draft

    def kinds(self):
        patterns = list(self.media.get("each") or {}) or \
            self.media.get("types") or ["image/*"]
        types = self.media.get("types") or ()
        return [k for k in (maker(p, types) for p in patterns) if k]

    def of_media(self):
        most, least = self.media.get("max", -1), self.media.get("min", 0)
        kinds = self.kinds()
        if most == 0:
            self.add("media.max", self.like("image/png"), False)
            return
        for kind in kinds:
            limit = self.each(kind)
            what = "media" if len(kinds) == 1 else "media " + kind
            if limit.get("max", -1) > 0:
                self.add(what + " max", self.like(kind, limit["max"]),
                         limit["max"] >= least)
                self.add(what + " max", self.like(kind, limit["max"] + 1),
                         False)
            if self.media.get("by") == "url":
                continue
            self.of_size(kind, what, limit, max(least, 1))
        if least > 0:
            self.add("media.min", self.bare(False, "a") if least == 1 else
                     self.like(kinds[0], least - 1), False)
            if least == 1:
                self.cases[-1][1].pop("media", None)

    def of_size(self, kind, what, limit, n):
        size = limit.get("bytes", -1)
        if 0 < size <= BIG:
            self.add(what + " bytes", self.like(kind, n, size=size), True)
        if 0 < size:
            self.add(what + " bytes", self.like(kind, n, size=size + 1),
                     False)
        seconds = limit.get("seconds")
        if not seconds or not kind.startswith("video/"):
            return
        low, high = (seconds + [None])[:2]
        for at, passes in ((low, True), (high, True),
                           (low and low - 0.5, False),
                           (high and high + 1, False)):
            if at is not None and at > 0:
                self.add(what + " seconds", self.like(
                    kind, n, seconds=at), passes)

    def of_alt(self):
        most = self.media.get("alt", 0)
        kinds = self.kinds()
        if most <= 0 or not kinds:
            return
        for n, passes in ((most, True), (most + 1, False)):
            draft = self.like(kinds[0], max(1, self.media.get("min", 0)))
            draft["media"][0]["alt"] = "a" * n
            self.add("media.alt", draft, passes)

    def make(self):
        if self.bases:
            self.of_text()
            self.of_title()
            self.of_media()
            self.of_alt()
        return self.cases


def judge(cases, receipts, asked):
    """What of the cases came out another way."""
    if len(receipts) != len(cases):
        yield "%d receipts for %d drafts at the limits" % (
            len(receipts), len(cases))
    for (what, draft, passes), receipt in zip(cases, receipts):
        fine = receipt.get("status") == "planned"
        if fine != passes:
            yield "%s is not held: %s %s: %s" % (
                what, "exactly so much" if passes else "more",
                "is refused" if passes else "passes",
                json.dumps(receipt.get("error", ""))[:300])
    if asked:
        yield "requests go out at the limits: %s" % asked[0][0].what
