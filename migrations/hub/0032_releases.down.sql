DROP TABLE schedules, release_items, releases;
