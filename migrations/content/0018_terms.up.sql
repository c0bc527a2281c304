CREATE TABLE terms (
    id            uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    edition       text NOT NULL,
    abbreviations text[] NOT NULL DEFAULT '{}'
);
