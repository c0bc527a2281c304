package main

import (
	"bytes"
	"encoding/json"
	"os"
)

// assetRecord is the record of a file in the format of imports.
type assetRecord struct {
	Kind         string               `json:"kind"`
	Slug         string               `json:"slug"`
	SourceLocale string               `json:"sourceLocale"`
	Licence      string               `json:"licence"`
	Illustrative bool                 `json:"illustrative"`
	Fields       assetFields          `json:"fields"`
	Texts        map[string]assetText `json:"texts"`
	Parts        []textTrack          `json:"parts,omitempty"`
	Published    []string             `json:"published"`
}

type assetFields struct {
	FileName    string `json:"fileName"`
	ContentType string `json:"contentType"`
	SizeBytes   int    `json:"sizeBytes"`
	SHA256      string `json:"sha256"`
	Language    string `json:"language,omitempty"`
	Credit      string `json:"credit"`
}

type assetText struct {
	Title   string `json:"title"`
	AltText string `json:"altText,omitempty"`
	Caption string `json:"caption,omitempty"`
}

type textTrack struct {
	Kind   string          `json:"kind"`
	Slug   string          `json:"slug"`
	Fields textTrackFields `json:"fields"`
}

type textTrackFields struct {
	Language string `json:"language"`
	Kind     string `json:"kind"`
	Cues     []cue  `json:"cues"`
}

type cue struct {
	Start float64 `json:"start"`
	End   float64 `json:"end"`
	Text  string  `json:"text"`
}

// newRecord describes a file in all languages. The language is that which the file is in;
// empty for one without words.
func newRecord(slug, fileName, contentType, language string, describe func(language string) assetText) *assetRecord {
	made := &assetRecord{
		Kind: "asset", Slug: slug, SourceLocale: source, Licence: "CC-BY-4.0", Illustrative: true,
		Fields:    assetFields{FileName: fileName, ContentType: contentType, Credit: "CO-CREATED"},
		Texts:     map[string]assetText{},
		Published: languages,
	}
	if language != source {
		made.Fields.Language = language
	}
	for _, language := range languages {
		made.Texts[language] = describe(language)
	}
	return made
}

func writeRecords(name string, all []made) error {
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	encoder.SetEscapeHTML(false)
	for _, one := range all {
		if err := encoder.Encode(one.record); err != nil {
			return err
		}
	}
	return os.WriteFile(name, lines.Bytes(), 0o644)
}
