CREATE TABLE organisations (
    id                    uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    acronym               text,
    official_name_locales text[] NOT NULL DEFAULT '{}',
    as_written            text,
    role                  text,
    founded_year          integer,
    city                  text,
    country               text,
    location              jsonb,
    languages             text[] NOT NULL DEFAULT '{}',
    website               text
);
