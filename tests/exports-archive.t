#!/bin/sh
# cm-fetch reads archives: whatever stands in them, and however they are bad.
. "${0%/*}/lib.sh"

command -v python3 >/dev/null || {
	echo '1..0 # SKIP no python3'
	exit 0
}
cd "$tmp" || exit 1
mkdir made
python3 "$top/tests/packs.py" made

# The archive of an account, its own name behind the posts.
cat >make.py <<'PY'
import io
import os
import tarfile
import zipfile

TWEET = ('{"tweet":{"id_str":"148776130582620570%d","created_at":'
         '"Sun Jan 30 12:15:1%d +0000 2022","full_text":"Rye %d",'
         '"favorite_count":"%d","retweet_count":"1"}}')
POSTS = ("window.YTD.tweets.part0 = [\n" +
         ",\n".join(TWEET % (i, i, i, i) for i in range(3)) + "\n]")


def account(name, number):
    return ('window.YTD.account.part0 = [{"account":{"username":"%s",'
            '"accountId":"%d"}}]' % (name, number))


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files:
            z.writestr(name, data)
    return out.getvalue()


def write(name, data):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as f:
        f.write(data)


x = [("data/tweets.js", POSTS), ("data/account.js", account("ann", 42)),
     ("data/tweets_media/a.jpg", os.urandom(9000))]
write("x.zip", zipped(x))
write("two/a.zip", zipped(x))
write("two/b.zip", zipped([("data/account.js", account("bob", 43)),
                           ("data/tweets.js", POSTS)]))
write("two/c.zip", zipped([("data/tweets.js", POSTS)]))
write("nested.zip", zipped([("readme.md", "hello"),
                            ("in/x.zip", zipped(x))]))
write("deeper.zip", zipped([("a.zip", zipped([("x.zip", zipped(x))]))]))
for part in ("x.zip", "nested.zip"):
    with open(part, "rb") as f:
        whole = f.read()
    write("cut-" + part, whole[:-2000])
write("evil.zip", zipped([("../../../tmp/data/tweets.js", POSTS),
                          ("/etc/\x1b[31mdata/tweets.js", POSTS[:-20])]))
big = ("data/tweets-part1.js",
       "window.YTD.tweets.part1 = [" + " " * (200 << 20) + "]")
write("bomb.zip", zipped([("data/tweets.js", POSTS), big]))
bomb = zipped([big])
write("inner.zip", zipped([("data/tweets.js", POSTS), ("bomb.zip", bomb)]))
with tarfile.open("links.tar.gz", "w:gz") as t:
    link = tarfile.TarInfo("data/tweets.js")
    link.type = tarfile.SYMTYPE
    link.linkname = os.path.abspath("secret.js")
    t.addfile(link)
    info = tarfile.TarInfo("data/account.js")
    data = account("ann", 42).encode()
    info.size = len(data)
    t.addfile(info, io.BytesIO(data))
write("secret.js", POSTS.encode())
PY
python3 make.py

# What records there are: types, accounts.
kinds() {
	grep -v '"coverage"' "$tmp/.out" | jq -r \
		'[.type, .account, .id] | map(. // "-") | join(" ")' | sort
}

posts='account ann 42
post ann 1487761305826205700
post ann 1487761305826205701
post ann 1487761305826205702'
run cm-fetch x.zip
is_status 'an archive' 0
is 'whose it is stands behind its posts' "$(kinds)" "$posts"
run_in x.zip cm-fetch -
is 'from a file as standard input' "$(kinds)" "$posts"
last='cat x.zip | cm-fetch -'
# shellcheck disable=SC2002 # a pipe cannot be sought
cat x.zip | cm-fetch - >"$tmp/.out" 2>"$tmp/.err"
is 'from a pipe nothing is lost' "$(kinds | grep -c '^post')" 3

run cm-fetch two
is_status 'archives in a folder' 0
is 'each of its own account' "$(kinds)" 'account ann 42
account bob 43
post - 1487761305826205700
post - 1487761305826205701
post - 1487761305826205702
post ann 1487761305826205700
post ann 1487761305826205701
post ann 1487761305826205702
post bob 1487761305826205700
post bob 1487761305826205701
post bob 1487761305826205702'
run cm-fetch nested.zip
is 'an archive within an archive' "$(kinds | grep -c '^post')" 3
run cm-fetch -v deeper.zip
is_status 'one level deep, no deeper' 1
has_err 'which -v says' '^cm-fetch: deeper.zip:a.zip:x.zip: no format knows it$'

run cm-fetch cut-x.zip
is_status 'an archive that is cut off' 1
is 'what came before is there' "$(kinds | grep -c '^post')" 3
has_err 'and it is said' '^cm-fetch: cut-x.zip: the archive is cut off$'
has_out 'and written down' '"complete":false.*"why":"the archive is cut off"'
run cm-fetch cut-nested.zip
has_err 'the same of one within another' \
	'^cm-fetch: cut-nested.zip(:in/x.zip)?: the archive is cut off$'
is_status 'it failed' 1

run cm-fetch evil.zip
is 'names that lead out are cut' "$(kinds | grep -c '^post')" 5
has_err 'no name steers the terminal' \
	'^cm-fetch: evil.zip:etc/.\[31mdata/tweets.js(:[0-9]+)?: '
lacks_err 'no escape is printed' "$(printf '\033')"
lacks_err 'no way out is printed' '\.\./'
run cm-fetch links.tar.gz
is 'a symlink is not followed' "$(kinds)" 'account ann 42'

for bomb in bomb.zip inner.zip; do
	run cm-fetch "$bomb"
	is_status "$bomb: is refused" 1
	has_err "$bomb: which is said" \
		'it unpacks to more than 1000 times its size, as bombs do'
	is "$bomb: what came before is there" "$(kinds | grep -c '^post')" 3
done
run cm-fetch --max-unpacked 100 x.zip
is_status '--max-unpacked' 1
has_err 'is named by its message' \
	'it unpacks to more than 100 bytes: see --max-unpacked$'
run cm-fetch made/locked.zip
has_err 'a password is asked for' \
	'^cm-fetch: made/locked.zip: it needs a password: unpack it yourself'
is 'in one message' "$(wc -l <"$tmp/.err" | tr -d ' ')" 1

# None of them crashes or hangs.
for file in made/*; do
	last="cm-fetch $file"
	timeout 60 cm-fetch --as csv --map id=id,text=text "$file" \
		>"$tmp/.out" 2>"$tmp/.err"
	status=$?
	case $status in
	0 | 1 | 2) ok "$file" true ;;
	*) is "$file" "$status" '0, 1 or 2' ;;
	esac
done
done_testing
