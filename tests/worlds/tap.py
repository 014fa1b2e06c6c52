# SPDX-License-Identifier: ISC
"""What a test says: ok(...) for each assertion, end() at last."""
import sys

COUNT = [0, 0]


def ok(what, good, *more):
    """more: what is shown where it is not good."""
    COUNT[0] += 1
    COUNT[1] += not good
    print("%sok %d - %s" % ("" if good else "not ", COUNT[0], what))
    for one in more if not good else ():
        for line in str(one).splitlines()[:20]:
            print("# " + line[:400])


def end():
    print("1..%d" % COUNT[0])
    sys.exit(COUNT[1] > 0)
