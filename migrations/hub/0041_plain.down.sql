DROP FUNCTION public.hub_plain(text) CASCADE; -- with the index of the versions that are over
