# What every module of an export format may use. Numbers, times and zones of tables are read before jq sees them (cm-exports(7)).

# Text that was written byte by byte (\u00c3\u00a9 for é): mended only where every character fits in a byte and the bytes are UTF-8.
def mended:
  if type != "string" then .
  else explode as $c
    | if all($c[]; . < 256) | not then .
      else (reduce $c[] as $b ({out: [], left: 0, v: 0, least: 0, bad: false};
          if .bad then .
          elif .left > 0 then
            if $b >= 128 and $b < 192 then .v = .v * 64 + $b - 128 | .left -= 1
              | if .left > 0 then .
                elif .v < .least or .v > 1114111 or (.v >= 55296 and .v < 57344) then .bad = true
                else .out += [.v] end
            else .bad = true end
          elif $b < 128 then .out += [$b]
          elif $b >= 194 and $b < 224 then .left = 1 | .v = $b - 192 | .least = 128
          elif $b >= 224 and $b < 240 then .left = 2 | .v = $b - 224 | .least = 2048
          elif $b >= 240 and $b < 245 then .left = 3 | .v = $b - 240 | .least = 65536
          else .bad = true end)) as $r
        | if $r.bad or $r.left > 0 then . else ($r.out | implode) end
      end
  end;
# The same for all that a value holds, names of members too.
def mend:
  if type == "string" then mended
  elif type == "array" then map(mend)
  elif type == "object" then with_entries(.key |= mended | .value |= mend)
  else . end;

# A count as documents write it: "4021", 4021; what is no number is absent.
def count: if type == "number" then .
  elif type != "string" then null
  elif test("^-?[0-9]+([.][0-9]+)?$") then tonumber
  else (gsub("[, \u00a0\u202f]"; "") | if test("^-?[0-9]+([.][0-9]+)?$") then tonumber else null end) end;

# Without members that say nothing.
def filled: . as $o | reduce (keys_unsorted[] | select($o[.] | . == null or . == "" or . == [] or . == {})) as $k (.; del(.[$k]));
def list: if type == "array" then . elif . == null then [] else [.] end;
def instead($old; $new): split($old) | join($new);
def unescaped: if contains("&") then instead("&lt;"; "<") | instead("&gt;"; ">") | instead("&quot;"; "\"") | instead("&#39;"; "'")
  | instead("&#039;"; "'") | instead("&amp;"; "&") else . end;
def percent_decoded: if test("%") then
    [match("%[0-9A-Fa-f]{2}|[^%]+|%"; "g").string
      | if test("^%..$") then (ascii_downcase | explode[1:] | map(if . > 57 then . - 87 else . - 48 end) | [.[0] * 16 + .[1]])
        else (explode | map(if . < 128 then [.] else [.] end) | add) end] | add | implode | mended
  else . end;

# Ids of up to 19 digits whose upper bits are a time: the number without its lower 22 bits, exact in doubles.
def upper_bits: tostring
  | (if length > 9 then .[:-9] | tonumber else 0 end) as $hi | (.[-9:] | tonumber) as $lo
  | ($hi / 4194304 | floor) as $q | ($hi - $q * 4194304) as $r
  | $q * 1000000000 + (($r * 1000000000 + $lo) / 4194304 | floor);

# What came of a row or item.
def bad($why): {bad: $why};
def note($words): {note: $words};
# A record of what stands in a table: the mapped one, with these members instead.
def with($members): .record + $members;

# Whether it is one of a list (index/1 of jq 1.6 leaks).
def among($list): . as $it | any($list[]; . == $it);

