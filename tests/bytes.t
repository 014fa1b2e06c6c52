#!/bin/sh
# What is hostile or odd stays text: on pages, in Markdown, in tables, in
# names of files.
# shellcheck disable=SC1010,SC2089,SC2090 # words of ours and of jq
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

if ! command -v python3 >python; then
	skip 'hostile text' 'there is no python3'
	done_testing
fi

# Texts that try to be something else, as every text a record has.
cat >hostile.py <<'EOT'
import csv, io, json, sys
texts = [
    '<script>alert(1)</script>', '</script><script>alert(2)</script>',
    '"><img src=x onerror=alert(3)>', "' onmouseover='alert(4)",
    '" onload="alert(5)" x="', '</style><script>x</script>',
    '</title><script>x</script>', '<!-- ', ' -->', ']]>', '<![CDATA[',
    '&lt;script&gt;', '&#60;b&#62;', '&amp;amp;', '<svg/onload=alert(6)>',
    '<svg><script>7</script></svg>', '</svg><script>8</script>', '</td></tr>',
    '</bdi></table><h1>x', '<iframe src="javascript:alert(9)"></iframe>',
    '\u202edcba\u202c', '\u200f\u05e9\u05dc\u05d5\u05dd', '\u0645\u0631\u062d',
    '\U0001f468\u200d\U0001f469\u200d\U0001f467', '\u4f60\u597d', 'e\u0301',
    '\ufeffbom', '\u2028line', '\x7f', 'a\tb', 'a\nb', 'a\r\nb', 'a\rb',
    'a,b', 'a"b', '"', '""', ',', "'", '=1+1', '+1', '-1', '@SUM(A1)', ' a ',
    ' ', '', '\\', '|', '`x`', '[a](javascript:alert(10))', '**b**', '# h',
    '{{x}}', '${x}', '%s%n', '\x1b[31mred', '\x00', 'a' * 3000, '\U0010ffff',
]
members = 'network account id author.name title text lang url'.split()
def records(kind):
    for i, t in enumerate(texts):
        yield {'type': kind, 'network': t or 'none', 'account': t,
               'id': t + str(i), 'url': t, 'published':
               '2026-11-10T10:00:00Z', 'author': {'id': t, 'name': t},
               'title': t, 'text': t, 'lang': t, 'tags': [t],
               'campaign': t, 'metrics': {'likes': i, 'views': 2 * i}}
def ndjson(rows):
    return ''.join(json.dumps(r) + '\n' for r in rows)
open('hostile.ndjson', 'w').write(ndjson(records('post')))
open('visits.ndjson', 'w').write(ndjson(
    {'type': 'visit', 'network': 'web', 'account': t, 'url': t,
     'published': '2026-11-10T10:00:00Z', 'visitor': '0123456789abcdef',
     'referrer': {'url': t, 'host': t, 'network': t},
     'campaign': {'name': t, 'source': t}, 'metrics': {'pageviews': 1}}
    for t in texts))
open('cover.ndjson', 'w').write(ndjson(
    {'type': 'coverage', 'network': t or 'none', 'account': t, 'source': t,
     'what': 'posts', 'asked': {}, 'pages': 1, 'records': 1, 'refused': 0,
     'covered': {'start': '2026-11-01T00:00:00Z',
                 'end': '2026-11-12T00:00:00Z'},
     'complete': False, 'why': t, 'fetched': '2026-11-12T00:00:00Z'}
    for t in texts))
json.dump(texts, open('texts.json', 'w'))
EOT
python3 hostile.py

# A page is safe if it has no element that runs, no attribute that runs, no
# link that runs, and nothing from elsewhere.
cat >page.py <<'EOT'
import html.parser, json, re, sys
void = set('area base br col embed hr img input link meta source wbr'.split())
known = set('''html head meta title style body main header footer h1 h2 h3 h4
    p section div span b i em strong small sub sup bdi ul ol li dl dt dd a
    table thead tbody tfoot tr th td caption details summary figure figcaption
    svg g path rect line circle text tspan desc title polyline polygon
    article aside blockquote time code pre br hr nav abbr mark symbol use
    defs clippath lineargradient stop wbr img colgroup col'''.split())
