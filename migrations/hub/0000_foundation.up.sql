-- Extensions stand in public, where draft, live and every role find them.
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- One search configuration per language: accents folded first, then the
-- language's own stemmer. Postgres has no Bulgarian stemmer; there, and in any
-- language without one, words match as written, by prefix and by trigram.
DO $$
DECLARE
    stemmer text;
BEGIN
    FOREACH stemmer IN ARRAY ARRAY['simple', 'english', 'french', 'italian', 'spanish', 'russian', 'serbian',
        'german', 'portuguese', 'dutch', 'swedish', 'danish', 'finnish', 'hungarian', 'romanian', 'greek', 'lithuanian', 'irish']
    LOOP
        EXECUTE format('CREATE TEXT SEARCH CONFIGURATION public.hub_%s (COPY = pg_catalog.%1$I)', stemmer);
        EXECUTE format('ALTER TEXT SEARCH CONFIGURATION public.hub_%s
            ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, %s',
            stemmer, CASE stemmer WHEN 'simple' THEN 'pg_catalog.simple' ELSE 'pg_catalog.' || stemmer || '_stem' END);
    END LOOP;
END
$$;

CREATE TABLE settings (
    name  text PRIMARY KEY,
    value text NOT NULL
);
COMMENT ON TABLE settings IS 'What the hub made up for itself once and must keep, such as the key that signs cursors.';

CREATE TABLE revisions (
    entry_id uuid        NOT NULL,
    version  integer     NOT NULL,
    at       timestamptz NOT NULL,
    author   text,
    note     text,
    record   jsonb       NOT NULL,
    PRIMARY KEY (entry_id, version)
);
COMMENT ON TABLE revisions IS 'The whole entry after each write, as a record of the import format. No foreign key: history outlives a deleted entry.';
