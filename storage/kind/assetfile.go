package kind

import (
	"context"
	"regexp"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/file"
)

var checksumRule = regexp.MustCompile(`^[0-9a-f]{64}$`)

// deriveFromFile sets what assets say of their files to what the hub knows of them,
// and refuses files that it does not have, and those that nobody is given.
func deriveFromFile(ctx context.Context, db bun.IDB, assets []*AssetFields) ([]*fault.Error, error) {
	var wanted []string
	for _, fields := range assets {
		if fields.namesFile() {
			wanted = append(wanted, *fields.SHA256)
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	files, err := keptFiles(ctx, db, wanted)
	if err != nil {
		return nil, err
	}
	problems := make([]*fault.Error, len(assets))
	for i, fields := range assets {
		if !fields.namesFile() {
			continue
		}
		stored, known := files[*fields.SHA256]
		switch {
		case !known:
			problems[i] = fault.Invalid("sha256", "file", "the hub has no file with this checksum; upload it first")
		case stored.State == file.Quarantined:
			problems[i] = fault.Invalid("sha256", "file", "the file with this checksum is in quarantine; choose another")
		default:
			fields.ContentType, fields.SizeBytes = stored.ContentType, stored.SizeBytes
		}
	}
	return problems, nil
}

// namesFile tells whether a file can have the checksum. What is no checksum is left
// to the rules of the fields.
func (f *AssetFields) namesFile() bool { return f.SHA256 != nil && checksumRule.MatchString(*f.SHA256) }

// storedFile is what an asset takes over from its file.
type storedFile struct {
	SHA256      string `bun:"sha256"`
	ContentType string
	SizeBytes   int64
	State       file.State
}

// keptFiles reads files by their checksums. They stay as they are until the end of
// the transaction: none goes, and none changes its state unseen, while an asset comes
// to show it.
func keptFiles(ctx context.Context, db bun.IDB, checksums []string) (map[string]storedFile, error) {
	var rows []storedFile
	err := db.NewRaw(`SELECT sha256, content_type, size_bytes, state FROM hub.files WHERE sha256 = ANY(?::text[]) ORDER BY sha256 FOR SHARE`,
		pgdialect.Array(checksums)).Scan(ctx, &rows)
	files := map[string]storedFile{}
	for _, row := range rows {
		files[row.SHA256] = row
	}
	return files, err
}
