package storage_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/storagetest"
)

const spokenFile = "1\n00:00:01,000 --> 00:00:02,000\nBuongiorno\n"

// putTrack puts a file of captions into an asset, as who is given.
func putTrack(t testing.TB, store *storage.Store, who act.Actor, file storage.TextTrackFile) (*edit.Outcome, error) {
	t.Helper()
	input, err := store.TextTrackUpdate(t.Context(), file)
	if err != nil {
		return nil, err
	}
	return store.Writer().Do(t.Context(), who, edit.Write{Verb: act.VerbUpdate, Kind: "asset", Input: input})
}

// tracksOf are the text tracks of an asset in its draft, as WebVTT, by kind and
// language.
func tracksOf(t *testing.T, store *storage.Store, slug string) map[string]string {
	t.Helper()
	asset, err := content.Find[kind.Asset](t.Context(), draftReader(t, store), &slug, nil)
	if err != nil {
		t.Fatal(err)
	}
	tracks, err := content.PartsOf[kind.TextTrack](t.Context(), asset)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, track := range tracks {
		all[track.Slug] = track.VTT()
	}
	return all
}

func TestPutTextTracks(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	id := create(t, store, "asset", object{"fileName": "a.mp4", "contentType": "video/mp4", "slug": "a", "texts": []object{text(en, "A")}})
	put := func(version int, locale content.Locale, kind kind.TextTrackKind, file string) error {
		_, err := putTrack(t, store, somebody, storage.TextTrackFile{ID: id, Version: version, Language: locale, Kind: kind, Content: file})
		return err
	}
	for i, err := range []error{
		put(1, it, "CAPTIONS", spokenFile),
		put(2, it, "SUBTITLES", spokenFile),
		put(3, fr, "CAPTIONS", "WEBVTT\n\n00:01.000 --> 00:02.000\nBonjour\n"),
		put(4, it, "CAPTIONS", strings.Replace(spokenFile, "Buongiorno", "Buonasera", 1)),
	} {
		if err != nil {
			t.Fatalf("file %d: %v", i, err)
		}
	}
	vtt := func(said string) string { return "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + said + "\n" }
	want := map[string]string{"captions-it": vtt("Buonasera"), "subtitles-it": vtt("Buongiorno"), "captions-fr": vtt("Bonjour")}
	if diff := cmp.Diff(want, tracksOf(t, store, "a")); diff != "" {
		t.Error(diff)
	}
	t.Run("BadFile", func(t *testing.T) {
		var problem *fault.Error
		if err := put(5, it, "CAPTIONS", "WEBVTT\n\nsoon"); !errors.As(err, &problem) || problem.Field != "content" || problem.Rule != "captions" || !strings.HasPrefix(problem.Message, "line 3:") {
			t.Errorf("it is refused as %+v", err)
		}
	})
	t.Run("OldVersion", func(t *testing.T) {
		var problem *fault.Error
		if err := put(4, it, "CAPTIONS", spokenFile); !errors.As(err, &problem) || problem.Rule != "versionConflict" {
			t.Errorf("it is refused as %+v", err)
		}
	})
}

// TestTranslatorsPutTextTracks lets a translator of Italian write what is said in
// Italian, and nothing else of an asset.
func TestTranslatorsPutTextTracks(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	french := object{"slug": "captions-fr", "language": fr, "kind": "CAPTIONS", "cues": []object{cue(0, 1, "Bonjour")}}
	made := mustDo(t, store, act.VerbCreate, "asset", object{
		"fileName": "a.mp4", "contentType": "video/mp4", "slug": "a", "texts": []object{text(en, "A")}, "textTracks": []object{french},
	})
	id := encodeID(made)
	translator := policy.Principal{Kind: policy.Session, Role: account.Translator, Locales: []content.Locale{it}, Scopes: []credential.Scope{credential.Read, credential.Write}}
	actor := translator.Actor("")
	forbidden := func(t *testing.T, err error) {
		t.Helper()
		var problem *fault.Error
		if !errors.As(err, &problem) || problem.Code != fault.Forbidden {
			t.Errorf("it is answered by %v", err)
		}
	}
	put := func(version int, locale content.Locale) error {
		_, err := putTrack(t, store, actor, storage.TextTrackFile{ID: id, Version: version, Language: locale, Kind: "CAPTIONS", Content: spokenFile})
		return err
	}
	forbidden(t, put(1, fr)) // which is there
	forbidden(t, put(1, en)) // which is not
	if err := put(1, it); err != nil {
		t.Fatal(err)
	}
	tracks := recordOf(t, store, "asset", made.ID).Parts
	italian, other := content.EncodeID("textTrack", *tracks[1].ID), content.EncodeID("textTrack", *tracks[0].ID)
	update := func(input object) error {
		_, err := store.Writer().Do(t.Context(), actor, edit.Write{Verb: act.VerbUpdate, Kind: "asset", Input: with2(with2(input, "id", id), "version", 2)})
		return err
	}
	for name, tracks := range map[string][]object{
		"Claim":     {{"id": other, "language": it}},
		"GiveAway":  {{"id": italian, "language": fr}},
		"Remove":    {{"id": other, "remove": true}},
		"Reorder":   {{"id": italian, "position": 0}},
		"AlongWith": {{"id": italian, "cues": []object{cue(0, 1, "Ciao")}}, {"id": other, "cues": []object{cue(0, 1, "Salut")}}},
	} {
		t.Run(name, func(t *testing.T) { forbidden(t, update(object{"textTracks": tracks})) })
	}
	t.Run("FieldOfTheAsset", func(t *testing.T) { forbidden(t, update(object{"credit": "Me"})) })
	t.Run("RemoveOwn", func(t *testing.T) {
		if err := update(object{"textTracks": []object{{"id": italian, "remove": true}}}); err != nil {
			t.Error(err)
		}
	})
}
