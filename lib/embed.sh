#!/bin/sh
# Writes a C file that holds the named files: embed.sh TABLE FILE ...
set -eu
table=$1
shift
printf '#include "lib/asset.h"\n\n'
n=0
for file do
	printf 'static const unsigned char f%d[] = {' $n
	od -An -v -tu1 "$file" | sed 's/  */,/g; s/^,/\n/; s/$/,/'
	printf '0};\n'
	n=$((n + 1))
done
printf '\nconst struct cm_asset %s[] = {\n' "$table"
n=0
for file do
	name=${file##*/}
	printf '\t{"%s", (const char *)f%d, sizeof(f%d) - 1},\n' "$name" $n $n
	n=$((n + 1))
done
printf '\t{0, 0, 0}};\n'
