DROP INDEX texts_body_links;
CREATE INDEX texts_linking ON texts (entry_id) WHERE body LIKE '%hub:%';
ALTER TABLE texts DROP COLUMN body_links;
