package file

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// UploadKind is the kind in the ids of uploads.
const UploadKind = "assetUpload"

// What is done with files, as policies decide on it.
const (
	// VerbUpload is to begin, complete or give up an upload.
	VerbUpload act.Verb = "ASSET_UPLOAD"
	// VerbProcess is to have a file processed once more.
	VerbProcess act.Verb = "ASSET_PROCESS"
)

// UploadLifetime is how long somebody may take to upload a file.
const UploadLifetime = 24 * time.Hour

// uploadsPrefix begins the keys of objects that are still to be taken in.
const uploadsPrefix = "uploads/"

// Upload is a file on its way into the store. Its id is that of the file to come.
type Upload struct {
	bun.BaseModel `bun:"table:hub.uploads,alias:u"`

	ID          uuid.UUID  `bun:"id,pk"`
	AccountID   *uuid.UUID `bun:"account_id"`
	FileName    string     `bun:"file_name"`
	ContentType string     `bun:"content_type"`
	SizeBytes   int64      `bun:"size_bytes"`
	SHA256      string     `bun:"sha256"`
	// MultipartID is by which the store knows a file that comes in several parts.
	MultipartID *string   `bun:"multipart_id"`
	PartBytes   int64     `bun:"part_bytes"`
	CreatedAt   time.Time `bun:"created_at"`
	ExpiresAt   time.Time `bun:"expires_at"`
	// FileSHA256 is the file that came of it.
	FileSHA256 *string `bun:"file_sha256"`
	// AssetID is the asset that was made, or changed, to show it.
	AssetID *uuid.UUID `bun:"asset_id"`
}

// ClientID is the id of the upload, as clients know it.
func (u *Upload) ClientID() string { return content.EncodeID(UploadKind, u.ID) }

// Stored tells whether the hub has the bytes.
func (u *Upload) Stored() bool { return u.FileSHA256 != nil }

// file is the file to come.
func (u *Upload) file() *File { return &File{ID: u.ID, ContentType: u.ContentType, State: Pending} }

// inParts tells whether the file comes in several parts.
func (u *Upload) inParts() bool { return u.SizeBytes > u.PartBytes }

// staged tells whether the bytes are stored apart first: those of images, of which
// metadata is taken out, and those in one part, which whoever has the address could
// store once more.
func (u *Upload) staged() bool { return !u.inParts() || u.file().Type() == Image }

// key is that of the object which is uploaded.
func (u *Upload) key() string {
	if u.staged() {
		return uploadsPrefix + u.ID.String()
	}
	return u.file().Key(Original)
}

// Announced is what somebody says of a file that they are about to upload.
type Announced struct {
	FileName    string
	ContentType string
	Size        int64
	SHA256      string
}

var checksumRule = regexp.MustCompile(`^[0-9a-f]{64}$`)

// check refuses what will not be taken, before anything of it is sent.
func (a *Announced) check() (*MediaType, error) {
	if err := checkName(a.FileName); err != nil {
		return nil, err
	}
	wanted, err := mediaTypeOf(a.FileName, a.ContentType)
	if err != nil {
		return nil, err
	}
	a.SHA256 = strings.ToLower(a.SHA256)
	switch {
	case a.Size <= 0:
		return nil, fault.Invalid("size", "min", "a file has at least one byte")
	case !checksumRule.MatchString(a.SHA256):
		return nil, fault.Invalid("sha256", "format", "a checksum has 64 hexadecimal digits")
	}
	return wanted, wanted.bounded(a.Size)
}

// StartUpload prepares for a file that somebody is about to upload. Where the hub has
// its bytes already, there is nothing to send.
func (l *Library) StartUpload(ctx context.Context, actor act.Actor, announced Announced) (*Upload, error) {
	if err := actor.May(act.Act{Verb: VerbUpload, Owner: actor.AccountID}); err != nil {
		return nil, err
	}
	wanted, err := announced.check()
	if err != nil {
		return nil, err
	}
	upload := &Upload{
		AccountID: &actor.AccountID, FileName: announced.FileName, ContentType: wanted.Name,
		SizeBytes: announced.Size, SHA256: announced.SHA256, PartBytes: partBytes(announced.Size),
	}
	if upload.ID, err = uuid.NewV7(); err != nil {
		return nil, err
	}
	there, err := l.wantedAgain(ctx, upload)
	if err != nil {
		return nil, err
	}
	if there == nil && upload.inParts() {
		begun, err := l.Bucket.Begin(ctx, upload.key(), upload.ContentType)
		if err != nil {
			return nil, err
		}
		upload.MultipartID = &begun
	}
	err = l.DB.NewInsert().Model(upload).
		Value("created_at", "transaction_timestamp()").Value("expires_at", "transaction_timestamp() + ? * interval '1 second'", UploadLifetime.Seconds()).
		Returning("*").Scan(ctx)
	return upload, err
}

