// Command generate makes the files of the demo content, and the records of them:
// a recording and slides for webinars, the files of publications, an image for each
// course. What there is to be made is what the records of the demo content point to.
//
//	cd storage/demo && go generate
//
// It needs chromium, ffmpeg and the DejaVu fonts. Nothing in the files tells when or where they
// were made: with the same versions of these, a second run gives the same bytes.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// made is a file in the making: its record, and what gives its bytes.
type made struct {
	record *assetRecord
	bytes  func(context.Context) ([]byte, error)
}

func run(ctx context.Context) error {
	records, err := readRecords(".")
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "hub-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	maker := &maker{records: records, scratch: scratch}
	if err := os.RemoveAll("files"); err != nil {
		return err
	}
	if err := os.Mkdir("files", 0o755); err != nil {
		return err
	}
	all := maker.all()
	for _, one := range all {
		data, err := one.bytes(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", one.record.Fields.FileName, err)
		}
		sum := sha256.Sum256(data)
		one.record.Fields.SizeBytes, one.record.Fields.SHA256 = len(data), hex.EncodeToString(sum[:])
		if err := os.WriteFile(filepath.Join("files", one.record.Fields.FileName), data, 0o644); err != nil {
			return err
		}
		fmt.Printf("%7d  %s\n", len(data), one.record.Fields.FileName)
	}
	return writeRecords("asset.ndjson", all)
}

// maker makes files from the records. Programs leave what they make in scratch.
type maker struct {
	records records
	scratch string
}

// all is everything that is to be made, in the order of the records.
func (m *maker) all() []made {
	var all []made
	for _, webinar := range m.records.of("webinar") {
		all = append(all, m.recording(webinar))
		if webinar.ref("slides") != "" {
			all = append(all, m.slides(webinar))
		}
	}
	for _, publication := range m.records.of("publication") {
		for _, file := range publication.Parts {
			all = append(all, m.publication(publication, file))
		}
	}
	for _, course := range m.records.of("course") {
		all = append(all, m.picture(course))
	}
	return all
}
