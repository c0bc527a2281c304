package transfer

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
	"github.com/cocreated/hub/storage/publish"
)

// writeBatch writes rows into their stages and remembers what waits for the end.
func (run *importRun) writeBatch(ctx context.Context, batch []*batchRecord, draft, live *edit.Rows, written []*edit.Record) error {
	type line struct {
		EntryID uuid.UUID `json:"entry_id"`
		Line    int       `json:"line"`
	}
	type publication struct {
		EntryID uuid.UUID        `json:"entry_id"`
		Kind    string           `json:"kind"`
		Locales []content.Locale `json:"locales"`
	}
	var lines []line
	var publications []publication
	for _, next := range batch {
		lines = append(lines, line{EntryID: *next.ID, Line: next.line})
		if len(next.Published) > 0 {
			publications = append(publications, publication{EntryID: *next.ID, Kind: next.Record.Kind, Locales: next.Published})
		}
	}
	revisions := pg.RowsLater(func() any { return edit.RevisionsOf(written, run.now, run.options.Author) })
	if err := draft.Write(ctx, run.tx); err != nil {
		return err
	}
	if len(live.Entries) > 0 {
		if err := edit.OnLive(ctx, run.tx, func() error { return live.Write(ctx, run.tx) }); err != nil {
			return err
		}
	}
	if err := edit.WriteRevisions(ctx, run.tx, revisions); err != nil {
		return err
	}
	statements := []struct {
		sql  string
		rows pg.Recordset
	}{
		{`INSERT INTO import_entries SELECT * FROM jsonb_to_recordset(?) AS r (entry_id uuid, line integer)`, pg.Rows(lines)},
		{
			`INSERT INTO import_links SELECT * FROM jsonb_to_recordset(?) AS r (stage text, line integer, path text, entry_id uuid, part_id uuid,
			relation text, position integer, target_kind text, target_slug text, target_part text, target_part_slug text, target_text text)`,
			pg.Rows(append(draft.Links, live.Links...)),
		},
		// What is live already, as it is, need not be published again.
		{`INSERT INTO publishing (entry_id, locale, kind) SELECT r.entry_id, w.locale, r.kind
			FROM jsonb_to_recordset(?) AS r (entry_id uuid, kind text, locales jsonb) CROSS JOIN jsonb_array_elements_text(r.locales) AS w (locale)
			WHERE NOT EXISTS (SELECT FROM live.entries AS l JOIN draft.entries AS d ON d.id = l.id AND d.version = l.version
				JOIN live.texts AS t ON t.entry_id = l.id AND t.part_id IS NULL AND t.locale = w.locale WHERE l.id = r.entry_id)`, pg.Rows(publications)},
	}
	for _, statement := range statements {
		if _, err := run.tx.NewRaw(statement.sql, statement.rows).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// resolveLinks finds the targets of all links, now that everything is written.
func (run *importRun) resolveLinks(ctx context.Context) error {
	_, err := run.tx.ExecContext(ctx, `
		ANALYZE import_links, import_entries, publishing, draft.entries (id, kind), draft.texts (entry_id, part_id, kind, slug, locale), draft.parts (id, entry_id, kind, slug);
		UPDATE import_links AS l SET target_id = (`+edit.TargetEntry+`);
		UPDATE import_links AS l SET target_part_id = (
			SELECT p.id FROM draft.parts AS p WHERE p.entry_id = l.target_id AND p.kind = l.target_part AND p.slug = l.target_part_slug ORDER BY p.id LIMIT 1)
			WHERE target_part IS NOT NULL;
		INSERT INTO draft.links SELECT entry_id, part_id, relation, position, target_id, target_part_id FROM import_links
			WHERE stage = 'draft' AND target_id IS NOT NULL;
		INSERT INTO live.links SELECT entry_id, part_id, relation, position, target_id, target_part_id FROM import_links
			WHERE stage = 'live' AND target_id IS NOT NULL`)
	if err != nil {
		return err
	}
	var missing []struct {
		Line                   int
		Slug, Path, TargetText string
		TargetKind             string
	}
	err = run.tx.NewRaw(`SELECT line, coalesce((?), '') AS slug, path, target_text, coalesce(target_part, target_kind) AS target_kind FROM import_links AS l
		WHERE target_id IS NULL OR (target_part IS NOT NULL AND target_part_id IS NULL) ORDER BY line, path LIMIT ?`, content.MainSlug("l.entry_id"), fault.MaxProblems).Scan(ctx, &missing)
	for _, link := range missing {
		run.problem(link.Line, link.Slug, fault.Invalid(link.Path, "reference", "there is no %s %q", link.TargetKind, link.TargetText))
	}
	return err
}

// checkTargets finds the parts that a record no longer has though others point
// to them.
func (run *importRun) checkTargets(ctx context.Context) error { return run.dangling(ctx, "draft") }

// checkLiveTargets does so for what is live, which may point elsewhere than its draft.
func (run *importRun) checkLiveTargets(ctx context.Context) error { return run.dangling(ctx, "live") }

func (run *importRun) dangling(ctx context.Context, stage string) error {
	var dangling []struct {
		Line               int
		Slug, Kind, Source string
	}
	err := run.tx.NewRaw(`
		SELECT DISTINCT i.line, (?) AS slug, e.kind, (?) AS source
		FROM ?.links AS l JOIN import_entries AS i ON i.entry_id = l.target_id JOIN ?.entries AS e ON e.id = l.entry_id
		WHERE l.target_part_id IS NOT NULL AND NOT EXISTS (SELECT FROM ?.parts AS p WHERE p.id = l.target_part_id)
		ORDER BY i.line LIMIT ?`, content.MainSlug("l.target_id"), content.MainSlug("l.entry_id"),
		bun.Ident(stage), bun.Ident(stage), bun.Ident(stage), fault.MaxProblems).Scan(ctx, &dangling)
	for _, link := range dangling {
		run.problem(link.Line, link.Slug, &fault.Error{
			Code: fault.Conflict, Field: "parts", Rule: "referenced",
			Message: fmt.Sprintf("the %s %q points to a part that is no longer there", link.Kind, link.Source),
		})
	}
	return err
}

// publish makes live what records say is published.
func (run *importRun) publish(ctx context.Context) error {
	found, err := run.unmet(ctx)
	if err != nil {
		return err
	}
	for _, link := range found {
		run.problem(link.Line, link.Slug, &fault.Error{
			Code: fault.Conflict, Field: fault.Path("refs", link.Relation), Rule: "published",
			Message: fmt.Sprintf("the %s %q is not published", link.Kind, link.Target),
		})
	}
	if len(found) > 0 {
		return nil
	}
	err = run.tx.NewRaw(`SELECT count(DISTINCT entry_id) FROM publishing`).Scan(ctx, &run.report.Published)
	if err != nil {
		return err
	}
	_, err = run.tx.NewRaw(`UPDATE draft.entries SET published_at = ? WHERE published_at IS NULL AND id IN (SELECT entry_id FROM publishing)`, run.now).Exec(ctx)
	if err != nil {
		return err
	}
	return publish.Publish(ctx, run.tx, run.Kinds)
}

// unmetLink is a link of a record to something that will not be live.
type unmetLink struct {
	Line     int
	Slug     string
	Relation string
	Kind     string
	Target   string
}

func (run *importRun) unmet(ctx context.Context) ([]unmetLink, error) {
	var found []unmetLink
	err := run.tx.NewRaw(`
		SELECT DISTINCT coalesce(i.line, 0) AS line, (?) AS slug, l.relation, e.kind, (?) AS target
		FROM draft.links AS l JOIN draft.entries AS e ON e.id = l.target_id LEFT JOIN import_entries AS i ON i.entry_id = l.entry_id
		WHERE l.entry_id IN (SELECT entry_id FROM publishing) AND l.target_id NOT IN (SELECT entry_id FROM publishing) AND `+publish.UnmetLink+`
		ORDER BY line, relation LIMIT ?`, content.MainSlug("l.entry_id"), content.MainSlug("l.target_id"), fault.MaxProblems).Scan(ctx, &found)
	return found, err
}
