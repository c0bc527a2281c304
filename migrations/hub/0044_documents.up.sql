-- GraphQL documents that an operator trusts: clients name them by what they say, and send no text.
CREATE TABLE documents (
    id       text        PRIMARY KEY CHECK (id ~ '^sha256:[0-9a-f]{64}$'),
    document text        NOT NULL CHECK (octet_length(document) <= 100000),
    added_at timestamptz NOT NULL
);
COMMENT ON COLUMN documents.id IS 'The digest of the document, as GraphQL over HTTP writes it.';
