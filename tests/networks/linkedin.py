# SPDX-License-Identifier: ISC
"""A document that LinkedIn works on for a while. usage: linkedin.py BIN;
writes what cm-post says of it and the receipt's status."""
import os
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "worlds"))
sys.dont_write_bytecode = True
import linkedin
from place import Place


class Slow(linkedin.LinkedIn):
    def look(self, urn):
        answer = super().look(urn)
        return {**answer, "status": "PROCESSING"} if self.looks[urn] < 3 \
            else answer


at = Place(Slow, next(j for j in Slow.jobs if j.name == "post document"),
           os.path.abspath(sys.argv[1]))
r = at.run(None, *at.job.args)
print(r.err, end="")
print(*(x["status"] for x in r.receipts()))
at.close()
