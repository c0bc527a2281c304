package publish

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// ReleaseState is an enum of the schema.
type ReleaseState string

// What has become of a release.
const (
	ReleaseOpen      ReleaseState = "OPEN"
	ReleaseScheduled ReleaseState = "SCHEDULED"
	ReleasePublished ReleaseState = "PUBLISHED"
	ReleaseCancelled ReleaseState = "CANCELLED"
)

// ReleaseKind is the kind in the ids of releases.
const ReleaseKind = "release"

// Release is a named group of changes of the live stage, which are made together.
type Release struct {
	UUID        uuid.UUID `bun:"id"`
	Name        string
	Description *string
	State       ReleaseState
	Version     int
	AccountID   uuid.NullUUID
	ByName      string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	PublishedAt *time.Time
	// Items are what it changes, by entry.
	Items []*ReleaseItem `bun:"type:jsonb"`
	// Schedule is that by which it will be published; nil where there is none.
	Schedule *Schedule `bun:"-"`
}

// ID is the id by which clients know the release.
func (r *Release) ID() string { return content.EncodeID(ReleaseKind, r.UUID) }

// Author is who made it.
func (r *Release) Author() act.Author { return act.Author{AccountID: r.AccountID.UUID, Name: r.ByName} }

// ReleaseItem is what a release does about languages of an entry.
type ReleaseItem struct {
	// Entry is nil where it is gone.
	Entry   *EntryReference  `json:"entry"`
	Action  LiveAction       `json:"action"`
	Locales []content.Locale `json:"locales"`
}

const (
	maxReleaseName        = 200
	maxReleaseDescription = 5000
	// maxReleaseItems is how many languages of entries a release may change.
	maxReleaseItems = 10_000
)

// NewRelease is a release to be made.
type NewRelease struct {
	Name        string
	Description *string
}

// CreateRelease makes an empty release.
func (p *Publisher) CreateRelease(ctx context.Context, actor act.Actor, wanted NewRelease) (*Release, error) {
	wanted.Name = strings.TrimSpace(wanted.Name)
	if err := checkRelease(wanted.Name, wanted.Description); err != nil {
		return nil, err
	}
	id := content.NewID()
	return p.changeRelease(ctx, actor, id, "create", func(ctx context.Context, c *liveChange) error {
		_, err := c.tx.NewRaw(`INSERT INTO hub.releases (id, name, description, created_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?4, ?4)`,
			id, wanted.Name, wanted.Description, pg.OptionalID(actor.AccountID), c.now).Exec(ctx)
		return err
	})
}

func checkRelease(name string, description *string) error {
	switch {
	case name == "":
		return fault.Invalid("name", "required", "it must not be empty")
	case utf8.RuneCountInString(name) > maxReleaseName:
		return fault.Invalid("name", "max", "at most %d characters are allowed", maxReleaseName)
	case description != nil && utf8.RuneCountInString(*description) > maxReleaseDescription:
		return fault.Invalid("description", "max", "at most %d characters are allowed", maxReleaseDescription)
	}
	return nil
}

// ReleaseChange is what is to change about a release.
type ReleaseChange struct {
	ID string
	// Version that the change is based on.
	Version int
	// Name, if it changes.
	Name *string
	// Description, if SetDescription says that it changes; nil clears it.
	Description    *string
	SetDescription bool
}

