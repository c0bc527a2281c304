CREATE TABLE assets (
    id           uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    file_name    text NOT NULL,
    content_type text NOT NULL,
    size_bytes   bigint NOT NULL
);
