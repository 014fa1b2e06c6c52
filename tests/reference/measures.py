#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Whether rows and measure records agree.

    cm-stats VERB ... | python3 measures.py

prints a line for each way in which they do not: a member of a row without a
measure record of the same table (or of all tables), NAME.n, NAME.low or
NAME.high of a measure that does not say what is counted or how the bounds are
made, an interval that the rows lack, a share or rate without a denominator, a
null without a reason, bounds on the wrong side. A column that no row has
is told as well. Nothing is printed where all is well.
"""
import json
import sys

ALWAYS = {"type", "by", "reason", "complete"}
PARTS = (".n", ".low", ".high")
SLACK = 1e-9
# A goal has it only where it is one of growth.
SOME = {("goals", "base_at")}
# What may be below 0.
SIGNED = ("change", "net", "revenue", "roas", "difference", "forecast")


def base(name):
    """The estimate that NAME.n, NAME.low or NAME.high belongs to, and which."""
    for part in PARTS:
        if name.endswith(part):
            return name[:-len(part)], part
    return None, None


def told(reason, name):
    """Whether a reason names a column, or what it is a part of or made of."""
    names = {name}
    over, _ = base(name)
    while over:
        names.add(over)
        over, _ = base(over)
    for text in reason.split("; "):
        if names & set(text.partition(": ")[0].split(", ")):
            return True
    return False


class Check:
    def __init__(self):
        self.columns, self.seen, self.bad = {}, set(), {}
        self.tables = set()

    def say(self, by, name, what, row=None):
        self.bad.setdefault((by or "-", name, what), row)

    def column(self, by, name):
        return self.columns.get((by, name)) or self.columns.get((None, name))

    def measure(self, m):
        by, name = m.get("by"), m["name"]
        if (by, name) in self.columns:
            self.say(by, name, "has two measure records")
        self.columns[by, name] = m
        if not m.get("formula") and m.get("role") != "key":
            self.say(by, name, "has no formula")
        if m.get("unit") == "percent" and not m.get("denominator") and \
                not m.get("sample"):
            self.say(by, name, "is in percent of what is not said")

    def member(self, row, by, name):
        value = row[name]
        if value is None and not told(row.get("reason", ""), name):
            self.say(by, name, "is null and no reason names it", row)
        m = self.column(by, name)
        if m:
            self.seen.add((by, name))
            self.parts(row, by, name, m)
            return
        over, part = base(name)
        m = over and self.column(by, over)
        if not m:
            self.say(by, name, "has no measure record", row)
        elif part == ".n" and not m.get("sample"):
            self.say(by, name, "counts what no sample says", row)
        elif part != ".n" and not m.get("interval"):
            self.say(by, name, "is a bound no interval tells of", row)

    def parts(self, row, by, name, m):
        """An estimate of a verb has all three; `by` gives what is asked."""
        has = [name + part in row for part in PARTS]
        if by is None or not m.get("interval"):
            return
        if has[1] != has[2]:
            self.say(by, name, "has one bound only", row)
        if has[0] and not m.get("sample"):
            self.say(by, name, "has .n that no sample tells of", row)
        # Of several kinds of measures some are plain counts; a number of
        # different values has no sample.
        if m["interval"].startswith("of a r") or "Hyper" in m["interval"]:
            return
        for part, there in zip(PARTS, has):
            if not there:
                self.say(by, name, "lacks " + part, row)

    def bounds(self, row, by, name):
        v = row[name]
        low, high = row.get(name + ".low"), row.get(name + ".high")
        if not isinstance(v, (int, float)):
            return
        slack = SLACK * (1 + abs(v))
        if low is not None and low > v + slack:
            self.say(by, name, "is below its low", row)
        if high is not None and high < v - slack:
            self.say(by, name, "is above its high", row)
        m = self.column(by, name) or {}
        if v >= 0 and low is not None and low < 0 and \
                m.get("unit") not in ("points", "percentage points", "z") \
                and not any(s in name for s in SIGNED):
            self.say(by, name, "has a bound below 0", row)
        if m.get("unit") == "percent" and "share" in name and \
                high is not None and high > 100 + SLACK:
            self.say(by, name, "has a bound above 100", row)

    def row(self, row):
        by = row.get("by")
        self.tables.add(by)
        for name in row:
            if name not in ALWAYS:
                self.member(row, by, name)
                self.bounds(row, by, name)

    def end(self):
        for (by, name), m in self.columns.items():
            if by is None and m.get("role") == "key":
                continue
            if by is None:
                there = not self.tables or any(
                    n == name for _, n in self.seen)
            else:
                there = (by, name) in self.seen or by not in self.tables or \
                    (by, name) in SOME
            if not there:
                self.say(by, name, "is a column that no row has")
        for (by, name, what), row in self.bad.items():
            at = {} if row is None else {k: row[k] for k in row if k == name
                                         or base(k)[0] == name}
            print("%s: %s %s %s" % (by, name, what, json.dumps(at)))


check = Check()
for line in sys.stdin:
    record = json.loads(line)
    if record["type"] == "measure":
        check.measure(record)
    elif record["type"] == "row":
        check.row(record)
check.end()
