package publish

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/pg"
)

// Lock is the advisory lock that lets one change of the live stage be made at
// a time, so that what one has checked is still so when it is committed; the number
// means nothing.
const Lock = 7_240_118_632

// liveChange is a change of the live stage in the making, within a transaction: what
// it is about stands in the temporary tables publishing and withdrawing.
type liveChange struct {
	*Publisher
	tx    bun.Tx
	now   time.Time
	actor act.Actor
	// looking says that nothing will be changed, so nobody need wait.
	looking bool

	withDependencies, acceptStale bool

	entries  map[uuid.UUID]*changedEntry
	problems []*Problem
}

// liveItem is one language of an entry that is to be published or unpublished.
type liveItem struct {
	EntryID uuid.UUID      `json:"entry_id"`
	Locale  content.Locale `json:"locale"`
	Action  LiveAction     `json:"action"`
}

// changedEntry is an entry that a change is about.
type changedEntry struct {
	EntryReference
	// Version is that of the draft, LiveVersion the one that is live; 0: none is.
	Version, LiveVersion int
	SourceLocale         content.Locale
	// Publishing and Withdrawing are the languages that the change is about.
	Publishing, Withdrawing []content.Locale `bun:",array"`
	// Gone says that no language is left.
	Gone bool
}

// begin takes the time, and waits for who else is at it.
func (c *liveChange) begin(ctx context.Context) error {
	if c.looking {
		return c.tx.NewRaw("SELECT transaction_timestamp()").Scan(ctx, &c.now)
	}
	return c.tx.NewRaw("SELECT transaction_timestamp() FROM pg_advisory_xact_lock(?)", Lock).Scan(ctx, &c.now)
}

// LockLive keeps others from changing the live stage until the transaction ends. It
// comes first in a transaction that changes it by other ways than publishing.
func LockLive(ctx context.Context, tx bun.Tx) error {
	_, err := tx.NewRaw("SELECT pg_advisory_xact_lock(?)", Lock).Exec(ctx)
	return err
}

// change makes the change, or fails as [Refusal].
func (c *liveChange) change(ctx context.Context, items []liveItem) (*Outcome, error) {
	if err := c.prepare(ctx, items); err != nil {
		return nil, err
	}
	if err := c.permit(); err != nil {
		return nil, err
	}
	outcome := &Outcome{}
	outcome.Problems, outcome.Omitted = c.sorted()
	if isBlocked(outcome.Problems) {
		return nil, &Refusal{Problems: outcome.Problems}
	}
	if err := c.apply(ctx); err != nil {
		return nil, err
	}
	outcome.Published, outcome.Unpublished = c.published(), c.withdrawn()
	return outcome, nil
}

// prepare lists what the change is about, with the dependencies where they are wanted,
// and finds what is wrong with it.
func (c *liveChange) prepare(ctx context.Context, items []liveItem) error {
	if err := c.list(ctx, items); err != nil {
		return err
	}
	if err := c.read(ctx, items); err != nil {
		return err
	}
	for _, check := range []func(context.Context) error{
		c.checkDependencies, c.checkReferences, c.checkProse, c.checkSlugs, c.checkStates, c.checkRecords,
	} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	return nil
}

