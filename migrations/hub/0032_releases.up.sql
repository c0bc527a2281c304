-- What is published together, and what is published later.

CREATE TABLE releases (
    id           uuid        PRIMARY KEY,
    name         text        NOT NULL CHECK (name <> ''),
    description  text,
    state        text        NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'SCHEDULED', 'PUBLISHED', 'CANCELLED')),
    version      integer     NOT NULL DEFAULT 1 CHECK (version > 0),
    created_by   uuid,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    published_at timestamptz,
    CHECK ((state = 'PUBLISHED') = (published_at IS NOT NULL))
);
COMMENT ON COLUMN releases.created_by IS 'The account; none where the command line did it.';

CREATE TABLE release_items (
    release_id uuid NOT NULL REFERENCES releases ON DELETE CASCADE,
    entry_id   uuid NOT NULL,
    locale     text NOT NULL,
    action     text NOT NULL CHECK (action IN ('PUBLISH', 'UNPUBLISH')),
    PRIMARY KEY (release_id, entry_id, locale)
);
CREATE INDEX release_items_entry ON release_items (entry_id);
COMMENT ON TABLE release_items IS 'One row for each language of an entry. No foreign key to the draft: an entry that was deleted is named as a problem of the release, instead of going missing without a word.';

CREATE TABLE schedules (
    id                uuid        PRIMARY KEY,
    action            text        NOT NULL CHECK (action IN ('PUBLISH', 'UNPUBLISH')),
    release_id        uuid        REFERENCES releases ON DELETE CASCADE,
    entry_ids         uuid[]      NOT NULL DEFAULT '{}',
    locales           text[]      NOT NULL DEFAULT '{}',
    with_dependencies boolean     NOT NULL DEFAULT false,
    accept_stale      boolean     NOT NULL DEFAULT false,
    at                timestamptz NOT NULL,
    state             text        NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DONE', 'FAILED', 'CANCELLED')),
    account_id        uuid,
    job_id            bigint,
    problems          jsonb,
    created_at        timestamptz NOT NULL,
    finished_at       timestamptz,
    CHECK ((state = 'PENDING') = (finished_at IS NULL)),
    CHECK ((release_id IS NULL) = (cardinality(entry_ids) > 0))
);
CREATE INDEX schedules_pending ON schedules (at, id) WHERE state = 'PENDING';
CREATE INDEX schedules_entries ON schedules USING gin (entry_ids);
-- A release has one time at which it is published.
CREATE UNIQUE INDEX schedules_release ON schedules (release_id) WHERE state = 'PENDING';
COMMENT ON COLUMN schedules.account_id IS 'The account as which it runs; none where the command line made it.';
COMMENT ON COLUMN schedules.problems IS 'Why it failed: what was in the way when its time came.';
