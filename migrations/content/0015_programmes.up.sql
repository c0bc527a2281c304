CREATE TABLE programmes (
    id            uuid PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    acronym       text NOT NULL,
    start_year    integer NOT NULL,
    end_year      integer NOT NULL,
    legal_basis   text,
    management    text,
    budget        jsonb,
    budget_check  text,
    portal_prefix text,
    website       text,
    archived      boolean NOT NULL DEFAULT false,
    as_of         text
);
