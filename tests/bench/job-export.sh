# shellcheck shell=sh
# Archives of exports: seconds, and memory that does not grow with them.
if have python3; then
	fresh
	posts=$((mb * 1000000 / 1024))
	archived=$data/export.$mb.zip
	media=$data/media.$mb.zip
	# make ARCHIVE POSTS MEDIA_BYTES
	make_export() {
		[ -s "$1" ] || {
			python3 "$here/export-generate.py" "$1.new" "$2" "$3" &&
				mv "$1.new" "$1"
		}
		warm "$1"
	}
	make_export "$archived" "$posts" 0
	make_export "$media" 10000 $((mb * 2097152))
	# jq reads each post: that takes minutes.
	to=/dev/null
	one posts cm-fetch "$archived"
	one media cm-fetch "$media"
	one media.piped sh -c "cat '$media' | cm-fetch -"
	to=
	say "an archive of $posts posts: $(median posts 1) s"
	limit 'cm-fetch of it, MiB' "$(median posts 3)" 64 MiB
	say "one of $((mb * 2)) MiB, mostly pictures: $(median media 1) s, from a pipe $(median media.piped 1) s"
	limit 'cm-fetch of it, MiB' "$(median media 3)" 64 MiB
	limit 'cm-fetch of it from a pipe, MiB' "$(median media.piped 3)" 64 MiB
else
	say 'python3 is not installed: archives are left out'
fi
