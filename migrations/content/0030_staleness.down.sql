ALTER TABLE texts RENAME COLUMN stale TO source_digests;
