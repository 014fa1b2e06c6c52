# SPDX-License-Identifier: ISC
# Completions of cm's programs for bash. What they offer is what the program
# itself says with --help, and for keys and measures what the manual says; a
# test compares them.

# The options of a verb and of the program, or, with no verb, its verbs.
_cm_words() { # PROGRAM options VERB | PROGRAM verbs
	command "$1" --help 2>/dev/null | awk -v want="$2" -v verb="$3" '
		NR > 2 && last == 0 && /^[a-z][a-z-]*( [^:]*)?: / && !/^manual: / {
			sub(/:.*/, ""); now = $1
			if (want == "verbs") print now
		}
		/^options:/ { now = "" }
		/^ +-/ && want == "options" && (now == "" || now == verb) {
			for (i = 1; i <= 2; i++)
				if ($i ~ /^-/) { sub(/,$/, "", $i); print $i }
		}
		{ last = NF }'
}

# What some options and verbs take: words, "-" for what cannot be known.
_cm_values() { # PROGRAM OPTION-OR-VERB
	case $1:$2 in
	cm-stats:by | cm-stats:--by)
		echo 'network account lang author brand campaign day week month
		quarter year format hour referrer tag topic type weekday' ;;
	cm-stats:-m | cm-stats:--measures)
		echo 'records posts comments_received interactions
		authors.distinct visitors engagement_rate_views engagement_rate_reach
		engagement_rate_impressions engagement_rate_followers views
		impressions reach likes reactions comments shares quotes saves
		clicks plays seconds followers following members sessions users
		conversions revenue spend pageviews visits sent opens bounces
		unsubscribes position bytes rating' ;;
	cm-curate:keep | cm-curate:drop | cm-curate:top | cm-stats:top | *:-w | *:--where)
		echo - ;;
	cm-report:-f | cm-report:--format) echo 'text md csv html' ;;
	cm-report:--dialect) echo 'rfc excel excel-eu tsv' ;;
	cm-report:--by) echo - ;;
	cm-fetch:--as)
		echo 'feed opml weblog ndjson csv'
		_cm_formats ;;
	cm-fetch:--exports) _cm_formats ;;
	cm-fetch:--set | cm-fetch:--max-unpacked) echo - ;;
	cm-fetch:--dates) echo 'dmy mdy ymd' ;;
	cm-fetch:--decimal) echo '. ,' ;;
	cm-fetch:--sep) echo ', ; | tab' ;;
	cm-fetch:--map | cm-fetch:--encoding | cm-fetch:--network | \
		cm-fetch:--fetched | cm-fetch:--covers)
		echo - ;;
	cm-stats:--coverage) echo 'strict note off' ;;
	cm-stats:--within | cm-stats:--hours | cm-stats:--steps) echo - ;;
	cm-stats:--touch) echo 'first last' ;;
	cm-stats:--per)
		echo 'day week month quarter year network account format lang
		weekday hour tag topic type' ;;
	cm-stats:--segment) echo 'new retained returning lapsed loyal' ;;
	cm-stats:--sort)
		echo 'items interactions reach followers days weeks first_seen
		last_seen' ;;
	cm-stats:--type) echo 'post article comment mention message review' ;;
	cm-stats:--influencers | cm-stats:-l | cm-stats:--limit | \
		cm-stats:--loyal | cm-stats:--min)
		echo - ;;
	cm-stats:--of) echo 'others own all' ;;
	cm-stats:--kinds) echo 'word phrase tag link host' ;;
	cm-stats:--fdr | cm-stats:--min-authors | cm-stats:--topics | \
		cm-stats:--age | cm-stats:--explore | cm-stats:--gap | \
		cm-stats:--ads | cm-stats:--currency | cm-stats:--days | \
		cm-stats:--own | cm-stats:--site | \
		cm-stats:--positive | cm-stats:--neutral | \
		cm-stats:--negative)
		echo - ;;
	cm-post:--to | cm-fetch:--authorize | cm-fetch:--status)
		sed -n 's/^\[\(.*\)\].*/\1/p' \
			"${CM_DIR:-${XDG_CONFIG_HOME:-$HOME/.config}/cm}/accounts" \
			2>/dev/null ;;
	cm-fetch:--networks)
		command cm-fetch --networks 2>/dev/null |
			sed 's/.*"network":"\([^"]*\)".*/\1/' ;;
	cm-fetch:--add) echo - ;;
	cm-post:--text | cm-post:--title | cm-post:--alt | cm-post:--key | \
		cm-post:--lang | cm-post:--reply-to | cm-post:--at | \
		cm-post:--late | cm-post:--patience | cm-post:--timeout)
		echo - ;;
	*:--tz) awk '!/^#/ { print $3 }' /usr/share/zoneinfo/zone1970.tab ;;
	esac
}

_cm_formats() {
	command cm-fetch --exports 2>/dev/null |
		sed 's/.*"format":"\([^"]*\)".*/\1/'
}

_cm() {
	local program=${COMP_WORDS[0]##*/} cur=${COMP_WORDS[COMP_CWORD]}
	local prev=${COMP_WORDS[COMP_CWORD - 1]} verbs verb='' word i values
	verbs=" $(_cm_words "$program" verbs | tr '\n' ' ')"
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		[[ $word == 'then' ]] && verb=''
		[[ -z $verb && $verbs == *" $word "* ]] && verb=$word
	done
	# Behind the name of a new account comes its network.
	[[ $COMP_CWORD -lt 3 || ${COMP_WORDS[COMP_CWORD - 2]} != --add ]] ||
		prev=--networks
	values=$(_cm_values "$program" "$prev")
	COMPREPLY=()
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W \
			"$(_cm_words "$program" options "$verb")" -- "$cur")
	elif [[ $program == cm-stats && $cur == *,* && -n $values ]]; then
		mapfile -t COMPREPLY < <(compgen -P "${cur%,*}," -W "$values" \
			-- "${cur##*,}")
	elif [[ -n $values ]]; then
		[[ $values == - ]] || mapfile -t COMPREPLY < <(compgen \
			-W "$values" -- "$cur")
	elif [[ -z $verb && $verbs != ' ' ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		compopt -o filenames 2>/dev/null
	fi
}

complete -F _cm cm-fetch cm-curate cm-stats cm-report cm-post
