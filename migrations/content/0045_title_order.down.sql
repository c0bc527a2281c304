DROP INDEX texts_title_order;
DROP INDEX entries_illustrative;
