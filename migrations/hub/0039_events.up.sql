CREATE TABLE events (
    transaction_id xid8        NOT NULL DEFAULT pg_current_xact_id(),
    number         bigint      GENERATED ALWAYS AS IDENTITY,
    at             timestamptz NOT NULL DEFAULT transaction_timestamp(),
    type           text        NOT NULL,
    stage          text        NOT NULL,
    kind           text        NOT NULL,
    entry_id       uuid,
    version        integer,
    locales        text[]      NOT NULL DEFAULT '{}',
    PRIMARY KEY (transaction_id, number)
);
CREATE INDEX events_at ON events (at);
COMMENT ON TABLE events IS 'What has changed, for those who must hear of everything. No foreign key: an event outlives its entry. Nothing personal and no content.';
COMMENT ON COLUMN events.transaction_id IS 'The transaction of the change. Numbers and moments are no order to read by, because commits overtake each other; transactions below the oldest open one are.';
COMMENT ON COLUMN events.number IS 'The order within a transaction.';
COMMENT ON COLUMN events.entry_id IS 'Null where any entries of the kind may have changed.';
COMMENT ON COLUMN events.locales IS 'The languages that changed; none stands for any.';
