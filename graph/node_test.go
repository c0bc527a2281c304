package graph_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/storagetest"
)

// named is what every node says of itself.
type named struct {
	Typename string `json:"__typename"`
	ID       string
}

// collect gathers, type by type, the first node that an answer shows.
func collect(value any, into map[string]named) {
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			collect(v, into)
		}
	case map[string]any:
		id, _ := value["id"].(string)
		name, _ := value["__typename"].(string)
		if _, seen := into[name]; !seen && id != "" {
			into[name] = named{Typename: name, ID: id}
		}
		for _, v := range value {
			collect(v, into)
		}
	}
}

const oneOfEach = `{
	areas(first: 1) { nodes { __typename id } }
	domains(first: 1) { nodes { __typename id } }
	skills(first: 1) { nodes { __typename id } }
	applicantTypes(first: 1) { nodes { __typename id } }
	organisations { nodes { __typename id offices { __typename id } } }
	programmes(first: 1) { nodes { __typename id } }
	calls(first: 1) { nodes { __typename id deadlines { __typename id } } }
	dictionary { __typename id editions { __typename id } }
	terms(first: 1) { nodes { __typename id } }
	courses { nodes { __typename id modules {
		__typename id lessons { __typename id } quiz { questions { __typename id options { __typename id } } }
	} } }
	webinars { nodes { __typename id sessions { __typename id } speakers { __typename id } recording { __typename id textTracks { __typename id } } } }
	questionnaires { nodes { __typename id scales { __typename id labels { __typename id } }
		sections { __typename id questions { __typename id options { __typename id } } } } }
	publications { nodes { __typename id files { __typename id } } }
	events { nodes { __typename id agenda { __typename id } mobilityPhases { __typename id } } }
	opportunities(first: 1) { nodes { __typename id } }
	newsletter { __typename id issues { __typename id } }
	project { __typename id objectives { __typename id } results { __typename id } phases { __typename id outputs { __typename id } } }
}`

// TestNodes asks again, by its id, for one node of each type.
func TestNodes(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Demo(t))
	var everything map[string]any
	hub.post(t, request{Query: oneOfEach}).data(t, &everything)
	found := map[string]named{}
	collect(everything, found)
	if len(found) != 41 {
		t.Errorf("%d types have nodes: %v", len(found), found)
	}

	var ids []string
	for _, node := range found {
		ids = append(ids, node.ID)
	}
	slices.Sort(ids)
	ids = append(ids, ids[0]) // the same twice
	all := hub.post(t, request{Query: `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }`, Variables: object{"ids": ids}})
	if all.statements != len(found) {
		t.Errorf("%d types cost %d statements", len(found), all.statements)
	}
	var together struct{ Nodes []named }
	all.data(t, &together)
	if len(together.Nodes) != len(ids) {
		t.Fatalf("%d ids gave %d nodes", len(ids), len(together.Nodes))
	}
	for i, node := range together.Nodes {
		if node.ID != ids[i] || found[node.Typename] != node {
			t.Errorf("%s at place %d is %+v", ids[i], i, node)
		}
		var alone struct{ Node named }
		hub.post(t, request{Query: `query ($id: ID!) { node(id: $id) { __typename id } }`, Variables: object{"id": ids[i]}}).data(t, &alone)
		if alone.Node != node {
			t.Errorf("alone it is %+v, with others %+v", alone.Node, node)
		}
	}
}

// TestNodeIsWhole follows relations from a node, of an entry and of a part.
func TestNodeIsWhole(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Demo(t))
	var first struct {
		Course struct {
			ID      string
			Modules []struct{ Lessons []struct{ ID string } }
		}
	}
	hub.post(t, request{Query: `{ course(slug: "co-creation-basics") { id modules { lessons { id } } } }`}).data(t, &first)
	a := hub.post(t, request{
		Query: `query ($course: ID!, $lesson: ID!) {
			course(id: $course) { slug }
			node(id: $lesson, locales: ["it"]) {
				... on Part { slug }
				... on Lesson { title locale body { locale } course { slug title area { title } } webinars { number } }
			}
			absent: node(id: $lesson, locales: ["ru"]) { ... on Lesson { slug title locale body { html } course { slug } } }
			mixed: nodes(ids: [$lesson, $course], locales: ["fr"]) { __typename ... on Entry { title } ... on Lesson { lesson: title } }
		}`,
		Variables: object{"course": first.Course.ID, "lesson": first.Course.Modules[0].Lessons[0].ID},
	})
	var got any
	a.data(t, &got)
	var want any
	if err := json.Unmarshal([]byte(`{
		"course": {"slug": "co-creation-basics"},
		"node": {
			"slug": "why-co-create", "title": "Perché creare i servizi insieme?", "locale": "it", "body": {"locale": "it"},
			"course": {"slug": "co-creation-basics", "title": "Le basi della co-creazione", "area": {"title": "Co-creazione"}},
			"webinars": [{"number": 1}]
		},
		"absent": {"slug": "why-co-create", "title": null, "locale": null, "body": null, "course": null},
		"mixed": [
			{"__typename": "Lesson", "lesson": "Pourquoi créer les services ensemble ?"},
			{"__typename": "Course", "title": "Les bases de la co-création"}
		]
	}`), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNodesThatAreNot asks for what there is none of, and for what is of another kind.
func TestNodesThatAreNot(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Demo(t))
	other := serve(t, storagetest.Empty(t))
	var data struct{ Term named }
	hub.post(t, request{Query: `{ term(slug: "grant") { __typename id } }`}).data(t, &data)
	ids := object{"id": data.Term.ID}

	var absent struct {
		Node, Term *named
		Nodes      []*named
	}
	other.post(t, request{
		Query:     `query ($id: ID!) { node(id: $id) { id } term(id: $id) { id } nodes(ids: [$id, $id]) { id } }`,
		Variables: ids,
	}).data(t, &absent)
	if absent.Node != nil || absent.Term != nil || len(absent.Nodes) != 2 || absent.Nodes[0] != nil || absent.Nodes[1] != nil {
		t.Errorf("an empty hub has %+v", absent)
	}

	failures := hub.post(t, request{Query: `query ($id: ID!) { course(id: $id) { id } }`, Variables: ids}).failures(t)
	if len(failures) != 1 || failures[0].kind() != "BAD_USER_INPUT id kind" {
		t.Errorf("the id of a term asked for as that of a course: %+v", failures)
	}
}
