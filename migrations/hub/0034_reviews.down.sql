DROP TABLE review_links, review_comments, reviews;
