CREATE TABLE newsletter_issues (
    id        uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    number    integer NOT NULL,
    status    text NOT NULL,
    issued_on date NOT NULL
);
