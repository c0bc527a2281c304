-- What a text no longer keeps up with: a field of it, and the version of the
-- source that the field was made from, with a digest of what stood there.
ALTER TABLE texts RENAME COLUMN source_digests TO stale;
