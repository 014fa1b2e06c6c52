#!/usr/bin/env python3
"""Lines of JSON, most of them spoilt, and what a strict parser says of them.

strict.py COUNT LINES VERDICTS: writes that many lines, and "good" or "bad" for
each, by Python's own parser and what it lacks: no lone surrogates, no NaN, no
invalid UTF-8, an object and nothing else.
"""
import json
import random
import sys

SEEDS = [
    {"type": "post", "network": "mastodon", "id": "17800000000000001",
     "published": "2026-01-02T03:04:05Z", "author": {"name": "Zoë Œ",
     "followers": 1204}, "text": "明天 \U0001f600 \"ok\" \\ / \n\t été",
     "tags": ["été", "新店", ""], "media": [{"width": 1080, "seconds": 3.5}],
     "metrics": {"likes": 12, "shares": -0.0, "views": 1.5e300}},
    {"a": [True, False, None, [], {}, [[{"b": [0]}]], -1, 0.5, 1e-7]},
    {"": {"": ""}, "\x7f": "\u2028", "é": "\U0010ffff"},
]
SPICE = [b'"', b'\\', b'{', b'}', b'[', b']', b',', b':', b'0', b'1', b'-',
         b'+', b'.', b'e', b'E', b' ', b'\t', b'\r', b'\0', b'\x1f', b'\x7f',
         b'\\u', b'\\ud83d', b'\\ude00', b'\\ud83d\\ude00', b'\\u00e9',
         b'\\"', b'\\\\', b'\\/', b'\\x', b'true', b'null', b'NaN',
         b'Infinity', b'\x80', b'\xbf', b'\xc0', b'\xc3', b'\xc3\xa9',
         b'\xe2\x82', b'\xe2\x82\xac', b'\xed\xa0\x80', b'\xef\xbb\xbf',
         b'\xf0\x9f\x98\x80', b'\xf4\x90\x80\x80', b'\xff', b'00', b'1.',
         b'1e5', b'{}', b'[]', b'""', b',,', b'//', b"'"]


def spoil(line, rnd):
    line = bytearray(line)
    for _ in range(rnd.choice((0, 1, 1, 1, 2, 3, 5))):
        at = rnd.randrange(len(line) + 1)
        what = rnd.randrange(7)
        if what == 0:
            line[at:at + 1] = bytes([rnd.randrange(256)])
        elif what == 1:
            line[at:at + 1] = rnd.choice(SPICE)
        elif what in (2, 3):
            line[at:at] = rnd.choice(SPICE)
        elif what == 4:
            del line[at:at + rnd.randrange(1, 6)]
        elif what == 5:
            other = rnd.randrange(len(line) + 1)
            line[at:at] = line[other:other + rnd.randrange(1, 12)]
        else:
            del line[at:]
    return bytes(line).replace(b'\n', b' ')


def no_constant(name):
    raise ValueError(name)


def is_good(line):
    def no_surrogates(value):
        if isinstance(value, str):
            value.encode('utf-8')
        elif isinstance(value, list):
            for v in value:
                no_surrogates(v)
        return value

    def pairs(members):
        for k, v in members:
            no_surrogates(k)
            no_surrogates(v)
        return dict(members)

    try:
        value = json.loads(line.decode('utf-8'), parse_constant=no_constant,
                           parse_int=str, parse_float=str,
                           object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict)


def main():
    rnd = random.Random(7)
    with open(sys.argv[2], 'wb') as lines, open(sys.argv[3], 'w') as verdicts:
        for _ in range(int(sys.argv[1])):
            seed = json.dumps(rnd.choice(SEEDS),
                              ensure_ascii=rnd.random() < 0.4,
                              separators=rnd.choice(((',', ':'), None)))
            line = spoil(seed.encode(), rnd)
            lines.write(line + b'\n')
            verdicts.write('good\n' if is_good(line) else 'bad\n')


main()
