//! Both databases for every test, and builders of stories.
