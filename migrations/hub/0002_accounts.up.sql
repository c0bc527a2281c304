CREATE TABLE accounts (
    id              uuid        PRIMARY KEY,
    email           text        NOT NULL UNIQUE,
    name            text        NOT NULL,
    password        text,
    oidc_issuer     text,
    oidc_subject    text,
    role            text        NOT NULL CHECK (role IN ('TRANSLATOR', 'EDITOR', 'PUBLISHER', 'ADMIN')),
    locales         text[]      NOT NULL DEFAULT '{}',
    epoch           integer     NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    disabled_at     timestamptz,
    last_sign_in_at timestamptz,
    UNIQUE (oidc_issuer, oidc_subject),
    CHECK ((oidc_issuer IS NULL) = (oidc_subject IS NULL)),
    CHECK ((role = 'TRANSLATOR') = (cardinality(locales) > 0))
);
COMMENT ON COLUMN accounts.email IS 'In lower case: an address is one account, however it is typed.';
COMMENT ON COLUMN accounts.password IS 'Argon2id, as a PHC string with its own parameters and salt.';
COMMENT ON COLUMN accounts.epoch IS 'Grows when all sessions of the account end; a session of an earlier epoch is worth nothing.';

CREATE TABLE sessions (
    token      text        PRIMARY KEY,
    data       bytea       NOT NULL,
    idle_until timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ON sessions (expires_at);
COMMENT ON COLUMN sessions.token IS 'SHA-256 of what the cookie holds.';

CREATE TABLE sign_in_failures (
    key       text        PRIMARY KEY,
    failures  integer     NOT NULL,
    failed_at timestamptz NOT NULL
);
CREATE INDEX ON sign_in_failures (failed_at);
COMMENT ON COLUMN sign_in_failures.key IS 'An address, or the SHA-256 of an e-mail address as it was typed: people type passwords there.';

CREATE TABLE tokens (
    id           uuid        PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind IN ('PERSONAL_TOKEN', 'PARTNER_TOKEN')),
    hash         bytea       NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    hint         text        NOT NULL,
    name         text        NOT NULL,
    account_id   uuid        REFERENCES accounts ON DELETE CASCADE,
    partner      text,
    role         text        CHECK (role IN ('TRANSLATOR', 'EDITOR', 'PUBLISHER', 'ADMIN')),
    locales      text[]      NOT NULL DEFAULT '{}',
    scopes       text[]      NOT NULL CHECK (cardinality(scopes) > 0),
    origins      text[]      NOT NULL DEFAULT '{}',
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    CHECK (CASE kind
        WHEN 'PERSONAL_TOKEN' THEN account_id IS NOT NULL AND role IS NOT NULL AND partner IS NULL AND cardinality(origins) = 0
        ELSE account_id IS NULL AND role IS NULL AND partner IS NOT NULL AND cardinality(locales) = 0
    END)
);
CREATE INDEX ON tokens (account_id);
COMMENT ON COLUMN tokens.hash IS 'SHA-256 of the whole token; it is random enough to need no salt.';
COMMENT ON COLUMN tokens.hint IS 'The first characters, by which a person knows the token again.';
