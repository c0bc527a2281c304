CREATE TABLE calls (
    id                       uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    identifier               text NOT NULL,
    deadline_model           text NOT NULL,
    opens_at                 timestamptz,
    time_zone                text NOT NULL,
    budget                   jsonb,
    lump_sums                jsonb NOT NULL DEFAULT '[]',
    grant_min                jsonb,
    grant_max                jsonb,
    cofinancing_rate_percent integer,
    min_partners             integer,
    max_partners             integer,
    min_countries            integer,
    duration_months          jsonb
);
