DROP INDEX texts_title;
DROP INDEX webinars_starts_at;
DROP INDEX events_starts_at;
DROP INDEX calls_opens_at;
DROP INDEX parts_kind;
