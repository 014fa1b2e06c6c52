#!/usr/bin/env python3
"""Records for tables, and whether they came back.

roundtrip.py make KIND SEED COUNT >RECORDS    random records of a kind
roundtrip.py columns KIND                     the columns they may have
roundtrip.py same COLUMNS WANT GOT            says where two files differ, in
                                              what the columns show
"""
import json
import random
import sys

PIECES = ['a', 'Z', 'é', '明', '\U0001f600', ' ', ' ', ',', ';', '\t', '"',
          "'", '\n', '\r\n', '\r', '=', '+', '-', '@', '0', '1', '9', '.',
          '|', '\\', '\u2028', '\ufeff', '\u200e', '\u00a0', '\x7f', '\x01',
          'true', 'null', '<b>', '&amp;', '="1"', '1,5', '2026-09-20']
WHOLE = ['', '0', '00123', '-5', '+5', '1e5', '1.50', '12,50', '1,204',
         '12345678901234567890', '=1+1', "'=1+1", "''=x", "'-5", "'tis",
         '="00123"', '@ann', '#tag', '-', '--', 'N/A', 'null', 'true',
         'undefined', ' ', '\n', '\ufeff', '\ufeffx', '"', '""', ',', ';',
         '"a","b"', 'sep=;', 'Total', '1.2E+17', '[1', '{"a', '\t', '\r',
         'x' * 5000]
NUMBERS = ['0', '-0', '7', '-3', '1204', '1.204', '12.50', '-0.001', '1e3',
           '1.5E-7', '9007199254740993', '1234567890123456789', '0.1',
           '1e300']


class Number(str):
    """A number with its digits as they stand."""


def text(rnd):
    if rnd.random() < 0.3:
        return rnd.choice(WHOLE)
    return ''.join(rnd.choice(PIECES) for _ in range(rnd.randrange(1, 12)))


def plain(rnd):
    """A text that is nothing else: no number, no true, no JSON."""
    return 'x' + text(rnd)


def word(rnd):
    return ''.join(rnd.choice('abcxyz019_-./:é') for _ in range(8))


def an_id(rnd):
    return rnd.choice([str(rnd.randrange(10 ** rnd.choice((1, 6, 15, 19, 22)))),
                       'at://did:plc:' + word(rnd), '00' + word(rnd),
                       '1.22158E+17', '-' + word(rnd), '=' + word(rnd)])


def time(rnd):
    t = '20%02d-%02d-%02dT%02d:%02d:%02d' % (
        rnd.randrange(100), rnd.randrange(1, 13), rnd.randrange(1, 29),
        rnd.randrange(24), rnd.randrange(60), rnd.randrange(60))
    return t + rnd.choice(('', '', '', '.5', '.123456')) + 'Z'


def number(rnd):
    if rnd.random() < 0.5:
        return Number(rnd.choice(NUMBERS))
    return Number(rnd.randrange(100000))


def texts(rnd):
    return [text(rnd) for _ in range(rnd.randrange(4))]


def truth(rnd):
    return rnd.random() < 0.5


def media(rnd):
    return [{'type': 'image', 'url': text(rnd), 'alt': text(rnd),
             'width': number(rnd)} for _ in range(rnd.randrange(3))]


def people(rnd):
    return [{'handle': text(rnd)} for _ in range(rnd.randrange(3))]


def anything(rnd):
    return {'seconds': number(rnd), 'of': texts(rnd), 'deep': {'a': None}}


def value(rnd):
    return rnd.choice((plain, plain, number, truth, texts, anything))(rnd)


SAID = {'network': word, 'account': text, 'id': an_id, 'url': text,
        'published': time, 'updated': time, 'precision': word,
        'author.id': an_id, 'author.handle': text, 'author.name': text,
        'author.url': text, 'author.followers': number, 'title': text,
        'text': text, 'html': text, 'lang': word, 'reply_to': an_id,
        'thread': an_id, 'tags': texts, 'mentions': people, 'links': texts,
        'media': media, 'metrics.views': number, 'metrics.likes': number,
        'metrics.seconds': number, 'metrics.of_ours': number,
        'summary': text, 'authors': people, 'episode': number,
        'curation.topics': texts, 'curation.score': number,
        'curation.rule': text, 'raw': anything, 'own': truth,
        'something.else': value, 'fetched': time}
