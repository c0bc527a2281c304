-- By this, entries are listed in the order of their titles in one language, a page at a time.
CREATE INDEX texts_title_order ON texts (kind, locale, title COLLATE "und-x-icu", entry_id) WHERE part_id IS NULL;
