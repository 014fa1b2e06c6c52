# SPDX-License-Identifier: ISC
"""What tests in Python find out, told to the shell that asserts it."""
from place import Place


def told(name, *what):
    """A line for `told NAME`, its parts behind tabs."""
    print(name, *what, sep="\t")


def gaps(result):
    """What the coverage of a run says is missing."""
    return "; ".join(g["what"] + ": " + g["why"] for c in result.coverage()
                     for g in c.get("gaps", []))


def run(top, network, job, *faults):
    """A job once for each fault, in one place; without any, once."""
    place = Place(network, job, top + "/bin")
    try:
        return place, [place.run(f, *job.args) for f in faults or (None,)]
    finally:
        place.close()
