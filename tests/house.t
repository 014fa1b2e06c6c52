#!/bin/sh
# The rules of the house that a machine can check.
. "${0%/*}/lib.sh"
cd "$top" || exit 1

# The modules of lib, each row from what the rows above it give. Files of
# one row may include each other.
modules='err word
asset
buf
own
opt
sip
clock zone
date dateword
bits fnv
scan scan_in scan_want scan_x86 scan_plain scan_avx2 scan_avx512 scan_escape scan_exact scan_utf8
json json_number json_write
rec rec_in rec_item block pipe remark
filter jqerror wall
jqconst
text
url
length
html entity markup
md
entities host
csv csvread
crypto cryptotext cryptofile
media mediafile mediabox mediasound
ini
conf confin confparse confsecret confrun confadd
db
seen
keyring keylock
oauth
http httptext httpurl httpsend httpbody httpqueue
har harread hartext
near
about
jvtext
netmod netmodin netmodio netchild netsource netprune
netrec netput netlinks
netreq netmark nethost netbody netparts netauth netanswer netclean netforms netxml netchars netcompute netplace netspool
net netjob netaccount netrun nettry neteffect nettree netsend netlog netfail netrenew netfolder netunits netoauth netoauthin netoauthask netconsent netlisten netsignin netgive netheard netsecret'

find lib cmd tests -name '*.[ch]' ! -name '*.gen.c' | sort >"$tmp/sources"

# finds WHAT: there is nothing in what a search printed.
none() {
	is "$1" "$(cat "$tmp/found")" ''
}

# The code without comments, and without strings too: FILE:LINE: text.
for keep in strings code; do
	KEEP=$keep xargs perl -0777 -ne '
	s{("(?:\\.|[^"\\\n])*")|/\*.*?\*/|\x27(?:\\.|[^\x27\\])+\x27}{
		my $s = $&; $s =~ s/[^\n]//g;
		($ENV{KEEP} eq "strings" && $1 || q{""}) . $s}gse;
	my $n = 0;
	for (split /\n/) { $n++; print "$ARGV:$n: $_\n"; }
	' <"$tmp/sources" >"$tmp/$keep"
done

grep -E '\b(sprintf|strcpy|strcat|strncpy|gets|atoi|atol|strtok|sscanf|gmtime|localtime|system|popen) *\(' \
	"$tmp/code" >"$tmp/found"
none 'no banned function is called'

while read -r f; do
	head -n 1 "$f" | grep -qx '/\* SPDX-License-Identifier: ISC \*/' ||
		echo "$f"
done <"$tmp/sources" >"$tmp/found"
none 'every C file begins with its licence'

grep '//' "$tmp/code" >"$tmp/found"
none 'no comment begins with two slashes'

while read -r f; do
	n=$(wc -l <"$f")
	[ "$n" -le 600 ] || echo "$f: $n lines"
done <"$tmp/sources" >"$tmp/found"
none 'no file is longer than 600 lines'

xargs awk 'FNR == 1 { from = 0 }
	/^{/ { from = FNR }
	/^}/ && from { if (FNR - from - 1 > 80)
		print FILENAME ":" from ": " FNR - from - 1 " lines"; from = 0 }' \
	<"$tmp/sources" >"$tmp/found"
none 'no function is longer than 80 lines'

for o in lib/*.o cmd/*/*.o; do
	objdump -t "$o" | awk -v o="$o" '
		$2 == "g" && $3 == "O" && $4 ~ /^\.(data|bss|tdata|tbss)/ &&
		$4 !~ /rel\.ro/ && $NF !~ /^_/ && $NF != "cm_name" {
			print o ": " $NF }'
done >"$tmp/found"
none 'no mutable global but cm_name'

rank() {
	printf '%s\n' "$modules" | awk -v m="$1" '{
		for (i = 1; i <= NF; i++) if ($i == m) print NR }'
}
for f in lib/*.[ch]; do
	case $f in *.gen.c) continue ;; esac
	m=${f#lib/}
	mine=$(rank "${m%.[ch]}")
	[ -n "$mine" ] || {
		echo "$f: not in the table of tests/house.t"
		continue
	}
	sed -n 's/^#include "\(.*\)"$/\1/p' "$f" | while read -r inc; do
		m=${inc#lib/}
		theirs=$(rank "${m%.h}")
		[ "${theirs:-99}" -le "$mine" ] || echo "$f includes $inc"
	done
done >"$tmp/found"
none 'a module of lib includes only what stands above it'

for f in cmd/*/*.[ch]; do
	d=${f%/*}
	sed -n 's/^#include "\(.*\)"$/\1/p' "$f" | while read -r inc; do
		case $inc in
		lib/*.h | "$d"/*.h) ;;
		*) [ -f "$d/$inc" ] || echo "$f includes $inc" ;;
		esac
	done
done >"$tmp/found"
none 'a program includes only lib and itself'

grep -niE 'mastodon|bluesky|instagram|facebook|whatsapp|wechat|tiktok|douyin|weibo|linkedin|reddit|youtube' \
	"$tmp/strings" | grep -v '^tests/' >"$tmp/found"
none 'no C file names a network'

if command -v ldd >/dev/null; then
	for p in cm-curate cm-stats cm-report; do
		ldd "bin/$p" | grep -oE 'lib(curl|xml2)[^ ]*' | sed "s/^/$p: /"
	done >"$tmp/found"
	none 'only cm-fetch and cm-post load libcurl and libxml2'
	for p in cm-stats cm-report; do
		ldd "bin/$p" | grep -o 'libsqlite3[^ ]*' | sed "s/^/$p: /"
	done >"$tmp/found"
	none 'cm-stats and cm-report open no database'
else
	skip 'libraries' 'no ldd'
fi

grep -rnE '/(work|tmp)/[a-z]+/|helper session' README.md man lib cmd \
	completions --include='*.[ch157]' --include='*.md' 2>/dev/null |
	grep -v 'gen\.c:' >"$tmp/found"
none 'no path of a machine of ours is written down'
done_testing
