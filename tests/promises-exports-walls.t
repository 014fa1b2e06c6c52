#!/bin/sh
# What exports may not do: lead out of an archive, fill the memory or the
# disk, tell of people who did not ask for it; and that the list of formats
# and the manual are of one mind.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || {
	skip 'walls of exports' 'no python3'
	done_testing
	exit 0
}
cd "$tmp" || exit 1

got() {
	jq -r "select(.type != \"coverage\") | [$1]
		| map(. // \"-\" | tostring) | join(\" \")" .out
}

# ---- archives

cat >make.py <<'PY'
import io
import os
import sys
import tarfile
import zipfile

POST = ('window.YTD.tweets.part0 = [{"tweet":{"id_str":"%s","created_at":'
        '"Sun Jan 30 12:15:11 +0000 2022","full_text":"%s"}}]')


def add(t, name, data=b'', kind=tarfile.REGTYPE, link=''):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(data)
    t.addfile(info, io.BytesIO(data))


with open('secret.js', 'w') as f:
    f.write(POST % (11, 'secret'))
os.mkfifo('pipe')
good = (POST % (1, 'good')).encode()
for n, (name, kind, link) in enumerate([
        ('data/tweets.js', tarfile.SYMTYPE, os.path.abspath('secret.js')),
        ('data/tweets.js', tarfile.SYMTYPE, '../secret.js'),
        ('data/tweets.js', tarfile.LNKTYPE, os.path.abspath('secret.js')),
        ('data/tweets.js', tarfile.FIFOTYPE, ''),
        ('data/tweets.js', tarfile.CHRTYPE, '')]):
    with tarfile.open('link%d.tar' % n, 'w') as t:
        add(t, name, kind=kind, link=link)
        add(t, 'data/tweets-part1.js', good)
# a link to a folder, and a file that would be written through it
with tarfile.open('link5.tar', 'w') as t:
    add(t, 'data', kind=tarfile.SYMTYPE, link=os.path.abspath('out'))
    add(t, 'data/tweets.js', good)
with zipfile.ZipFile('link6.zip', 'w') as z:
    info = zipfile.ZipInfo('data/tweets.js')
    info.external_attr = 0o120777 << 16
    z.writestr(info, os.path.abspath('secret.js'))
    z.writestr('data/tweets-part1.js', good)
with zipfile.ZipFile('out.zip', 'w') as z:
    z.writestr('../../out/data/tweets.js', good)
    z.writestr(os.path.abspath('out') + '/tweets.js', good)
    z.writestr('..\\..\\out\\tweets.js', good)
with zipfile.ZipFile('bomb.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    with z.open('data/tweets.js', 'w') as f:
        f.write(b'window.YTD.tweets.part0 = [')
        for _ in range(64):
            f.write(b' ' * (4 << 20))
        f.write(b']')
part = ''.join('%d,2026-09-%02d 10:00,"Rye, and %s",%d\n' % (
    i, i % 28 + 1, i * 7919 % 10007, i % 97)
    for i in range(40000)).encode()
with zipfile.ZipFile('big.zip', 'w', zipfile.ZIP_DEFLATED,
                     compresslevel=1) as z:
    with z.open('rows.csv', 'w') as f:
        f.write(b'id,on,text,likes\n')
        for _ in range((300 << 20) // len(part) + 1):
            f.write(part)
with zipfile.ZipFile('posts.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    with z.open('data/tweets.js', 'w') as f:
        f.write(b'window.YTD.tweets.part0 = [\n')
        for i in range(10000):
            f.write(('{"tweet":{"id_str":"%d","created_at":"Sun Jan 30 '
                     '12:15:11 +0000 2022","full_text":"%s"}},\n' % (
                         1487761305826205706 + i * 29360128,
                         'Rye %d ' % i * 30)).encode())
        f.write(b'{"tweet":{"id_str":"12","created_at":"Sun Jan 30 12:15:11 '
                b'+0000 2022","full_text":"last"}}]\n')
PY
python3 make.py
# peak COMMAND: its status, its most memory in MiB, its lines of output
cat >peak.py <<'PY'
import resource
import subprocess
import sys
with open('.err', 'wb') as err:
    done = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=err)
    lines = sum(block.count(b'\n') for block in
                iter(lambda: done.stdout.read(1 << 20), b''))
    done.wait()
print(done.returncode,
      resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, lines)
PY
peak() {
	last="run: $*"
	python3 peak.py "$@" >said
	read -r status mib lines <said
}

find . -newer make.py ! -name '.*' ! -name before | sort >before
for archive in link0.tar link1.tar link2.tar link3.tar link4.tar link6.zip; do
	run timeout 20 cm-fetch "$archive"
	is "$archive: no link, pipe or device is followed" \
		"$status $(got '.id, .text')" '0 1 good'
done
run timeout 20 cm-fetch link5.tar
is 'a file below a link is a member like others' "$(got .text)" good
run cm-fetch -v out.zip
lacks_out 'no name leads out of an archive' '\.\./'
lacks_err 'nor in what is said' '(zip:/|\.\./)'
find . -newer make.py ! -name '.*' ! -name before \
	! -name after | sort >after
ok 'nothing was written to the disk' cmp before after
ok 'nor beside it' test ! -e "$tmp/out" -a ! -e "$tmp/../out"

run cm-fetch bomb.zip
is_status 'a bomb: status' 1
has_err 'a bomb is refused, by its name' '^cm-fetch: bomb.zip: .*bomb'
is 'a bomb: coverage says so' "$(jq -c .complete .out | sort -u)" false
run cm-fetch --max-unpacked 1m posts.zip
is_status '--max-unpacked: status' 1
has_err '--max-unpacked is said' '^cm-fetch: posts.zip: .*--max-unpacked'

if nm -a "$top/bin/cm-fetch" 2>symbols | grep -q __asan_init; then
	skip 'memory' 'the sanitizer takes its own'
else
	peak cm-fetch -q --as csv --map id=id,published=on,metrics.likes=likes \
		--no-raw big.zip
	is_status 'a member of 300 MiB is read' 0
	ok "all of it ($lines)" test "$lines" -gt 5000000
	ok "in constant memory ($mib MiB)" test "$mib" -le 64
	rm big.zip
	peak cm-fetch -q posts.zip
	is 'an archive of posts is read' "$status $lines" '0 10002'
	ok "in less than 64 MiB ($mib)" test "$mib" -lt 64
	(
		# shellcheck disable=SC3045 # what dash and others know
		ulimit -v 1000000
		cm-fetch -q --threads 2 posts.zip
	) 2>.err | tail -n 1 >.out
	has_out 'and where there is little' '"complete":true'
fi

# ---- people

mkdir people
cat >people/subscribed_members_export_abc.csv <<'EOT'
"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LAST_CHANGED,LEID,EUID,NOTES,TAGS,"Work mail"
zoe@leak.example,Zoe,Zander,2,,,"2015-03-16 14:40:47",203.0.113.1,"2015-03-16 14:40:47",90000001,810000000c,,,zoe@work.example
EOT
cat >people/members.levain.csv <<'EOT'
id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers,Work mail
m1,zoe@leak.example,Zoe Zander,,true,false,cus_1,2026-01-02T10:00:00.000Z,,VIP,Gold,zoe@work.example
EOT
cat >people/email_list.levain.csv <<'EOT'
email,active_subscription,expiry,email_disabled,created_at,Work mail
zoe@leak.example,false,,false,2020-06-01T00:00:00.000Z,zoe@work.example
EOT
mkdir -p people/connections/followers_and_following people/x/data
echo '[{"title":"","media_list_data":[],"string_list_data":[{"href":"https://www.instagram.com/zoe_zander","value":"zoe_zander","timestamp":1789000000}]}]' \
	>people/connections/followers_and_following/followers_1.json
echo 'window.YTD.follower.part0 = [{"follower":{"accountId":"777000777","userLink":"https://twitter.com/intent/user?user_id=777000777"}}]' \
	>people/x/data/follower.js
cat >people/Connections.csv <<'EOT'
Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On,Work mail
Zoe,Zander,https://www.linkedin.com/in/zoe,zoe@leak.example,Levain,Baker,01 Sep 2026,zoe@work.example
EOT
cat >people/following_accounts.csv <<'EOT'
Account address,Show boosts,Notify on new posts,Languages,Work mail
zoe_zander@other.example,true,false,,zoe@work.example
EOT
# people FILE: every list of people on its own
for file in people/*.csv people/connections/*/*.json people/x/data/*.js; do
	name=${file##*/}
	run cm-fetch -v --account levain "$file"
	lacks_out "$name: nobody is handed over" '[Zz](oe|ander)|777000777'
	lacks_err "$name: nor named" '[Zz](oe|ander)|777000777'
	lacks_out "$name: no list of people of its own" \
		'^.*"type":"(account|post|comment|message)".*("name"|"handle")'
	run cm-fetch -v --account levain --set people=yes "$file"
	is_status "$name: people=yes: status" 0
	case $name in
	*.csv) test "${name#subscribed}" != "$name" ||
		has_err "$name: an unknown column is named" \
		"not known, and left out: 'Work mail'" ;;
	esac
	is "$name: people=yes hands them over" "$(got .type)" account
	lacks_out "$name: but no address of theirs" \
		'@(leak|work)\.example|203\.0\.113'
	lacks_err "$name: nor says it" '@(leak|work)\.example|203\.0\.113'
done

# All samples, with people: their addresses of mail and network are nowhere.
cat >leaks.py <<'PY'
import importlib.util
import os
import sys
spec = importlib.util.spec_from_file_location('facts', sys.argv[1])
facts = importlib.util.module_from_spec(spec)
spec.loader.exec_module(facts)
with open('.both', encoding='utf-8', errors='replace') as f:
    out = f.read()
found = facts.facts('people', list(facts.texts(sys.argv[2])))
for address in sorted(found):
    if address in out and not os.path.basename(address).endswith('.jpg'):
        print(address)
PY
for folder in "$top"/tests/exports/*/ "$shared"/fixtures/exports/*/; do
	folder=${folder%/}
	name=${folder##*/}
	case $folder/ in
	*/exports/shared/ | *'*/') continue ;;
	# handles of theirs look like mail, and are what one follows
	*/mastodon*/) continue ;;
	esac
	rm -rf sample
	cp -r "$folder" sample
	find sample \( -name '*.expected' -o -name '*.args' -o \
		-name '*.stderr' \) -exec rm -f {} +
	cm-fetch -v --set people=yes sample >.both 2>&1 </dev/null
	last="cm-fetch -v --set people=yes $folder"
	is "$name: no address of the sample comes out" \
		"$(python3 leaks.py "$top/tests/exports-facts.py" sample)" ''
