// Package document keeps GraphQL documents that an operator trusts: clients name them by what they say, so that an
// address is short and the same for all of them, and caches in between keep its answers.
package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

const (
	// MaxBytes is how large a document may be.
	MaxBytes = 100_000
	// MaxDocuments is how many there may be.
	MaxDocuments = 1000
	// lookAgain is after how long it is looked whether a document that was not known has come.
	lookAgain = time.Second
	// lookTime is how long that may take: whoever asks waits for it before anything else has an end.
	lookTime = 2 * time.Second
)

// idPrefix is how an id begins, followed by the digest in hexadecimal digits ("GraphQL over HTTP", Persisted Documents).
const idPrefix = "sha256:"

// ID is by what clients name a document.
func ID(text string) string {
	sum := sha256.Sum256([]byte(text))
	return idPrefix + hex.EncodeToString(sum[:])
}

// Documents are those in a database.
type Documents struct {
	DB  *bun.DB
	Now func() time.Time

	mu     sync.Mutex
	known  map[string]string
	looked time.Time
}

// Add adds documents, and tells how many are new.
func (d *Documents) Add(ctx context.Context, texts []string) (added int, err error) {
	type row struct {
		ID       string `json:"id"`
		Document string `json:"document"`
	}
	rows := make([]row, len(texts))
	for i, text := range texts {
		if len(text) > MaxBytes {
			return 0, fault.Invalid(fault.Path("documents", i), "max", "a document has %d bytes at most, this one has %d", MaxBytes, len(text))
		}
		rows[i] = row{ID(text), text}
	}
	err = pg.Transact(ctx, d.DB, false, func(ctx context.Context, tx bun.Tx) error {
		var count int
		err := tx.NewRaw(`WITH added AS (
				INSERT INTO hub.documents (id, document, added_at)
				SELECT DISTINCT n.id, n.document, now() FROM jsonb_to_recordset(?) AS n (id text, document text)
				ON CONFLICT (id) DO NOTHING RETURNING id
			) SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM added) + (SELECT count(*) FROM hub.documents)`, pg.Rows(rows)).Scan(ctx, &added, &count)
		if err == nil && count > MaxDocuments {
			return fault.Invalid("documents", "max", "there may be %d documents at most, and these would make it %d; remove what no client asks for any more", MaxDocuments, count)
		}
		return err
	})
	return added, err
}

// Remove removes a document: who asks for it is told that it is not known.
func (d *Documents) Remove(ctx context.Context, id string) error {
	result, err := d.DB.NewRaw("DELETE FROM hub.documents WHERE id = ?", id).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return fault.Missing("id", "there is no document with the id %s", id)
}

// Document is one of those that were added.
type Document struct {
	ID       string
	Document string
	AddedAt  time.Time
}

// Name is what the document calls its first operation, for people.
func (d *Document) Name() string {
	words := strings.FieldsFunc(d.Document, func(r rune) bool { return strings.ContainsRune(" \t\r\n({@", r) })
	if len(words) > 1 && (words[0] == "query" || words[0] == "mutation" || words[0] == "subscription") {
		return words[1]
	}
	return ""
}

// All lists the documents, the oldest first.
func (d *Documents) All(ctx context.Context) ([]*Document, error) {
	var rows []*Document
	return rows, d.DB.NewRaw("SELECT id, document, added_at FROM hub.documents ORDER BY added_at, id").Scan(ctx, &rows)
}

// Find finds the text of a document; empty where it is not known. Documents are held in memory: asking for what is not
// there costs a look at the database in each second, however often it is asked for.
func (d *Documents) Find(ctx context.Context, id string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.Now()
	if text, ok := d.known[id]; ok && now.Sub(d.looked) < time.Minute {
		return text, nil
	}
	if d.known != nil && now.Sub(d.looked) < lookAgain {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	all, err := d.All(ctx)
	if err != nil {
		if text, ok := d.known[id]; ok {
			return text, nil // it was there, and what it says is in its name
		}
		return "", fmt.Errorf("documents: %w", err)
	}
	d.known, d.looked = make(map[string]string, len(all)), now
	for _, document := range all {
		d.known[document.ID] = document.Document
	}
	return d.known[id], nil
}