class Page(html.parser.HTMLParser):
    bad, open, text = [], [], ''
    def handle_starttag(self, tag, attrs):
        if tag not in known:
            self.bad.append('element ' + tag)
        names = [n for n, v in attrs]
        if len(names) != len(set(names)):
            self.bad.append('an attribute twice in ' + tag)
        for name, value in attrs:
            if name.startswith('on') or not re.fullmatch('[a-z:-]+[0-9]*', name):
                self.bad.append('attribute %r in %s' % (name, tag))
            if name in ('href', 'src', 'action', 'xlink:href') and not \
                    re.match('(https?://|#|mailto:)', value or ''):
                self.bad.append('link %r' % value)
            if name in ('src', 'srcset') and not value.startswith('data:'):
                self.bad.append('from elsewhere: %r' % value)
        if tag not in void and not self.get_starttag_text().endswith('/>'):
            self.open.append(tag)
    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append('end of ' + tag)
    def handle_comment(self, data):
        self.bad.append('comment ' + data[:50])
    def unknown_decl(self, data):
        self.bad.append('declaration ' + data[:50])
    def handle_data(self, data):
        self.text += data
page = open(sys.argv[1], encoding='utf-8', newline='').read()
p = Page()
p.feed(page)
p.close()
p.bad += ['left open: ' + t for t in p.open]
if not page.startswith('<!DOCTYPE html>') and \
        not page.startswith('<!doctype html>'):
    p.bad.append('no doctype')
for c in page:
    if ord(c) < 32 and c not in '\n\t\r':
        p.bad.append('control character %r' % c)
        break
if re.search(r'@import|url\(', re.findall('(?s)<style.*?</style>', page)[0]):
    p.bad.append('a style from elsewhere')
for text in sys.argv[2:]:
    if text not in p.text:
        p.bad.append('lacks the text %r' % text)
for b in p.bad[:10]:
    print('#', b)
sys.exit(1 if p.bad else 0)
EOT
for verb in 'table' \
	'table --columns text,title,author.name,url,tags,network,metrics.likes'
do
	# shellcheck disable=SC2086
	run cm-report -f html --title '</title><script>x</script>' $verb \
		hostile.ndjson
	is_status "$verb: status" 0
	ok "$verb of hostile text: the page is inert and whole" \
		python3 page.py .out '<script>alert(1)</script>' '</td></tr>' \
		"' onmouseover='alert(4)" '&#60;b&#62;' '你好'
done
cm-stats summary hostile.ndjson visits.ndjson cover.ndjson >rows.ndjson
run cm-report -f html weekly rows.ndjson hostile.ndjson cover.ndjson
is_status 'weekly: status' 0
ok 'weekly of hostile text: the page is inert and whole' \
	python3 page.py .out '<script>alert(1)</script>'
cp .out weekly.html
lacks_out 'weekly: no link that runs' 'href="(javascript|data):'
run cm-report -f md weekly rows.ndjson hostile.ndjson cover.ndjson
lacks_out 'weekly in Markdown: no markup of hostile text' \
	'(^|[^\\&])<(script|img|svg|iframe|h1)'
lacks_out 'weekly in Markdown: no link that runs' '[^\\]\]\(javascript:'
run cm-report -f md table --columns text,network hostile.ndjson
lacks_out 'table in Markdown: no markup of hostile text' \
	'(^|[^\\&])<(script|img|svg|iframe|h1)'
lacks_out 'table in Markdown: no link that runs' '[^\\]\]\(javascript:'
is 'table in Markdown: a line for each record' \
	"$(grep -c '^|' .out)" $(($(wc -l <hostile.ndjson) + 2))
esc=$(printf '\033')
for verb in 'table --columns text' weekly; do
	# shellcheck disable=SC2086
	run cm-report -f text $verb rows.ndjson hostile.ndjson
	lacks_out "$verb as text: nothing that a terminal obeys" "$esc"
done

# CSV: what another reader reads is what was written.
cat >back.py <<'EOT'
import csv, json, sys
dialect, guarded, path = sys.argv[1], sys.argv[2] == 'guarded', sys.argv[3]
texts = json.load(open('texts.json'))
raw = open(path, 'rb').read().decode('utf-8')
if guarded:
    assert raw.startswith('\ufeff'), 'no byte order mark'
    raw = raw[1:]
