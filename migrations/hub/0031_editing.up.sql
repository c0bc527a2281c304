ALTER TABLE revisions ADD COLUMN account_id uuid, ADD COLUMN action text NOT NULL DEFAULT 'IMPORT';
COMMENT ON COLUMN revisions.author IS 'What wrote it where no account did, such as an import. People are in account_id: their names are never history.';
COMMENT ON COLUMN revisions.action IS 'What was done, such as UPDATE or RESTORE.';

CREATE TABLE audit (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    account_id uuid,
    token_id   uuid,
    author     text,
    request_id text,
    action     text        NOT NULL,
    kind       text,
    entry_id   uuid,
    version    integer,
    locales    text[],
    detail     jsonb
);
CREATE INDEX audit_account ON audit (account_id, id);
CREATE INDEX audit_entry ON audit (entry_id, id);
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_at ON audit (at);
COMMENT ON TABLE audit IS 'Who did what. It holds ids, never names or addresses, and never what was written: that is in revisions.';

CREATE TABLE idempotency_keys (
    owner    uuid        NOT NULL,
    key      text        NOT NULL,
    digest   bytea       NOT NULL,
    at       timestamptz NOT NULL,
    outcome  jsonb,
    PRIMARY KEY (owner, key)
);
CREATE INDEX ON idempotency_keys (at);
COMMENT ON TABLE idempotency_keys IS 'Writes that were done under a key, so that a retry is not done twice. They may be forgotten after a day.';

CREATE TABLE bin (
    entry_id   uuid        PRIMARY KEY,
    kind       text        NOT NULL,
    version    integer     NOT NULL,
    deleted_at timestamptz NOT NULL,
    account_id uuid,
    record     jsonb       NOT NULL
);
CREATE INDEX ON bin (deleted_at);
COMMENT ON TABLE bin IS 'Entries that were deleted, whole, until they are recovered or forgotten.';
