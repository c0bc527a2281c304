package media

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	documentTime = 5 * time.Minute
	// documentComputing is how long poppler may compute on a document. A page that
	// unpacks to gigabytes runs into it.
	documentComputing = 20 * time.Second
	documentMemory    = 1 << 30
	documentFile      = 50 << 20
	// MostPages is of how many pages the text is read, and mostText how much in all,
	// in bytes.
	MostPages = 2000
	mostText  = 5 << 20
)

const (
	unreadableDocument = "the document is damaged, or is no PDF file"
	lockedDocument     = "the document cannot be opened without a password"
)

// Pages counts the pages of a PDF file.
func (t *Tools) Pages(ctx context.Context, path string) (int, error) {
	var pages int
	err := t.document(path, func(room *room) error {
		read, err := t.poppler(ctx, pdfinfo, room, 1<<20, input)
		if err != nil {
			return err
		}
		for line := range strings.Lines(read.text) {
			if count, ok := strings.CutPrefix(line, "Pages:"); ok {
				pages, _ = strconv.Atoi(strings.TrimSpace(count))
			}
		}
		if pages < 1 {
			return &Refusal{Message: "the document has no pages"}
		}
		return nil
	})
	return pages, err
}

// FirstPage writes the first page of a PDF file as it looks, a JPEG.
func (t *Tools) FirstPage(ctx context.Context, path, out string) error {
	return t.document(path, func(room *room) error {
		if _, err := t.poppler(ctx, pdftoppm, room, 0, "-f", "1", "-l", "1", "-singlefile", "-jpeg",
			"-scale-to", fmt.Sprint(previewSide), input, "page"); err != nil {
			return err
		}
		return room.take("page.jpg", out)
	})
}

// Text is what is written on the pages of a PDF file, in their order, as much as is
// worth searching for.
func (t *Tools) Text(ctx context.Context, path string) ([]string, error) {
	var pages []string
	err := t.document(path, func(room *room) error {
		read, err := t.poppler(ctx, pdftotext, room, mostText, "-l", fmt.Sprint(MostPages), "-enc", "UTF-8", input, "-")
		if err != nil {
			return err
		}
		// Each page ends with a form feed.
		pages = strings.Split(strings.TrimSuffix(read.text, "\f"), "\f")
		for i, page := range pages {
			pages[i] = legible(page)
		}
		return nil
	})
	return pages, err
}

// legible is a text without what Postgres cannot keep, and with single spaces.
func legible(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")), " ")
}

// document opens a room for a PDF file.
func (t *Tools) document(path string, do func(*room) error) error {
	if err := t.need(Poppler); err != nil {
		return err
	}
	room, err := newRoom(path)
	if err != nil {
		return err
	}
	defer room.close()
	return do(room)
}

func (t *Tools) poppler(ctx context.Context, program string, in *room, wanted int, args ...string) (*output, error) {
	read, err := t.run(ctx, program, in, limits{
		time: documentTime, cpu: documentComputing, memory: documentMemory, file: documentFile, output: wanted,
	}, args...)
	if refused := refuse(err, unreadableDocument); refused != nil {
		if strings.Contains(refused.Error(), "Incorrect password") {
			return nil, &Refusal{Message: lockedDocument}
		}
		return nil, refused
	}
	return read, nil
}