csv.field_size_limit(1 << 24)
import io
got = list(csv.reader(io.StringIO(raw, newline=''), strict=True,
                      delimiter={'excel-eu': ';', 'tsv': '\t'}.get(dialect, ',')))
assert got[0] == ['text', 'author.name', 'metrics.likes'], got[0]
assert len(got) == len(texts) + 1, '%d lines' % len(got)
bad = 0
for i, (t, row) in enumerate(zip(texts, got[1:])):
    want = t
    if guarded and t[:1] in ('=', '+', '-', '@', '\t', '\r') and t:
        try:
            float(t)
        except ValueError:
            want = "'" + t
    if row != [want, want, str(i)]:
        print('#', repr(row)[:200], 'want', repr(want)[:100])
        bad = 1
sys.exit(bad)
EOT
for dialect in rfc tsv excel excel-eu; do
	run cm-report -f csv --dialect $dialect table \
		--columns text,author.name,metrics.likes hostile.ndjson
	is_status "CSV $dialect: status" 0
	guard=open
	case $dialect in excel*) guard=guarded ;; esac
	ok "CSV $dialect: Python reads the very texts" \
		python3 back.py $dialect $guard .out
done
cm-report -f csv table --columns text,author.name,metrics.likes --threads 7 \
	hostile.ndjson >got
cm-report -f csv table --columns text,author.name,metrics.likes --threads 1 \
	hostile.ndjson >want
ok 'CSV: any threads' cmp want got
printf '%s\n' '{"type":"post","id":"1","a":"","b":null,"d":0,"e":false,"f":[1,{"x":"y,z"}],"g":1.50,"h":12345678901234567890,"i":-0.0e1}' >cells
run cm-report -f csv table --columns id,a,b,c,d,e,f,g,h,i cells
is_out 'CSV: empty, missing, and digits as they were' <<'EOT'
id,a,b,c,d,e,f,g,h,i
1,"",,,0,false,"[1,{""x"":""y,z""}]",1.50,12345678901234567890,-0.0e1
EOT
run cm-report -f csv weekly rows.ndjson
ok 'CSV of a layout: Python reads seven columns on each line' python3 -c '
import csv, sys
for r in csv.reader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True):
    assert len(r) == 7, r' .out

# What goes through goes through byte for byte.
printf '%s\n' ' { "type" : "post" , "network":"x","id":"1","n":1.0e+2,"u":"\u00e9\/","z":[ ] } ' \
	'{"b":1,"type":"post","id":"2","a":{"y":null,"x":1},"b2":12345678901234567890123}' \
	"{\"type\":\"other\",\"text\":\"\\ud83d\\ude00 😀\"}" >odd.ndjson
for command in 'cm-curate keep true' 'cm-curate keep .id!="9"' \
	'cm-curate unique' 'cm-curate fresh' 'cm-curate drop false' \
	'cm-curate -w true unique'; do
	# shellcheck disable=SC2086
	run $command odd.ndjson
	ok "$command: byte for byte" cmp odd.ndjson .out
done
for command in cm-fetch 'cm-fetch -w true'; do
	# shellcheck disable=SC2086
	run $command odd.ndjson
	grep -v '"type":"coverage"' .out >got
	ok "$command: byte for byte" cmp odd.ndjson got
done
printf '{"type":"post","network":"x","id":"1"}\r\n\r\n\n{"type":"post","network":"x","id":"2"}' >ends
run cm-curate keep true ends
is_status 'CR LF, empty lines, no last LF: status' 0
is 'and both are there' "$(grep -c '"type":"post"' .out)" 2
run cm-stats by network -m posts ends
has_out 'and are counted' '"posts":2'

