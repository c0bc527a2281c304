DROP TABLE events;
DELETE FROM settings WHERE name = 'events_swept';
