CREATE TABLE pages (
    id   uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    type text NOT NULL,
    date date
);
