-- The tables of every kind: an entry is what is published as a whole, a part
-- lives and is published with its entry, a text is what one language says of
-- either, a link points from either to another entry or to one of its parts.
-- Applied to the schemas draft and live alike.

CREATE TABLE entries (
    id            uuid        PRIMARY KEY,
    kind          text        NOT NULL,
    version       integer     NOT NULL CHECK (version > 0),
    source_locale text        NOT NULL,
    licence       text,
    illustrative  boolean     NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    published_at  timestamptz
);
CREATE INDEX entries_kind ON entries (kind, id);

CREATE TABLE parts (
    id        uuid    PRIMARY KEY,
    entry_id  uuid    NOT NULL REFERENCES entries ON DELETE CASCADE,
    parent_id uuid    REFERENCES parts DEFERRABLE INITIALLY DEFERRED,
    kind      text    NOT NULL,
    slug      text    NOT NULL,
    position  integer NOT NULL CHECK (position >= 0),
    fields    jsonb   NOT NULL DEFAULT '{}',
    -- Deferred: reordering and renaming pass through states that are not unique.
    CONSTRAINT parts_slug UNIQUE NULLS NOT DISTINCT (entry_id, parent_id, kind, slug) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX parts_parent ON parts (parent_id, kind) WHERE parent_id IS NOT NULL;

CREATE TABLE texts (
    entry_id       uuid  NOT NULL REFERENCES entries ON DELETE CASCADE,
    part_id        uuid  REFERENCES parts ON DELETE CASCADE,
    kind           text  NOT NULL,
    locale         text  NOT NULL,
    slug           text  CHECK ((slug IS NULL) = (part_id IS NOT NULL)),
    title          text,
    fields         jsonb NOT NULL DEFAULT '{}',
    body           text,
    state          text  NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'IN_REVIEW', 'APPROVED')),
    source_digests jsonb,
    folded         text,
    search         tsvector,
    CONSTRAINT texts_owner UNIQUE NULLS NOT DISTINCT (entry_id, part_id, locale)
);
CREATE UNIQUE INDEX texts_slug ON texts (kind, slug, locale) WHERE part_id IS NULL;
CREATE INDEX texts_part ON texts (part_id) WHERE part_id IS NOT NULL;
CREATE INDEX texts_search ON texts USING gin (search);
CREATE INDEX texts_folded ON texts USING gin (folded public.gin_trgm_ops) WHERE part_id IS NULL;

-- Addresses that were given up: they go on finding their entry.
CREATE TABLE old_slugs (
    kind     text NOT NULL,
    slug     text NOT NULL,
    locale   text NOT NULL,
    entry_id uuid NOT NULL REFERENCES entries ON DELETE CASCADE,
    PRIMARY KEY (kind, slug, locale)
);
CREATE INDEX old_slugs_entry ON old_slugs (entry_id);

CREATE TABLE links (
    entry_id       uuid    NOT NULL REFERENCES entries ON DELETE CASCADE,
    part_id        uuid    REFERENCES parts ON DELETE CASCADE,
    relation       text    NOT NULL,
    position       integer NOT NULL,
    -- No cascade: what is pointed to cannot vanish. Deferred, so that entries
    -- that point to one another can be written and published together.
    target_id      uuid    NOT NULL REFERENCES entries DEFERRABLE INITIALLY DEFERRED,
    target_part_id uuid    REFERENCES parts DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT links_source UNIQUE NULLS NOT DISTINCT (entry_id, part_id, relation, position)
);
CREATE INDEX links_target ON links (target_id, relation);
CREATE INDEX links_part ON links (part_id) WHERE part_id IS NOT NULL;
CREATE INDEX links_target_part ON links (target_part_id) WHERE target_part_id IS NOT NULL;
