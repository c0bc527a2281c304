CREATE TABLE gardens (
    id uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE
);

CREATE TABLE plants (
    id       uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    size     text NOT NULL,
    rank     integer NOT NULL,
    height   double precision,
    names    text[] NOT NULL DEFAULT '{}',
    label    text,
    sown_at  timestamptz,
    blooms   date,
    climate  jsonb
);
