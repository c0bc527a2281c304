DROP TABLE cache.changes;
COMMENT ON TABLE cache.generations IS 'How many times something of a kind has been published anew or taken away: moved by the transaction that does.';
