package notice

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
)

// Channel is the channel of Postgres on which events are told (NOTIFY, LISTEN).
const Channel = "hub_events"

// EntryEventType is what became of an entry.
type EntryEventType string

// The types of events. The first four happen in the draft stage, the last two in
// the live one.
const (
	EventCreated     EntryEventType = "CREATED"
	EventUpdated     EntryEventType = "UPDATED"
	EventDeleted     EntryEventType = "DELETED"
	EventRecovered   EntryEventType = "RECOVERED"
	EventPublished   EntryEventType = "PUBLISHED"
	EventUnpublished EntryEventType = "UNPUBLISHED"
)

// EntryEvent says that an entry has changed. It names nobody and holds no content: who
// wants to know more reads the entry, with the rights that they have.
type EntryEvent struct {
	Type  EntryEventType `json:"type"`
	Stage content.Stage  `json:"stage"`
	Kind  string         `json:"kind"`
	// ID is zero where any entries of the kind may have changed: too many did at once
	// to name them, or nobody knows.
	ID uuid.UUID `json:"id,omitzero"`
	// Version is that of the entry after the change; zero with a zero ID.
	Version int `json:"version,omitempty"`
	// Locales are the languages that changed; none stands for any.
	Locales []content.Locale `json:"locales,omitempty"`
	// At is when the transaction of the change began. Notify sets it.
	At time.Time `json:"at"`
}

// EntryKind is the kind of the entry, as the API has it.
func (e *EntryEvent) EntryKind() content.EntryKind { return content.EntryKind(e.Kind) }

// EntryID is the id by which clients know the entry; nil where it is not named.
func (e *EntryEvent) EntryID() *string {
	if e.ID == uuid.Nil {
		return nil
	}
	id := content.EncodeID(e.Kind, e.ID)
	return &id
}

// EntryVersion is the version of the entry; nil where the entry is not named.
func (e *EntryEvent) EntryVersion() *int {
	if e.ID == uuid.Nil {
		return nil
	}
	return &e.Version
}

const (
	// EventsPerKind is how many entries of a kind one transaction names; of more it
	// says only that the kind has changed.
	EventsPerKind = 1000
	// maxPayload is the most bytes that events take within one notification.
	// Postgres refuses 8000, and what stands around them needs some.
	maxPayload = 7800
	// maxEventLocales keeps a single event below maxPayload: one that names more
	// languages names none, which stands for any.
	maxEventLocales = 100
)

// Notify tells every node of events, writes them to the [Log], and moves the generation of each
// kind of which something was published or taken away, when, and only when, the transaction commits. It costs one statement, however many events there are.
func Notify(ctx context.Context, tx bun.IDB, events ...EntryEvent) error {
	var told Changes
	for _, event := range events {
		told.Add(event)
	}
	return told.Notify(ctx, tx)
}

// Changes gathers the events of a transaction in constant memory. The zero value is
// ready for use.
type Changes struct {
	kinds map[changedKind]*kindChanges
}

// changedKind is a kind at a stage.
type changedKind struct {
	kind  string
	stage content.Stage
}

// kindChanges are the events of a kind: each of them, or what they come to.
type kindChanges struct {
	count  int
	common EntryEventType
	events []EntryEvent
}

// Add adds an event.
func (c *Changes) Add(event EntryEvent) {
	if c.kinds == nil {
		c.kinds = map[changedKind]*kindChanges{}
	}
	of := changedKind{event.Kind, event.Stage}
	kind := c.kinds[of]
	if kind == nil {
		kind = &kindChanges{common: event.Type}
		c.kinds[of] = kind
	}
	if event.Type != kind.common {
		kind.common = EventUpdated
	}
	kind.count++
	switch {
	case event.ID == uuid.Nil || kind.count > EventsPerKind:
		kind.count, kind.events = EventsPerKind, nil
	default:
		if len(event.Locales) > maxEventLocales {
			event.Locales = nil
		}
		kind.events = append(kind.events, event)
	}
}

// all lists the events: drafts first, those of a kind together in the order in which they
// came.
func (c *Changes) all() []EntryEvent {
	var all []EntryEvent
	for of, kind := range c.kinds {
		if kind.events == nil {
			all = append(all, EntryEvent{Type: kind.common, Stage: of.stage, Kind: of.kind})
		}
		all = append(all, kind.events...)
	}
	slices.SortStableFunc(all, func(a, b EntryEvent) int {
		return cmp.Or(cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Kind, b.Kind))
	})
	return all
}

// payloads are lists of events, each small enough for one notification.
func (c *Changes) payloads() ([]string, error) {
	var payloads []string
	var list []byte
	for _, event := range c.all() {
		encoded, err := canonical.Encode(event)
		if err != nil {
			return nil, err
		}
		if list != nil && len(list)+len(encoded)+len(",]") > maxPayload {
			payloads = append(payloads, string(append(list, ']')))
			list = nil
		}
		if list == nil {
			list = append(list, '[')
		} else {
			list = append(list, ',')
		}
		list = append(list, encoded...)
	}
	if list != nil {
		payloads = append(payloads, string(append(list, ']')))
	}
	return payloads, nil
}

// Notify tells of the events when the transaction commits, as [Notify] does, by one statement.
func (c *Changes) Notify(ctx context.Context, tx bun.IDB) error {
	payloads, err := c.payloads()
	if err != nil || len(payloads) == 0 {
		return err
	}
	_, err = tx.NewRaw(`WITH payloads AS (SELECT p.list, p.position FROM unnest(?::text[]) WITH ORDINALITY AS p (list, position)),
		logged AS (
			INSERT INTO hub.events (type, stage, kind, entry_id, version, locales)
			SELECT e.type, e.stage, e.kind, e.id, e.version, coalesce(e.locales, '{}')
			FROM payloads AS p, ROWS FROM (jsonb_to_recordset(p.list::jsonb)
				AS (type text, stage text, kind text, id uuid, version integer, locales text[])
			) WITH ORDINALITY AS e (type, stage, kind, id, version, locales, position)
			ORDER BY p.position, e.position
			RETURNING stage, kind, entry_id
		), moved AS (
			INSERT INTO cache.generations AS g (kind, generation)
			SELECT kind, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint FROM logged WHERE stage = ?
			GROUP BY kind ORDER BY kind
			ON CONFLICT (kind) DO UPDATE SET generation = greatest(g.generation + 1, excluded.generation)
			RETURNING kind, generation
		), changed AS (
			INSERT INTO cache.changes (kind, generation, entry_id)
			SELECT DISTINCT m.kind, m.generation, coalesce(l.entry_id, ?) FROM moved AS m JOIN logged AS l ON l.kind = m.kind AND l.stage = ?
			ORDER BY 1, 2, 3
		), forgotten AS (
			DELETE FROM cache.changes AS c USING moved AS m WHERE c.kind = m.kind AND c.generation < m.generation - ?
		)
		SELECT pg_notify(?, json_build_object('at', transaction_timestamp(), 'events', p.list::json)::text)
		FROM payloads AS p ORDER BY p.position`,
		pgdialect.Array(payloads), content.StageLive, uuid.Nil, content.StageLive, ChangesKept.Microseconds(), Channel).Exec(ctx)
	return err
}

// DecodeEvents reads the payload of a notification that Notify has made.
func DecodeEvents(payload string) ([]EntryEvent, error) {
	var message struct {
		At     time.Time
		Events []EntryEvent
	}
	if err := json.Unmarshal([]byte(payload), &message); err != nil {
		return nil, err
	}
	for i := range message.Events {
		message.Events[i].At = message.At
	}
	return message.Events, nil
}
