DROP FUNCTION public.hub_config(text);
DROP FUNCTION file_snapshot(text);
DROP TABLE uploads, file_pages, files;
DROP INDEX revisions_file;
