<?php
// Fills a fresh WordPress with the paper in argv[1] (JSON), as its own functions do it. Prints the address of every post.
define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => parse_url(getenv('ROUND_TRIP_SITE'), PHP_URL_HOST), 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';
$paper = json_decode(file_get_contents($argv[1]), true, 512, JSON_THROW_ON_ERROR);

function must($value)
{
    if (is_wp_error($value)) {
        fwrite(STDERR, $value->get_error_message() . "\n");
        exit(1);
    }
    return $value;
}

add_filter('pre_wp_mail', '__return_true');
wp_install($paper['name'], 'admin', 'admin@paper.example', true, '', wp_generate_password());
foreach (get_posts(['post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1]) as $sample) {
    wp_delete_post($sample->ID, true);
}
wp_set_current_user(1);
update_option('timezone_string', $paper['zone']);
update_option('WPLANG', '');
switch_theme($paper['theme']);
global $wp_rewrite;
$wp_rewrite->set_permalink_structure('/%year%/%monthnum%/%postname%/');
$wp_rewrite->init();
flush_rewrite_rules(false);

$users = [];
foreach ($paper['people'] as $person) {
    $users[$person['login']] = must(wp_insert_user([
        'user_login' => $person['login'], 'user_pass' => wp_generate_password(), 'display_name' => $person['name'],
        'user_email' => $person['login'] . '@paper.example', 'role' => 'author',
    ]));
}
$categories = [];
foreach ($paper['categories'] as $category) {
    $categories[$category['slug']] = must(wp_insert_term($category['name'], 'category', ['slug' => $category['slug']]))['term_id'];
}

$files = [];
foreach ($paper['media'] as $file) {
    $place = must(wp_upload_bits($file['name'], null, file_get_contents($file['path']), $file['time']));
    $id = must(wp_insert_attachment(wp_slash([
        'guid' => $place['url'], 'post_mime_type' => $place['type'], 'post_title' => pathinfo($file['name'], PATHINFO_FILENAME),
        'post_excerpt' => $file['caption'], 'post_status' => 'inherit', 'post_author' => 1,
    ]), $place['file'], 0, true));
    $facts = wp_generate_attachment_metadata($id, $place['file']);
    if ($file['credit'] !== '') {
        $facts['image_meta']['credit'] = $file['credit'];
    }
    wp_update_attachment_metadata($id, $facts);
    update_post_meta($id, '_wp_attachment_image_alt', wp_slash($file['alt']));
    $files[$file['use']] = ['id' => $id, 'url' => $place['url']];
}

$put = function ($text) use ($files) {
    return preg_replace_callback('/\{\{(id|url):([^}]+)\}\}/', fn ($named) => $files[$named[2]][$named[1]], $text);
};
$told = [];
foreach ($paper['posts'] as $post) {
    $id = must(wp_insert_post(wp_slash([
        'post_type' => $post['type'], 'post_status' => $post['status'], 'post_title' => $post['title'], 'post_name' => $post['slug'],
        'post_excerpt' => $post['excerpt'], 'post_content' => $put($post['content']), 'post_author' => $users[$post['author']] ?? 1,
        'post_date_gmt' => $post['date'], 'post_date' => $post['date'] ? get_date_from_gmt($post['date']) : '',
        'post_category' => array_map(fn ($slug) => $categories[$slug], $post['categories']),
    ]), true));
    if ($post['type'] === 'post') {
        must(wp_set_object_terms($id, $post['tags'], 'post_tag'));
        must(wp_set_object_terms($id, $post['kinds'], 'story_type'));
        must(wp_set_object_terms($id, $post['authors'], 'author'));
    }
    foreach ($post['meta'] as $key => $value) {
        update_post_meta($id, $key, wp_slash($value));
    }
    if ($post['cover'] !== null) {
        set_post_thumbnail($id, $files[$post['cover']]['id']);
    }
    $told[] = ['key' => $post['key'], 'id' => $id, 'address' => get_permalink($id)];
}
echo json_encode(['posts' => $told, 'categories' => $categories, 'users' => $users]);
