DROP TABLE bin, idempotency_keys, audit;
ALTER TABLE revisions DROP COLUMN account_id, DROP COLUMN action;
