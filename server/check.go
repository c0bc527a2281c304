package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/cocreated/hub/storage"
)

type checkCommand struct{}

// Run looks at everything the hub needs and says how it is.
func (checkCommand) Run(ctx context.Context, settings *Settings) error {
	database := settings.checkDatabase(ctx)
	files := settings.checkFiles(ctx)
	failed := false
	for _, finding := range append(database, files...) {
		mark := "✓"
		switch {
		case finding.Weak:
			mark = "!"
		case finding.Failed:
			mark, failed = "✗", true
		}
		fmt.Println(mark, finding.Text)
	}
	if failed {
		return errReported
	}
	return nil
}

func (s *Settings) checkDatabase(ctx context.Context) []storage.Finding {
	hub, err := s.open(ctx, quiet(), looking)
	if err != nil {
		return []storage.Finding{{Text: "the database: " + err.Error(), Failed: true}}
	}
	findings := hub.Check(ctx)
	if err := hub.close(); err != nil {
		findings = append(findings, storage.Finding{Text: "the database: " + err.Error(), Failed: true})
	}
	return findings
}

// checkPatience is how long the store of files may take for all that it is asked.
const checkPatience = 20 * time.Second

func (s *Settings) checkFiles(ctx context.Context) []storage.Finding {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	files, err := s.openObjects(ctx, quiet(), looking)
	if err != nil {
		return []storage.Finding{{Text: "the object store: " + err.Error(), Failed: true}}
	}
	findings := storage.CheckFiles(ctx, files.bucket)
	if files.endpoint != "" {
		findings = append(findings, storage.Finding{Text: "the hub's own object store does not fsync: a power cut may lose what was just uploaded", Weak: true})
	} else {
		findings = append(findings, storage.CheckUploads(ctx, files.bucket, s.uploadOrigin()))
	}
	if err := files.close(ctx); err != nil {
		findings = append(findings, storage.Finding{Text: "the object store: " + err.Error(), Failed: true})
	}
	return findings
}

// uploadOrigin is an origin whose pages are to be able to upload.
func (s *Settings) uploadOrigin() string {
	if len(s.CORSOrigins) > 0 && !strings.Contains(s.CORSOrigins[0], "*") {
		return s.CORSOrigins[0]
	}
	return "https://app.example"
}
