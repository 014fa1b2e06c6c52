#!/bin/sh
# Limits by type of media, of texts beside them, and what has no place at a
# network: all with -n.
# shellcheck disable=SC2154 # names of lib.sh
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1
net=$XDG_CONFIG_HOME/cm/networks
mkdir -p "$net"
cat >"$net/film.jq" <<'END'
include "net";
def about: {title: "Film", hosts: ["film.example"], auth: false, text: {max: 30, unit: "codepoints", thread: true},
  media: {max: 4, bytes: 100, text: 10, mixed: false, alt: 20, types: ["image/*", "audio/*"],
    each: {"image/*": {max: 2, bytes: 50}, "image/gif": {max: 1}, "audio/*": {seconds: [2, 3.5], text: 0}}}};
END
cat >"$net/full.jq" <<'END'
include "net";
def about: {title: "Full", hosts: ["full.example"], auth: false, text: {max: 500}, media: {max: 4},
  uses: ["paid", "ai", "media.alt", "media.captions", "cover"]};
END
cat >"$XDG_CONFIG_HOME/cm/accounts" <<'END'
[film]
network = film
[full]
network = full
[payer]
network = film
text-max = 60
END
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\0\050\0\0\0\036\010\002\0\0\0\0\0\0\0' >a.png
cp a.png b.png
cp a.png c.png
cat a.png a.png >large.png
printf 'GIF89a\001\0\001\0\0\0\0;' >a.gif
# wav SECONDS: silence, 8 bits, 8 a second
wav() {
	n=$(($1 * 8))
	printf 'RIFF'
	printf "\\$(printf %03o $((n + 36)))\\0\\0\\0WAVEfmt \\020\\0\\0\\0\\001\\0\\001\\0\\010\\0\\0\\0\\010\\0\\0\\0\\001\\0\\010\\0data"
	printf "\\$(printf %03o "$n")\\0\\0\\0"
	head -c "$n" /dev/zero
}
wav 3 >good.wav
wav 1 >short.wav
wav 7 >long.wav
plan() { run cm-post -n --to film "$@"; }
fits() {
	what=$1
	shift
	plan "$@"
	is_status "$what" 0
}
fault() {
	what=$1 want=$2
	shift 2
	plan "$@"
	has_err "$what" "cannot be sent: $want"
	is_status "$what: status" 1
}

fits 'two pictures' --text hello --media a.png --media b.png
fault 'three' '3 of type image/., of at most 2' --text hello --media a.png \
	--media b.png --media c.png
fault 'one that is large for a picture' \
	"'large.png' has 66 bytes, and may have 50" --media large.png
fits 'a sound may be as large' --media good.wav
fault 'too short' "'short.wav' lasts 1 s, and may last 2 to 3.5" --media short.wav
fault 'too long' "'long.wav' has 100 bytes|'long.wav' lasts 7 s, and may last 2 to 3.5" \
	--media long.wav
fault 'of two types' 'image/. and audio/. cannot go out together there' \
	--media a.png --media good.wav
fault 'the type itself before its pattern' \
	'image/. and image/gif cannot go out together' --media a.png --media a.gif
fits 'alone it can' --media a.gif
plan --text 'twelve chars' --media a.png
has_err 'beside a picture less fits into a message' '1 of 2: 6 of 10 codepoints'
fault 'and nothing beside a sound' \
	'no text can stand beside these pictures or films there' --text hi \
	--media good.wav
plan --text 'twelve chars'
has_err 'without one all of it' '12 of 30 codepoints'
run cm-post -n --to payer --text 'This text is longer than all others may write there'
has_err 'the account says how long a text may be' '51 of 60 codepoints'
lacks_err 'which is known' 'nothing reads'

# What has no place.
: >words.vtt
draft() { printf '{"to":"%s","text":"hi",%s}\n' "$1" "$2" >draft.ndjson; }
all='"media":[{"file":"a.png","alt":"A loaf","captions":"words.vtt","cover":"b.png"}]'
draft film "$all"
run cm-post -n draft.ndjson
is_status 'captions and a cover may go' 0
has_err 'but are named' "note: 'captions' of 'a.png' has no place there"
has_err 'both' "note: 'cover' of 'a.png' has no place there"
lacks_err 'a description has one' "'alt' of"
draft full "$all,\"paid\":true,\"ai\":true"
run cm-post -n draft.ndjson
is_status 'where all has a place' 0
lacks_err 'nothing is said' 'no place'
draft film '"paid":true'
run cm-post -n draft.ndjson
is_status 'paid, where that cannot be said' 1
has_err 'what to do is said' \
	"'paid' cannot be said there: say it in the text, and set options.film.paid to false"
draft film '"ai":true,"options":{"film":{"ai":false}}'
run cm-post -n draft.ndjson
is_status 'whoever has said so otherwise' 0
sed -i 's/alt: 20, //' "$net/film.jq"
draft film "$all"
run cm-post -n draft.ndjson
has_err 'nor is a description lost in silence' \
	"note: 'alt' of 'a.png' has no place there"

