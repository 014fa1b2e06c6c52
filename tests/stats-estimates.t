#!/bin/sh
# The statistics that the numbers of cm-stats rest on: what
# tests/unit/estimates.c compares is what numpy and scipy say today.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

if scipy_python; then
	last='estimates.py'
	if "$python" "$top/tests/reference/estimates.py" >now.txt 2>err; then
		# The last digits are those of the version of scipy.
		ok 'estimates.txt is what estimates.py prints' "$python" - \
			"$top/tests/reference/estimates.txt" now.txt <<'EOT'
import math, re, sys

def same(a, b):
    if a == b:
        return True
    try:
        return math.isclose(float(a), float(b), rel_tol=1e-7, abs_tol=1e-12)
    except ValueError:
        return False

kept, now = ([re.split(r"[ ,\[\]\n]+", line) for line in open(f)]
             for f in sys.argv[1:])
assert len(kept) == len(now) > 300, (len(kept), len(now))
for n, (a, b) in enumerate(zip(kept, now), 1):
    if len(a) != len(b) or not all(map(same, a, b)):
        sys.exit("line %d: %s, now %s" % (n, a, b))
EOT
	else
		tap_show err
		ok 'estimates.py runs' false
	fi
else
	skip 'the statistics' 'no python3 with numpy and scipy'
fi
done_testing
