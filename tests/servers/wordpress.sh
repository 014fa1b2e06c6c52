#!/bin/sh
# wordpress.sh start DIR PORT | stop DIR: a WordPress at http://127.0.0.1:PORT
# whose database is a file, under PHP's own web server. DIR/tokens gets a line
# for each user: name and application password. Comments of subscribers wait
# for approval.
set -eu

here=$(cd "${0%/*}" && pwd)
cache=${CM_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/cm-servers}
dir=$2

unpack() {
	plugin=$dir/www/wp-content/plugins/sqlite-database-integration
	mkdir "$dir/www" "$dir/zip"
	unzip -q "$cache/wordpress/wp-6.5.zip" -d "$dir/zip"
	# The archive has WordPress in a folder, or at its top.
	[ ! -d "$dir/zip/wordpress" ] || from=/wordpress
	mv "$dir/zip${from:-}"/* "$dir/www"
	unzip -q "$cache/wordpress/sqlite-database-integration.zip" \
		-d "$dir/www/wp-content/plugins"
	[ -d "$plugin" ] || mv "$plugin"* "$plugin"
	sed -e "s#{SQLITE_IMPLEMENTATION_FOLDER_PATH}#$plugin#" \
		-e 's#{SQLITE_PLUGIN}#sqlite-database-integration/load.php#' \
		"$plugin/db.copy" >"$dir/www/wp-content/db.php"
	mkdir -p "$dir/www/wp-content/mu-plugins"
	cp "$here/wordpress-nomail.php" "$dir/www/wp-content/mu-plugins"
	cat >"$dir/www/wp-config.php" <<-PHP
	<?php
	foreach (['NAME' => 'wp', 'USER' => '', 'PASSWORD' => '', 'HOST' => '',
	    'CHARSET' => 'utf8mb4', 'COLLATE' => '', 'DIR' => '$dir/',
	    'FILE' => 'wp.sqlite'] as \$name => \$value)
		define("DB_\$name", \$value);
	foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as \$name) {
		define("{\$name}_KEY", "test key \$name");
		define("{\$name}_SALT", "test salt \$name");
	}
	define('WP_HOME', 'http://127.0.0.1:$1');
	define('WP_SITEURL', WP_HOME);
	define('WP_ENVIRONMENT_TYPE', 'local');
	foreach (['WP_HTTP_BLOCK_EXTERNAL', 'DISABLE_WP_CRON',
	    'AUTOMATIC_UPDATER_DISABLED'] as \$name)
		define(\$name, true);
	\$table_prefix = 'wp_';
	defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
	require_once ABSPATH . 'wp-settings.php';
	PHP
	php "$here/wordpress-setup.php" "$dir/www" >"$dir/tokens" \
		2>"$dir/setup.log"
}

case $1 in
start)
	mkdir -p "$dir"
	[ -d "$dir/www" ] || unpack "$3"
	PHP_CLI_SERVER_WORKERS=3 php -d upload_max_filesize=32M \
		-d post_max_size=33M -S "127.0.0.1:$3" -t "$dir/www" \
		"$here/wordpress-router.php" >"$dir/log" 2>&1 </dev/null &
	echo $! >"$dir/pid"
	tries=0
	until curl -fs -o "$dir/health" "http://127.0.0.1:$3/wp-json/"; do
		tries=$((tries + 1))
		if [ $tries -gt 100 ] || ! kill -0 "$(cat "$dir/pid")"; then
			cat "$dir/setup.log" "$dir/log" >&2
			exit 1
		fi
		sleep 0.2
	done
	;;
stop)
	pid=$(cat "$dir/pid")
	# Its workers do not end with it.
	# shellcheck disable=SC2046 # words on purpose
	kill "$pid" $(ps -o pid= --ppid "$pid") 2>/dev/null || true
	;;
esac
