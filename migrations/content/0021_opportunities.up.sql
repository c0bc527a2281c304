CREATE TABLE opportunities (
    id                 uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    status             text NOT NULL,
    place              jsonb,
    hours_per_week     integer,
    starts_on          date,
    ends_on            date,
    places             integer,
    min_age            integer,
    languages          text[] NOT NULL DEFAULT '{}',
    safeguarding_check boolean NOT NULL DEFAULT false,
    insurance          boolean NOT NULL DEFAULT false
);
