CREATE TABLE areas (
    id     uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    scheme text NOT NULL
);
