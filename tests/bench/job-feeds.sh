# shellcheck shell=sh
# 1,000 feeds from a local nginx, beside sfeed_update with its own jobs.
fresh
feeds=1000
port=${BENCH_PORT:-18080}
www=$data/feeds
if [ ! -s "$www/subscriptions.opml" ]; then
	mkdir -p "$www"
	awk -v n=$feeds -v dir="$www" -v port="$port" 'BEGIN {
		srand(7)
		opml = dir "/subscriptions.opml"
		rc = dir "/sfeedrc"
		print "<opml version=\"2.0\"><head><title>bench</title></head><body>" >opml
		printf "sfeedpath=\"%s/sfeed\"\nmaxjobs=16\nfeeds() {\n", dir >rc
		for (f = 1; f <= n; f++) {
			url = "http://127.0.0.1:" port "/" f ".xml"
			printf "<outline type=\"rss\" text=\"feed %d\" xmlUrl=\"%s\"/>\n", f, url >opml
			printf "feed \"f%d\" \"%s\"\n", f, url >rc
			file = dir "/" f ".xml"
			printf "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Feed %d</title><link>http://127.0.0.1/</link><description>d</description>\n", f >file
			for (i = 1; i <= 25; i++) {
				printf "<item><title>Item %d of %d</title><link>http://127.0.0.1:%d/%d/%d</link><guid>http://127.0.0.1:%d/%d/%d</guid><pubDate>%02d Nov 2026 10:%02d:00 GMT</pubDate><description><![CDATA[", i, f, port, f, i, port, f, i, i, i >file
				for (w = 0; w < 60; w++)
					printf "<b>word%d</b> and more, ", int(rand() * 5000) >file
				print "]]></description></item>" >file
			}
			print "</channel></rss>" >file
			close(file)
		}
		print "</body></opml>" >opml
		print "}" >rc
	}'
fi
server() {
	mkdir -p "$data/nginx"
	cat >"$data/nginx/nginx.conf" <<CONF
pid $data/nginx/pid;
error_log $data/nginx/error.log;
worker_processes 1;
daemon off;
user $(id -un);
events { worker_connections 512; }
http {
	access_log off;
	types { application/rss+xml xml; }
	gzip on;
	gzip_types application/rss+xml;
	client_body_temp_path $data/nginx;
	proxy_temp_path $data/nginx;
	fastcgi_temp_path $data/nginx;
	uwsgi_temp_path $data/nginx;
	scgi_temp_path $data/nginx;
	server { listen 127.0.0.1:$port; root $www; }
}
CONF
	nginx -p "$data/nginx" -c "$data/nginx/nginx.conf" \
		>"$data/nginx/out" 2>&1 &
	nginx_pid=$!
	sleep 1
}
if have nginx; then
	server
	i=0
	while [ $i -lt "$rounds" ]; do
		i=$((i + 1))
		rm -rf "$data/state" "$www/sfeed"
		one ours cm-fetch --jobs 16 --new "$www/subscriptions.opml"
		one again cm-fetch --jobs 16 --new "$www/subscriptions.opml"
		have sfeed_update && one sfeed sfeed_update "$www/sfeedrc"
	done
	kill "$nginx_pid"
	say "$feeds feeds from nginx on loopback"
	compare 'cm-fetch / sfeed_update with 16 jobs' ours sfeed 8
	limit 'cm-fetch: peak memory' "$(median ours 3)" 64 MiB
	limit 'cm-fetch again, nothing new: share of the first' \
		"$(awk -v a="$(median again 1)" -v o="$(median ours 1)" \
		'BEGIN { print a / o }')" 0.2 'of its time'
else
	say 'nginx is not installed: no comparison of feeds'
fi
