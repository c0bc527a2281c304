DROP TABLE webinars;
