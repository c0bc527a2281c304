package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/storage/document"
)

type documentsCommand struct {
	Add    documentsAddCommand    `cmd:"" help:"Trust documents, and print the id of each. Clients then send documentId in place of the query."`
	List   documentsListCommand   `cmd:"" help:"List the documents that are trusted."`
	Remove documentsRemoveCommand `cmd:"" help:"Trust a document no more."`
}

type documentsAddCommand struct {
	Paths []string `arg:"" help:"Files with a document each, or folders of .graphql files." type:"existingpath"`
}

// Run adds documents, all of them or none.
func (c *documentsAddCommand) Run(ctx context.Context, settings *Settings) error {
	files, err := graphQLFiles(c.Paths)
	if err != nil {
		return err
	}
	texts := make([]string, len(files))
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := graph.CheckDocument(string(text)); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		texts[i] = string(text)
	}
	return settings.withDocuments(ctx, func(documents *document.Documents) error {
		if _, err := documents.Add(ctx, texts); err != nil {
			return err
		}
		for i, file := range files {
			fmt.Println(document.ID(texts[i]), file)
		}
		return nil
	})
}

// graphQLFiles are the files at paths, and in folders those of GraphQL.
func graphQLFiles(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		var within []string
		for _, pattern := range []string{"*.graphql", "*.gql"} {
			found, err := filepath.Glob(filepath.Join(path, pattern))
			if err != nil {
				return nil, err
			}
			within = append(within, found...)
		}
		if len(within) == 0 {
			return nil, fmt.Errorf("%s has no .graphql file", path)
		}
		slices.Sort(within)
		files = append(files, within...)
	}
	return files, nil
}

type documentsListCommand struct{}

// Run lists the documents.
func (c *documentsListCommand) Run(ctx context.Context, settings *Settings) error {
	return settings.withDocuments(ctx, func(documents *document.Documents) error {
		all, err := documents.All(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, one := range all {
			fmt.Fprintf(table, "%s\t%s\t%s\n", one.ID, one.AddedAt.UTC().Format(time.DateOnly), one.Name())
		}
		return table.Flush()
	})
}

type documentsRemoveCommand struct {
	IDs []string `arg:"" name:"id" help:"Ids, as list prints them."`
}

// Run removes documents.
func (c *documentsRemoveCommand) Run(ctx context.Context, settings *Settings) error {
	return settings.withDocuments(ctx, func(documents *document.Documents) (err error) {
		for _, id := range c.IDs {
			err = errors.Join(err, documents.Remove(ctx, id))
		}
		return err
	})
}

// withDocuments does something with the documents of the hub.
func (s *Settings) withDocuments(ctx context.Context, do func(*document.Documents) error) (err error) {
	hub, err := s.open(ctx, quiet(), beside)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, hub.close()) }()
	return do(hub.Documents(time.Now))
}