// list fills the temporary tables.
func (c *liveChange) list(ctx context.Context, items []liveItem) error {
	if _, err := c.tx.ExecContext(ctx, LiveTables); err != nil {
		return err
	}
	given := pg.Rows(items)
	_, err := c.tx.NewRaw(`
		INSERT INTO publishing SELECT r.entry_id, r.locale, e.kind
			FROM jsonb_to_recordset(?0) AS r (entry_id uuid, locale text, action text) JOIN draft.entries AS e ON e.id = r.entry_id
			WHERE r.action = 'PUBLISH' ON CONFLICT DO NOTHING;
		INSERT INTO withdrawing SELECT r.entry_id, r.locale, t.kind
			FROM jsonb_to_recordset(?0) AS r (entry_id uuid, locale text, action text)
			JOIN live.texts AS t ON t.entry_id = r.entry_id AND t.part_id IS NULL AND t.locale = r.locale
			WHERE r.action = 'UNPUBLISH' ON CONFLICT DO NOTHING;
		UPDATE withdrawing AS w SET gone = true WHERE NOT EXISTS (SELECT FROM publishing AS p WHERE p.entry_id = w.entry_id)
			AND NOT EXISTS (SELECT FROM live.texts AS t WHERE t.entry_id = w.entry_id AND t.part_id IS NULL
				AND t.locale NOT IN (SELECT o.locale FROM withdrawing AS o WHERE o.entry_id = w.entry_id))`, given).Exec(ctx)
	if err != nil || !c.withDependencies {
		return err
	}
	// What is not live is published in those of the languages in which it is written,
	// or else in its own; what is live but lacks a part, in those in which it is live.
	_, err = c.tx.NewRaw(`
		WITH RECURSIVE needed (entry_id) AS (
			SELECT DISTINCT entry_id FROM publishing
			UNION
			SELECT l.target_id FROM needed AS n JOIN draft.links AS l ON l.entry_id = n.entry_id WHERE ` + UnmetLink + `
		), added AS (
			SELECT e.id, e.kind, e.source_locale FROM needed AS n JOIN draft.entries AS e ON e.id = n.entry_id
			WHERE e.id NOT IN (SELECT entry_id FROM publishing)
		)
		INSERT INTO publishing
		SELECT a.id, t.locale, a.kind FROM added AS a JOIN draft.texts AS t ON t.entry_id = a.id AND t.part_id IS NULL
		WHERE CASE
			WHEN EXISTS (SELECT FROM live.entries AS l WHERE l.id = a.id)
				THEN EXISTS (SELECT FROM live.texts AS l WHERE l.entry_id = a.id AND l.part_id IS NULL AND l.locale = t.locale)
			WHEN EXISTS (SELECT FROM draft.texts AS w WHERE w.entry_id = a.id AND w.part_id IS NULL AND w.locale IN (SELECT locale FROM publishing))
				THEN t.locale IN (SELECT locale FROM publishing)
			ELSE t.locale = a.source_locale
		END ON CONFLICT DO NOTHING`).Exec(ctx)
	return err
}

// read reads what is to be known of each entry, and keeps others from writing it.
func (c *liveChange) read(ctx context.Context, items []liveItem) error {
	lock := "FOR UPDATE OF e"
	if c.looking {
		lock = ""
	}
	var rows []*changedEntry
	err := c.tx.NewRaw(`
		SELECT e.id AS uuid, e.kind AS kind_name, e.version, coalesce(l.version, 0) AS live_version, e.source_locale, coalesce(s.slug, '') AS slug, coalesce(s.title, '') AS title,
			ARRAY(SELECT locale FROM publishing WHERE entry_id = e.id ORDER BY locale) AS publishing,
			ARRAY(SELECT locale FROM withdrawing WHERE entry_id = e.id ORDER BY locale) AS withdrawing,
			EXISTS (SELECT FROM withdrawing WHERE entry_id = e.id AND gone) AS gone
		FROM draft.entries AS e LEFT JOIN live.entries AS l ON l.id = e.id LEFT JOIN LATERAL (
			SELECT t.slug, t.title FROM draft.texts AS t WHERE t.entry_id = e.id AND t.part_id IS NULL
			ORDER BY t.locale = e.source_locale DESC, t.locale LIMIT 1
		) AS s ON true
		WHERE e.id IN (SELECT entry_id FROM publishing UNION ALL SELECT entry_id FROM withdrawing UNION ALL SELECT unnest(?::uuid[]))
		ORDER BY e.id `+lock, pg.UUIDs(entriesOf(items))).Scan(ctx, &rows)
	if err != nil {
		return err
	}
	c.entries = map[uuid.UUID]*changedEntry{}
	for _, row := range rows {
		c.entries[row.UUID] = row
	}
	for _, item := range items {
		c.checkItem(item)
	}
	return nil
}

func entriesOf(items []liveItem) []uuid.UUID {
	var ids []uuid.UUID
	for _, item := range items {
		if !slices.Contains(ids, item.EntryID) {
			ids = append(ids, item.EntryID)
		}
	}
	return ids
}

