-- An asset shows a file. The foreign key is what keeps an asset from being without
-- bytes; `file` is a copy of what is known of them, kept by a trigger.
ALTER TABLE assets
    ADD COLUMN sha256      text REFERENCES hub.files,
    ADD COLUMN language    text,
    ADD COLUMN credit      text,
    ADD COLUMN decorative  boolean NOT NULL DEFAULT false,
    ADD COLUMN focal_point jsonb,
    ADD COLUMN file        jsonb;
CREATE INDEX assets_sha256 ON assets (sha256);

-- The bodies that link to entries at all, which are few: by them it is found what an
-- entry is used by.
CREATE INDEX texts_linking ON texts (entry_id) WHERE body LIKE '%hub:%';

-- What is said or written inside of an entry at some place: at a time of a
-- recording, on a page of a document. Derived, and kept by the tables it comes from.
CREATE TABLE passages (
    entry_id      uuid             NOT NULL REFERENCES entries ON DELETE CASCADE,
    part_id       uuid             REFERENCES parts ON DELETE CASCADE,
    position      integer          NOT NULL,
    kind          text             NOT NULL,
    locale        text             NOT NULL,
    start_seconds double precision,
    page          integer,
    text          text             NOT NULL,
    search        tsvector         NOT NULL,
    CONSTRAINT passages_place UNIQUE NULLS NOT DISTINCT (entry_id, part_id, position)
);
CREATE INDEX passages_part ON passages (part_id) WHERE part_id IS NOT NULL;
CREATE INDEX passages_search ON passages USING gin (search);

-- The copy is made while the file cannot change: who changes it refreshes the copies
-- that are committed, and would miss one that is about to be.
CREATE FUNCTION copy_file() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    PERFORM FROM hub.files WHERE sha256 = NEW.sha256 FOR SHARE;
    NEW.file := hub.file_snapshot(NEW.sha256);
    RETURN NEW;
END
$function$;
CREATE TRIGGER assets_file BEFORE INSERT OR UPDATE ON assets FOR EACH ROW EXECUTE FUNCTION copy_file();

-- The pages of a document, which speak its language, or else that of the entry.
CREATE FUNCTION index_pages() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $function$
BEGIN
    DELETE FROM passages WHERE entry_id = NEW.id AND part_id IS NULL;
    INSERT INTO passages (entry_id, position, kind, locale, page, text, search)
    SELECT NEW.id, p.page, e.kind, l.locale, p.page, p.text, to_tsvector(public.hub_config(l.locale), p.text)
    FROM hub.file_pages AS p JOIN entries AS e ON e.id = NEW.id CROSS JOIN LATERAL (SELECT coalesce(NEW.language, e.source_locale)) AS l (locale)
    WHERE p.sha256 = NEW.sha256;
    RETURN NULL;
END
$function$;
CREATE TRIGGER assets_pages AFTER INSERT OR UPDATE ON assets FOR EACH ROW EXECUTE FUNCTION index_pages();

-- Captions, each with the two that follow, because what is said goes on.
CREATE FUNCTION index_cues() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $function$
BEGIN
    DELETE FROM passages WHERE part_id = NEW.id;
    INSERT INTO passages (entry_id, part_id, position, kind, locale, start_seconds, text, search)
    SELECT NEW.entry_id, NEW.id, c.position, e.kind, NEW.fields->>'language', (c.cue->>'start')::double precision, c.text,
        to_tsvector(public.hub_config(NEW.fields->>'language'), c.text)
    FROM entries AS e CROSS JOIN LATERAL (
        SELECT cue, position, string_agg(cue->>'text', ' ') OVER (ORDER BY position ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING) AS text
        FROM jsonb_array_elements(coalesce(NEW.fields->'cues', '[]')) WITH ORDINALITY AS cues (cue, position)
    ) AS c
    WHERE e.id = NEW.entry_id;
    RETURN NULL;
END
$function$;
CREATE TRIGGER parts_cues_inserted AFTER INSERT ON parts FOR EACH ROW WHEN (NEW.kind = 'textTrack') EXECUTE FUNCTION index_cues();
CREATE TRIGGER parts_cues_updated AFTER UPDATE ON parts FOR EACH ROW
    WHEN (NEW.kind = 'textTrack' AND NEW.fields IS DISTINCT FROM OLD.fields) EXECUTE FUNCTION index_cues();
