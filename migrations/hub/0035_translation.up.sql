ALTER TABLE revisions ADD COLUMN minor boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN revisions.minor IS 'What it changed in the source language changes nothing for translations.';
