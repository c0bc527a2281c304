// Package demo holds the demonstration content of the CO-CREATED hub in the
// format that the hub imports and exports: newline-delimited JSON, one entry with
// all its parts and texts a line, one file a kind. It is the content of a first
// start and the common fixture of the tests. The files that its assets show are in
// the folder files, made from the records by the command generate.
//
// Everything may be reused under CC BY 4.0. Facts about the project come from its
// public page. What is invented is marked, as `illustrative` or, where only the
// days are, as `datesIllustrative`, and stays marked wherever it is shown.
package demo

import (
	"bytes"
	"embed"
	"io/fs"
	"slices"
)

//go:generate go run ./generate

//go:embed *.ndjson
var files embed.FS

//go:embed files
var media embed.FS

// order is that of the list of kinds. Entries point to one another in circles,
// so that no order has every link point back to what was already read.
var order = []string{
	"area.ndjson",
	"domain.ndjson",
	"skill.ndjson",
	"applicantType.ndjson",
	"organisation.ndjson",
	"asset.ndjson",
	"programme.ndjson",
	"call.ndjson",
	"dictionary.ndjson",
	"term.ndjson",
	"course.ndjson",
	"webinar.ndjson",
	"questionnaire.ndjson",
	"publication.ndjson",
	"event.ndjson",
	"opportunity.ndjson",
	"newsletter.ndjson",
	"newsletterIssue.ndjson",
	"project.ndjson",
}

// Files names the files in the order in which they are imported.
func Files() []string { return slices.Clone(order) }

// Media is the folder of the files that assets show, by their names.
func Media() (fs.FS, error) { return fs.Sub(media, "files") }

// Open reads all files, one after the other, as a single stream of lines.
func Open() (*bytes.Reader, error) {
	var all []byte
	for _, name := range order {
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all = append(all, data...)
	}
	return bytes.NewReader(all), nil
}
