package console_test

import (
	"encoding/json"
	"net/http"
	"strings"
)

// object is a JSON object.
type object = map[string]any

// stub answers as the hub would: to the question for its schema, and to the first example. The schema holds just what
// that example asks for.
func stub(w http.ResponseWriter, r *http.Request) {
	var request struct{ OperationName, Query string }
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var data object
	switch {
	case request.OperationName == "IntrospectionQuery":
		data = introspection
	case strings.Contains(request.Query, `slug: "co-creation-basics", locales: ["it"]`):
		data = course
	default:
		http.Error(w, "an operation that the test does not know", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/graphql-response+json")
	_ = json.NewEncoder(w).Encode(object{"data": data})
}

var course = object{"course": object{
	"title":   "Le basi della co-creazione",
	"summary": "Che cos’è la co-creazione, quando serve e come guidare un primo percorso con i residenti.",
	"modules": []object{{
		"title": "Capire la co-creazione",
		"lessons": []object{{
			"title":           "Perché creare i servizi insieme?",
			"durationMinutes": 20,
			"body":            object{"html": "<p>Un servizio creato insieme è usato di più.</p>"},
		}},
	}},
}}

var introspection = object{"__schema": object{
	"queryType":  object{"name": "Query"},
	"directives": []object{},
	"types": []object{
		scalar("String"), scalar("Int"), scalar("Locale"),
		composite("Query", field("course", named("OBJECT", "Course"), argument("slug", named("SCALAR", "String")),
			argument("locales", list(named("SCALAR", "Locale"))))),
		composite("Course", field("title", named("SCALAR", "String")), field("summary", named("SCALAR", "String")),
			field("modules", list(named("OBJECT", "Module")))),
		composite("Module", field("title", named("SCALAR", "String")), field("lessons", list(named("OBJECT", "Lesson")))),
		composite("Lesson", field("title", named("SCALAR", "String")), field("durationMinutes", named("SCALAR", "Int")),
			field("body", named("OBJECT", "RichText"))),
		composite("RichText", field("html", named("SCALAR", "String"))),
	},
}}

func scalar(name string) object { return named("SCALAR", name) }

func composite(name string, fields ...object) object {
	return object{"kind": "OBJECT", "name": name, "interfaces": []object{}, "fields": fields}
}

func field(name string, kind object, args ...object) object {
	if args == nil {
		args = []object{}
	}
	return object{"name": name, "description": "A field.", "args": args, "type": kind, "isDeprecated": false}
}

func argument(name string, kind object) object {
	return object{"name": name, "type": kind, "isDeprecated": false}
}

func named(kind, name string) object { return object{"kind": kind, "name": name} }

func list(of object) object { return object{"kind": "LIST", "ofType": of} }
