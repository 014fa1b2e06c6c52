#!/bin/sh
# Records against the JSON Schema. Run last, so that all are there.
. "${0%/*}/lib.sh"

schema=$top/lib/data/record.schema.json
python=
for p in /usr/bin/python3 python3; do
	if "$p" -c 'import jsonschema; jsonschema.Draft202012Validator' \
		2>/dev/null
	then
		python=$p
		break
	fi
done
if [ -z "$python" ]; then
	skip 'the schema' 'no python3 with jsonschema >= 4'
	done_testing
fi

check() {
	run "$python" "$top/tests/schema.py" "$schema" "$@"
}

# Cases stand on standard input: "yes" or "no" and a record; all are judged
# at once: cases [--made].
cases() {
	cat >"$tmp/cases"
	sed 's/^[a-z]* *//' "$tmp/cases" >"$tmp/case"
	check "$@" "$tmp/case"
	n=0
	while read -r want record; do
		n=$((n + 1))
		got=yes
		! grep -q "/case:$n: " "$tmp/.out" || got=no
		is "${1:-$want}: $record" "$got" "$want"
	done <"$tmp/cases"
}

check /dev/null
is_status 'it is a JSON Schema of 2020-12' 0

check "$top"/tests/demo/archive/*.ndjson
is_out 'the sample community keeps to it' </dev/null
check --made "$top"/tests/demo/archive/*.ndjson
is_out 'also to what our own programs keep to' </dev/null

if [ -n "${CM_TEST_RECORDS:-}" ]; then
	set -- "$CM_TEST_RECORDS"/*.ndjson
	if [ -f "$1" ]; then
		cat "$@" >"$tmp/all"
		check "$@"
		last='the records kept, held against the schema'
		is_out "$(wc -l <"$tmp/all") records that tests made keep to it" \
			</dev/null
	fi
	# What cm-stats makes, and what cm-fetch makes of feeds and logs (it
	# also hands over records that others made).
	cat "$CM_TEST_RECORDS"/cm-stats.* >"$tmp/made"
	grep -ah '^{"type":"[a-z]*","network":"web"' \
		"$CM_TEST_RECORDS"/cm-fetch.* >>"$tmp/made"
	check --made "$tmp/made"
	is_out 'those that we made ourselves keep to more than that' </dev/null
else
	skip 'records that tests made' 'none were kept: run it with make check'
fi

cases <<'EOT'
yes {"type":"post","network":"x","id":"1","anything":{"else":[1]}}
no {"type":"post","network":"x","id":1}
no {"type":"post","published":"2026-11-02 10:00:00Z"}
no {"type":"post","published":"2026-11-02T10:00:00+01:00"}
no {"type":"post","metrics":{"likes":"12"}}
no {"type":"post","metrics":{"likes":-1}}
no {"type":"post","metrics":{"views":null}}
yes {"type":"post","metrics":{"views":0,"of_our_own":1.5}}
no {"type":"post","tags":"bread"}
no {"type":"post","media":[{"type":"photo"}]}
no {"type":"comment","reply_to":7}
no {"type":"mention","author":{"id":7}}
no {"type":"message","text":["a"]}
no {"type":"review","lang":["fr","en"]}
no {"type":"article","feed":"https://blog.example/feed"}
no {"type":"post","curation":{"topics":"gaston"}}
no {"type":"account","metrics":{"followers":"12k"}}
yes {"type":"account","metrics":{"followers":12000}}
no {"type":"series","metrics":{"views":1}}
no {"type":"series","period":{"start":"2026-11"},"metrics":{}}
no {"type":"visit","url":"/"}
no {"type":"visit","published":"2026-11-02T10:00:00Z","visitor":"1.2.3.4"}
no {"type":"visit","published":"2026-11-02T10:00:00Z","status":"200"}
no {"type":"coverage","records":1}
no {"type":"coverage","complete":"yes"}
no {"type":"draft","to":["a"]}
no {"type":"draft","text":"a","to":"a"}
yes {"type":"draft","text":"a","to":["a"]}
no {"type":"action","do":"shout","target":{"id":"1"}}
no {"type":"action","do":"hide","target":{}}
no {"type":"receipt","status":"ok"}
yes {"type":"receipt","status":"doubtful"}
no {"type":"alert","topic":"a","level":3}
no {"type":"finding","rule":"length"}
no {"type":"row","likes":{"sum":1}}
no {"type":"row","likes":null}
yes {"type":"row","likes":null,"reason":"likes: none given"}
no {"type":"row","complete":"no"}
no {"type":"measure","role":"key"}
no {"type":"measure","name":"likes","role":"column"}
no {"type":"draw","winners":[1,2]}
no {"id":"1"}
no {"type":7}
no ["post"]
yes {"type":"something of yours"}
EOT

cases --made <<'EOT'
yes {"type":"article","network":"web","id":"1","metrics":{"stars":3}}
no {"type":"article","network":"web","id":"1","likes":3}
no {"type":"article","network":"web","id":"1","author":{"nick":"a"}}
no {"type":"something of yours"}
no {"type":"post","text":"no id"}
no {"type":"coverage","network":"x","source":"f","what":"posts","records":1,"complete":false,"fetched":"2026-11-02T10:00:00Z"}
no {"type":"measure","name":"likes"}
EOT
done_testing
