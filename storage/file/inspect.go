package file

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/file/clamd"
	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/job"
)

// inspection is what an inspection found out, and what it made.
type inspection struct {
	state   State
	problem string
	facts   Facts
	// pages are the texts of a document's pages.
	pages []string
	// preview is the path of the preview; empty: there is none.
	preview string
}

// Inspect looks into a file: whether it holds a virus, whether it is what it says it
// is, and what can be found out and made of it. It may run as often as it likes, and
// has nothing to do where the file is gone.
func (l *Library) Inspect(ctx context.Context, args InspectFile, attempt job.Attempt) error {
	file, err := fileBy(ctx, l.DB, args.SHA256)
	if err != nil || file == nil {
		return err
	}
	dir, err := os.MkdirTemp("", media.TempPrefix+"inspect-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	found, err := l.inspect(ctx, file, dir)
	if err == nil {
		return l.settle(ctx, file, found)
	}
	if attempt.Last() {
		return errors.Join(err, l.giveUp(context.WithoutCancel(ctx), file.SHA256))
	}
	return err
}

// giveUp leaves a file for which nothing could be found out. One that was inspected
// before stays what it was.
func (l *Library) giveUp(ctx context.Context, sha256 string) error {
	return l.change(ctx, sha256, func(_ context.Context, _ bun.Tx, now *File) error {
		now.Again = false
		if now.State == Pending {
			now.State, now.Problem = Failed, "the file could not be processed; have it processed again later"
		}
		return nil
	})
}

// overdueAfter is how long a file may wait for an inspection that nobody makes.
const overdueAfter = "1 hour"

// GiveUpOverdue gives files up whose inspection is lost, as one is at which the hub
// ended each time that it was tried.
func (l *Library) GiveUpOverdue(ctx context.Context) error {
	var overdue []string
	if err := l.DB.NewRaw(`
		SELECT f.sha256 FROM hub.files AS f
		WHERE (f.state = 'PENDING' OR f.facts->'again' = 'true') AND f.created_at < transaction_timestamp() - ?::interval AND NOT EXISTS (
			SELECT FROM hub.river_job AS j
			WHERE j.kind = ? AND j.args->>'sha256' = f.sha256 AND j.finalized_at IS NULL
		)`, overdueAfter, InspectFile{}.Kind()).Scan(ctx, &overdue); err != nil {
		return err
	}
	for _, sha256 := range overdue {
		if err := l.giveUp(ctx, sha256); err != nil {
			return err
		}
	}
	return nil
}

// inspect fails where another attempt may do better.
func (l *Library) inspect(ctx context.Context, file *File, dir string) (*inspection, error) {
	found := &inspection{state: Ready}
	if l.Scanner == nil && !file.lookedInto() {
		return found, nil
	}
	path := filepath.Join(dir, Original)
	if err := l.fetch(ctx, file.Key(Original), path); err != nil {
		return nil, err
	}
	virus, err := l.scan(ctx, path)
	switch {
	case errors.Is(err, clamd.ErrTooLarge):
		found.lack("it was not looked through for viruses: it is larger than the scanner takes")
	case err != nil:
		return nil, fmt.Errorf("the virus scanner does not answer: %w", err)
	case virus != "":
		return &inspection{state: Quarantined, problem: "a virus was found in it: " + virus}, nil
	}
	err = l.look(ctx, file, path, found)
	var refusal *media.Refusal
	if errors.As(err, &refusal) {
		return &inspection{state: Failed, problem: refusal.Message}, nil
	}
	return found, err
}

// scan answers the name of the virus that is in a file; empty: none was found.
func (l *Library) scan(ctx context.Context, path string) (string, error) {
	if l.Scanner == nil {
		return "", nil
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	return l.Scanner.Scan(ctx, file)
}

// lookedInto tells whether there are programs that know files of this type. Archives,
// as office documents are, stay closed: nothing is made of them.
func (f *File) lookedInto() bool { return f.Type() != Document || f.ContentType == pdfType }

const pdfType = "application/pdf"

// look finds out what there is to know of a file.
func (l *Library) look(ctx context.Context, file *File, path string, found *inspection) (err error) {
	switch {
	case !file.lookedInto():
		return nil
	case l.Tools == nil:
		found.lack("nobody looked into it")
		return nil
	case file.Type() == Image:
		err = l.lookAtImage(ctx, file, path, found)
	case file.ContentType == pdfType:
		err = l.lookAtPages(ctx, path, found)
	default:
		err = l.lookAtRecording(ctx, file, path, found)
	}
	var missing *media.Missing
	if errors.As(err, &missing) {
		found.lack(missing.Error())
		return nil
	}
	return err
}

func (l *Library) lookAtImage(ctx context.Context, file *File, path string, found *inspection) error {
	picture, err := l.Tools.Image(ctx, path, file.ContentType)
	if err != nil {
		return err
	}
	found.facts.Width, found.facts.Height, found.facts.DominantColor = picture.Width, picture.Height, picture.Color
	return nil
}

func (l *Library) lookAtRecording(ctx context.Context, file *File, path string, found *inspection) error {
	recording, err := l.Tools.Probe(ctx, path, file.ContentType)
	if err != nil {
		return err
	}
	found.facts.DurationSeconds, found.facts.Width, found.facts.Height = recording.Seconds, recording.Width, recording.Height
	if recording.Video == "" {
		return nil
	}
	poster := path + ".jpeg"
	if err := l.Tools.Frame(ctx, path, file.ContentType, poster, recording); err != nil {
		return err
	}
	found.preview = poster
	return nil
}

func (l *Library) lookAtPages(ctx context.Context, path string, found *inspection) (err error) {
	if found.facts.PageCount, err = l.Tools.Pages(ctx, path); err != nil {
		return err
	}
	if found.pages, err = l.Tools.Text(ctx, path); err != nil {
		return err
	}
	first := path + ".jpeg"
	if err := l.Tools.FirstPage(ctx, path, first); err != nil {
		return err
	}
	found.preview = first
	return nil
}

func (f *inspection) lack(what string) { f.facts.Lacks = append(f.facts.Lacks, what) }

// settle keeps what was made and writes down what was found, for the file and for all
// assets that show it.
func (l *Library) settle(ctx context.Context, file *File, found *inspection) error {
	if found.preview != "" {
		if err := l.keep(ctx, found.preview, file.Key(Preview), JPEG.ContentType()); err != nil {
			return err
		}
		found.facts.Preview = true
	}
	return l.change(ctx, file.SHA256, func(ctx context.Context, tx bun.Tx, now *File) error {
		// Streams are made by another job.
		found.facts.Streams = now.Streams && found.state == Ready
		now.State, now.Problem, now.Facts = found.state, found.problem, found.facts
		if err := writePages(ctx, tx, file.SHA256, found.pages); err != nil {
			return err
		}
		if found.state == Ready && file.Type() == Video && found.facts.Width > 0 {
			return l.enqueueStreams(ctx, tx, file.SHA256)
		}
		return nil
	})
}

// writePages writes the texts of a document's pages in place of those that were there.
func writePages(ctx context.Context, tx bun.Tx, sha256 string, pages []string) error {
	if _, err := tx.NewRaw("DELETE FROM hub.file_pages WHERE sha256 = ?", sha256).Exec(ctx); err != nil {
		return err
	}
	type page struct {
		bun.BaseModel `bun:"table:hub.file_pages"`
		SHA256        string `bun:"sha256"`
		Page          int
		Text          string
	}
	var rows []page
	for i, text := range pages {
		if text != "" {
			rows = append(rows, page{SHA256: sha256, Page: i + 1, Text: text})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}