// UpdateRelease changes the name or the description of a release.
func (p *Publisher) UpdateRelease(ctx context.Context, actor act.Actor, change ReleaseChange) (*Release, error) {
	id, err := content.DecodeIDOf(ReleaseKind, change.ID)
	if err != nil {
		return nil, err
	}
	return p.changeRelease(ctx, actor, id, "update", func(ctx context.Context, c *liveChange) error {
		was, err := c.openRelease(ctx, id)
		if err != nil {
			return err
		}
		if was.Version != change.Version {
			return &fault.Error{
				Code: fault.Conflict, Field: "version", Rule: "versionConflict",
				Message: "somebody else has changed it since; read it again", Cause: &edit.VersionConflict{Version: was.Version, Changes: []*edit.ConflictingChange{}},
			}
		}
		if change.Name != nil {
			was.Name = strings.TrimSpace(*change.Name)
		}
		if change.SetDescription {
			was.Description = change.Description
		}
		if err := checkRelease(was.Name, was.Description); err != nil {
			return err
		}
		_, err = c.tx.NewRaw(`UPDATE hub.releases SET name = ?, description = ?, version = version + 1, updated_at = ? WHERE id = ?`,
			was.Name, was.Description, c.now, id).Exec(ctx)
		return err
	})
}

// CancelRelease gives a release up, with the schedule by which it would have been
// published. What it holds can still be read.
func (p *Publisher) CancelRelease(ctx context.Context, actor act.Actor, id string) (*Release, error) {
	release, err := content.DecodeIDOf(ReleaseKind, id)
	if err != nil {
		return nil, err
	}
	return p.changeRelease(ctx, actor, release, "cancel", func(ctx context.Context, c *liveChange) error {
		if _, err := c.openRelease(ctx, release); err != nil {
			return err
		}
		_, err := c.tx.NewRaw(`UPDATE hub.releases SET state = 'CANCELLED', updated_at = ?1 WHERE id = ?0;
			UPDATE hub.schedules SET state = 'CANCELLED', finished_at = ?1 WHERE release_id = ?0 AND state = 'PENDING'`, release, c.now).Exec(ctx)
		return err
	})
}

// changeRelease changes a release in a transaction, and answers how it is then.
func (p *Publisher) changeRelease(ctx context.Context, actor act.Actor, id uuid.UUID, what string, change func(context.Context, *liveChange) error) (*Release, error) {
	var release *Release
	_, err := p.now(ctx, actor, false, func(ctx context.Context, c *liveChange) (*Outcome, error) {
		if err := c.actor.May(act.Act{Verb: act.VerbRelease}); err != nil {
			return nil, err
		}
		if err := change(ctx, c); err != nil {
			return nil, err
		}
		var err error
		if release, err = readRelease(ctx, c.tx, id); err != nil {
			return nil, err
		}
		return nil, c.audit(ctx, act.AuditLine{Action: act.VerbRelease, Detail: map[string]any{"release": content.EncodeID(ReleaseKind, id), "change": what}})
	})
	return release, err
}

// openRelease reads a release that may still change, and keeps others from changing
// it.
func (c *liveChange) openRelease(ctx context.Context, id uuid.UUID) (*Release, error) {
	release := new(Release)
	err := c.tx.NewRaw(`SELECT id, name, description, state, version FROM hub.releases WHERE id = ? FOR UPDATE`, id).Scan(ctx, release)
	switch {
	case pg.IsNoRows(err):
		return nil, noRelease("id")
	case err != nil:
		return nil, err
	case release.State != ReleaseOpen && release.State != ReleaseScheduled:
		return nil, &fault.Error{Code: fault.Conflict, Field: "id", Rule: "closed", Message: "this release is not to come any more: it is " + string(release.State)}
	}
	return release, nil
}

func noRelease(field string) *fault.Error {
	return &fault.Error{Code: fault.NotFound, Field: field, Rule: "notFound", Message: "there is no release with this id"}
}

// ReleasePublication says how a release is to be published.
type ReleasePublication struct {
	ID string
	// At is when; nil: now.
	At *time.Time
	// AcceptStale publishes translations that do not keep up with their source.
	AcceptStale bool
	// DryRun does everything and then takes it back.
	DryRun bool
}

