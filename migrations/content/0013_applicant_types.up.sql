CREATE TABLE applicant_types (
    id uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE
);
