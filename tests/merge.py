#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Whether parts give the bytes of one run, however records are cut up.

    merge.py SEED FILE CM-STATS [ARGUMENT ...]

Cuts the lines of FILE into shards by chance, some of them empty, makes a part
of each, merges them in an order and a grouping by chance, through files and
pipes, and compares with one run over FILE; without duplicates, where some
lines are in several shards, and with all copies. Says what differs; the
status is 1 then.
"""
import random
import subprocess
import sys
import tempfile

seed, path, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
chance = random.Random(seed)
lines = open(path, "rb").read().splitlines(keepends=True)
work = tempfile.TemporaryDirectory()
made = 0


def run(args, data=b""):
    done = subprocess.run(args, input=data, capture_output=True, check=False)
    if done.returncode != 0:
        print("# %s: status %d" % (" ".join(args), done.returncode))
        print("# " + done.stderr.decode()[:500].replace("\n", "\n# "))
        sys.exit(1)
    return done.stdout


def keep(data):
    global made
    made += 1
    name = "%s/%d" % (work.name, made)
    with open(name, "wb") as f:
        f.write(data)
    return name


def merge(parts, last):
    args = [command[0], "merge", "-q", "--threads", str(chance.choice([1, 4]))]
    if not last:
        args.append("--partial")
    if chance.random() < .5:
        return run(args + parts)
    return run(args, b"".join(open(p, "rb").read() for p in parts))


def again(data):
    """Lines of parts in another order: the question has to come first."""
    rest = data.splitlines(keepends=True)
    chance.shuffle(rest)
    rest.sort(key=lambda line: not line.startswith(b'{"type":"part","ask"'))
    return b"".join(rest)


def one(copies):
    ask = command + ["-q"] + (["--keep-duplicates"] if copies else [])
    want = run(ask, b"".join(lines))
    shards = [[] for _ in range(chance.randint(2, 7))]
    for line in lines:
        several = not copies and b'"id":' in line and chance.random() < .2 and \
            b'"series"' not in line and b'"visit"' not in line
        for shard in chance.sample(shards, 2 if several else 1):
            shard.append(line)
    if chance.random() < .5:
        shards.append([])
    parts = []
    for shard in shards:
        data = run(ask + ["--partial"], b"".join(shard))
        chance.shuffle(shard)
        if data != run(ask + ["--partial", "--threads", "4"], b"".join(shard)):
            print("# a part is another where lines come in another order")
            sys.exit(1)
        parts.append(keep(data))
    while len(parts) > 2 and chance.random() < .7:
        chance.shuffle(parts)
        n = chance.randint(1, len(parts) - 1)
        parts = parts[n:] + [keep(merge(parts[:n], False))]
    if chance.random() < .5:
        parts = [keep(again(b"".join(open(p, "rb").read() for p in parts)))]
    chance.shuffle(parts)
    got = merge(parts, True)
    if got != want:
        print("# %s: parts give other bytes (seed %d)" % (" ".join(ask), seed))
        for a, b in zip(want.splitlines(), got.splitlines()):
            if a != b:
                print("# one run: " + a.decode()[:700])
                print("# parts:   " + b.decode()[:700])
                break
        sys.exit(1)


one(False)
one(True)
