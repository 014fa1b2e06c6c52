<?php
// SPDX-License-Identifier: ISC
// wordpress-setup.php WWW: installs without a browser; a user of each role,
// and an application password for each on standard output.
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => '127.0.0.1', 'REQUEST_URI' => '/',
    'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET'];
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('The corner café', 'admin', 'admin@example.org', true, '', 'admin-pass');
foreach (['permalink_structure' => '/%postname%/', 'comment_moderation' => 1,
    'comments_notify' => 0, 'moderation_notify' => 0,
    'timezone_string' => 'Europe/Paris'] as $name => $value)
	update_option($name, $value);
foreach (['admin', 'contributor', 'subscriber'] as $name) {
	if ($name !== 'admin')
		wp_insert_user(['user_login' => $name, 'user_pass' => "$name-pass",
		    'user_email' => "$name@example.org", 'role' => $name]);
	[$password] = WP_Application_Passwords::create_new_application_password(
	    get_user_by('login', $name)->ID, ['name' => 'cm']);
	echo "$name $password\n";
}
$GLOBALS['wp_rewrite']->init();
flush_rewrite_rules(false);
