-- Where the links of a body lead: addresses by `hub:` and on the web, each once, without
-- query, anchor and a slash at the end; null where there are none. Whoever writes the body
-- writes them along, from the Markdown as it is parsed, and they go wherever the text goes.
-- By them it is found what an entry is used by.
--
-- For bodies that are there they are what looks like an address, until these are written
-- again. Versions that are over have theirs, too.
ALTER TABLE texts ADD COLUMN body_links text[];
DO $$
DECLARE
    tables text[] := ARRAY['texts'];
    found  text;
BEGIN
    IF current_schema() = 'live' AND to_regclass('past.texts') IS NOT NULL THEN
        ALTER TABLE past.texts ADD COLUMN body_links text[];
        tables := tables || 'past.texts'::text;
    END IF;
    FOREACH found IN ARRAY tables LOOP
        EXECUTE format($sql$
            UPDATE %s SET body_links = ARRAY(
                SELECT DISTINCT rtrim(regexp_replace(regexp_replace(m[1], '[?#].*$', ''), '[.,;:!*_~]+$', ''), '/') COLLATE "C" AS address
                FROM regexp_matches(body, '((?:hub:|https?://)[^][[:space:]<>()"''`|\\]+)', 'g') AS m ORDER BY address)
            WHERE body ~ 'hub:|https?://'$sql$, found);
    END LOOP;
END $$;
DROP INDEX texts_linking;
CREATE INDEX texts_body_links ON texts USING gin (body_links) WHERE body_links IS NOT NULL;
