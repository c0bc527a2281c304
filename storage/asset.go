package storage

import (
	"strings"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// Asset is an asset.
type Asset struct {
	bun.BaseModel `bun:"table:assets,alias:k" json:"-"`
	content.Entry
	AssetFields
	AssetText `bun:"-"`
}

// AssetFields are the columns of the table assets.
type AssetFields struct {
	FileName    string `json:"fileName" validate:"required,max=300"`
	ContentType string `json:"contentType" validate:"required,max=200"`
	SizeBytes   int64  `json:"sizeBytes" validate:"min=0"`
}

// AssetText is what one language says of an asset.
type AssetText struct {
	Title   string  `json:"title" validate:"required,max=500"`
	AltText *string `json:"altText,omitempty" validate:"omitempty,max=1000"`
	Caption *string `json:"caption,omitempty" validate:"omitempty,max=1000"`
}

func (f *AssetFields) isImage() bool { return strings.HasPrefix(f.ContentType, "image/") }

func assetKind() *content.Kind {
	return content.KindOf[Asset, AssetFields, AssetText](content.Kind{
		Name:     "asset",
		Table:    "assets",
		Keywords: []string{"fileName"},
		Needs: []content.Need{
			content.NeedText("altText", content.AltTextMissing, "an image needs a text for those who cannot see it", (*AssetFields).isImage),
		},
		Filters: content.Filters{
			"title":       content.Title(),
			"fileName":    content.TextColumn("k.file_name"),
			"contentType": content.TextColumn("k.content_type"),
			"sizeBytes":   content.Column("k.size_bytes", "bigint"),
		},
		Orders: content.Orders{
			"TITLE":     content.ByTitle(),
			"FILE_NAME": {SQL: "k.file_name", Type: "text"},
			"SIZE":      {SQL: "k.size_bytes", Type: "bigint"},
		},
	})
}

// AssetConnection is a page of assets.
type AssetConnection = content.Connection[Asset]

// AssetEdge is an asset in its place in a list.
type AssetEdge = content.Edge[Asset]

// AssetPayload is what became of a write of an asset.
type AssetPayload = content.Payload[Asset]