# Names under options are looked at too.
draft film '"options":{"flim":{"x":1},"full":{"y":1}}'
run cm-post -n draft.ndjson
is_status 'a name under options that is none is no failure' 0
has_err 'and is named' "draft.ndjson:1: unknown member 'options.flim': no network has that name: 'film'?"
lacks_err 'another network may stand there' 'options.full'
run cm-post --strict -n draft.ndjson
is_status 'strictly it is one' 1
sed -i '/def own/d' "$net/full.jq"
cat >>"$net/full.jq" <<'END'
def own: .job.draft.options.full | {sensitive: .sensitive, cover_tsp, quote};
def post: if .step == "x" then published("1"; own | tojson) else fail("invalid"; "it is full") end;
END
draft full '"options":{"full":{"sensitve":1,"cover_tps":2,"quote":3,"paid":false,"zebra":4}}'
run cm-post -n draft.ndjson
has_err 'a name that the module does not read is named, with the nearest' \
	"^cm-post: draft.ndjson:1: unknown member 'options.full.sensitve': nothing reads it: 'sensitive'[?]"
has_err 'however it reads it' "'options.full.cover_tps': nothing reads it: 'cover_tsp'[?]"
has_err 'without a guess where there is none' "'options.full.zebra': nothing reads it$"
lacks_err 'those that it reads are not' "options.full.(quote|paid)'"
draft full '"options":{"full":{"zebra":4}}'
sed -i 's/"full"\]/"full","other"]/; s/"to":"full"/"to":["full","other"]/' draft.ndjson
printf '[other]\nnetwork = full\n' >>"$XDG_CONFIG_HOME/cm/accounts"
run cm-post draft.ndjson
is 'once, however many accounts there are' "$(grep -c zebra "$tmp/.err")" 1
run cm-post --strict draft.ndjson
is_status 'strictly it is a failure' 1
has_err 'which is said' '^cm-post: nothing is sent: a member that nobody knows, and --strict$'
lacks_err 'and nothing is sent' 'it is full'
lacks_out 'nor tried' receipt
plan --text hello --media draft.ndjson
has_err 'what can be sent is said' 'which cannot be sent there; what can is: image/[*], audio/[*]'

# What only the module knows is said before anything is asked, of each account.
cat >"$net/picky.jq" <<'END'
include "net";
def about: {title: "Picky", hosts: ["picky.example"], auth: false, text: {max: 500, thread: true}, acts: ["like"]};
def post: if .job.draft.tags | length > 1 then fail("invalid"; "it has \(.job.draft.tags | length) tags, and may have one")
  elif .job.draft.tags == ["later"] then fail("server"; "not now")
  elif .job.reply_to.id == "7" then fail("invalid"; "7 cannot be answered")
  else publish({method: "POST", url: "https://picky.example/x"}; "done") end;
def act: if .job.action.target.id == "c1" then fail("invalid"; "comments cannot be liked")
  else publish({method: "POST", url: "https://picky.example/x"}; "done") end;
END
printf '[picky]\nnetwork = picky\n' >>"$XDG_CONFIG_HOME/cm/accounts"
draft picky '"tags":["a","b"]'
run cm-post -n draft.ndjson
is_status 'what the module itself does not take' 1
has_err 'is said by -n' 'cannot be sent: it has 2 tags, and may have one'
is 'and in its receipt' "$(jq -r '.status + " " + .error.kind' "$tmp/.out")" \
	'failed invalid'
run cm-post draft.ndjson
is_status 'and it is not sent' 1
is 'not because of what may change' "$(jq -r .error.message "$tmp/.out")" \
	'it has 2 tags, and may have one'
draft picky '"tags":["a","b"],"at":"2100-01-01T00:00:00Z"'
run cm-post draft.ndjson
is_status 'one of later does not wait for its refusal' 1
draft picky '"tags":["later"]'
run cm-post -n draft.ndjson
is_status 'what may be otherwise then is no fault' 0
draft picky '"reply_to":"7"'
run cm-post -n draft.ndjson
has_err 'what it answers is known' 'cannot be sent: 7 cannot be answered'
echo '{"type":"action","to":"picky","do":"like","target":{"id":"c1"}}' >act.ndjson
run cm-post -n act.ndjson
has_err 'of actions too' 'cannot be sent: comments cannot be liked'

# A place of its own for the first comment; a picture that must be there.
cat >"$net/gram.jq" <<'END'
include "net";
def about: {title: "Gram", hosts: ["gram.example"], auth: false, text: {max: 500}, media: {min: 1, max: 3, types: ["image/*"]},
  uses: ["first_comment"]};
def post: publish({method: "POST", url: "https://gram.example/x"}; "done");
END
printf '[gram]\nnetwork = gram\n' >>"$XDG_CONFIG_HOME/cm/accounts"
draft gram '"first_comment":"first!"'
run cm-post -n draft.ndjson
has_err 'a first comment is shown' '    first comment: first!'
has_err 'no picture where one must be' 'cannot be sent: a picture or a film must be there'

# What a module says must be right.
sed -i 's/seconds: \[2, 3.5\]/seconds: 3/' "$net/film.jq"
plan --text hi
is_status 'a span that is none' 2
has_err 'is named' 'about.media.each.seconds is not two numbers'
done_testing
