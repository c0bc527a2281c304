package publish

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// Publisher decides what is live. Each call is one transaction, whose number of
// statements does not depend on how many parts and texts there are: the live stage
// is as it was before, or as it is to be, and never between the two.
type Publisher struct {
	DB        *bun.DB // search path draft, as the owner
	Kinds     *content.Kinds
	Languages content.Languages
	Signer    *content.Signer
	// Base is the address by which others reach the hub; links of bodies that begin
	// with it lead to entries of the hub.
	Base string
	// Tolerated are needs of kinds that only warn where they are not met.
	Tolerated []content.PublishProblemCode
	// Enqueue makes sure that RunSchedule is called at a time, once the transaction is
	// committed. It answers the id of the job.
	Enqueue func(ctx context.Context, tx bun.Tx, schedule uuid.UUID, at time.Time) (int64, error)
	// Actor finds who an account is now, and what it may do, when something runs that
	// it has scheduled. An error that the caller can mend says why it may do nothing.
	// Without it nothing is run that an account has scheduled.
	Actor func(ctx context.Context, account uuid.UUID) (act.Actor, error)
}

// LiveAction is an enum of the schema.
type LiveAction string

// What can be done about a language of an entry.
const (
	ActionPublish   LiveAction = "PUBLISH"
	ActionUnpublish LiveAction = "UNPUBLISH"
)

// Request asks to make languages of entries live.
type Request struct {
	// IDs of entries; at most MaxNodes.
	IDs     []string
	Locales []content.Locale
	// WithDependencies publishes along what the entries point to, and what that points
	// to, as far as it is not live.
	WithDependencies bool
	// AcceptStale publishes translations that do not keep up with their source.
	AcceptStale bool
	// At is when; nil: now.
	At *time.Time
	// DryRun does everything and then takes it back.
	DryRun bool
}

// UnpublishRequest asks to take languages of entries out of the live stage.
type UnpublishRequest struct {
	// IDs of entries; at most MaxNodes.
	IDs     []string
	Locales []content.Locale
	// At is when; nil: now.
	At *time.Time
	// DryRun does everything and then takes it back.
	DryRun bool
}

// LiveEntry is an entry whose live languages have changed.
type LiveEntry struct {
	EntryReference
	// Version that is live; 0 where nothing is live any more.
	Version int
	// Locales that were published or taken out.
	Locales []content.Locale
}

// Outcome is what a change of the live stage came to.
type Outcome struct {
	Published, Unpublished []*LiveEntry
	// Schedule is what was made of a request for later.
	Schedule *Schedule
	// Problems are what is worth knowing all the same.
	Problems []*Problem
	// Omitted counts the problems that there was no room for, warnings before blockers.
	Omitted int
}

// Publish makes languages of entries live, or schedules that. Where something is in
// the way, it fails as [Refusal] and changes nothing.
func (p *Publisher) Publish(ctx context.Context, actor act.Actor, request Request) (*Outcome, error) {
	items, err := p.items(ActionPublish, request.IDs, request.Locales)
	if err != nil {
		return nil, err
	}
	return p.now(ctx, actor, request.DryRun, func(ctx context.Context, c *liveChange) (*Outcome, error) {
		c.withDependencies, c.acceptStale = request.WithDependencies, request.AcceptStale
		if request.At != nil {
			return c.schedule(ctx, items, scheduleRow{Action: ActionPublish, At: *request.At})
		}
		return c.change(ctx, items)
	})
}

// Unpublish takes languages of entries out of the live stage, or schedules that. An
// entry of which no language is left is live no more; what still points to it is
// named by a [Refusal].
func (p *Publisher) Unpublish(ctx context.Context, actor act.Actor, request UnpublishRequest) (*Outcome, error) {
	items, err := p.items(ActionUnpublish, request.IDs, request.Locales)
	if err != nil {
		return nil, err
	}
	return p.now(ctx, actor, request.DryRun, func(ctx context.Context, c *liveChange) (*Outcome, error) {
		if request.At != nil {
			return c.schedule(ctx, items, scheduleRow{Action: ActionUnpublish, At: *request.At})
		}
		return c.change(ctx, items)
	})
}

// Check answers what is in the way of a publication, and what is worth knowing
// before it. It changes nothing.
func (p *Publisher) Check(ctx context.Context, request Request) (*Check, error) {
	items, err := p.items(ActionPublish, request.IDs, request.Locales)
	if err != nil {
		return nil, err
	}
	return p.check(ctx, items, request.WithDependencies, request.AcceptStale)
}

// Check is what a check has found.
type Check struct {
	// Problems, blockers first; at most 1000.
	Problems []*Problem
	// Omitted counts the problems that there was no room for, warnings before blockers.
	Omitted int
	// Entries are what would be published: those asked for, and those along with them.
	Entries []*LiveEntry
}

// Publishable tells whether nothing is in the way.
func (c *Check) Publishable() bool { return !isBlocked(c.Problems) }

func (p *Publisher) check(ctx context.Context, items []liveItem, withDependencies, acceptStale bool) (*Check, error) {
	var check *Check
	err := p.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		c := &liveChange{Publisher: p, tx: tx, looking: true, withDependencies: withDependencies, acceptStale: acceptStale}
		if err := c.begin(ctx); err != nil {
			return err
		}
		if err := c.prepare(ctx, items); err != nil {
			return err
		}
		check = &Check{Entries: c.published()}
		check.Problems, check.Omitted = c.sorted()
		return pg.ErrTakenBack
	})
	if errors.Is(err, pg.ErrTakenBack) {
		err = nil
	}
	return check, err
}

// now runs a change of the live stage in a transaction of its own, and once more
// where others have come in its way.
func (p *Publisher) now(ctx context.Context, actor act.Actor, dryRun bool, do func(context.Context, *liveChange) (*Outcome, error)) (outcome *Outcome, err error) {
	err = pg.Transact(ctx, p.DB, dryRun, func(ctx context.Context, tx bun.Tx) error {
		c := &liveChange{Publisher: p, tx: tx, actor: actor}
		if err := c.begin(ctx); err != nil {
			return err
		}
		outcome, err = do(ctx, c)
		return err
	})
	return outcome, err
}

// items are the languages of the entries of a request, one by one.
func (p *Publisher) items(action LiveAction, ids []string, locales []content.Locale) ([]liveItem, error) {
	switch {
	case len(ids) == 0:
		return nil, fault.Invalid("ids", "required", "name at least one entry")
	case len(ids) > content.MaxNodes:
		return nil, fault.Invalid("ids", "max", "at most %d entries can be named at once", content.MaxNodes)
	case len(locales) == 0:
		return nil, fault.Invalid("locales", "required", "name at least one language")
	}
	found, err := p.Languages.Lookup(locales)
	if err != nil {
		return nil, err
	}
	var items []liveItem
	for i, id := range ids {
		kind, entry, err := content.DecodeID(fault.Path("ids", i), id)
		if err != nil {
			return nil, err
		}
		if _, ok := p.Kinds.Named(kind); !ok {
			return nil, fault.Invalid(fault.Path("ids", i), "kind", "this is not the id of an entry")
		}
		for _, locale := range found {
			items = append(items, liveItem{EntryID: entry, Locale: locale, Action: action})
		}
	}
	return items, nil
}
