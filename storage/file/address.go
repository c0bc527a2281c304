package file

import (
	"net/url"
	"path"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
)

// Path is where assets are served, below the address of the hub.
const Path = "/assets/"

// The queries of addresses.
const (
	// SignatureQuery proves that the hub has made up the address of a rendition: what
	// costs work is made for nobody else.
	SignatureQuery = "s"
	// StageQuery asks for the draft, with the value [DraftStage].
	StageQuery = "stage"
	DraftStage = "draft"
	// DownloadQuery asks for a file to be kept instead of shown.
	DownloadQuery = "download"
)

// Addresses writes the addresses at which assets are served.
type Addresses struct {
	// Base is the address of the hub.
	Base   string
	Signer *content.Signer
}

// Address is where one variant of an asset is served.
type Address struct {
	ID      uuid.UUID
	Variant Variant
	// Name is for people, and for programs that keep the file: it decides nothing.
	Name string
	// Draft and Download are asked for by queries.
	Draft, Download bool
}

// Write writes an address, with the signature that renditions need; none, where nobody
// has said where the hub is.
func (a *Addresses) Write(of Address) *string {
	if a == nil {
		return nil
	}
	var query []string
	if _, made := ParseRendition(of.Variant.Name); made {
		query = append(query, SignatureQuery+"="+a.signature(of.ID, of.Variant.Name))
	}
	if of.Draft {
		query = append(query, StageQuery+"="+DraftStage)
	}
	if of.Download {
		query = append(query, DownloadQuery)
	}
	address := strings.TrimSuffix(a.Base, "/") + Path + of.ID.String() + "/" + of.Variant.String() + "/" + url.PathEscape(safeName(of.Name))
	if len(query) > 0 {
		address += "?" + strings.Join(query, "&")
	}
	return &address
}

// Signed tells whether Write made up the address of a rendition.
func (a *Addresses) Signed(id uuid.UUID, rendition, signature string) bool {
	return a.Signer.Verifies(signedAs, a.signedWords(id, rendition), signature)
}

func (a *Addresses) signature(id uuid.UUID, rendition string) string {
	return a.Signer.Signature(signedAs, a.signedWords(id, rendition))
}

// signedAs is the purpose of signatures in addresses.
const signedAs = "rendition of an asset"

// signedWords are without the version: what may be asked for of one file of an asset
// may be asked for of the next.
func (*Addresses) signedWords(id uuid.UUID, rendition string) string {
	return id.String() + "/" + rendition
}

// safeName is a name that is one piece of a path, whatever reads it.
func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == '/' || r == '\\' || r == '\u007f' {
			return '-'
		}
		return r
	}, name)
	if strings.Trim(name, ".") == "" {
		return "file"
	}
	return name
}

// Renamed is the name of what was made from a file: with another ending.
func Renamed(name, ending string) string {
	return strings.TrimSuffix(name, path.Ext(name)) + ending
}
