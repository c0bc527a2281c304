package graph_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/storagetest"
)

// desk is the API as a publisher meets it.
type desk struct {
	*testing.T
	api *api
}

// ask sends an operation that must not fail, and answers its data.
func (d desk) ask(query string, variables object) (data object) {
	d.Helper()
	d.api.post(d.T, request{Query: query, Variables: variables}).data(d.T, &data)
	return data
}

func (d desk) expect(query string, variables, want object) {
	d.Helper()
	if diff := cmp.Diff(want, d.ask(query, variables)); diff != "" {
		d.Error(diff)
	}
}

// page makes a page that points to an image without a text for those who cannot see
// it, and answers the ids of both.
func (d desk) page(store *storage.Store) (page, image string) {
	d.Helper()
	image = d.ask(`mutation ($file: String) { assetCreate(input: { fileName: "a.png", sha256: $file, texts: [{ locale: "en", title: "Image" }] }) { asset { id } } }`,
		object{"file": storagetest.File(d, store, "image/png")})["assetCreate"].(object)["asset"].(object)["id"].(string)
	page = d.ask(`mutation ($image: ID) { pageCreate(input: { type: PAGE, image: $image, texts: [{ locale: "en", title: "News" }] }) { page { id } } }`,
		object{"image": image})["pageCreate"].(object)["page"].(object)["id"].(string)
	return page, image
}

func TestPublish(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	d := desk{t, serve(t, store, as(hired(t, store, account.Publisher)))}
	public := desk{t, serve(t, store)}
	page, image := d.page(store)
	entry := object{"id": page, "kind": "PAGE", "slug": "news"}

	d.expect(`query ($ids: [ID!]!) { publishCheck(ids: $ids, locales: ["en"]) { publishable entries { id title version locales } omitted
		problems { severity code field locale entry { id kind slug } part { id } target { id kind slug } } } }`, object{"ids": []string{page}}, object{"publishCheck": object{
		"publishable": false, "omitted": 0.0, "entries": []any{object{"id": page, "title": "News", "version": 1.0, "locales": []any{"en"}}},
		"problems": []any{
			object{
				"severity": "BLOCKER", "code": "UNPUBLISHED_DEPENDENCY", "field": "refs.image", "locale": nil, "entry": entry, "part": nil,
				"target": object{"id": image, "kind": "ASSET", "slug": "image"},
			},
			object{"severity": "WARNING", "code": "NOT_APPROVED", "field": nil, "locale": "en", "entry": entry, "part": nil, "target": nil},
		},
	}})
	const publish = `mutation ($input: EntryPublishInput!) { entryPublish(input: $input) { published { kind slug } schedule { state } userErrors { field code message } } }`
	d.expect(publish, object{"input": object{"ids": []string{page}, "locales": []string{"en"}, "withDependencies": true}}, object{"entryPublish": object{
		"published": []any{}, "schedule": nil, "userErrors": []any{
			object{"field": nil, "code": "ALT_TEXT_MISSING", "message": `asset "image" (en): an image needs a text for those who cannot see it`},
		},
	}})
	d.ask(`mutation ($id: ID!) { assetUpdate(input: { id: $id, version: 1, texts: [{ locale: "en", altText: "An image" }] }) { userErrors { code } } }`, object{"id": image})
	d.expect(publish, object{"input": object{"ids": []string{page}, "locales": []string{"en"}, "withDependencies": true}}, object{"entryPublish": object{
		"published": []any{object{"kind": "ASSET", "slug": "image"}, object{"kind": "PAGE", "slug": "news"}}, "schedule": nil, "userErrors": []any{},
	}})
	const read = `{ page(slug: "news") { title image { altText } } }`
	public.expect(read, nil, object{"page": object{"title": "News", "image": object{"altText": "An image"}}})

	const unpublish = `mutation ($ids: [ID!]!) { entryUnpublish(input: { ids: $ids, locales: ["en"] }) { unpublished { slug version } problems { code } userErrors { code } } }`
	d.expect(unpublish, object{"ids": []string{image}}, object{"entryUnpublish": object{
		"unpublished": []any{}, "problems": []any{object{"code": "REFERENCED"}}, "userErrors": []any{object{"code": "REFERENCED"}},
	}})
	d.expect(unpublish, object{"ids": []string{page}}, object{"entryUnpublish": object{
		"unpublished": []any{object{"slug": "news", "version": 0.0}}, "problems": []any{}, "userErrors": []any{},
	}})
	public.expect(read, nil, object{"page": nil})
}

