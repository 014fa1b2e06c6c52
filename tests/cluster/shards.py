"""Writes shard.1.ndjson to shard.N.ndjson into a folder: posts and comments,
some of them in several shards with other numbers, visits without an id, and
what was covered. The same each time."""
import json
import random
import sys

count, folder = int(sys.argv[1]), sys.argv[2]
chance = random.Random(7)
shards = [[] for _ in range(count)]


def put(record, shard=None):
    shards[chance.randrange(count) if shard is None else shard].append(record)


for i in range(20000):
    record = {"type": "comment" if i % 3 == 0 else "post",
              "network": chance.choice(["mastodon", "instagram", "wechat"]),
              "account": "bakery/" + chance.choice("abc"), "id": str(i),
              "published": "2026-%02d-%02dT%02d:15:00Z" % (
                  chance.randint(8, 10), chance.randint(1, 28),
                  chance.randrange(24)),
              "author": {"handle": "reader%d" % chance.randrange(700)},
              "tags": chance.sample(["rye", "spelt", "café", "面包"], 2),
              "metrics": {"likes": int(chance.paretovariate(0.8)),
                          "views": chance.randrange(100000) / 8}}
    for copy in range(chance.choice([1, 1, 1, 2, 3])):
        record["fetched"] = "2026-11-%02dT06:00:00Z" % chance.randint(10, 15)
        record["metrics"]["likes"] += chance.randrange(5)
        put(json.loads(json.dumps(record)))
for i in range(5000):
    put({"type": "visit", "visitor": "v%d" % chance.randrange(900),
         "published": "2026-10-%02dT10:00:00Z" % chance.randint(1, 28),
         "url": "/bread/%d" % chance.randrange(30),
         "metrics": {"pageviews": 1}})
for shard in range(count):
    put({"type": "coverage", "network": "mastodon", "account": "bakery/a",
         "what": "posts", "covered": {
             "start": "2026-09-%02dT00:00:00Z" % (1 + shard),
             "end": "2026-09-%02dT00:00:00Z" % (2 + shard)}}, shard)
for number, lines in enumerate(shards, 1):
    with open("%s/shard.%d.ndjson" % (folder, number), "w",
              encoding="utf-8") as f:
        for record in lines:
            print(json.dumps(record, ensure_ascii=False,
                             separators=(",", ":")), file=f)
