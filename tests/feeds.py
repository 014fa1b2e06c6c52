# Holds records against what other people's suites expect of their feeds:
#     feeds.py feedparser EXPECTATIONS ROOT RECORDS
#     feeds.py gofeed ROOT RECORDS
# RECORDS is what cm-fetch printed; each feed's end with its coverage. What
# our records do not say (rights, generators, contributors, ...) is counted,
# not judged. Prints one line for each thing that is judged: "ok NAME WHAT"
# or "no NAME WHAT: got, want", and a sum at the end.
import html
import json
import os
import re
import sys
import time
from calendar import timegm

judged = {'ok': 0, 'no': 0}
left = 0


def say(name, what, got, want):
    good = got == want
    judged['ok' if good else 'no'] += 1
    if good:
        print('ok', name, what)
    else:
        print('no', name, what + ': got', repr(got), 'want', repr(want))


def plain(s):
    """The words of HTML."""
    s = re.sub(r'<!--.*?-->', '', s, flags=re.S)
    s = re.sub(r'</?[A-Za-z][^>]*>', ' ', s)
    return ' '.join(html.unescape(s).replace('\xad', '').split())


def words(s):
    return None if s is None else ' '.join(s.split())


def seconds(s):
    return s and timegm(time.strptime(s, '%Y-%m-%dT%H:%M:%SZ'))


def feeds_of(records):
    """The articles of each source."""
    found, items = {}, []
    for line in open(records, encoding='utf-8'):
        record = json.loads(line)
        if record['type'] == 'coverage':
            found[record['source']] = items
            items = []
        else:
            items.append(record)
    return found


def text_of(record):
    """All that a record says, as words without blanks, for searching."""
    return [re.sub(r'\s', '', plain(record.get(k, '')))
            for k in ('text', 'html', 'summary')]


def says(record, want):
    return re.sub(r'\s', '', plain(want)) in text_of(record)


def id_is(record, want):
    got = record.get('id', '')
    return want if got == want or got.endswith('#' + want) else got


def pick(values, at):
    return values[at] if at < len(values) else None


def authors(record):
    return record.get('authors') or [record.get('author', {})]


def media_urls(record):
    return [m['url'] for m in record.get('media', [])]


def feedparser_entry(name, record, path, want):
    """Judges one expectation of an entry; returns whether it could."""
    what = '.'.join(str(p) for p in path)
    head = path[0]
    if head in ('id', 'guid') and len(path) == 1:
        say(name, what, id_is(record, want), want)
    elif head == 'link' and len(path) == 1:
        say(name, what, record.get('url'), want)
    elif head == 'title' or path == ['title_detail', 'value']:
        got = words(record.get('title'))
        say(name, what, got, got if got == words(want)
            else plain(want) or None)
    elif (head in ('description', 'summary') and len(path) == 1) or \
            path == ['summary_detail', 'value'] or \
            (head == 'content' and path[-1] == 'value'):
        say(name, what, want == '' or says(record, want), True)
    elif head == 'content' and path[-1] == 'src':
        say(name, what, want in media_urls(record) +
            record.get('links', []), True)
    elif head in ('published_parsed', 'created_parsed'):
        say(name, what, seconds(record.get('published')), timegm(want))
    elif head == 'updated_parsed':
        say(name, what, seconds(record.get('updated') or
                                record.get('published')), timegm(want))
    elif path == ['author_detail', 'name']:
        say(name, what, record.get('author', {}).get('name'), want)
    elif path == ['author_detail', 'url']:
        say(name, what, record.get('author', {}).get('url'), want)
    elif path == ['author']:
        want = re.sub(r' \(\S+@\S+\)$', '', want)
        say(name, what, record.get('author', {}).get('name'), want)
    elif head == 'authors' and path[-1] in ('name', 'url'):
        say(name, what, (pick(authors(record), path[1]) or {})
            .get(path[-1]), want)
    elif head == 'tags' and path[-1] == 'term':
        say(name, what, want in record.get('tags', []), True)
    elif head == 'category':
        say(name, what, want in record.get('tags', []), True)
    elif head == 'enclosures':
        m = pick([m for m in record.get('media', [])], path[1]) or {}
        want = want if isinstance(want, dict) else {path[2]: want}
        got = {'href': m.get('url'), 'url': m.get('url'),
               'type': m.get('mime'), 'length': str(m.get('bytes'))}
        say(name, what, {k: got[k] for k in want}, want)
    elif head == 'links' and path[-1] == 'href':
        say(name, what, want in media_urls(record) +
            record.get('links', []) + [record.get('url')], True)
    elif head == 'comments':
        say(name, what, record.get('comments_url'), want)
    elif head == 'media_thumbnail' and path[-1] == 'url':
        say(name, what, want in media_urls(record), True)
    elif head == 'image' and path[-1] == 'href':
        say(name, what, want in media_urls(record), True)
    else:
        return False
    return True


