-- Text as it is compared without regard to case and accents. It never answers otherwise, so that indexes can be built
-- on it: which dictionary unaccent takes is said, and that is not changed.
CREATE FUNCTION public.hub_plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;
