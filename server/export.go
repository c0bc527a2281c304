package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/transfer"
)

type exportCommand struct {
	Kinds []string `help:"Export only these kinds, such as course,term."`
	Files string   `help:"Folder to write the files into that the exported assets show; those that are there already stay." type:"path"`
}

// Run writes content to standard output, and then files into a folder.
func (c *exportCommand) Run(ctx context.Context, settings *Settings) (err error) {
	needs := beside
	if c.Files != "" {
		needs = besideFiles
	}
	hub, err := settings.open(ctx, quiet(), needs)
	if err != nil {
		return err
	}
	defer func() {
		if closing := hub.close(); err == nil {
			err = closing
		}
	}()
	files := &shownFiles{seen: map[string]bool{}}
	options := transfer.ExportOptions{Kinds: c.Kinds, Each: files.note}
	if term.IsTerminal(int(os.Stderr.Fd())) {
		bar := progressbar.Default(-1, "exporting")
		options.Progress = func(written int) { _ = bar.Set(written) }
		defer func() { _ = bar.Finish() }()
	}
	if err := hub.Exporter().Export(ctx, os.Stdout, options); err != nil || c.Files == "" {
		return err
	}
	return files.save(ctx, hub, c.Files)
}

// shownFiles are the checksums of the files that exported records show.
type shownFiles struct {
	checksums []string
	seen      map[string]bool
}

func (f *shownFiles) note(record *edit.Record) error {
	checksums, err := storage.FilesOf(record)
	for _, checksum := range checksums {
		if !f.seen[checksum] {
			f.seen[checksum] = true
			f.checksums = append(f.checksums, checksum)
		}
	}
	return err
}

// save writes the files into a folder, but for those that nobody is given.
func (f *shownFiles) save(ctx context.Context, hub *opened, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	bar := progressbar.DefaultSilent(int64(len(f.checksums)))
	if term.IsTerminal(int(os.Stderr.Fd())) {
		bar = progressbar.Default(int64(len(f.checksums)), "writing files")
	}
	defer func() { _ = bar.Finish() }()
	refused := false
	for _, checksum := range f.checksums {
		err := hub.Files().Save(ctx, dir, checksum)
		var problem *fault.Error
		switch {
		case errors.As(err, &problem):
			refused = true
			fmt.Fprintln(os.Stderr, problem.Message)
		case err != nil:
			return err
		}
		_ = bar.Add(1)
	}
	if refused {
		return errReported
	}
	return nil
}
