-- Which entries have been published anew or taken away, at which generation of their kinds: who keeps entries forgets
-- those alone. Where it is not known which, the entry is that of nothing, and stands for all of the kind. What is older
-- than an hour is forgotten: who has not looked for as long forgets all of the kind.
CREATE TABLE cache.changes (
    kind       text   NOT NULL,
    generation bigint NOT NULL,
    entry_id   uuid   NOT NULL,
    PRIMARY KEY (kind, generation, entry_id)
);
COMMENT ON TABLE cache.changes IS 'Which entries of a kind were published anew or taken away at which generation, of late.';
-- Generations are times from now on, in microseconds since 1970, and grow all the same where clocks do not: after a
-- failover to a server that had not heard of the last ones, none comes twice.
COMMENT ON TABLE cache.generations IS 'When something of a kind was published anew or taken away last, in microseconds since 1970: moved by the transaction that does.';
