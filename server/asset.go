package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/kind"
)

type assetCommand struct {
	Put   assetPutCommand   `cmd:"" help:"Take files in and make an asset of each, as a draft. Prints the id and the slug of each."`
	Sweep assetSweepCommand `cmd:"" help:"Remove uploads that were given up, files that nothing uses, and what is left in the store of what was cut off. A hub that serves does it by itself, every hour."`
}

type assetPutCommand struct {
	Files   []string       `arg:"" name:"file" help:"Files: images, videos, sounds, documents." type:"existingfile"`
	Title   string         `help:"Title of one file; by default made from its name."`
	Locale  content.Locale `help:"Language of the title and the alternative text; by default that in which the asset is written first."`
	Alt     string         `help:"What one image shows, for those who cannot see it."`
	Licence string         `help:"Licence under which the files may be reused, an SPDX identifier such as CC-BY-4.0."`
	Replace string         `help:"Id of the asset whose file is replaced; it keeps its id and what is said of it."`
}

// Run takes the files in, one after the other. One that is refused does not keep the
// others from being taken.
func (c *assetPutCommand) Run(ctx context.Context, settings *Settings) (err error) {
	if len(c.Files) > 1 && (c.Title != "" || c.Alt != "" || c.Replace != "") {
		return errors.New("--title, --alt and --replace are for one file; give them one by one")
	}
	hub, err := settings.open(ctx, quiet(), besideFiles)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, hub.close()) }()
	var refused error
	for _, name := range c.Files {
		made, err := c.put(ctx, hub, name)
		if err == nil {
			fmt.Println(made.ID() + "\t" + made.Slug())
			continue
		}
		if problems, err := edit.UserErrorsOf(err); problems == nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintln(os.Stderr, name+": "+err.Error())
		refused = errReported
	}
	return refused
}

// put takes one file in and answers the asset that shows it.
func (c *assetPutCommand) put(ctx context.Context, hub *opened, name string) (*kind.Asset, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	input, err := c.input(ctx, hub, filepath.Base(name))
	if err != nil {
		return nil, err
	}
	bar := progress(info.Size(), filepath.Base(name))
	outcome, err := hub.TakeFile(ctx, operator, filepath.Base(name), "", &watchedFile{File: file, bar: bar}, input)
	_ = bar.Finish()
	if err != nil {
		return nil, err
	}
	return draftOf(ctx, hub, content.EncodeID(outcome.Kind, outcome.ID))
}

// input is what is said of the asset.
func (c *assetPutCommand) input(ctx context.Context, hub *opened, name string) (map[string]any, error) {
	input := map[string]any{}
	locale, title := c.Locale, c.Title
	if c.Licence != "" {
		input["licence"] = c.Licence
	}
	if c.Replace == "" {
		if locale == "" {
			locale = hub.Languages[content.ContentLanguages][0]
		}
		if title == "" {
			title = titleOf(name)
		}
		input["sourceLocale"] = locale
	} else {
		replaced, err := draftOf(ctx, hub, c.Replace)
		if err != nil {
			return nil, err
		}
		if locale == "" {
			locale = replaced.SourceLocale
		}
		input["asset"], input["version"] = c.Replace, replaced.Version
	}
	text := map[string]any{"locale": locale}
	if title != "" {
		text["title"] = title
	}
	if c.Alt != "" {
		text["altText"] = c.Alt
	}
	if len(text) > 1 {
		input["texts"] = []map[string]any{text}
	}
	return input, nil
}

// titleOf makes a title of a file's name: `opening-session_2.mp4` is "opening session 2".
func titleOf(name string) string {
	words := strings.FieldsFunc(strings.TrimSuffix(name, filepath.Ext(name)), func(r rune) bool { return strings.ContainsRune("-_ ", r) })
	return strings.Join(words, " ")
}

// draftOf reads the draft of an asset.
func draftOf(ctx context.Context, hub *opened, id string) (*kind.Asset, error) {
	reader, err := hub.ReadDraft(time.Now(), nil)
	if err != nil {
		return nil, err
	}
	found, err := content.Find[kind.Asset](ctx, reader, nil, &id)
	if err == nil && found == nil {
		err = fault.Missing("", "there is no asset with the id %s", id)
	}
	return found, err
}

type assetSweepCommand struct{}

// Run sweeps, and says what was removed.
func (assetSweepCommand) Run(ctx context.Context, settings *Settings) (err error) {
	hub, err := settings.open(ctx, quiet(), besideFiles)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, hub.close()) }()
	swept, err := hub.Files().Sweep(ctx, time.Now())
	fmt.Printf("%d uploads, %d files, %d objects that were on their way and %d others were removed\n", swept.Uploads, swept.Files, swept.Multiparts, swept.Objects)
	return err
}
