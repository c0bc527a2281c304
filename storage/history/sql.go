package history

// What is made for each table of live, to be filled by [table.fill].

const dropTriggers = `
	DROP TRIGGER IF EXISTS history_inserted ON {live};
	DROP TRIGGER IF EXISTS history_updated ON {live};
	DROP TRIGGER IF EXISTS history_deleted ON {live};
	DROP FUNCTION IF EXISTS {function}`

// triggers work on all rows of a statement at once. A statement that joins many
// rows with many is planned each time, for as many as there are; the usual insert,
// of rows that were not there before, joins nothing and is planned once.
const triggers = `
	CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $function$
	DECLARE
		moment CONSTANT timestamptz := transaction_timestamp();
	BEGIN
		IF TG_OP = 'INSERT' THEN
			IF NOT EXISTS (SELECT FROM {past} WHERE until >= moment) THEN
				INSERT INTO {since} ({key}, since) SELECT {n:key}, moment FROM became AS n;
			ELSIF EXISTS (SELECT FROM became) THEN
				EXECUTE $statement$ WITH begun AS (SELECT n.* FROM became AS n) ` + begin + ` $statement$ USING moment;
			END IF;
		ELSIF NOT EXISTS (SELECT FROM was) THEN
			NULL;
		ELSIF TG_OP = 'DELETE' THEN
			EXECUTE $statement$ WITH over AS (SELECT o.* FROM was AS o) ` + end + ` $statement$ USING moment;
		ELSE
			EXECUTE $statement$ WITH over AS (
				SELECT o.* FROM was AS o LEFT JOIN became AS n ON {n=o} WHERE (o *= n) IS NOT TRUE
			) ` + end + ` $statement$ USING moment;
			EXECUTE $statement$ WITH begun AS (
				SELECT n.* FROM became AS n LEFT JOIN was AS o ON {n=o} WHERE (o *= n) IS NOT TRUE
			) ` + begin + ` $statement$ USING moment;
		END IF;
		RETURN NULL;
	END
	$function$;
	CREATE TRIGGER history_inserted AFTER INSERT ON {live} REFERENCING NEW TABLE AS became
		FOR EACH STATEMENT EXECUTE FUNCTION {function}();
	CREATE TRIGGER history_updated AFTER UPDATE ON {live} REFERENCING OLD TABLE AS was NEW TABLE AS became
		FOR EACH STATEMENT EXECUTE FUNCTION {function}();
	CREATE TRIGGER history_deleted AFTER DELETE ON {live} REFERENCING OLD TABLE AS was
		FOR EACH STATEMENT EXECUTE FUNCTION {function}()`

// end keeps the versions in over as such. What began in this very transaction, or
// in one that began later and committed before, was never live at any moment.
const end = `
	, ended AS (DELETE FROM {since} AS s USING over AS o WHERE {s=o} RETURNING o.*, s.since)
	INSERT INTO {past} ({columns}, since, until) SELECT {e:columns}, e.since, $1 FROM ended AS e WHERE e.since < $1`

// begin notes from when the rows in begun are live. One that was taken away in this
// transaction and comes back as it was goes on. Moments are those at which
// transactions began; where another that began later was before this one, a row is
// live from where its last version ended.
const begin = `
	, back AS (
		DELETE FROM {past} AS p USING begun AS n
		WHERE p.until = $1 AND {p=n} AND record_image_eq(ROW({p:columns}), ROW({n:columns}))
		RETURNING {p:key}, p.since
	), b ({key}, since) AS (TABLE back), r ({key}, until) AS (
		SELECT {p:key}, max(p.until) FROM {past} AS p WHERE p.until > $1 GROUP BY {p:key}
	)
	INSERT INTO {since} ({key}, since)
	SELECT {n:key}, coalesce(b.since, r.until, $1) FROM begun AS n LEFT JOIN b ON {b=n} LEFT JOIN r ON {r=n}`

// asOfView narrows what it shows outside of the union, and tells since when a row is
// live in a subquery where one would join: only then does Postgres see through the
// view to the indexes.
const asOfView = `
	CREATE VIEW {asof} AS
	SELECT {columns} FROM (
		SELECT {l:columns}, (SELECT s.since FROM {since} AS s WHERE {s=l}) AS since, 'infinity'::timestamptz AS until FROM {live} AS l
		UNION ALL
		SELECT {p:columns}, p.since, p.until FROM {past} AS p
	) AS versions
	WHERE since <= (SELECT current_setting('hub.as_of')::timestamptz) AND until > (SELECT current_setting('hub.as_of')::timestamptz);`
