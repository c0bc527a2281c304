CREATE TABLE skills (
    id         uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    esco_uri   text,
    esco_label text
);
