DROP TRIGGER parts_cues_updated ON parts;
DROP TRIGGER parts_cues_inserted ON parts;
DROP FUNCTION index_cues();
DROP TRIGGER assets_pages ON assets;
DROP FUNCTION index_pages();
DROP TRIGGER assets_file ON assets;
DROP FUNCTION copy_file();
DROP TABLE passages;
ALTER TABLE assets DROP COLUMN sha256, DROP COLUMN language, DROP COLUMN credit, DROP COLUMN decorative, DROP COLUMN focal_point, DROP COLUMN file;
