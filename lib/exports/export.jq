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
