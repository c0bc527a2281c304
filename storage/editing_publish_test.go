package storage_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
)

// preview looks ahead to a release of it in the source language.
func (e *edited) preview(t *testing.T) {
	release, err := e.store.Publisher().CreateRelease(t.Context(), somebody, publish.NewRelease{Name: "Ahead"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.store.Publisher().AddToRelease(t.Context(), somebody, publish.ReleaseItems{
		ID: release.ID(), IDs: []string{e.node()}, Locales: []content.Locale{e.source}, Action: publish.ActionPublish,
	})
	if err != nil {
		t.Fatal(err)
	}
	reader, err := e.store.ReadRelease(release.UUID, time.Now(), []content.Locale{e.source})
	if got, want := e.title(t, reader, err), "Changed "+string(e.source); got != want {
		t.Errorf("the release will show %q, want %q", got, want)
	}
	if got := e.live(t, e.source); got != "" {
		t.Errorf("%q is live before the release", got)
	}
}

func (e *edited) publish(t *testing.T) {
	e.unread = clock(t, e.store)
	outcome, err := e.store.Publisher().Publish(t.Context(), somebody, publish.Request{IDs: []string{e.node()}, Locales: []content.Locale{e.source}})
	if err != nil {
		t.Fatal(err)
	}
	e.verbs = append(e.verbs, string(act.VerbPublish))
	if len(outcome.Published) != 1 || outcome.Published[0].Version != e.version {
		t.Errorf("published %+v", outcome)
	}
	if got, want := e.live(t, e.source), "Changed "+string(e.source); got != want {
		t.Errorf("%q is live, want %q", got, want)
	}
	if now := e.record(t); now.Live != nil || !slices.Equal(now.Published, []content.Locale{e.source}) {
		t.Errorf("in %s something is live that differs from the draft: %+v", now.Published, now.Live)
	}
	e.published = clock(t, e.store)
}

// saying are the fields of an input that says all that a text says, but for its title.
func saying(title, at string, text object) []object {
	fields := []object{}
	for _, name := range slices.Sorted(maps.Keys(text)) {
		switch value := text[name].(type) {
		case object:
			fields = append(fields, saying(title, at+name+".", value)...)
		case []any:
			fields = append(fields, object{"name": at + name, "values": value})
		default:
			if name == "title" {
				value = title
			}
			if name != "slug" {
				fields = append(fields, object{"name": at + name, "value": value})
			}
		}
	}
	return fields
}

// translate says the same in another language and publishes it, after the source has
// moved on: late, but not lost.
func (e *edited) translate(t *testing.T) {
	var other content.Locale
	for _, locale := range storagetest.Languages()[e.kind.Languages] {
		if locale != e.source {
			other = locale
		}
	}
	from, text := e.version, asObject(t, e.record(t))["texts"].(object)[string(e.source)].(object)
	e.do(t, act.VerbUpdate, texts("Moved on", e.source))
	e.do(t, act.VerbTranslate, object{"locale": other, "version": from, "fields": saying("In another language", "", text)})
	if stale := e.record(t).States[other].Stale; stale["title"].Version != from {
		t.Errorf("the late translation is stale in %v", stale)
	}
	e.do(t, act.VerbTranslate, object{"locale": other, "fields": []object{{"name": "title", "value": "In another language now"}}})
	if stale := e.record(t).States[other].Stale; stale["title"].Version != 0 {
		t.Errorf("translated anew the title is stale: %v", stale)
	}
	_, err := e.store.Publisher().Publish(t.Context(), somebody, publish.Request{IDs: []string{e.node()}, Locales: []content.Locale{other}, AcceptStale: true})
	if err != nil {
		t.Fatal(err)
	}
	e.verbs = append(e.verbs, string(act.VerbPublish))
	for locale, want := range map[content.Locale]string{other: "In another language now", e.source: "Changed " + string(e.source)} {
		if got := e.live(t, locale); got != want {
			t.Errorf("in %s %q is live, want %q", locale, got, want)
		}
	}
}

// search finds it by a word that only its draft has, and then by the same as the
// public once it is published.
func (e *edited) search(t *testing.T) {
	word := "zyzzyva" + strings.ToLower(e.kind.Name)
	e.do(t, act.VerbUpdate, texts(word, e.source))
	found := func(reader *content.Reader, err error) bool {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		hits, err := content.Search(t.Context(), reader, e.store.Signer, content.SearchQuery{Words: word, Kinds: []content.EntryKind{content.EntryKind(e.kind.Name)}})
		if err != nil {
			t.Fatal(err)
		}
		return len(hits.Nodes) == 1 && hits.Nodes[0].Entry.Header().UUID == e.id
	}
	if !found(e.store.ReadDraft(time.Now(), nil)) {
		t.Error("the draft is not found")
	}
	if found(e.store.ReadLive(time.Now(), nil)) {
		t.Error("the public finds the draft")
	}
	_, err := e.store.Publisher().Publish(t.Context(), somebody, publish.Request{IDs: []string{e.node()}, Locales: []content.Locale{e.source}})
	if err != nil {
		t.Fatal(err)
	}
	e.verbs = append(e.verbs, string(act.VerbPublish))
	if !found(e.store.ReadLive(time.Now(), nil)) {
		t.Error("the public does not find what is published")
	}
}

// unpublish takes it out in the source language, and then in all.
func (e *edited) unpublish(t *testing.T) {
	for _, locales := range [][]content.Locale{{e.source}, e.record(t).Published} {
		left := slices.DeleteFunc(e.record(t).Published, func(locale content.Locale) bool { return slices.Contains(locales, locale) })
		locales = slices.DeleteFunc(slices.Clone(locales), func(locale content.Locale) bool { return !slices.Contains(e.record(t).Published, locale) })
		_, err := e.store.Publisher().Unpublish(t.Context(), somebody, publish.UnpublishRequest{IDs: []string{e.node()}, Locales: locales})
		if err != nil {
			t.Fatal(err)
		}
		e.verbs = append(e.verbs, string(act.VerbUnpublish))
		if got := e.live(t, e.source); got != "" {
			t.Errorf("%q is live, though it was taken out", got)
		}
		for _, locale := range left {
			if e.live(t, locale) == "" {
				t.Errorf("in %s it is gone too", locale)
			}
		}
	}
	if e.record(t).Published != nil {
		t.Errorf("it is live in %s", e.record(t).Published)
	}
}

// schedule publishes it at a time, which is made to have come.
func (e *edited) schedule(t *testing.T) {
	at := time.Now().Add(time.Hour)
	outcome, err := e.store.Publisher().Publish(t.Context(), somebody, publish.Request{
		IDs: []string{e.node()}, Locales: []content.Locale{e.source}, AcceptStale: true, At: &at,
	})
	if err != nil {
		t.Fatal(err)
	}
	run := func() {
		t.Helper()
		publisher := e.store.Publisher()
		publisher.Actor = func(context.Context, uuid.UUID) (act.Actor, error) { return somebody, nil }
		if err := publisher.RunSchedule(t.Context(), outcome.Schedule.UUID); err != nil {
			t.Fatal(err)
		}
	}
	run()
	if got := e.live(t, e.source); got != "" {
		t.Errorf("%q is live before its time", got)
	}
	if _, err := storagetest.Draft(e.store).NewRaw("UPDATE hub.schedules SET at = now() WHERE id = ?", outcome.Schedule.UUID).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	run()
	run() // whoever comes second has nothing to do
	e.verbs = append(e.verbs, string(act.VerbPublish))
	if e.live(t, e.source) == "" {
		t.Error("it is not live when its time has come")
	}
}

// past reads what was live before and after it was first published.
func (e *edited) past(t *testing.T) {
	now := clock(t, e.store)
	for moment, want := range map[time.Time]string{e.unread: "", e.published: "Changed " + string(e.source), now: ""} {
		reader, err := e.store.ReadAt(moment, now, []content.Locale{e.source})
		if got := e.title(t, reader, err); got != want {
			t.Errorf("at %v %q was live, want %q", moment, got, want)
		}
	}
}
