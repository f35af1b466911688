<?php
// WordPress's own export, to standard output.
$_SERVER += ['HTTP_HOST' => parse_url(getenv('ROUND_TRIP_SITE'), PHP_URL_HOST), 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/export.php';
wp_set_current_user(1);
export_wp(['content' => 'all']);
