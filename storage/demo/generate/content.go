package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// record is an entry or a part of the demo content, as far as files are made from it.
type record struct {
	Kind   string                    `json:"kind"`
	Slug   string                    `json:"slug"`
	Fields map[string]any            `json:"fields"`
	Refs   map[string]any            `json:"refs"`
	Texts  map[string]map[string]any `json:"texts"`
	Parts  []*record                 `json:"parts"`
}

// records are the entries by kind, in their order.
type records map[string][]*record

func readRecords(dir string) (records, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.ndjson"))
	if err != nil {
		return nil, err
	}
	all := records{}
	for _, name := range names {
		if err := all.read(name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

func (r records) read(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		entry := &record{}
		if err := json.Unmarshal(lines.Bytes(), entry); err != nil {
			return err
		}
		r[entry.Kind] = append(r[entry.Kind], entry)
	}
	return lines.Err()
}

func (r records) of(kind string) []*record { return r[kind] }

// named finds an entry, or with `slug/part` one of its parts, however deep. The demo content
// has all that is pointed to; its tests check it.
func (r records) named(kind, path string) *record {
	slug, part, _ := strings.Cut(path, "/")
	for _, entry := range r[kind] {
		if entry.Slug == slug {
			if part == "" {
				return entry
			}
			return entry.part(part)
		}
	}
	panic("there is no " + kind + " " + path)
}

func (r *record) part(slug string) *record {
	for _, part := range r.Parts {
		if part.Slug == slug {
			return part
		}
		if below := part.part(slug); below != nil {
			return below
		}
	}
	return nil
}

// ref is the slug of what a relation to one points to; empty where it points to nothing.
func (r *record) ref(name string) string {
	slug, _ := r.Refs[name].(string)
	return slug
}

// refs are the slugs of what a relation to many points to.
func (r *record) refs(name string) []string {
	var slugs []string
	many, _ := r.Refs[name].([]any)
	for _, slug := range many {
		slugs = append(slugs, slug.(string))
	}
	return slugs
}

// text is a field in a language; empty where the language does not say it.
func (r *record) text(language, field string) string {
	said, _ := r.Texts[language][field].(string)
	return said
}

func (r *record) field(name string) string {
	switch value := r.Fields[name].(type) {
	case string:
		return value
	case float64:
		return fmt.Sprint(value)
	}
	return ""
}

func (r *record) list(name string) []string {
	var all []string
	many, _ := r.Fields[name].([]any)
	for _, one := range many {
		all = append(all, one.(string))
	}
	return all
}
