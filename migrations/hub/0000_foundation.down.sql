DROP TABLE revisions, settings;
DO $$
DECLARE
    configuration text;
BEGIN
    FOR configuration IN SELECT cfgname FROM pg_ts_config WHERE cfgname LIKE 'hub\_%' AND cfgnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('DROP TEXT SEARCH CONFIGURATION public.%I', configuration);
    END LOOP;
END
$$;
