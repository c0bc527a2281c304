CREATE TABLE events (
    id                 uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    type               text NOT NULL,
    number             integer,
    dates_illustrative boolean NOT NULL DEFAULT false,
    place              jsonb NOT NULL,
    time_zone          text NOT NULL,
    starts_at          timestamptz NOT NULL,
    ends_at            timestamptz NOT NULL,
    languages          text[] NOT NULL DEFAULT '{}',
    interpretation     boolean NOT NULL DEFAULT false,
    accessibility      jsonb,
    registration       jsonb,
    cancelled          boolean NOT NULL DEFAULT false
);