# Files with any name
name='a file
with "all" in its name; $(x) *'
cp odd.ndjson "$name"
cp odd.ndjson ./-x
cp odd.ndjson then
cp odd.ndjson ./--
cp odd.ndjson café.ndjson
for command in 'cm-curate keep true' 'cm-stats by type -m records' \
	'cm-report -f csv table --columns id,type' 'cm-fetch --as ndjson'; do
	# shellcheck disable=SC2086
	$command odd.ndjson 2>none | grep -v '"coverage"' >want
	for file in "./$name" "$tmp/$name" ./-x ./then ./-- café.ndjson \
		"$tmp/then"; do
		# shellcheck disable=SC2086
		run $command "$file"
		grep -v '"coverage"' .out >got
		ok "${command%% *}: a file named '$file'" cmp want got
	done
	for file in -x "$name"; do
		# shellcheck disable=SC2086
		run $command -- "$file"
		grep -v '"coverage"' .out >got
		ok "${command%% *}: -- and a file named '$file'" cmp want got
	done
	# shellcheck disable=SC2086
	run_in odd.ndjson $command -
	grep -v '"coverage"' .out >got
	ok "${command%% *}: standard input as -" cmp want got
	# shellcheck disable=SC2086
	run_in odd.ndjson $command -- -
	grep -v '"coverage"' .out >got
	ok "${command%% *}: also behind --" cmp want got
done
printf '<?xml version="1.0"?><rss version="2.0"><channel><title>&lt;script&gt;1&lt;/script&gt;</title><item><title>A\033[31m</title><description>&lt;script&gt;alert(1)&lt;/script&gt;&lt;p onclick="x"&gt;ok&lt;/p&gt;</description><link>javascript:alert(1)</link><guid isPermaLink="false">1</guid></item></channel></rss>' >hostile.xml
run cm-fetch hostile.xml
jq -r 'select(.type=="article").text' .out >text
is 'the text of an item is text: no script in it' "$(grep -c alert text)" 0
grep '"article"' .out >item.ndjson
run cm-report -f html weekly rows.ndjson item.ndjson
ok 'and its page is inert' python3 page.py .out

# Colours are for terminals.
run cm-report -f text weekly rows.ndjson
lacks_out 'no colours where there is no terminal' "$esc"
if script -qec true /dev/null >none 2>&1 </dev/null; then
	CM_COLOUR="cm-report -f text weekly rows.ndjson"
	script -qec "$CM_COLOUR" /dev/null >.out 2>&1 </dev/null
	has_out 'colours on a terminal' "$esc\\["
	NO_COLOR=1 script -qec "$CM_COLOUR" /dev/null >.out 2>&1 </dev/null
	lacks_out 'NO_COLOR: none' "$esc\\[[0-9;]*m"
	script -qec "$CM_COLOUR --no-color" /dev/null >.out 2>&1 </dev/null
	lacks_out '--no-color: none' "$esc\\[[0-9;]*m"
else
	skip 'colours on a terminal' 'no script(1), or no terminals for it'
fi

# -q says only what went wrong, -v says more; the clock is CM_NOW.
run cm-curate -q top 1 --by metrics.views odd.ndjson
is '-q: nothing is said where nothing went wrong' "$(wc -c <.err)" 0
run cm-curate top 1 --by metrics.views odd.ndjson
ok 'without it, what was left out is said' test -s .err
run cm-stats -q by type -m views odd.ndjson
is 'cm-stats -q' "$(wc -c <.err)" 0
run cm-fetch -q "$top/tests/demo/feeds/competitor.xml"
is 'cm-fetch -q' "$(wc -c <.err)" 0
run cm-fetch "$top/tests/demo/feeds/blog.xml"
has_out 'CM_NOW is when it was fetched' '"fetched":"2026-11-16T06:00:00Z"'
CM_NOW=2031-02-03T04:05:06Z
run cm-fetch "$top/tests/demo/feeds/blog.xml"
has_out 'and another time another' '"fetched":"2031-02-03T04:05:06Z"'
run cm-curate keep 'now==1927857906' odd.ndjson
is 'CM_NOW is now in an expression' "$(grep -c type .out)" 3
for clock in yesterday 2026-13-01T00:00:00Z 7; do
	CM_NOW=$clock
	run cm-stats by type --since 1d odd.ndjson
	is_status "a clock that is none: $clock" 2
	has_err 'is named' 'CM_NOW'
done
CM_NOW=2026-11-16T06:00:00Z

done_testing