def feedparser(expectations, root, records):
    global left
    found = feeds_of(records)
    for line in open(expectations, encoding='utf-8'):
        feed = json.loads(line)
        name = os.path.basename(feed['file'])
        items = found.get(os.path.join(root, feed['file']))
        if items is None:
            say(name, 'is read', False, True)
            continue
        for e in feed['expect']:
            path, want = e['path'], e['eq']
            if path[0] == 'entries' and len(path) > 2:
                record = pick(items, path[1]) or {}
                if not feedparser_entry(name, record, path[2:], want):
                    left += 1
            elif path == ['feed', 'title'] and items:
                say(name, 'feed.title', items[0]['feed'].get('title'),
                    plain(want))
            else:
                left += 1


def value(x):
    """gofeed has a text as a string or as an object."""
    if isinstance(x, dict):
        return x.get('value', x.get('term'))
    return x


def gofeed_item(name, record, item):
    global left
    for key, want in item.items():
        if key == 'title' and value(want):
            got = words(record.get('title'))
            say(name, key, got, got if got == words(value(want))
                else plain(value(want)))
        elif key in ('description', 'content', 'summary', 'content_html') \
                and value(want):
            say(name, key, says(record, value(want)), True)
        elif key in ('link', 'url'):
            say(name, key, record.get('url'), want)
        elif key in ('guid', 'id'):
            say(name, key, id_is(record, value(want)), value(want))
        elif key in ('pubDateParsed', 'publishedParsed', 'date_published'):
            say(name, key, record.get('published'),
                re.sub(r'\.\d+', '', want))
        elif key in ('updatedParsed', 'date_modified'):
            say(name, key, record.get('updated'),
                re.sub(r'\.\d+', '', want))
        elif key in ('enclosure', 'attachments'):
            want = want[0] if isinstance(want, list) else want
            m = pick(record.get('media', []), 0) or {}
            say(name, key, m.get('url'), want.get('url'))
        elif key == 'comments' and isinstance(want, str):
            say(name, key, record.get('comments_url'), want)
        elif key == 'categories':
            say(name, key, record.get('tags', []),
                [plain(c) for c in (value(c) or c.get('label') for c in want)
                 if c])
        elif key == 'tags':
            say(name, key, record.get('tags'), want)
        elif key == 'author' and isinstance(want, str):
            say(name, key, record.get('author', {}).get('name'),
                plain(re.sub(r'^\S+@\S+ \((.*)\)$', r'\1', want)))
        elif key == 'authors':
            for i, a in enumerate(want):
                say(name, 'author %d' % i,
                    (pick(authors(record), i) or {}).get('name'),
                    a.get('name') or a.get('email'))
        elif key == 'links' and isinstance(want[0], dict):
            for a in want:
                if a.get('href') and a.get('rel') == 'alternate':
                    say(name, 'link', record.get('url') is not None, True)
        else:
            left += 1


def gofeed(root, records):
    global left
    for source, items in feeds_of(records).items():
        base = os.path.splitext(source)[0]
        for tail in ('_expected.json', '.json'):
            if base + tail != source and os.path.exists(base + tail):
                break
        else:
            continue
        want = json.load(open(base + tail, encoding='utf-8-sig'))
        name = os.path.relpath(base, root)
        entries = want.get('items') or want.get('entries') or []
        at = 0
        for entry in entries:
            if entry:
                gofeed_item(name, pick(items, at) or {}, entry)
            at += 1
        if want.get('title') and items and not isinstance(
                want['title'], dict):
            say(name, 'feed title', items[0].get('feed', {}).get('title'),
                plain(want['title']))


if sys.argv[1] == 'feedparser':
    feedparser(*sys.argv[2:])
else:
    gofeed(*sys.argv[2:])
print('sum', judged['ok'], 'of', judged['ok'] + judged['no'],
      'judged,', left, 'not')
