package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/file"
)

// Asset is an asset.
type Asset struct {
	bun.BaseModel `bun:"table:assets,alias:k" json:"-"`
	content.Entry
	AssetFields
	AssetText `bun:"-"`
	// File is what is known of its bytes; nil where it has none.
	File *file.File `bun:"file,type:jsonb,scanonly" json:"-"`
}

// AssetFields are the columns of the table assets.
type AssetFields struct {
	FileName    string  `json:"fileName" validate:"required,max=300"`
	ContentType string  `json:"contentType" validate:"required,max=200"`
	SizeBytes   int64   `json:"sizeBytes" validate:"min=0"`
	SHA256      *string `json:"sha256,omitempty" bun:"sha256" validate:"omitempty,len=64,hexadecimal,lowercase"`
	// Language is the one that it speaks, where that is not the one it was described
	// in first.
	Language   *content.Locale `json:"language,omitempty"`
	Credit     *string         `json:"credit,omitempty" validate:"omitempty,max=500"`
	Decorative bool            `json:"decorative,omitempty"`
	FocalPoint *FocalPoint     `json:"focalPoint,omitempty" bun:"focal_point,type:jsonb"`
}

// FocalPoint is the place of an image that is to stay in sight when it is cropped, in
// shares of its width and height from the upper left corner.
type FocalPoint struct {
	X float64 `json:"x" validate:"min=0,max=1"`
	Y float64 `json:"y" validate:"min=0,max=1"`
}

// TextTrack is what is said in a recording, in one language, with the times at which
// it is shown (WebVTT).
type TextTrack struct {
	content.Part
	TextTrackFields
}

// TextTrackFields are the fields of a text track.
type TextTrackFields struct {
	Language content.Locale `json:"language" validate:"required"`
	Kind     TextTrackKind  `json:"kind" validate:"required,oneof=CAPTIONS SUBTITLES"`
	Cues     []Cue          `json:"cues,omitempty" validate:"max=20000,dive"`
}

// TextTrackKind is an enum of the schema.
type TextTrackKind string

// subtitles are for those who do not understand the language.
const subtitles TextTrackKind = "SUBTITLES"

// AssetText is what one language says of an asset.
type AssetText struct {
	Title   string  `json:"title" validate:"required,max=500"`
	AltText *string `json:"altText,omitempty" validate:"omitempty,max=1000"`
	Caption *string `json:"caption,omitempty" validate:"omitempty,max=1000"`
}

func (f *AssetFields) needsAltText() bool {
	return file.TypeOf(f.ContentType) == file.Image && !f.Decorative
}

// AssetKindName is the kind of assets.
const AssetKindName = "asset"

func assetKind() *content.Kind {
	return content.KindOf[Asset, AssetFields, AssetText](content.Kind{
		Name:     AssetKindName,
		Table:    "assets",
		Body:     true,
		Keywords: []string{"fileName"},
		Derived:  content.Derive(deriveFromFile),
		Needs: []content.Need{
			content.NeedText("altText", content.AltTextMissing, "an image needs a text for those who cannot see it", (*AssetFields).needsAltText),
			content.NeedRow("fields.sha256", FileMissing, fileMissing),
			content.NeedRow("fields.sha256", FileNotReady, fileNotReady),
			content.NeedRow("", CaptionsMissing, captionsMissing),
		},
		Filters: content.Filters{
			"title":       content.Title(),
			"fileName":    content.TextColumn("k.file_name"),
			"contentType": content.TextColumn("k.content_type"),
			"sizeBytes":   content.Column("k.size_bytes", "bigint"),
			"sha256":      content.Column("k.sha256", "text"),
			"processing":  content.Column("k.file->>'state'", "text"),
		},
		Orders: content.Orders{
			"TITLE":     content.ByTitle(),
			"FILE_NAME": {SQL: "k.file_name", Type: "text"},
			"SIZE":      {SQL: "k.size_bytes", Type: "bigint"},
		},
		Parts: []*content.PartKind{
			content.PartOf[TextTrack, TextTrackFields, content.None](content.PartKind{Name: "textTrack", Language: "language"}),
		},
	})
}

// AssetConnection is a page of assets.
type AssetConnection = content.Connection[Asset]

// AssetEdge is an asset in its place in a list.
type AssetEdge = content.Edge[Asset]

// AssetPayload is what became of a write of an asset.
type AssetPayload = edit.Payload[Asset]
