package content_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/storagetest"
)

// shown reads what all published entries of a kind show, by slug, and expects it to cost so many
// statements besides that for the entries.
func shown[V any](t *testing.T, store *storage.Store, kind string, locales []content.Locale, statements int, of func(context.Context, content.Row) (V, error)) map[string]V {
	t.Helper()
	reader, err := store.ReadLive(time.Now(), locales)
	if err != nil {
		t.Fatal(err)
	}
	ctx, count := storage.CountStatements(t.Context())
	rows, err := content.Rows(ctx, reader, kind, nil, uuid.Nil, 1000)
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d entries: %v", len(rows), err)
	}
	all := map[string]V{}
	for _, row := range rows {
		value, err := of(ctx, row)
		if err != nil {
			t.Fatal(err)
		}
		all[row.Header().Slug()] = value
	}
	if got := count(); got != statements+1 {
		t.Errorf("%d statements for %d entries instead of %d", got, len(rows), statements+1)
	}
	return all
}

func in(t *testing.T, zone, moment string) time.Time {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", moment, location)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// same compares what is shown: also the zones of moments, and parts by their slugs.
var same = cmp.Options{
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location().String() == b.Location().String() }),
	cmp.Comparer(func(a, b content.PartRow) bool {
		return a == b || a != nil && b != nil && a.PartHeader().Slug == b.PartHeader().Slug
	}),
}

func part(slug string) content.PartRow { return &content.Part{Slug: slug} }

func expectShown[V any](t *testing.T, want, got V, options ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, append(options, same)...); diff != "" {
		t.Error(diff)
	}
}

func TestOccasions(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	webinars := shown(t, store, "webinar", nil, 1, content.OccasionsOf)
	title := "Co-creation in local government: what it is and what it is not"
	expectShown(t, []content.Occasion{
		{Title: title, StartsAt: in(t, "Europe/Rome", "2018-03-13 11:00"), EndsAt: in(t, "Europe/Rome", "2018-03-13 12:00")},
		{Part: part("2027-01-19"), Title: title, StartsAt: in(t, "Europe/Rome", "2027-01-19 11:00"), EndsAt: in(t, "Europe/Rome", "2027-01-19 12:00")},
	}, webinars["webinar-01"])
	session := webinars["webinar-05"][1]
	expectShown(t, in(t, "Europe/Madrid", "2027-02-09 11:00"), session.StartsAt)
	expectShown(t, in(t, "Europe/Madrid", "2027-02-09 12:30"), session.EndsAt)
	for slug, of := range shown(t, store, "skill", nil, 0, content.OccasionsOf) {
		if of != nil {
			t.Errorf("%s takes place: %+v", slug, of)
		}
	}

	calls := shown(t, store, "call", []content.Locale{"it"}, 1, content.OccasionsOf)
	deadline := in(t, "Europe/Brussels", "2025-03-05 12:00")
	expectShown(t, []content.Occasion{
		{Part: part("1"), Title: "Partenariati su scala ridotta nell'educazione degli adulti", StartsAt: deadline, EndsAt: deadline},
	}, calls["erasmus-ka210-adu-2025"])

	events := shown(t, store, "event", []content.Locale{"es"}, 1, content.OccasionsOf)
	latitude, longitude := 37.389, -5.984
	expectShown(t, []content.Occasion{{
		StartsAt: in(t, "Europe/Madrid", "2018-03-15 09:30"), EndsAt: in(t, "Europe/Madrid", "2018-03-15 17:00"),
		Venue: &content.Venue{City: "Sevilla", Country: "ES", Latitude: &latitude, Longitude: &longitude, OnSite: true},
	}}, events["multiplier-sevilla"], cmpopts.IgnoreFields(content.Occasion{}, "Title"))
	expectShown(t, []content.Occasion{
		{Part: part("online-before"), StartsOn: "2019-04-08", EndsOn: "2019-05-03"},
		{Part: part("physical"), StartsOn: "2019-05-06", EndsOn: "2019-05-10"},
		{Part: part("online-after"), StartsOn: "2019-05-13", EndsOn: "2019-05-24"},
	}, events["blended-mobility-2019"][1:], cmpopts.IgnoreFields(content.Occasion{}, "Title"))
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	events := shown(t, store, "event", nil, 0, content.PlacesOf)
	opens, closes, capacity := in(t, "Europe/Madrid", "2018-02-01 00:00"), in(t, "Europe/Madrid", "2018-03-09 00:00"), 80
	expectShown(t, []content.Places{{Capacity: &capacity, OpensAt: &opens, ClosesAt: &closes, WaitingList: true}}, events["multiplier-sevilla"])

	webinars := shown(t, store, "webinar", nil, 1, content.PlacesOf)
	capacity = 200
	expectShown(t, []content.Places{{Part: part("2027-01-19"), Capacity: &capacity}}, webinars["webinar-01"])
	expectShown(t, nil, webinars["webinar-02"])
}