// PublishRelease makes all changes of a release, or schedules that; with a time, one
// that it had is given up. Where something is in the way, it fails as [Refusal] and
// changes nothing.
func (p *Publisher) PublishRelease(ctx context.Context, actor act.Actor, publication ReleasePublication) (*Outcome, error) {
	id, err := content.DecodeIDOf(ReleaseKind, publication.ID)
	if err != nil {
		return nil, err
	}
	return p.now(ctx, actor, publication.DryRun, func(ctx context.Context, c *liveChange) (*Outcome, error) {
		c.acceptStale = publication.AcceptStale
		if _, err := c.openRelease(ctx, id); err != nil {
			return nil, err
		}
		items, err := c.releaseItems(ctx, id)
		if err != nil {
			return nil, err
		}
		_, err = c.tx.NewRaw(`UPDATE hub.schedules SET state = 'CANCELLED', finished_at = ? WHERE release_id = ? AND state = 'PENDING'`, c.now, id).Exec(ctx)
		if err != nil {
			return nil, err
		}
		if publication.At != nil {
			return c.scheduleRelease(ctx, id, items, *publication.At)
		}
		outcome, err := c.change(ctx, items)
		if err != nil {
			return nil, err
		}
		return outcome, c.released(ctx, id)
	})
}

func (c *liveChange) scheduleRelease(ctx context.Context, id uuid.UUID, items []liveItem, at time.Time) (*Outcome, error) {
	outcome, err := c.schedule(ctx, items, scheduleRow{Action: ActionPublish, At: at, ReleaseID: uuid.NullUUID{UUID: id, Valid: true}})
	if err != nil {
		return nil, err
	}
	_, err = c.tx.NewRaw(`UPDATE hub.releases SET state = 'SCHEDULED', updated_at = ? WHERE id = ?`, c.now, id).Exec(ctx)
	return outcome, err
}

// released notes that a release is published.
func (c *liveChange) released(ctx context.Context, id uuid.UUID) error {
	_, err := c.tx.NewRaw(`UPDATE hub.releases SET state = 'PUBLISHED', published_at = ?1, updated_at = ?1 WHERE id = ?0`, id, c.now).Exec(ctx)
	if err != nil {
		return err
	}
	return c.audit(ctx, act.AuditLine{Action: act.VerbRelease, Detail: map[string]any{"release": content.EncodeID(ReleaseKind, id), "change": "publish"}})
}

// releaseItems reads what a release changes; one that changes nothing is refused.
func (c *liveChange) releaseItems(ctx context.Context, id uuid.UUID) ([]liveItem, error) {
	var items []liveItem
	err := c.tx.NewRaw(`SELECT entry_id, locale, action FROM hub.release_items WHERE release_id = ? ORDER BY entry_id, locale`, id).Scan(ctx, &items)
	if err == nil && len(items) == 0 {
		err = &fault.Error{Code: fault.Conflict, Field: "id", Rule: "empty", Message: "there is nothing in this release"}
	}
	return items, err
}

func readRelease(ctx context.Context, db bun.IDB, id uuid.UUID) (*Release, error) {
	release := new(Release)
	err := selectReleases(db).Where("r.id = ?", id).Scan(ctx, release)
	if pg.IsNoRows(err) {
		return nil, noRelease("id")
	}
	if err != nil {
		return nil, err
	}
	return release, addSchedules(ctx, db, release)
}

// ReleaseChangeFrom reads what is to change from an input in which what is left out is
// not there.
func ReleaseChangeFrom(input argument.Input) (ReleaseChange, error) {
	id, noID := input.Text("id")
	version, noVersion := input.Int("version")
	name, noName := input.Text("name")
	description, noDescription := input.Text("description")
	change := ReleaseChange{ID: id, Version: version, SetDescription: input.Has("description")}
	if input.Given("name") {
		change.Name = &name
	} else if input.Has("name") {
		return change, fault.Invalid("name", "required", "a release must have a name")
	}
	if input.Given("description") {
		change.Description = &description
	}
	return change, errors.Join(noID, noVersion, noName, noDescription)
}
