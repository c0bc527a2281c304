package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// large are the tables that no list may scan: they grow with texts, and the entries of a kind do not.
var large = []string{"texts", "parts", "links", "entries", "old_slugs", "passages"}

var scan = regexp.MustCompile(`Seq Scan on (\w+)`)

// plans asks for each list by each of its orders and by each comparison of its filters, as the schema has them, and
// fails where Postgres scans a large table for one.
func (b *bench) plans(ctx context.Context) (err error) {
	for name, value := range map[string]string{
		"session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0", "auto_explain.log_format": "text",
	} {
		if err := execute(ctx, b.settings.dsn, "ALTER DATABASE hub SET "+name+" = '"+value+"'"); err != nil {
			return err
		}
		defer func() { _ = execute(context.WithoutCancel(ctx), b.settings.dsn, "ALTER DATABASE hub RESET "+name) }()
	}
	hub, err := start(bare, b.hubCommand(ctx, 0, 0))
	if err != nil {
		return err
	}
	defer hub.stop()
	lists, err := listsOf(ctx, hub)
	if err != nil {
		return err
	}
	log, err := os.Open(filepath.Join(b.settings.data, "postgres", "server.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	if _, err := log.Seek(0, 2); err != nil {
		return err
	}
	var bad []string
	for _, query := range lists {
		began := time.Now()
		answer, err := ask(ctx, hub, query)
		if err != nil {
			return err
		}
		if bytes.Contains(answer, []byte(`"errors"`)) {
			return fmt.Errorf("%s is answered %s", query, answer)
		}
		took := time.Since(began)
		var said bytes.Buffer
		if _, err := said.ReadFrom(log); err != nil {
			return err
		}
		for _, found := range scan.FindAllStringSubmatch(said.String(), -1) {
			if slices.Contains(large, found[1]) {
				bad = append(bad, fmt.Sprintf("%s scans %s", query, found[1]))
			}
		}
		slog.Info("looked at", "query", query, "took", took)
	}
	if len(bad) > 0 {
		return fmt.Errorf("%d lists of %d scan a large table:\n%s", len(bad), len(lists), strings.Join(slices.Compact(bad), "\n"))
	}
	fmt.Println(len(lists), "lists, and none scans a large table")
	return nil
}

// input is a type of inputs as introspection tells it.
type input struct {
	InputFields []struct {
		Name string
		Type typeRef
	}
	EnumValues []struct{ Name string }
}

type typeRef struct {
	Kind, Name string
	OfType     *typeRef
}

// name is that of the type itself, whatever wraps it.
func (t *typeRef) name() string {
	for t.OfType != nil {
		t = t.OfType
	}
	return t.Name
}

const wrapped = `type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }`

// listsOf are queries for all lists of a hub: as they are, in each order, and by each comparison.
func listsOf(ctx context.Context, hub *server) ([]string, error) {
	var schema struct {
		Query struct {
			Fields []struct {
				Name string
				Args []struct {
					Name string
					Type typeRef
				}
			}
		} `json:"__type"`
	}
	if err := introspect(ctx, hub, `{ __type(name: "Query") { fields { name args { name `+wrapped+` } } } }`, &schema); err != nil {
		return nil, err
	}
	var queries []string
	for _, field := range schema.Query.Fields {
		arguments := map[string]string{}
		for _, argument := range field.Args {
			arguments[argument.Name] = argument.Type.name()
		}
		if arguments["where"] == "" || arguments["orderBy"] == "" {
			continue
		}
		add := func(how string) {
			queries = append(queries, "{ "+field.Name+`(first: 20, locales: ["en"]`+how+") { nodes { id } } }", "{ "+field.Name+`(first: 20, locales: ["it", "en"]`+how+") { nodes { id } } }")
		}
		add("")
		if err := addOrders(ctx, hub, arguments["orderBy"], add); err != nil {
			return nil, err
		}
		if err := addFilters(ctx, hub, arguments["where"], add); err != nil {
			return nil, err
		}
	}
	return queries, nil
}

func addOrders(ctx context.Context, hub *server, name string, add func(string)) error {
	order, err := inputOf(ctx, hub, name)
	if err != nil {
		return err
	}
	for _, field := range order.InputFields {
		if field.Name != "field" {
			continue
		}
		values, err := inputOf(ctx, hub, field.Type.name())
		if err != nil {
			return err
		}
		for _, value := range values.EnumValues {
			add(", orderBy: [{field: " + value.Name + "}]")
			add(", orderBy: [{field: " + value.Name + ", direction: DESC}]")
		}
	}
	return nil
}

// samples are values of scalars to compare with.
var samples = map[string]string{
	"String": `"zz"`, "Int": "3", "Float": "1", "Boolean": "true", "DateTime": `"2026-06-01T00:00:00Z"`, "Date": `"2026-06-01"`, "Locale": `"en"`, "ID": `"Y291cnNlOgGiMhN7H3lxgzgsnFMMpWw"`,
}

func addFilters(ctx context.Context, hub *server, name string, add func(string)) error {
	where, err := inputOf(ctx, hub, name)
	if err != nil {
		return err
	}
	for _, field := range where.InputFields {
		if slices.Contains([]string{"and", "or", "not"}, field.Name) {
			continue
		}
		operators, err := inputOf(ctx, hub, field.Type.name())
		if err != nil {
			return err
		}
		for _, operator := range operators.InputFields {
			value := samples[operator.Type.name()]
			if value == "" {
				of, err := inputOf(ctx, hub, operator.Type.name())
				if err != nil {
					return err
				}
				switch {
				case len(of.EnumValues) > 0:
					value = of.EnumValues[0].Name
				case operator.Name == "slug":
					value = `{eq: "organisation-1"}`
				default:
					continue // ids, which are found as slugs are
				}
			}
			if operator.Name == "in" {
				value = "[" + value + "]"
			}
			add(", where: {" + field.Name + ": {" + operator.Name + ": " + value + "}}")
		}
	}
	return nil
}

func inputOf(ctx context.Context, hub *server, name string) (*input, error) {
	var of struct {
		Type *input `json:"__type"`
	}
	err := introspect(ctx, hub, `{ __type(name: "`+name+`") { enumValues { name } inputFields { name `+wrapped+` } } }`, &of)
	if err == nil && of.Type == nil {
		return &input{}, nil
	}
	return of.Type, err
}

func introspect(ctx context.Context, hub *server, query string, into any) error {
	answer, err := ask(ctx, hub, query)
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, &struct{ Data any }{into})
}

func ask(ctx context.Context, hub *server, query string) ([]byte, error) {
	body, err := json.Marshal(object{"query": query})
	if err != nil {
		return nil, err
	}
	c, err := dial(ctx, hub.address)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var answer bytes.Buffer
	err = c.ask(raw(hub.address, body), &answer)
	return answer.Bytes(), err
}