// permit asks whether the actor may do this to each of the entries.
func (c *liveChange) permit() error {
	for _, entry := range c.ordered() {
		for verb, locales := range map[act.Verb][]content.Locale{act.VerbPublish: entry.Publishing, act.VerbUnpublish: entry.Withdrawing} {
			if len(locales) == 0 {
				continue
			}
			if err := c.actor.May(act.Act{Verb: verb, Kind: entry.KindName, SourceLocale: entry.SourceLocale, Locales: locales}); err != nil {
				return err
			}
		}
	}
	return nil
}

// apply carries the change out: what goes goes first, because what comes may need its
// place.
func (c *liveChange) apply(ctx context.Context) error {
	if len(c.withdrawn()) > 0 {
		for _, step := range withdrawSteps {
			if _, err := c.tx.ExecContext(ctx, step); err != nil {
				return err
			}
		}
	}
	if len(c.published()) > 0 {
		_, err := c.tx.NewRaw(`UPDATE draft.entries SET published_at = ? WHERE id IN (SELECT entry_id FROM publishing)`, c.now).Exec(ctx)
		if err != nil {
			return err
		}
		if err := Publish(ctx, c.tx, c.Kinds); err != nil {
			return err
		}
	}
	if err := c.remember(ctx); err != nil {
		return err
	}
	// What is deferred must fail here, where it can be tried again, and in a dry run too.
	_, err := c.tx.ExecContext(ctx, "SET CONSTRAINTS ALL IMMEDIATE")
	return err
}

// remember writes the events, and who did what.
func (c *liveChange) remember(ctx context.Context) error {
	var events []notice.EntryEvent
	var lines []act.AuditLine
	for _, entry := range c.ordered() {
		event := notice.EntryEvent{Stage: content.StageLive, Kind: entry.KindName, ID: entry.UUID, Version: entry.Version}
		if len(entry.Publishing) > 0 {
			event.Type, event.Locales = notice.EventPublished, entry.Publishing
			events = append(events, event)
			lines = append(lines, entry.auditLine(act.VerbPublish, event))
		}
		if len(entry.Withdrawing) > 0 {
			event.Type, event.Locales, event.Version = notice.EventUnpublished, entry.Withdrawing, entry.LiveVersion
			events = append(events, event)
			lines = append(lines, entry.auditLine(act.VerbUnpublish, event))
		}
	}
	if err := notice.Notify(ctx, c.tx, events...); err != nil {
		return err
	}
	return c.audit(ctx, lines...)
}

func (c *liveChange) audit(ctx context.Context, lines ...act.AuditLine) error {
	return act.Audit(ctx, c.tx, c.actor, lines...)
}

func (e *changedEntry) auditLine(verb act.Verb, event notice.EntryEvent) act.AuditLine {
	return act.AuditLine{Action: verb, Kind: e.KindName, EntryID: e.UUID, Version: event.Version, Locales: event.Locales}
}

// ordered are the entries in the order of their ids.
func (c *liveChange) ordered() []*changedEntry {
	all := make([]*changedEntry, 0, len(c.entries))
	for _, entry := range c.entries {
		all = append(all, entry)
	}
	slices.SortFunc(all, func(a, b *changedEntry) int {
		return cmp.Or(cmp.Compare(a.KindName, b.KindName), cmp.Compare(a.UUID.String(), b.UUID.String()))
	})
	return all
}

func (c *liveChange) published() []*LiveEntry {
	all := []*LiveEntry{}
	for _, entry := range c.ordered() {
		if len(entry.Publishing) > 0 {
			all = append(all, &LiveEntry{EntryReference: entry.EntryReference, Version: entry.Version, Locales: entry.Publishing})
		}
	}
	return all
}

func (c *liveChange) withdrawn() []*LiveEntry {
	all := []*LiveEntry{}
	for _, entry := range c.ordered() {
		if len(entry.Withdrawing) == 0 {
			continue
		}
		live := &LiveEntry{EntryReference: entry.EntryReference, Version: entry.LiveVersion, Locales: entry.Withdrawing}
		if entry.Gone {
			live.Version = 0
		}
		all = append(all, live)
	}
	return all
}
