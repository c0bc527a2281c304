CREATE TABLE publications (
    id              uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    type            text NOT NULL,
    year            integer NOT NULL,
    year_check      text,
    languages       text[] NOT NULL DEFAULT '{}',
    languages_check text,
    isbn            text,
    pages           integer
);
