CREATE TABLE webinars (
    id               uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    number           integer NOT NULL,
    starts_at        timestamptz NOT NULL,
    time_zone        text NOT NULL,
    duration_minutes integer NOT NULL,
    language         text NOT NULL,
    caption_locales  text[] NOT NULL DEFAULT '{}',
    cancelled        boolean NOT NULL DEFAULT false,
    platform_url     text,
    recording_url    text
);
