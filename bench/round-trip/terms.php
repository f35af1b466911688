<?php
// What papers add to WordPress: kinds of story, and several authors of one (the taxonomy of Co-Authors Plus).
add_action('init', function () {
    register_taxonomy('story_type', 'post', ['public' => true]);
    register_taxonomy('author', 'post', ['public' => false, 'rewrite' => false]);
});
// Everything that is not asked for by name is left alone.
add_filter('pre_http_request', fn () => new WP_Error('loopback', 'this site asks nobody'));
// Several authors of a story are shown as Co-Authors Plus shows them: "A, B and C".
function everybody($name)
{
    $post = get_post();
    $names = $post && $post->post_type === 'post' ? wp_get_object_terms($post->ID, 'author', ['fields' => 'names', 'orderby' => 'term_order']) : [];
    if (!is_array($names) || count($names) < 2) {
        return $name;
    }
    $names = array_map(fn ($login) => get_user_by('login', $login)->display_name ?? $login, $names);
    $last = array_pop($names);
    return implode(', ', $names) . ' and ' . $last;
}
add_filter('the_author', 'everybody');
add_filter('get_the_author_display_name', fn ($name) => is_singular('post') ? everybody($name) : $name);
// Clips are the players that their hosts answer with, whom this site cannot ask.
add_filter('pre_oembed_result', function ($known, $address) {
    foreach (['~^https://vimeo\.com/(\d+)$~' => 'https://player.vimeo.com/video/', '~^https://www\.youtube\.com/watch\?v=([\w-]+)$~' => 'https://www.youtube.com/embed/'] as $of => $player) {
        if (preg_match($of, $address, $found)) {
            return '<iframe width="640" height="360" src="' . $player . $found[1] . '" allowfullscreen></iframe>';
        }
    }
    return $known;
}, 10, 2);