func TestCard(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	// Images cost one statement to learn of what kind they are, and one to read them.
	courses := shown(t, store, "course", []content.Locale{"it"}, 2, content.CardOf)
	var course *content.Card
	for _, card := range courses {
		if card.Title == "Le basi della co-creazione" {
			course = card
		}
	}
	if course == nil || course.Image == nil || course.Image.Header().KindName != "asset" {
		t.Fatalf("got %+v", course)
	}
	expectShown(t, &content.Card{
		Title:   "Le basi della co-creazione",
		Summary: "Che cos'è la co-creazione, quando serve e come guidare un primo percorso con i residenti, dalla domanda iniziale all'idea provata.",
	}, course, cmpopts.IgnoreFields(content.Card{}, "Image"))

	// A language that says less takes what it lacks from the next.
	webinars := shown(t, store, "webinar", []content.Locale{"it", "en"}, 0, content.CardOf)
	card := webinars["webinar-01"]
	if card.Title != "La co-creazione negli enti locali: che cosa è e che cosa non è" || card.Summary[:15] != "An introduction" || card.Link != "https://webinars.example.org/webinar-01" {
		t.Errorf("got %+v", card)
	}
	if card := shown(t, store, "publication", nil, 0, content.CardOf)["bottom-up-co-creation"]; card.Title == "" || card.Summary == "" {
		t.Errorf("got %+v", card)
	}
	if card := shown(t, store, "skill", nil, 0, content.CardOf)["design-thinking"]; card.Title == "" {
		t.Errorf("of a kind that says nothing: %+v", card)
	}
}

func TestConcept(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	ids := map[string]uuid.UUID{}
	concepts := shown(t, store, "term", []content.Locale{"bg", "it"}, 3, func(ctx context.Context, row content.Row) (*content.Concept, error) {
		ids[row.Header().Slug()] = row.Header().UUID
		return content.ConceptOf(ctx, row)
	})
	named := func(slugs ...string) (all []uuid.UUID) {
		for _, slug := range slugs {
			if ids[slug] == uuid.Nil {
				t.Errorf("there is no term %q", slug)
			}
			all = append(all, ids[slug])
		}
		return all
	}
	call := concepts["call-for-proposals"]
	expectShown(t, []content.Label{
		{
			Locale: "bg", Term: "покана за представяне на предложения", Also: []string{"покана"},
			Definition: "Публично съобщение, с което финансиращ орган кани организации да подадат проекти до определена дата и посочва какво се финансира, кой може да кандидатства и как се избира.",
		},
		{
			Locale: "it", Term: "invito a presentare proposte", Also: []string{"bando"},
			Definition: "Avviso pubblico con cui un ente finanziatore invita le organizzazioni a presentare progetti entro una data, indicando che cosa si finanzia, chi può candidarsi e come avviene la scelta.",
		},
	}, call.Labels)
	if call.Edition != "FIRST" {
		t.Errorf("it is of the edition %q", call.Edition)
	}
	if diff := cmp.Diff(named("work-programme", "programme-guide", "deadline"), call.Related[:3]); diff != "" {
		t.Error(diff)
	}
	lead := concepts["lead-partner"]
	if diff := cmp.Diff([]string{"LP"}, lead.Also); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(named("project-partner"), lead.Broader); diff != "" {
		t.Error(diff)
	}
	byID := func(a, b uuid.UUID) bool { return a.String() < b.String() }
	if diff := cmp.Diff(named("lead-partner", "associated-partner"), concepts["project-partner"].Narrower, cmpopts.SortSlices(byID)); diff != "" {
		t.Error(diff)
	}
}

// TestRows reads a kind in pieces.
func TestRows(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	reader, err := store.ReadLive(time.Now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	read := func(kind string, after uuid.UUID, limit int) []content.Row {
		t.Helper()
		rows, err := content.Rows(t.Context(), reader, kind, nil, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	all, after := read("call", uuid.Nil, 1000), uuid.Nil
	for i := 0; ; i++ {
		piece := read("call", after, 1)
		if len(piece) == 0 {
			if i != len(all) {
				t.Errorf("%d were read in pieces, and %d at once", i, len(all))
			}
			break
		}
		if after = piece[0].Header().UUID; after != all[i].Header().UUID {
			t.Errorf("number %d is another one", i)
		}
	}
	if rows := read("dragon", uuid.Nil, 10); len(rows) > 0 {
		t.Errorf("got %v", rows)
	}
}
