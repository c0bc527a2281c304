CREATE TABLE newsletters (
    id                   uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    frequency            text,
    consent_purpose      text,
    double_opt_in        boolean NOT NULL DEFAULT false,
    confirm_within_hours integer,
    unsubscribe          text,
    languages            jsonb NOT NULL DEFAULT '[]'
);
