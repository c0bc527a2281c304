-- A file is bytes that never change, known by what they are: assets point to it by
-- its checksum. Its objects in the store are below files/<id>/.
CREATE TABLE files (
    sha256       text        PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    id           uuid        NOT NULL UNIQUE,
    content_type text        NOT NULL,
    size_bytes   bigint      NOT NULL CHECK (size_bytes >= 0),
    state        text        NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'READY', 'FAILED', 'QUARANTINED')),
    problem      text,
    facts        jsonb       NOT NULL DEFAULT '{}',
    created_at   timestamptz NOT NULL,
    wanted_at    timestamptz NOT NULL DEFAULT transaction_timestamp()
);
CREATE INDEX files_wanted ON files (wanted_at);
COMMENT ON COLUMN files.wanted_at IS 'When somebody last had it taken in. For a day from then it is kept, whether anything refers to it or not.';
COMMENT ON COLUMN files.problem IS 'Why it failed or is in quarantine, in words for editors.';
COMMENT ON COLUMN files.facts IS 'What processing found out and made, as the type Facts of storage/asset writes it.';

-- Which file an asset once had.
CREATE INDEX revisions_file ON revisions ((record->'fields'->>'sha256')) WHERE record->'fields'->>'sha256' IS NOT NULL;

CREATE TABLE file_pages (
    sha256 text    NOT NULL REFERENCES files ON DELETE CASCADE,
    page   integer NOT NULL CHECK (page > 0),
    text   text    NOT NULL,
    PRIMARY KEY (sha256, page)
);
COMMENT ON TABLE file_pages IS 'The plain text of documents, page by page, for search.';

CREATE TABLE uploads (
    id              uuid        PRIMARY KEY,
    account_id      uuid,
    file_name       text        NOT NULL,
    content_type    text        NOT NULL,
    size_bytes      bigint      NOT NULL CHECK (size_bytes > 0),
    sha256          text        NOT NULL,
    multipart_id    text,
    part_bytes      bigint      NOT NULL CHECK (part_bytes > 0),
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    file_sha256     text        REFERENCES files ON DELETE CASCADE,
    asset_id        uuid
);
CREATE INDEX uploads_expires ON uploads (expires_at);
COMMENT ON TABLE uploads IS 'Files on their way into the store. The id is that of the file to come, so that its objects are known before it is.';
COMMENT ON COLUMN uploads.multipart_id IS 'The id by which the store knows an upload in several parts; null for one in one part.';
COMMENT ON COLUMN uploads.file_sha256 IS 'The file that came of it, once it is complete; another checksum than was announced where metadata was taken out.';
COMMENT ON COLUMN uploads.asset_id IS 'The asset that was made or changed to show it, so that completing it twice answers the same one.';

-- What an asset shows of its file. A copy of it stands beside each asset, so that
-- what is live can be read without anything of this schema.
CREATE FUNCTION file_snapshot(wanted text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT f.facts || jsonb_strip_nulls(jsonb_build_object('id', f.id, 'state', f.state, 'problem', f.problem,
        'contentType', f.content_type, 'sizeBytes', f.size_bytes, 'sha256', f.sha256))
    FROM hub.files AS f WHERE f.sha256 = wanted
$$;

-- The text search configuration of a language, as storage/content names it.
CREATE FUNCTION public.hub_config(locale text) RETURNS regconfig LANGUAGE sql IMMUTABLE AS $$
    SELECT (CASE split_part(locale, '-', 1)
        WHEN 'da' THEN 'public.hub_danish' WHEN 'de' THEN 'public.hub_german' WHEN 'el' THEN 'public.hub_greek' WHEN 'en' THEN 'public.hub_english'
        WHEN 'es' THEN 'public.hub_spanish' WHEN 'fi' THEN 'public.hub_finnish' WHEN 'fr' THEN 'public.hub_french' WHEN 'ga' THEN 'public.hub_irish'
        WHEN 'hu' THEN 'public.hub_hungarian' WHEN 'it' THEN 'public.hub_italian' WHEN 'lt' THEN 'public.hub_lithuanian' WHEN 'nl' THEN 'public.hub_dutch'
        WHEN 'pt' THEN 'public.hub_portuguese' WHEN 'ro' THEN 'public.hub_romanian' WHEN 'ru' THEN 'public.hub_russian' WHEN 'sr' THEN 'public.hub_serbian'
        WHEN 'sv' THEN 'public.hub_swedish' ELSE 'public.hub_simple' END)::regconfig
$$;
