-- What readers who keep answers must know. The public's role reads it, as it does live, and from the same server.
CREATE SCHEMA cache;
CREATE TABLE cache.generations (
    kind       text   PRIMARY KEY,
    generation bigint NOT NULL
);
COMMENT ON SCHEMA cache IS 'Until when what was read of live may be kept.';
COMMENT ON TABLE cache.generations IS 'How many times something of a kind has been published anew or taken away: moved by the transaction that does.';
