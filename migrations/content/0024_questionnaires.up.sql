CREATE TABLE questionnaires (
    id                        uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    status                    text NOT NULL,
    anonymous                 boolean NOT NULL DEFAULT false,
    minimum_group_for_results integer NOT NULL,
    estimated_minutes         integer
);
