#!/usr/bin/env python3
"""Whether what comes out of samples of exports stands in them.

exports-facts.py CHECK SAMPLES EXPECTATIONS [EXCEPTIONS]

Says which record of EXPECTATIONS/X.expected holds what SAMPLES/X, its name
and X.args do not: CHECK is numbers (of metrics; a file has them in any
notation), times (published, updated, at, period; with the day before and the
day after, for zones) or people (mail and network addresses, which must not
come out). EXCEPTIONS has lines "PATH MEMBER why": PATH is that of a sample,
and may end in *.
"""
import csv
import datetime
import fnmatch
import io
import itertools
import json
import os
import re
import sys
import zipfile

MONTHS = [['jan', 'ene', 'gen'], ['feb', 'fév', 'fev'],
          ['mar', 'mär', 'maa'], ['apr', 'avr', 'abr'],
          ['may', 'mai', 'mei', 'mag'], ['jun', 'juin', 'giu'],
          ['jul', 'juil', 'lug'], ['aug', 'aoû', 'ago'],
          ['sep', 'set'], ['oct', 'okt', 'ott', 'out'], ['nov'],
          ['dec', 'dez', 'déc', 'dic']]
CELL = re.compile(
    r"\s*[\"'=<:]*\s*(?P<minus>[-−–]?)[^\W\d]{0,3}[$€£¥]?\s*"
    r"(?:(?P<clock>\d+(?::\d+)+(?:[.,]\d+)?)|"
    r"(?P<number>\d(?:[.,'’\s]?\d)*))\s*"
    r"(?P<unit>[kKmMbB万亿%]?)[\"'€$£¥]*\s*(?:\(.*)?$")
MAIL = re.compile(r'[\w.+-]+@[\w-]+(?:\.[\w-]+)+')
IPV4 = re.compile(r'(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])')


def decoded(data):
    if data[:2] in (b'\xff\xfe', b'\xfe\xff'):
        return data.decode('utf-16', 'replace')
    try:
        return data.decode('utf-8-sig')
    except UnicodeDecodeError:
        return data.decode('cp1252', 'replace')


def texts(path):
    """All that a sample says: the text of its files and of their members."""
    yield os.path.basename(path)
    if os.path.isdir(path):
        for name in sorted(os.listdir(path)):
            yield from texts(os.path.join(path, name))
        return
    with open(path, 'rb') as f:
        yield from unpacked(f.read())


def unpacked(data):
    if data[:4] == b'PK\x03\x04':
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            for name in z.namelist():
                yield name
                yield from unpacked(z.read(name))
    else:
        yield decoded(data)


def rows(found):
    """The numbers of each row of tables, and of all documents together."""
    whole = set()
    for text in found:
        if text.lstrip()[:1] in ('<', '[', '{') or text[:7] == 'window.':
            for cell in re.split(r'[][{}<>",;\n]', text) + re.findall(
                    r'"([^"]*)"|>([^<]*)<', text):
                for part in (cell if isinstance(cell, tuple) else [cell]):
                    whole |= numbers(part)
            continue
        for mark in ',;\t':
            table = csv.reader(io.StringIO(text, newline=''), delimiter=mark)
            for row in table:
                if len(row) > 1:
                    found_here = set().union(*map(numbers, row))
                    yield found_here
                    if row[0].endswith(':'):
                        whole |= found_here
    yield whole


def numbers(cell):
    """What a cell means that is a number, in all notations."""
    m = CELL.match(cell)
    if not m:
        return set()
    if m.group('clock'):
        parts = [float(p.replace(',', '.')) for p in
                 m.group('clock').split(':')]
        return {sum(p * 60 ** i for i, p in enumerate(reversed(parts)))}
    s = re.sub("[\\s'’]", '', m.group('number'))
    values = {re.sub('[.,]', '', s)}
    for mark, other in ('.,', ',.'):
        plain = s.replace(other, '')
        if plain.count(mark) == 1:
            values.add(plain.replace(mark, '.'))
    factor = {'k': 1e3, 'm': 1e6, 'b': 1e9, '万': 1e4, '亿': 1e8}.get(
        m.group('unit').lower(), 1) * (-1 if m.group('minus') else 1)
    return {float(v) * factor for v in values}


def near(name, value, found):
    # durations may stand in hours, minutes or thousandths
    factors = (1, 3600, 60, 0.001) if 'seconds' in name else (1,)
    return any(abs(value - v * f) <= 1e-9 * max(1, abs(value))
               for v in found for f in factors)


