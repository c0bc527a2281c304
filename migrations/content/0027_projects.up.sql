CREATE TABLE projects (
    id               uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    acronym          text,
    action           text,
    call_year        integer,
    starts_on        date NOT NULL,
    ends_on          date NOT NULL,
    duration_months  integer,
    dates_as_written text,
    notes            text[] NOT NULL DEFAULT '{}'
);
