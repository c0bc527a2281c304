package main

import (
	"encoding/json"
	"fmt"
	"time"
)

// operation is asked of all servers, with other variables each time.
type operation struct {
	name, what string
	query      string
	// statement is the tuned one: it answers `data` as JSON, of the variables that arguments names, in its order.
	statement string
	arguments []string
	// variables are those of the nth request; as many as variants are different.
	variables func(n int) object
	variants  int
}

// request is the body of the nth request.
func (o *operation) request(n int) []byte {
	body, err := json.Marshal(object{"query": o.query, "variables": o.variables(n % o.variants)})
	if err != nil {
		panic(err) // made of constants
	}
	return body
}

// title and fields of a text in one language, which is the parameter $1.
const textOf = `JOIN live.texts AS t ON t.entry_id = k.id AND t.part_id IS NULL AND t.locale = $1`

var operations = []*operation{
	{
		name: "list", what: "20 courses of an organisation, with it",
		query: `query ($locale: Locale!, $org: String!) { courses(locales: [$locale], first: 20, where: {organisation: {slug: {eq: $org}}}) { nodes { slug title summary organisation { slug title } } } }`,
		statement: `SELECT json_build_object('courses', json_build_object('nodes', coalesce(json_agg(node ORDER BY id), '[]'))) FROM (
			SELECT k.id, json_build_object('slug', t.slug, 'title', t.title, 'summary', t.fields->'summary', 'organisation', json_build_object('slug', ot.slug, 'title', ot.title)) AS node
			FROM (SELECT DISTINCT entry_id FROM live.texts WHERE kind = 'organisation' AND slug = $2 AND part_id IS NULL) AS o
			JOIN live.links AS l ON l.target_id = o.entry_id AND l.relation = 'organisation' AND l.part_id IS NULL
			JOIN live.courses AS k ON k.id = l.entry_id ` + textOf + `
			JOIN live.texts AS ot ON ot.entry_id = o.entry_id AND ot.part_id IS NULL AND ot.locale = $1
			ORDER BY k.id LIMIT 20) AS page`,
		arguments: []string{"locale", "org"},
		variants:  organisations * 5,
		variables: func(n int) object {
			return object{"locale": locales[n%5], "org": fmt.Sprintf("organisation-%d", n/5)}
		},
	},
	{
		name: "one", what: "a course with all of its modules and lessons",
		query: `query ($locale: Locale!, $slug: String!) { course(locales: [$locale], slug: $slug) { slug title summary code modules { title lessons { title summary durationMinutes } } } }`,
		statement: `SELECT json_build_object('course', (SELECT json_build_object('slug', t.slug, 'title', t.title, 'summary', t.fields->'summary', 'code', k.code, 'modules', (
				SELECT coalesce(json_agg(json_build_object('title', mt.title, 'lessons', (
					SELECT coalesce(json_agg(json_build_object('title', lt.title, 'summary', lt.fields->'summary', 'durationMinutes', l.fields->'durationMinutes') ORDER BY l.position, l.id), '[]')
					FROM live.parts AS l JOIN live.texts AS lt ON lt.part_id = l.id AND lt.locale = $1 WHERE l.parent_id = m.id AND l.kind = 'lesson')) ORDER BY m.position, m.id), '[]')
				FROM live.parts AS m JOIN live.texts AS mt ON mt.part_id = m.id AND mt.locale = $1 WHERE m.entry_id = k.id AND m.parent_id IS NULL AND m.kind = 'module'))
			FROM live.courses AS k ` + textOf + ` WHERE k.id = (SELECT entry_id FROM live.texts WHERE kind = 'course' AND slug = $2 AND part_id IS NULL LIMIT 1)))`,
		arguments: []string{"locale", "slug"},
		variants:  500,
		variables: func(n int) object {
			return object{"locale": locales[n%5], "slug": fmt.Sprintf("course-%d", n/5%100)}
		},
	},
	{
		name: "time", what: "20 webinars from a day on, with their speakers",
		query: `query ($locale: Locale!, $from: DateTime!) { webinars(locales: [$locale, "en"], first: 20, where: {startsAt: {gte: $from}}, orderBy: [{field: STARTS_AT}]) { nodes { slug title startsAt speakers { role } } } }`,
		statement: `SELECT json_build_object('webinars', json_build_object('nodes', coalesce(json_agg(node ORDER BY starts_at, id), '[]'))) FROM (
			SELECT k.id, k.starts_at, json_build_object('slug', t.slug, 'title', t.title, 'startsAt', to_char(k.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'speakers', (
				SELECT coalesce(json_agg(json_build_object('role', coalesce(s1.fields->'role', s2.fields->'role')) ORDER BY s.position, s.id), '[]')
				FROM live.parts AS s LEFT JOIN live.texts AS s1 ON s1.part_id = s.id AND s1.locale = $1 LEFT JOIN live.texts AS s2 ON s2.part_id = s.id AND s2.locale = 'en'
				WHERE s.entry_id = k.id AND s.parent_id IS NULL AND s.kind = 'speaker')) AS node
			FROM live.webinars AS k ` + textOf + ` WHERE k.starts_at >= $2::timestamptz ORDER BY k.starts_at, k.id LIMIT 20) AS page`,
		arguments: []string{"locale", "from"},
		variants:  500,
		variables: func(n int) object {
			return object{"locale": locales[n%5], "from": today.Add(time.Duration(n/5-90) * time.Hour).Format(time.RFC3339)}
		},
	},
	{
		name: "prefix", what: "20 terms whose titles begin so, by title",
		query: `query ($locale: Locale!, $prefix: String!) { terms(locales: [$locale], first: 20, where: {title: {startsWith: $prefix}}, orderBy: [{field: TITLE}]) { nodes { slug title definition } } }`,
		statement: `SELECT json_build_object('terms', json_build_object('nodes', coalesce(json_agg(json_build_object('slug', slug, 'title', title, 'definition', fields->'definition') ORDER BY title COLLATE "und-x-icu", entry_id), '[]'))) FROM (
			SELECT entry_id, slug, title, fields FROM live.texts AS t WHERE t.kind = 'term' AND t.part_id IS NULL AND t.locale = $1 AND public.hub_plain(t.title) ~>=~ public.hub_plain($2) AND public.hub_plain(t.title) ~<~ (public.hub_plain($2) || chr(1114111)) ORDER BY title COLLATE "und-x-icu", entry_id LIMIT 20) AS page`,
		arguments: []string{"locale", "prefix"},
		variants:  45,
		variables: func(n int) object {
			return object{"locale": locales[n%5], "prefix": words[n%5][n/5]}
		},
	},
	{
		name: "state", what: "20 open calls by deadline, with their programmes",
		query: `query ($locale: Locale!, $partners: Int!) { calls(locales: [$locale], first: 20, where: {status: {eq: OPEN}, minPartners: {lte: $partners}}, orderBy: [{field: NEXT_DEADLINE}]) { nodes { slug title nextDeadlineAt programme { slug title } } } }`,
		statement: `SELECT json_build_object('calls', json_build_object('nodes', coalesce(json_agg(node ORDER BY at, id), '[]'))) FROM (
			SELECT k.id, d.at, json_build_object('slug', t.slug, 'title', t.title, 'nextDeadlineAt', to_char(d.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'programme', json_build_object('slug', pt.slug, 'title', pt.title)) AS node
			FROM live.calls AS k ` + textOf + `
			CROSS JOIN LATERAL (SELECT min((p.fields->>'at')::timestamptz) AS at FROM live.parts AS p WHERE p.entry_id = k.id AND p.kind = 'deadline' AND (p.fields->>'at')::timestamptz >= now()) AS d
			JOIN live.links AS l ON l.entry_id = k.id AND l.part_id IS NULL AND l.relation = 'programme' JOIN live.texts AS pt ON pt.entry_id = l.target_id AND pt.part_id IS NULL AND pt.locale = $1
			WHERE k.min_partners <= $2 AND k.opens_at <= now() AND d.at IS NOT NULL ORDER BY d.at, k.id LIMIT 20) AS page`,
		arguments: []string{"locale", "partners"},
		variants:  25,
		variables: func(n int) object { return object{"locale": locales[n%5], "partners": 1 + n/5} },
	},
}
