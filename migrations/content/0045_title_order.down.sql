DROP INDEX texts_title_order;