KINDS = {
    'post': SAID,
    'comment': SAID,
    'account': {'network': word, 'id': an_id, 'url': text, 'handle': text,
                'name': text, 'metrics.followers': number, 'fetched': time},
    'series': {'network': word, 'account': text, 'id': an_id,
               'period.start': time, 'period.end': time,
               'dimensions.page': text, 'dimensions.country': text,
               'metrics.visits': number, 'metrics.position': number,
               'fetched': time},
    'visit': {'network': word, 'url': text, 'published': time,
              'method': word, 'status': number, 'visitor': an_id,
              'bot': text, 'referrer': anything, 'campaign': anything,
              'metrics.pageviews': number},
    'draft': {'to': texts, 'key': text, 'title': text, 'text': text,
              'markdown': text, 'html': text, 'media': media, 'link': text,
              'tags': texts, 'lang': word, 'at': time, 'reply_to': an_id,
              'campaign': plain, 'visibility': word, 'warning': text,
              'paid': truth, 'ai': truth, 'poll.options': texts,
              'poll.seconds': number, 'poll.multiple': truth,
              'first_comment': text, 'options': anything},
    'row': {'by': plain, 'network': plain, 'day': plain, 'posts': number,
            'likes': number, 'likes.p95': number, 'a.b.c': value,
            'complete': truth, 'reason': text},
}


def make(kind, seed, count):
    rnd = random.Random('%s %s' % (kind, seed))
    for _ in range(count):
        record = {'type': kind}
        for name, maker in KINDS[kind].items():
            chance = rnd.random()
            if chance < 0.3:
                continue
            v = None if chance < 0.35 else maker(rnd)
            at = record
            path = [name] if kind == 'row' else name.split('.')
            for step in path[:-1]:
                at = at.setdefault(step, {})
            at[path[-1]] = v
        print(written(record))


def written(v):
    """JSON as our records have it: numbers keep their digits."""
    if isinstance(v, Number):
        return v
    if isinstance(v, dict):
        return '{%s}' % ','.join('%s:%s' % (json.dumps(k, ensure_ascii=False),
                                            written(e)) for k, e in v.items())
    if isinstance(v, list):
        return '[%s]' % ','.join(written(e) for e in v)
    return json.dumps(v, ensure_ascii=False)


def shown(record, name):
    """What a column shows of a record; null and absent are one."""
    if name in record:
        return record[name]
    for step in name.split('.'):
        if not isinstance(record, dict) or step not in record:
            return None
        record = record[step]
    return record


def read(file):
    with open(file, encoding='utf-8', newline='\n') as f:
        return [json.loads(line, parse_int=Number, parse_float=Number)
                for line in f if line.strip()]


def same(columns, want, got):
    want, got = read(want), read(got)
    bad = 0
    if len(want) != len(got):
        print('%d records became %d' % (len(want), len(got)))
        bad = 1
    for i, (a, b) in enumerate(zip(want, got)):
        for name in columns:
            x, y = shown(a, name), shown(b, name)
            # a text that is digits is none of their kind: "5" is not 5
            if x != y or isinstance(x, Number) != isinstance(y, Number):
                print('record %d: %s: %r became %r' % (i + 1, name, x, y))
                bad += 1
                if bad > 20:
                    return 1
    return bad > 0


if __name__ == '__main__':
    if sys.argv[1] == 'make':
        sys.stdout.reconfigure(encoding='utf-8', newline='\n')
        make(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    elif sys.argv[1] == 'columns':
        print(','.join(['type'] + list(KINDS[sys.argv[2]])))
    else:
        sys.exit(same(sys.argv[2].split(','), sys.argv[3], sys.argv[4]))