func TestScheduleAndRelease(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	d := desk{t, serve(t, store, as(hired(t, store, account.Publisher)))}
	page, image := d.page(store)
	at := time.Now().Add(time.Hour).UTC().Truncate(time.Second).Format(time.RFC3339)

	planned := d.ask(`mutation ($ids: [ID!]!, $at: DateTime!) { entryPublish(input: { ids: $ids, locales: ["en"], at: $at }) {
		published { id } problems { code } schedule { id action state at entries { slug } locales release withDependencies acceptStale author { name } finishedAt problems { code } } userErrors { code } } }`,
		object{"ids": []string{page}, "at": at})["entryPublish"].(object)
	schedule := planned["schedule"].(object)
	id := schedule["id"]
	delete(schedule, "id")
	if diff := cmp.Diff(object{
		"published": []any{}, "problems": []any{object{"code": "UNPUBLISHED_DEPENDENCY"}, object{"code": "NOT_APPROVED"}}, "userErrors": []any{},
		"schedule": object{
			"action": "PUBLISH", "state": "PENDING", "at": at, "entries": []any{object{"slug": "news"}}, "locales": []any{"en"}, "release": nil,
			"withDependencies": false, "acceptStale": false, "author": object{"name": "The publisher"}, "finishedAt": nil, "problems": []any{},
		},
	}, planned); diff != "" {
		t.Error(diff)
	}
	d.expect(`query ($entry: ID) { schedules(states: [PENDING], entry: $entry) { totalCount nodes { id } } }`, object{"entry": page},
		object{"schedules": object{"totalCount": 1.0, "nodes": []any{object{"id": id}}}})
	const cancel = `mutation ($id: ID!) { scheduleCancel(input: { id: $id }) { schedule { state } userErrors { field code } } }`
	d.expect(cancel, object{"id": id}, object{"scheduleCancel": object{"schedule": object{"state": "CANCELLED"}, "userErrors": []any{}}})
	d.expect(cancel, object{"id": id}, object{"scheduleCancel": object{"schedule": nil, "userErrors": []any{object{"field": "id", "code": "NOT_PENDING"}}}})

	release := d.ask(`mutation { releaseCreate(input: { name: "Relaunch", description: "For June" }) { release { id } } }`, nil)["releaseCreate"].(object)["release"].(object)["id"]
	d.expect(`mutation ($id: ID!) { releaseUpdate(input: { id: $id, version: 1, description: null }) { release { name description version } userErrors { code } } }`, object{"id": release},
		object{"releaseUpdate": object{"release": object{"name": "Relaunch", "description": nil, "version": 2.0}, "userErrors": []any{}}})
	d.expect(`mutation ($id: ID!, $ids: [ID!]!) { releaseItemsAdd(input: { id: $id, ids: $ids, locales: ["en"], withDependencies: true }) {
		release { state items { action locales entry { slug } } } userErrors { code } } }`, object{"id": release, "ids": []string{page}}, object{"releaseItemsAdd": object{
		"release": object{"state": "OPEN", "items": []any{
			object{"action": "PUBLISH", "locales": []any{"en"}, "entry": object{"slug": "image"}},
			object{"action": "PUBLISH", "locales": []any{"en"}, "entry": object{"slug": "news"}},
		}}, "userErrors": []any{},
	}})
	d.expect(`query ($id: ID!) { releaseCheck(id: $id) { publishable problems { code severity } } page(slug: "news", release: $id) { title } }`, object{"id": release}, object{
		"releaseCheck": object{"publishable": false, "problems": []any{
			object{"code": "ALT_TEXT_MISSING", "severity": "BLOCKER"}, object{"code": "NOT_APPROVED", "severity": "WARNING"}, object{"code": "NOT_APPROVED", "severity": "WARNING"},
		}},
		"page": object{"title": "News"},
	})
	d.ask(`mutation ($id: ID!) { assetUpdate(input: { id: $id, version: 1, texts: [{ locale: "en", altText: "An image" }] }) { userErrors { code } } }`, object{"id": image})
	const publish = `mutation ($input: ReleasePublishInput!) { releasePublish(input: $input) { release { state schedule { at release } } published { slug } userErrors { code } } }`
	d.expect(publish, object{"input": object{"id": release, "at": at}}, object{"releasePublish": object{
		"release": object{"state": "SCHEDULED", "schedule": object{"at": at, "release": release}}, "published": []any{}, "userErrors": []any{},
	}})
	d.expect(publish, object{"input": object{"id": release}}, object{"releasePublish": object{
		"release": object{"state": "PUBLISHED", "schedule": nil}, "published": []any{object{"slug": "image"}, object{"slug": "news"}}, "userErrors": []any{},
	}})
	d.expect(`query ($id: ID!) { release(id: $id) { name state author { name } } releases(states: [PUBLISHED]) { totalCount nodes { id } } }`, object{"id": release}, object{
		"release":  object{"name": "Relaunch", "state": "PUBLISHED", "author": object{"name": "The publisher"}},
		"releases": object{"totalCount": 1.0, "nodes": []any{object{"id": release}}},
	})
	d.expect(`mutation ($id: ID!) { releaseCancel(input: { id: $id }) { release { id } userErrors { code } } }`, object{"id": release},
		object{"releaseCancel": object{"release": nil, "userErrors": []any{object{"code": "CLOSED"}}}})
	d.expect(`mutation ($id: ID!, $ids: [ID!]!) { releaseItemsRemove(input: { id: $id, ids: $ids, locales: ["en"] }) { userErrors { code } } }`, object{"id": release, "ids": []string{page}},
		object{"releaseItemsRemove": object{"userErrors": []any{object{"code": "CLOSED"}}}})
}
