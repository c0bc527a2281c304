package main

import (
	"context"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/cocreated/hub/storage/content"
)

type exportCommand struct {
	Kinds []string `help:"Export only these kinds, such as course,term."`
}

// Run writes content to standard output.
func (c *exportCommand) Run(ctx context.Context, settings *Settings) (err error) {
	hub, err := settings.open(ctx, quiet(), beside)
	if err != nil {
		return err
	}
	defer func() {
		if closing := hub.close(); err == nil {
			err = closing
		}
	}()
	var watch func(int)
	if term.IsTerminal(int(os.Stderr.Fd())) {
		bar := progressbar.Default(-1, "exporting")
		watch = func(written int) { _ = bar.Set(written) }
		defer func() { _ = bar.Finish() }()
	}
	return hub.Exporter().Export(ctx, os.Stdout, content.ExportOptions{Kinds: c.Kinds, Progress: watch})
}