# What --set NAME=VALUE said.
def setting($name): .settings[$name]? // null | if . == "" then null else . end;
def yes($name): setting($name) // "" | ascii_downcase | . == "yes" or . == "true" or . == "1";
# How many rows there were, kept from row to row.
def tally($name): {context: {($name): ((.context[$name] // 0) + 1)}};

# Days as "2026-09-30". A span of days, both of them within it, in the file's zone.
def day_after: strptime("%Y-%m-%d") | mktime + 86400 | strftime("%Y-%m-%d");
def days($first; $last): {start: {local: $first}, end: {local: ($last | day_after)}};
# "20260930" and "2026-09-30", else null.
def plain_day: [strings | capture("^ *(?<y>[0-9]{4})-?(?<m>[0-9]{2})-?(?<d>[0-9]{2}) *$") | "\(.y)-\(.m)-\(.d)"][0] // null;
# What --set start=DAY and --set end=DAY say.
def set_days: (setting("start") | plain_day) as $a | (setting("end") | plain_day) as $b
  | if $a and $b and $a <= $b then days($a; $b) else null end;

# Moments that are known to be UTC and do not say so: "2026-09-30 18:00:00".
def utc: if type != "string" or . == "" or startswith("0000") then null
  elif test("^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$") then sub(" "; "T") | (if length == 16 then . + ":00" else . end) + "Z"
  else . end;

# Rows of a calendar. What has no time would go out as soon as it is handed on, so it is handed over only where that was asked for.
def account_for($network): setting("to." + $network) // $network;
# Whoever has no account of a network's name has to say which it is.
def unsaid($networks): . as $in | $networks[] | . as $n | $in | select(setting("to." + $n) == null)
  | note("what is for \($n) goes to an account of that name; --set to.\($n)=ACCOUNT names another");
def scheduled(draft):
  if .record.at == null and (yes("drafts") | not) then
    {context: {untimed: ((.context.untimed // []) + [.line])}}
  else draft end;
# Said at the end of the file: how many they were, and where.
def untimed: .context.untimed // [] | select(length > 0)
  | note("\(length) row\(if length > 1 then "s" else "" end) without a time \(if length > 1 then "are" else "is" end) left out (line\(
      if length > 1 then "s" else "" end) \(.[:8] | map(tostring) | join(", "))\(if length > 8 then ", ..." else "" end
      )): published at once otherwise; --set drafts=yes hands them over"),
    {context: {untimed: null}};
# What schedulers call tags are their users' own labels, for sorting: only where that is asked for do they go out.
def labelled: .row.tags as $tags | if ($tags // []) == [] then {}
  elif yes("tags") then {tags: $tags} else {raw: ((.record.raw // {}) + {tags: $tags})} end;
def medium: {url: ., type: (ascii_downcase | sub("[?#].*$"; "")
  | if test("[.](mp4|mov|m4v|webm|avi|mkv)$") then "video" elif test("[.](mp3|m4a|wav|ogg)$") then "audio" else "image" end)};

# XML: the text of a child, and all of that name, by full names ("wp:post_id").
def child($name): [.children[]? | select(.name == $name)][0] // {};
def is_blank: . as $c | " \t\r\n" | contains($c);
def words($name): child($name).text // "" | if . == "" then null
  elif (.[:1] | is_blank) or (.[-1:] | is_blank) then sub("^[ \t\r\n]+"; "") | sub("[ \t\r\n]+$"; "") | if . == "" then null else . end
  else . end;

# Day, month and year in figures as 2026-09-01, or null: $day_first is null where that is not known.
def figures($day_first): [capture("^\\s*(?<a>[0-9]{1,2})[/.-](?<b>[0-9]{1,2})[/.-](?<y>[0-9]{4})\\s*$")][0] as $f
  | if $f == null then ([match("^\\s*([0-9]{4}-[0-9]{2}-[0-9]{2})(T00:00:00)?\\s*$").captures[0].string][0] // null)
    else ($f.a | tonumber) as $a | ($f.b | tonumber) as $b
      | if $day_first == null then null
        else (if $day_first then [$b, $a] else [$a, $b] end) as $md
          | if $md[0] < 1 or $md[0] > 12 or $md[1] < 1 or $md[1] > 31 then null
            else "\($f.y)-\("0\($md[0])"[-2:])-\("0\($md[1])"[-2:])" end end end;
# Why a day has no figures: its order is not known, which one row does not settle for those before it, or it is no day.
def no_figures($day): if .day_first == null and ($day | figures(true) != null or figures(false) != null)
  then {refuse: "the order of day and month is not known ('\($day)'): say --dates dmy or --dates mdy"}
  else bad("'\($day)' is no day") end;

# Ids that a spreadsheet did not turn into 1.22E+15.
def sound: type == "string" and test("^[0-9][0-9_]*$");
# The last part of a path, and of file!member.
def base: split("/")[-1];
# Of a person in a list of followers or friends; only with --set people=yes.
def people: yes("people");
def without_people: note("lists of people are left out: --set people=yes hands them over");
# {"sender": "A"} and the like, which no map reads, as it stands below raw.
def raw($members): ($members | filled) as $m | if $m == {} then {} else {raw: $m} end;

# Of a LinkedIn link: urn:li:share:N, urn:li:ugcPost:N or urn:li:activity:N as it says, also .../posts/name_words-share-N-xxxx; or null.
def linkedin_urn: (. // "" | percent_decoded) as $url
  | ([$url | match("urn:li:(?:activity|share|ugcPost):[0-9]+").string][0]
    // [$url | capture("[-_](?<kind>activity|share|ugcPost)-(?<n>[0-9]{15,})") | "urn:li:\(.kind):\(.n)"][0]
    // [$url | match("[0-9]{15,}"; "g").string | "urn:li:activity:\(.)"][-1]);
# When that was: its number tells the millisecond.
def linkedin_time: [. // "" | match("[0-9]{15,19}$").string | upper_bits / 1000 | floor | select(. > 1000000000)][0];

# Meta's archives write every character byte by byte, and name the account in the folder: instagram-NAME-2026-09-30-Ab1C/.
def meta_folder: [.file // "" | match("(^|[/:])(instagram|facebook|threads)-([A-Za-z0-9._]+)-[0-9]{4}-[0-9]{2}-[0-9]{2}").captures[2].string][0];
def meta_handle: .context.handle // meta_folder;
# Whose it is, for ids that are made: what the profile says, which is read before all else.
def meta_own: .context.handle // .context.name // meta_folder;
def meta_owner: {account: meta_handle, author: ({handle: meta_handle, name: .context.name} | filled)};
def meta_media: [.[]? | select(.uri // "" | . != "") | {file: .uri, alt: .description,
  type: (if .uri | test("[.](mp4|mov|webm|m4v)$"; "i") then "video" elif .uri | test("[.](jpe?g|png|webp|heic|gif)$"; "i") then "image"
    elif .uri | test("[.](mp3|m4a|aac|ogg|wav)$"; "i") then "audio" else "file" end)}];
# Whole numbers with marks at thousands, in whatever language: 1,204 1.204 1 204; "--" is none.
def meta_whole: if type == "number" then . elif type == "string" and test("^[0-9]{1,3}([.,'’\u00a0\u202f ]?[0-9]{3})*$|^[0-9]+$") then
  (gsub("[^0-9]"; "") | tonumber) else null end;
# A message of Messenger or Instagram: without an id; its conversation is named by its folder.
def meta_message($network): . as $in | (.item | mend) as $m
  | ([.file // "" | match("/([^/]+)/message_[0-9]+[.]json$").captures[0].string][0] // (.frame.thread_path // "" | base)
     // ([.frame.participants[]?.name] | sort | join(", ") | mended)) as $thread
  | (if $m.sender_name != null and $m.sender_name == $in.context.name then $in | meta_owner.author else {name: $m.sender_name} end) as $author
  | {type: "message", id: {hash: [$network, ($in | meta_own), $thread, $m.timestamp_ms, $m.sender_name, $m.content, $m.share.link]}, thread: $thread,
    account: ($in | meta_handle), published: $m.timestamp_ms, author: $author, text: $m.content,
    status: (if $m.is_unsent then "unsent" else null end), links: [$m.share.link // empty],
    media: [($m.photos, $m.videos, $m.audio_files, $m.gifs, $m.files) | meta_media[]],
    metrics: {reactions: ([$m.reactions[]?] | length | if . == 0 then null else . end)}}
  + raw({share: ($m.share // {} | {share_text, original_content_owner} | filled), call_duration: $m.call_duration});
# The file does not say which days it is of, and what would settle it.
def no_days($more): {refuse: "which days it is of is not said\($more): say --set start=DAY --set end=DAY, as in 2026-09-01"};
