-- By these, titles are found by how they begin, and webinars and events by when they take place.
CREATE INDEX texts_title ON texts (kind, locale, public.hub_plain(title) text_pattern_ops) INCLUDE (entry_id) WHERE part_id IS NULL;
CREATE INDEX webinars_starts_at ON webinars (starts_at, id);
CREATE INDEX events_starts_at ON events (starts_at, id);
CREATE INDEX calls_opens_at ON calls (opens_at, id);
CREATE INDEX parts_kind ON parts (entry_id, kind);
