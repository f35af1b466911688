<?php
// What papers add to WordPress: kinds of story, and several authors of one (the taxonomy of Co-Authors Plus).
add_action('init', function () {
    register_taxonomy('story_type', 'post', ['public' => true]);
    register_taxonomy('author', 'post', ['public' => false, 'rewrite' => false]);
});
// Everything that is not asked for by name is left alone.
add_filter('pre_http_request', fn () => new WP_Error('loopback', 'this site asks nobody'));
