DROP TABLE links, old_slugs, texts, parts, entries;
