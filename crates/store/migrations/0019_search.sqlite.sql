-- The search engine's index takes its place (crates/search).
DROP TABLE story_texts;
