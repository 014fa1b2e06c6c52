# SPDX-License-Identifier: ISC
# Completions of cm's programs for fish. What they offer is what the program
# itself says with --help, and for keys and measures what the manual says; a
# test compares them.

# Prints OPTION or VERB, a tab, and its help.
function __cm_words # PROGRAM options|verbs [VERB]
    command $argv[1] --help 2>/dev/null | awk -v want=$argv[2] -v verb="$argv[3]" '
        NR > 2 && last == 0 && /^[a-z][a-z-]*( [^:]*)?: / && !/^manual: / {
            now = $1; sub(/:$/, "", now)
            help = $0; sub(/^[^:]*: /, "", help)
            if (want == "verbs") print now "\t" help
        }
        /^options:/ { now = "" }
        /^ +-/ && want == "options" && (now == "" || now == verb) {
            help = $0; sub(/^ +[^ ]+( [^ ]+)*  +/, "", help)
            for (i = 1; i <= 2; i++)
                if ($i ~ /^-/) { sub(/,$/, "", $i); print $i "\t" help }
        }
        { last = NF }'
end

function __cm_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '.*/' '' -- $words[1])
    set -l verbs (__cm_words $program verbs)
    set -l names (string replace -r '\t.*' '' -- $verbs)
    set -l verb ''
    for word in $words[2..-1]
        if test $word = then
            set verb ''
        else if test -z $verb; and contains -- $word $names
            set verb $word
        end
    end
    set -l cur (commandline -ct)
    if string match -q -- '-*' $cur
        __cm_words $program options "$verb"
        return
    end
    set -l before (string match -r '^.*,' -- $cur)
    set -l prev $words[-1]
    # Behind the name of a new account comes its network.
    if test (count $words) -ge 3; and test "$words[-2]" = --add
        set prev --networks
    end
    switch $program:$prev
        case cm-stats:by cm-stats:--by
            set -l keys network account lang author brand campaign day week month \
                quarter year format hour referrer tag topic type weekday
            printf '%s\n' "$before"$keys
            return
        case cm-stats:-m cm-stats:--measures
            set -l measures records posts comments_received interactions \
                authors.distinct visitors engagement_rate_views \
                engagement_rate_reach engagement_rate_impressions \
                engagement_rate_followers views impressions reach likes \
                reactions comments shares quotes saves clicks plays \
                seconds followers following members sessions users \
                conversions revenue spend pageviews visits sent opens \
                bounces unsubscribes position bytes rating
            printf '%s\n' "$before"$measures
            return
        case cm-curate:keep cm-curate:drop cm-curate:top cm-stats:top '*:-w' '*:--where'
            return
        case cm-report:-f cm-report:--format
            printf '%s\n' text md csv html
            return
        case cm-report:--by
            return
        case cm-report:--dialect
            printf '%s\n' rfc excel excel-eu tsv
            return
        case cm-fetch:--as
            printf '%s\n' feed opml weblog ndjson csv
            command cm-fetch --exports 2>/dev/null |
                sed 's/.*"format":"\([^"]*\)".*/\1/'
            return
        case cm-fetch:--exports
            command cm-fetch --exports 2>/dev/null |
                sed 's/.*"format":"\([^"]*\)".*/\1/'
            return
        case cm-fetch:--set cm-fetch:--max-unpacked
            return
        case cm-fetch:--dates
            printf '%s\n' dmy mdy ymd
            return
        case cm-fetch:--decimal
            printf '%s\n' . ,
            return
        case cm-fetch:--sep
            printf '%s\n' , ';' '|' tab
            return
        case cm-fetch:--map cm-fetch:--encoding cm-fetch:--network \
                cm-fetch:--fetched cm-fetch:--covers
            return
        case cm-stats:--coverage
            printf '%s\n' strict note off
            return
        case cm-stats:--within cm-stats:--hours cm-stats:--steps
            return
        case cm-stats:--touch
            printf '%s\n' first last
            return
        case cm-stats:--of
            printf '%s\n' others own all
            return
        case cm-stats:--kinds
            set -l kinds word phrase tag link host
            printf '%s\n' "$before"$kinds
            return
        case cm-stats:--fdr cm-stats:--min-authors cm-stats:--topics \
                cm-stats:--age cm-stats:--explore cm-stats:--gap \
                cm-stats:--ads cm-stats:--currency cm-stats:--days \
                cm-stats:--own cm-stats:--site \
                cm-stats:--positive cm-stats:--neutral cm-stats:--negative
            return
        case cm-stats:--per
            printf '%s\n' "$before"{day,week,month,quarter,year,network,account,format,lang,weekday,hour,tag,topic,type}
            return
        case cm-stats:--segment
            printf '%s\n' new retained returning lapsed loyal
            return
        case cm-stats:--sort
            printf '%s\n' items interactions reach followers days weeks \
                first_seen last_seen
            return
        case cm-stats:--type
            printf '%s\n' "$before"{post,article,comment,mention,message,review}
            return
        case cm-stats:--influencers cm-stats:-l cm-stats:--limit \
                cm-stats:--loyal cm-stats:--min
            return
        case cm-post:--to cm-fetch:--authorize cm-fetch:--status
            set -l dir ~/.config/cm
            set -q XDG_CONFIG_HOME; and set dir $XDG_CONFIG_HOME/cm
            set -q CM_DIR; and set dir $CM_DIR
            sed -n 's/^\[\(.*\)\].*/\1/p' $dir/accounts 2>/dev/null
            return
        case cm-fetch:--networks
            command cm-fetch --networks 2>/dev/null |
                sed 's/.*"network":"\([^"]*\)".*/\1/'
            return
        case cm-fetch:--add
            return
        case cm-post:--text cm-post:--title cm-post:--alt cm-post:--key \
                cm-post:--lang cm-post:--reply-to cm-post:--at cm-post:--late \
                cm-post:--patience cm-post:--timeout
            return
        case '*:--tz'
            awk '!/^#/ { print $3 }' /usr/share/zoneinfo/zone1970.tab
            return
    end
    if test -z $verb; and set -q names[1]
        printf '%s\n' $verbs
    else
        __fish_complete_path $cur
    end
end

for program in cm-fetch cm-curate cm-stats cm-report cm-post
    complete -c $program -f -a '(__cm_complete)'
end