def days(text):
    """The days that a text may mean."""
    found, tokens = set(), []
    for m in re.finditer(r'[0-9]+|[^\W\d_]+', text):
        t = m.group()
        if not '0' <= t[0] <= '9':
            for i, names in enumerate(MONTHS):
                if t.lower().startswith(tuple(names)):
                    tokens.append(('month', i + 1))
            continue
        if len(t) == 8:
            add(found, int(t[:4]), int(t[4:6]), int(t[6:]))
        if len(t) == 6:
            add(found, 2000 + int(t[:2]), int(t[2:4]), int(t[4:]))
        if 10 <= len(t) <= 16:
            epoch = int(t) / 10 ** ((len(t) - 10) // 3 * 3)
            moment(found, epoch)
        if 15 <= len(t) <= 20:
            n = int(t)
            for epoch in ((n >> 22) + 1288834974657,
                          (n >> 22) + 1420070400000, n >> 22,
                          (n >> 32) * 1000, (n >> 16)):
                moment(found, epoch / 1000)
        if len(t) <= 4:
            tokens.append(('number', int(t)))
    for window in zip(tokens, tokens[1:], tokens[2:]):
        for (a, y), (b, mo), (c, d) in itertools.permutations(window):
            if a == 'number' and c == 'number':
                add(found, y if y > 99 else 2000 + y, mo, d)
    for pair in zip(tokens, tokens[1:]):
        for (a, mo), (c, d) in (pair, pair[::-1]):
            if a == 'month' and c == 'number':
                found.add((mo, d))
    for mo, d in re.findall(r'(\d+)\s*月\s*(\d+)', text):
        found.add((int(mo), int(d)))
    return found


def add(found, y, m, d):
    try:
        found.add(datetime.date(y, m, d))
    except ValueError:
        pass


def moment(found, epoch):
    try:
        found.add(datetime.datetime.fromtimestamp(
            epoch, datetime.timezone.utc).date())
    except (ValueError, OverflowError, OSError):
        pass


def explained(time, found):
    day = datetime.date.fromisoformat(time[:10])
    for n in (-1, 0, 1):
        d = day + datetime.timedelta(n)
        if d in found or (d.month, d.day) in found:
            return True
    return False


def times(record):
    for name in 'published', 'updated', 'at':
        if isinstance(record.get(name), str):
            yield name, record[name]
    for name, v in (record.get('period') or record.get('covered') or
                    {}).items():
        yield name, v


def strange(check, record, found):
    """What a record holds that its sample does not."""
    if check == 'numbers':
        metrics = record.get('metrics') or {}
        # of the row that explains most of it, what it does not
        yield from min(([(name, v) for name, v in metrics.items()
                         if not near(name, v, row)] for row in found),
                       key=len)
    elif check == 'times':
        for name, v in times(record):
            if not explained(v, found):
                yield name, v
    else:
        line = json.dumps(record, ensure_ascii=False)
        for v in found:
            if v in line:
                yield 'address', v


def facts(check, found):
    if check == 'numbers':
        return list(rows(found))
    if check == 'times':
        return set().union(*map(days, found))
    return set().union(*(MAIL.findall(t) + IPV4.findall(t) for t in found))


def excepted(rules, path, name):
    for i, (pattern, member) in enumerate(rules):
        if member == name and fnmatch.fnmatch(path, pattern):
            return i
    return None


def main(check, samples, expectations, exceptions=None):
    rules, used, count = [], set(), 0
    if exceptions:
        with open(exceptions, encoding='utf-8') as f:
            rules = [tuple(line.split()[:2]) for line in f if line.strip()]
    for folder, _, names in sorted(os.walk(expectations)):
        for name in sorted(n for n in names if n.endswith('.expected')):
            path = os.path.relpath(os.path.join(folder, name[:-9]),
                                   expectations)
            sample = os.path.join(samples, path)
            if not os.path.exists(sample):
                continue
            said = list(texts(sample)) + [path]
            args = os.path.join(folder, name[:-9] + '.args')
            if os.path.exists(args):
                with open(args, encoding='utf-8') as f:
                    said.append(f.read())
            found = facts(check, said)
            with open(os.path.join(folder, name), encoding='utf-8') as f:
                records = [json.loads(line) for line in f]
            for n, record in enumerate(records):
                count += 1
                for member, v in strange(check, record, found):
                    i = excepted(rules, path, member)
                    if i is None:
                        print('%s:%d: %s %s' % (path, n + 1, member, v))
                    used.add(i)
    for i, rule in enumerate(rules):
        if i not in used:
            print('no longer needed: %s %s' % rule)
    print('%d records' % count, file=sys.stderr)


if __name__ == '__main__':
    main(*sys.argv[1:])