done

# ---- the list of formats, and the manual

run cm-fetch --exports
is_status '--exports: status' 0
jq -r .title .out | sed 's/ (.*confirmed)$//; s/ (--as .*)$//; s/ (HighLevel)//' |
	sort >titles
sed -n '/^\.Sh FORMATS/,/^\.Sh ONE/s/^\.Ss //p' "$top/man/cm-exports.7" |
	sed 's/ (.*confirmed)$//; s/ (HighLevel)//' | sort >sections
# Later has a section that says why there is no format.
is 'each format has a section in cm-exports(7), each section a format' \
	"$(grep -vx Later sections)" "$(cat titles)"
is 'how to get each file is said' \
	"$(jq -r 'select((.get | length) == 0 or any(.get[]; length < 20))
		| .format' .out)" ''
is 'a format is its file' "$(jq -r .format .out | sort)" \
	"$(cd "$top/lib/exports" && for f in *.jq; do echo "${f%.jq}"; done |
		grep -vx export | sort)"
is 'all that the job names are there' "$(jq -r .format .out |
	grep -cxE 'meta-content|meta-ads|instagram-data|facebook-data|x-analytics|x-archive|linkedin-page|linkedin-creator|youtube-studio|tiktok-studio|snapchat-data|pinterest|telegram|whatsapp|discord|slack|reddit|mastodon-archive|wordpress|ghost|disqus|mailchimp|substack|google-analytics|search-console|google-ads|matomo|plausible|hootsuite|buffer')" 30
jq -r 'select(.settings) | .format as $f | .settings | keys[] |
	"\($f) \(.)"' .out >settings
sed -n '/^\.Sh FORMATS/,/^\.Sh ONE/p' "$top/man/cm-exports.7" >formats.7
is 'each setting is in the manual' "$(while read -r format setting; do
	grep -qF -- "${setting%%.*}" formats.7 || echo "$format $setting"
done <settings)" ''
for format in $(jq -r .format .out); do
	run cm-fetch --exports "$format"
	is "--exports $format" "$status $(jq -r .format .out)" "0 $format"
done
done_testing
