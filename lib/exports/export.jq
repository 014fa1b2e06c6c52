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
  elif type == "string" then (gsub("[, \u00a0\u202f]"; "") | if test("^-?[0-9]+([.][0-9]+)?$") then tonumber else null end)
  else null end;

# Without members that say nothing.
def filled: with_entries(select(.value != null and .value != "" and .value != [] and .value != {}));
def list: if type == "array" then . elif . == null then [] else [.] end;
def unescaped: gsub("&lt;"; "<") | gsub("&gt;"; ">") | gsub("&quot;"; "\"") | gsub("&#0?39;"; "'") | gsub("&amp;"; "&");
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
def scheduled(draft):
  if .record.precision == "day" then bad("it names a day and no time of day to be published at")
  elif .record.at == null and (yes("drafts") | not) then
    note("rows without a time are left out: they would be published at once; --set drafts=yes hands them over")
  else draft end;
def medium: {url: ., type: (ascii_downcase | sub("[?#].*$"; "")
  | if test("[.](mp4|mov|m4v|webm|avi|mkv)$") then "video" elif test("[.](mp3|m4a|wav|ogg)$") then "audio" else "image" end)};

# XML: the text of a child, and all of that name, by full names ("wp:post_id").
def child($name): [.children[]? | select(.name == $name)][0] // {};
def words($name): child($name).text // "" | sub("^[ \t\r\n]+"; "") | sub("[ \t\r\n]+$"; "") | if . == "" then null else . end;
