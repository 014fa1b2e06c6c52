#compdef cm-fetch cm-curate cm-stats cm-report cm-post
# SPDX-License-Identifier: ISC
# Completions of cm's programs for zsh. What they offer is what the program
# itself says with --help, and for keys and measures what the manual says; a
# test compares them.

# Prints OPTION:HELP or VERB:HELP.
_cm_words() { # PROGRAM options|verbs [VERB]
	command $1 --help 2>/dev/null | awk -v want=$2 -v verb="$3" '
		NR > 2 && last == 0 && /^[a-z][a-z-]*( [^:]*)?: / && !/^manual: / {
			now = $1; sub(/:$/, "", now)
			help = $0; sub(/^[^:]*: /, "", help)
			if (want == "verbs") print now ":" help
		}
		/^options:/ { now = "" }
		/^ +-/ && want == "options" && (now == "" || now == verb) {
			help = $0; sub(/^ +[^ ]+( [^ ]+)*  +/, "", help)
			for (i = 1; i <= 2; i++)
				if ($i ~ /^-/) {
					sub(/,$/, "", $i); print $i ":" help
				}
		}
		{ last = NF }'
}

_cm() {
	local program=${words[1]:t} verb= word
	local -a verbs names options
	verbs=(${(f)"$(_cm_words $program verbs)"})
	names=(${verbs%%:*})
	for word in ${words[2,CURRENT-1]}; do
		[[ $word == then ]] && verb=
		[[ -z $verb && -n ${names[(r)$word]} ]] && verb=$word
	done
	if [[ $PREFIX == -* ]]; then
		options=(${(f)"$(_cm_words $program options $verb)"})
		_describe -o option options
		return
	fi
	local prev=$words[CURRENT-1]
	# Behind the name of a new account comes its network.
	[[ $CURRENT -gt 3 && $words[CURRENT-2] == --add ]] && prev=--networks
	case $program:$prev in
	cm-stats:by | cm-stats:--by)
		compset -P '*,'
		compadd network account lang author brand campaign day week \
			month quarter year format hour referrer tag topic type weekday
		return ;;
	cm-stats:-m | cm-stats:--measures)
		compset -P '*,'
		compadd records posts comments_received interactions authors.distinct \
			visitors engagement_rate_views engagement_rate_reach \
			engagement_rate_impressions engagement_rate_followers views \
			impressions reach likes reactions comments shares quotes saves \
			clicks plays seconds followers following members sessions users \
			conversions revenue spend pageviews visits sent opens bounces \
			unsubscribes position bytes rating
		return ;;
	cm-curate:(keep|drop|top) | cm-stats:(top|-l|--(limit|influencers|loyal|min)) | *:(-w|--where))
		_message 'expression or number'
		return ;;
	cm-report:-f | cm-report:--format)
		compadd text md csv html
		return ;;
	cm-report:--by)
		_message 'name of a table'
		return ;;
	cm-report:--dialect)
		compadd rfc excel excel-eu tsv
		return ;;
	cm-fetch:--as)
		compadd feed opml weblog ndjson csv
		compadd -- ${(f)"$(command cm-fetch --exports 2>/dev/null |
			sed 's/.*"format":"\([^"]*\)".*/\1/')"}
		return ;;
	cm-fetch:--exports)
		compadd -- ${(f)"$(command cm-fetch --exports 2>/dev/null |
			sed 's/.*"format":"\([^"]*\)".*/\1/')"}
		return ;;
	cm-fetch:--dates)
		compadd dmy mdy ymd
		return ;;
	cm-fetch:--decimal)
		compadd . ,
		return ;;
	cm-fetch:--sep)
		compadd , \; \| tab
		return ;;
	cm-fetch:--(map|encoding|network|fetched|covers|set|max-unpacked))
		_message 'text'
		return ;;
	cm-stats:--coverage)
		compadd strict note off
		return ;;
	cm-stats:--(within|hours|steps))
		_message 'text'
		return ;;
	cm-stats:--touch)
		compadd first last
		return ;;
	cm-stats:--of)
		compadd others own all
		return ;;
	cm-stats:--kinds)
		compset -P '*,'
		compadd word phrase tag link host
		return ;;
	cm-stats:--(ads|currency|days|own|site|age|explore|gap|fdr|min-authors|topics|positive|neutral|negative))
		return ;;
	cm-stats:--per)
		compset -P '*,'
		compadd day week month quarter year network account format lang \
			weekday hour tag topic type
		return ;;
	cm-stats:--segment)
		compadd new retained returning lapsed loyal
		return ;;
	cm-stats:--sort)
		compadd items interactions reach followers days weeks first_seen \
			last_seen
		return ;;
	cm-stats:--type)
		compset -P '*,'
		compadd post article comment mention message review
		return ;;
	cm-post:--to | cm-fetch:--(authorize|status))
		compset -P '*,'
		compadd -- ${(f)"$(sed -n 's/^\[\(.*\)\].*/\1/p' \
			"${CM_DIR:-${XDG_CONFIG_HOME:-$HOME/.config}/cm}/accounts" \
			2>/dev/null)"}
		return ;;
	cm-fetch:--networks)
		compadd -- ${(f)"$(command cm-fetch --networks 2>/dev/null |
			sed 's/.*"network":"\([^"]*\)".*/\1/')"}
		return ;;
	cm-fetch:--add)
		_message 'the name of a new account'
		return ;;
	cm-post:--(text|title|alt|key|lang|reply-to|at|late|patience|timeout))
		_message 'text'
		return ;;
	*:--tz)
		_files -W /usr/share/zoneinfo
		return ;;
	esac
	if [[ -z $verb && ${#names} -gt 0 ]]; then
		_describe verb verbs
	else
		_files
	fi
}

_cm "$@"
