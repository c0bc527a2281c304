-- By this, entries are listed in the order of their titles in one language, a page at a time.
CREATE INDEX texts_title_order ON texts (kind, locale, title COLLATE "und-x-icu", entry_id) WHERE part_id IS NULL;
-- Few entries are illustrative.
CREATE INDEX entries_illustrative ON entries (id) WHERE illustrative;
