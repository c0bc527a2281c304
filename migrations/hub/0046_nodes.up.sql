-- The hubs that serve, each by an id that it makes up when it starts.
CREATE TABLE nodes (
    id      uuid        PRIMARY KEY,
    seen_at timestamptz NOT NULL
);
