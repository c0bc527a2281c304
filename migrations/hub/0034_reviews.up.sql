CREATE TABLE reviews (
    id           uuid        PRIMARY KEY,
    number       bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    entry_id     uuid        NOT NULL,
    kind         text        NOT NULL,
    locale       text        NOT NULL,
    version      integer     NOT NULL CHECK (version > 0),
    digest       bytea       NOT NULL CHECK (octet_length(digest) = 32),
    state        text        NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'APPROVED', 'SENT_BACK', 'WITHDRAWN')),
    submitted_by uuid,
    submitted_at timestamptz NOT NULL,
    assignee     uuid        REFERENCES accounts ON DELETE SET NULL,
    due_at       timestamptz,
    decided_by   uuid,
    decided_at   timestamptz,
    CHECK ((state = 'OPEN') = (decided_at IS NULL))
);
-- One at a time: what is submitted again takes the place of what it was before.
CREATE UNIQUE INDEX reviews_open ON reviews (entry_id, locale) WHERE state = 'OPEN';
CREATE INDEX reviews_entry ON reviews (entry_id, number);
CREATE INDEX reviews_assignee ON reviews (assignee, number);
CREATE INDEX reviews_state ON reviews (state, number);
COMMENT ON TABLE reviews IS 'What one language says of an entry, submitted to be approved. No foreign key to the draft: history outlives a deleted entry.';
COMMENT ON COLUMN reviews.digest IS 'SHA-256 of what was submitted, to know whether it is still what the draft says.';
COMMENT ON COLUMN reviews.decided_by IS 'The account; none where a link decided.';

CREATE TABLE review_comments (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    review_id  uuid        NOT NULL REFERENCES reviews ON DELETE CASCADE,
    at         timestamptz NOT NULL,
    account_id uuid,
    state      text        CHECK (state IN ('OPEN', 'APPROVED', 'SENT_BACK', 'WITHDRAWN')),
    part_id    uuid,
    field      text,
    body       text        NOT NULL CHECK (body <> ''),
    CHECK (part_id IS NULL OR field IS NOT NULL)
);
CREATE INDEX review_comments_review ON review_comments (review_id, id);
COMMENT ON COLUMN review_comments.account_id IS 'Who wrote it; none where it came by a link.';
COMMENT ON COLUMN review_comments.state IS 'The state into which the review came with it; none for a mere comment.';

CREATE TABLE review_links (
    id         uuid        PRIMARY KEY,
    review_id  uuid        NOT NULL REFERENCES reviews ON DELETE CASCADE,
    hash       bytea       NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    created_by uuid,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX review_links_review ON review_links (review_id);
COMMENT ON TABLE review_links IS 'Links by which somebody without an account may decide, once. It is not noted for whom: names and addresses stay with who sends the link.';
COMMENT ON COLUMN review_links.hash IS 'SHA-256 of the secret in the link; it is random enough to need no salt.';
