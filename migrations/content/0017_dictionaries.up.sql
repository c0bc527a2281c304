CREATE TABLE dictionaries (
    id uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE
);
