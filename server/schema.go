package main

import (
	"net/http"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/server/page"
	"github.com/cocreated/hub/server/signin"
	"github.com/cocreated/hub/storage/policy"
)

const schemaPath = "/schema.graphql"

// schemaFile serves the schema as clients see it, to those who may ask for it by introspection, too. It changes with the
// hub's version only.
func schemaFile(public bool, refuse func(http.ResponseWriter, *http.Request, error)) (http.Handler, error) {
	file, err := page.NewFile("schema.graphql", []byte(graph.SDL()))
	if err != nil {
		return nil, err
	}
	caching := "private, no-cache"
	if public {
		caching = "public, max-age=300"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !public {
			if err := signin.Principal(r.Context()).Admit(policy.ReadSchema); err != nil {
				refuse(w, r, err)
				return
			}
		}
		file.Send(w, r, caching)
	}), nil
}
