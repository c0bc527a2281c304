CREATE TABLE courses (
    id                uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    code              text,
    level             jsonb,
    pass_mark_percent integer,
    complete_locales  text[] NOT NULL DEFAULT '{}'
);
