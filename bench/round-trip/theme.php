<?php
// Puts the site under the theme argv[1], as its keeper does.
$_SERVER += ['HTTP_HOST' => parse_url(getenv('ROUND_TRIP_SITE'), PHP_URL_HOST), 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
require __DIR__ . '/wp-load.php';
wp_get_theme($argv[1])->exists() || exit(1);
switch_theme($argv[1]);
