package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/transfer"
)

type importCommand struct {
	Source      string `arg:"" help:"File, folder of .ndjson files, or - for standard input."`
	Files       string `help:"Folder of the files that the assets show, as export --files writes it; those that the hub lacks are taken in first." type:"existingdir"`
	DryRun      bool   `help:"Do everything and take it back."`
	SkipInvalid bool   `help:"Import the other records when some are bad; by default none is."`
}

// quiet is the logger of commands that talk to a person: warnings only.
func quiet() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// Run imports, says what was done, and fails when a record was bad.
func (c *importCommand) Run(ctx context.Context, settings *Settings) (err error) {
	input, err := gather(c.Source)
	if err != nil {
		return err
	}
	defer input.close()
	options := transfer.ImportOptions{DryRun: c.DryRun, SkipInvalid: c.SkipInvalid, Author: "import"}
	needs := beside
	switch {
	case c.Files != "" && c.DryRun:
		options.Before = file.Pretend(os.DirFS(c.Files))
	case c.Files != "":
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
	if needs == besideFiles {
		if err := hub.takeIn(ctx, os.DirFS(c.Files)); err != nil {
			return fmt.Errorf("nothing was imported: %w", err)
		}
	}
	bar := progress(input.size, "importing")
	report, err := hub.Importer().Import(ctx, input.watched(bar), options)
	_ = bar.Finish()
	if err != nil {
		return err
	}
	for _, problem := range report.Problems {
		fmt.Fprintln(os.Stderr, input.locate(problem))
	}
	fmt.Println(c.summary(report))
	if len(report.Problems) > 0 {
		return errReported
	}
	return nil
}

// takeIn takes in the files of a folder that the hub lacks, before the records that point
// to them.
func (o *opened) takeIn(ctx context.Context, folder fs.FS) error {
	total, err := file.FolderBytes(folder)
	if err != nil {
		return err
	}
	bar := progress(total, "taking in files")
	err = o.Files().PutAll(ctx, folder, func(bytes int64) { _ = bar.Add64(bytes) })
	_ = bar.Finish()
	return err
}

func (c *importCommand) summary(report transfer.ImportReport) string {
	switch {
	case len(report.Problems) > 0 && !c.SkipInvalid:
		return problems(len(report.Problems)) + "; nothing was imported"
	case report.Created+report.Updated+report.Published == 0:
		return fmt.Sprintf("%d records: nothing has changed", report.Records)
	}
	done := fmt.Sprintf("%d records: %d created, %d updated, %d unchanged, %d published; %d texts", report.Records, report.Created, report.Updated, report.Unchanged, report.Published, report.Texts)
	if len(report.Problems) > 0 {
		done += "; " + problems(len(report.Problems))
	}
	if c.DryRun {
		done += " (dry run: nothing was kept)"
	}
	return done
}

func problems(n int) string {
	if n == 1 {
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", n)
}

// source is what is imported: one stream of lines, in a file that can be read
// again, with the names of the files it was put together from.
type source struct {
	file  *os.File
	size  int64
	temp  bool
	parts []sourcePart
}

// sourcePart is a file within the stream; first is the number of its first line.
type sourcePart struct {
	name  string
	first int
}

// gather opens a file as it is, and copies anything else to a temporary one.
func gather(name string) (*source, error) {
	if name == "-" {
		return spool(map[string]io.Reader{"standard input": os.Stdin})
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		file, err := os.Open(name)
		return &source{file: file, size: info.Size(), parts: []sourcePart{{name: name, first: 1}}}, err
	}
	names, err := filepath.Glob(filepath.Join(name, "*.ndjson"))
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("the folder %s has no .ndjson file", name)
	}
	readers := map[string]io.Reader{}
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		readers[name] = file
	}
	return spool(readers)
}

// spool copies readers, in the order of their names, into one temporary file that
// is gone when it is closed.
func spool(readers map[string]io.Reader) (*source, error) {
	file, err := os.CreateTemp("", "hub-import-")
	if err != nil {
		return nil, err
	}
	s := &source{file: file, temp: true}
	names := make([]string, 0, len(readers))
	for name := range readers {
		names = append(names, name)
	}
	sort.Strings(names)
	out, lines := bufio.NewWriter(file), &lineCounter{}
	for _, name := range names {
		s.parts = append(s.parts, sourcePart{name: name, first: lines.count + 1})
		if _, err := io.Copy(io.MultiWriter(out, lines), readers[name]); err != nil {
			s.close()
			return nil, err
		}
		if lines.open {
			_, _ = io.MultiWriter(out, lines).Write([]byte("\n"))
		}
	}
	if err := out.Flush(); err != nil {
		s.close()
		return nil, err
	}
	s.size, _ = file.Seek(0, io.SeekCurrent)
	_, err = file.Seek(0, io.SeekStart)
	return s, err
}

// lineCounter counts lines; open tells whether the last one has no end.
type lineCounter struct {
	count int
	open  bool
}

func (l *lineCounter) Write(p []byte) (int, error) {
	l.count += bytes.Count(p, []byte("\n"))
	if len(p) > 0 {
		l.open = p[len(p)-1] != '\n'
	}
	return len(p), nil
}

func (s *source) close() {
	_ = s.file.Close()
	if s.temp {
		_ = os.Remove(s.file.Name())
	}
}

// locate writes a problem with the file and the line within it.
func (s *source) locate(problem transfer.ImportProblem) string {
	part := s.parts[0]
	for _, other := range s.parts {
		if other.first <= problem.Line {
			part = other
		}
	}
	where := fmt.Sprintf("%s:%d", part.name, problem.Line-part.first+1)
	if problem.Slug != "" {
		where += " (" + problem.Slug + ")"
	}
	return strings.Join([]string{where, problem.Problem.Error()}, ": ")
}

// watched moves the bar as the file is read.
func (s *source) watched(bar *progressbar.ProgressBar) io.ReadSeeker {
	return &watchedFile{File: s.file, bar: bar}
}

type watchedFile struct {
	*os.File
	bar *progressbar.ProgressBar
}

func (w *watchedFile) Read(p []byte) (int, error) {
	n, err := w.File.Read(p)
	_ = w.bar.Add(n)
	return n, err
}

func (w *watchedFile) Seek(offset int64, whence int) (int64, error) {
	w.bar.Reset()
	return w.File.Seek(offset, whence)
}

// progress makes a bar for a person who watches, and none for a file or a pipe.
func progress(size int64, what string) *progressbar.ProgressBar {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return progressbar.DefaultBytesSilent(size, what)
	}
	return progressbar.DefaultBytes(size, what)
}
