package storage

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/history"
)

// ReadLive makes a reader of what is published, as of now, in the languages asked
// for; see [content.Read].
func (s *Store) ReadLive(now time.Time, asked []content.Locale) (*content.Reader, error) {
	reader, err := s.read(s.live, now, asked)
	if err != nil {
		return nil, err
	}
	return reader.AsPublic().Cached(s.entries), nil
}

// Keep makes readers of what is published keep the entries that they read, in about so many bytes; 0: they keep none.
// Publications tell until when they are right. It is called before anything is read.
func (s *Store) Keep(bytes int64, publications content.Publications) *content.Cache {
	if bytes > 0 {
		s.entries = content.NewCache(bytes, publications)
	}
	return s.entries
}

// read makes a reader that knows where the hub is.
func (s *Store) read(db bun.IDB, now time.Time, asked []content.Locale) (*content.Reader, error) {
	reader, err := content.Read(db, s.Kinds, s.Languages, now, asked)
	if err != nil {
		return nil, err
	}
	return reader.At(s.base), nil
}

// ReadDraft makes a reader of what is written, published or not, in the languages
// asked for; without any, of each entry in its source language, because an editor
// must see what a text lacks.
func (s *Store) ReadDraft(now time.Time, asked []content.Locale) (*content.Reader, error) {
	if len(asked) == 0 {
		return content.ReadInSource(s.draft, s.Kinds, s.Languages, now).At(s.base), nil
	}
	return s.read(s.draft, now, asked)
}

// ReadAt makes a reader of what was published at a moment, with the states that
// follow from dates as of that moment. It can read what has been unpublished since,
// so it is not for the public. A moment that is still to come is refused here; one
// from before the hub kept its history, by the first read. Both name `asOf`.
func (s *Store) ReadAt(moment, now time.Time, asked []content.Locale) (*content.Reader, error) {
	if moment.After(now) {
		return nil, fault.Invalid("asOf", "max", "this moment is still to come")
	}
	db := parameterDB{DB: s.asOf, value: moment.UTC().Format(time.RFC3339Nano)}
	return s.read(db, moment, asked)
}

// ReadRelease makes a reader of what will be published once a release is, and
// nothing else has changed until then. It reads drafts, so it is not for the public.
// A release that is unknown or done with is refused by the first read, with an error
// that names `release`.
func (s *Store) ReadRelease(release uuid.UUID, now time.Time, asked []content.Locale) (*content.Reader, error) {
	return s.read(parameterDB{DB: s.preview, value: release.String()}, now, asked)
}

// Forget forgets versions of what was published that were over before a moment;
// ReadAt refuses earlier moments from then on. It tells how many rows went.
func (s *Store) Forget(ctx context.Context, before time.Time) (int64, error) {
	return history.Forget(ctx, s.draft, before)
}

// tellMoment tells a connection which moment to read.
func tellMoment(ctx context.Context, conn *pgx.Conn, moment string) error {
	var began time.Time
	var known bool
	err := conn.QueryRow(ctx, `
		SELECT value::timestamptz, value::timestamptz <= $1::text::timestamptz, set_config('hub.as_of', $1::text, false)
		FROM hub.settings WHERE name = 'history_began'`, moment).Scan(&began, &known, nil)
	if err != nil || known {
		return err
	}
	return fault.Invalid("asOf", "min", "what was published is known from %s on", began.UTC().Format(time.RFC3339Nano))
}

// tellRelease tells a connection which release to look ahead to.
func tellRelease(ctx context.Context, conn *pgx.Conn, release string) error {
	var state *string
	err := conn.QueryRow(ctx, `
		SELECT (SELECT state FROM hub.releases WHERE id = $1::text::uuid), set_config('hub.release', $1::text, false)`, release).Scan(&state, nil)
	switch {
	case err != nil:
		return err
	case state == nil:
		return fault.Missing("release", "there is no release with this id")
	case *state != "OPEN" && *state != "SCHEDULED":
		return fault.Invalid("release", "closed", "this release is not to come any more: it is %s", *state)
	}
	return nil
}
