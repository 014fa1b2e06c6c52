# SPDX-License-Identifier: ISC
"""What a user sees of one folder, from run to run."""
import json

from world import Place, World, report


class Case(Place):
    """A place whose drafts and answers change from run to run."""

    def __init__(self, what, settle="0s", **world):
        super().__init__(World(**world), settle, only=[])
        self.what, self.bad = what, []

    def post(self, *drafts, args=(), now=None, to="seek"):
        with open(self.dir + "/drafts.ndjson", "w") as f:
            for d in drafts:
                d = {"text": d} if isinstance(d, str) else d
                f.write(json.dumps({"type": "draft", "to": [to], **d}) + "\n")
        open(self.dir + "/err", "wb").close()
        self.status = self.run(args=args, now=now)
        self.keep_records()
        self.got = self.receipts()
        self.said = open(self.dir + "/err").read()
        return self.got[0] if self.got else {}

    def journal(self, *args):
        self.status = self.run(args=args or ("--journal",), files=())
        self.keep_records()
        self.said = open(self.dir + "/err").read()
        return self.receipts()

    def texts(self, net="seek"):
        return [i["text"] for i in self.world.items[net]]

    def want(self, what, got, want):
        if got != want:
            self.bad.append("%s: %r, not %r" % (what, got, want))

    def end(self):
        if self.bad:
            self.bad += self.said.splitlines()[:10]
        report(self.what, self.bad, self)
        self.close(keep=bool(self.bad))