// wantedAgain finds the file that an upload is of, where the hub has it, and keeps it
// until the upload is over.
func (l *Library) wantedAgain(ctx context.Context, upload *Upload) (*File, error) {
	_, err := l.DB.NewRaw("UPDATE hub.files SET wanted_at = transaction_timestamp() WHERE sha256 = ?", upload.SHA256).Exec(ctx)
	if err != nil {
		return nil, err
	}
	file, err := fileBy(ctx, l.DB, upload.SHA256)
	switch {
	case err != nil || file == nil:
		return nil, err
	case file.SizeBytes != upload.SizeBytes:
		return nil, fault.Invalid("size", "checksum", "the file with this checksum has %d bytes", file.SizeBytes)
	case file.ContentType != upload.ContentType:
		return nil, fault.Invalid("contentType", "checksum", "the file with this checksum is of the type %s", file.ContentType)
	}
	upload.FileSHA256 = &file.SHA256
	return file, nil
}

// Owner is the account of whoever began it; zero where it is nobody's.
func (u *Upload) Owner() uuid.UUID {
	if u.AccountID == nil {
		return uuid.Nil
	}
	return *u.AccountID
}

// Upload finds an upload that is not over.
func (l *Library) Upload(ctx context.Context, id uuid.UUID) (*Upload, error) {
	upload := new(Upload)
	err := l.DB.NewSelect().Model(upload).Where("u.id = ? AND u.expires_at > transaction_timestamp()", id).Scan(ctx)
	if pg.IsNoRows(err) {
		return nil, noUpload()
	}
	return upload, err
}

func noUpload() error {
	return fault.Missing("id", "there is no such upload, or its time is over; start it anew")
}

// MadeAsset remembers which asset shows what was uploaded.
func (l *Library) MadeAsset(ctx context.Context, upload *Upload, asset uuid.UUID) error {
	_, err := l.DB.NewRaw("UPDATE hub.uploads SET asset_id = ? WHERE id = ?", asset, upload.ID).Exec(ctx)
	return err
}

// CancelUpload gives an upload up, with what of it is in the store. A file that has
// come of it stays, as does what shows it.
func (l *Library) CancelUpload(ctx context.Context, actor act.Actor, id uuid.UUID) error {
	upload, err := l.Upload(ctx, id)
	if err != nil {
		return err
	}
	// Whose it is never changes, so this holds whatever becomes of the row meanwhile.
	if err := actor.May(act.Act{Verb: VerbUpload, Owner: upload.Owner()}); err != nil {
		return err
	}
	return l.dropUpload(ctx, upload)
}

// dropUpload removes an upload, the row first: whoever is completing it meanwhile finds it
// gone and makes no file of it.
func (l *Library) dropUpload(ctx context.Context, upload *Upload) error {
	var stored bool
	err := l.DB.NewRaw("DELETE FROM hub.uploads WHERE id = ? RETURNING file_sha256 IS NOT NULL", upload.ID).Scan(ctx, &stored)
	if pg.IsNoRows(err) {
		return nil
	}
	if err != nil || stored {
		return err
	}
	return l.forget(ctx, upload)
}

// forget removes what of an upload is in the store that has become no file. Another
// node may have made one of it before the upload was given up.
func (l *Library) forget(ctx context.Context, upload *Upload) error {
	var became bool
	if err := l.DB.NewRaw("SELECT EXISTS (SELECT FROM hub.files WHERE id = ?)", upload.ID).Scan(ctx, &became); err != nil || became {
		return err
	}
	var err error
	if upload.MultipartID != nil {
		err = l.Bucket.Abort(ctx, upload.key(), *upload.MultipartID)
	}
	return errors.Join(err, l.Bucket.Remove(ctx, uploadsPrefix+upload.ID.String()), l.discard(ctx, upload.ID))
}
