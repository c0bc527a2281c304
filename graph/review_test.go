package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
)

const reviewFields = `review { id state outdated locale version overdue dueAt submittedBy { name } assignee { name } decidedBy { name account } entry { title version }
	comments { author { name } state field part body } } userErrors { field code }`

// shownReview is a review as the API shows it.
type shownReview struct {
	ID, State, Locale, DueAt         string
	Outdated, Overdue                bool
	Version                          int
	SubmittedBy, Assignee, DecidedBy *struct{ Name, Account string }
	Entry                            *struct {
		Title   string
		Version int
	}
	Comments []struct {
		Author             struct{ Name string }
		State, Field, Part *string
		Body               string
	}
}

// reviewed asks for a mutation of a review.
func (a *api) reviewed(t *testing.T, mutation, inputType string, input object) (*shownReview, string) {
	t.Helper()
	answered := a.post(t, request{
		Query:     fmt.Sprintf("mutation ($input: %s!) { %s(input: $input) { %s } }", inputType, mutation, reviewFields),
		Variables: object{"input": input},
	})
	if failures := answered.failures(t); len(failures) > 0 {
		return nil, code(failures)
	}
	var data map[string]struct {
		Review     *shownReview
		UserErrors []struct{ Field, Code string }
	}
	answered.data(t, &data)
	if wrong := data[mutation].UserErrors; len(wrong) > 0 {
		return nil, wrong[0].Field + " " + wrong[0].Code
	}
	return data[mutation].Review, ""
}

// bureau is an office with an editor, and an entry in English and Italian.
type bureau struct {
	*office
	ed       *account.Account
	edClient *api
	page     string
}

func openBureau(t *testing.T) *bureau {
	t.Helper()
	b := &bureau{office: openOffice(t)}
	b.ed = b.create(t, "ed@town.example", account.Grant{Role: account.Editor})
	b.edClient = b.signedIn(t, b.ed)
	b.page = b.newPage(t, "about", "About", "Chi siamo")
	return b
}

func (b *bureau) newPage(t *testing.T, slug, english, italian string) string {
	t.Helper()
	load(t, b.store, fmt.Sprintf(`{"kind":"page","slug":%q,"sourceLocale":"en","fields":{"type":"PAGE"},"texts":{"en":{"title":%q},"it":{"title":%q}}}`, slug, english, italian))
	var page struct{ Page struct{ ID string } }
	b.edClient.post(t, request{Query: `query ($slug: String!) { page(slug: $slug, stage: DRAFT) { id } }`, Variables: object{"slug": slug}}).data(t, &page)
	return page.Page.ID
}

func TestReview(t *testing.T) {
	t.Parallel()
	b := openBureau(t)
	due := today.Add(400 * 24 * time.Hour).Format(time.RFC3339)
	submit := object{"entry": b.page, "locale": "it", "comment": "Please look at the title.", "dueAt": due}

	if _, wrong := b.anaClient.reviewed(t, "reviewSubmit", "ReviewSubmitInput", object{"entry": b.page, "locale": "en"}); wrong != "FORBIDDEN" {
		t.Errorf("a translator of Italian and French submitted English: %s", wrong)
	}
	opened, wrong := b.anaClient.reviewed(t, "reviewSubmit", "ReviewSubmitInput", submit)
	if wrong != "" {
		t.Fatal(wrong)
	}
	if opened.State != "OPEN" || opened.SubmittedBy.Name != "ana" || opened.Entry.Title != "Chi siamo" || opened.Comments[0].Body != "Please look at the title." ||
		*opened.Comments[0].State != "OPEN" || opened.DecidedBy != nil || opened.DueAt != due || opened.Overdue || opened.Outdated {
		t.Errorf("opened: %+v", opened)
	}
	if _, wrong := b.anaClient.reviewed(t, "reviewSubmit", "ReviewSubmitInput", submit); wrong != "locale OPEN" {
		t.Errorf("submitted twice: %s", wrong)
	}

	assigned, wrong := b.edClient.reviewed(t, "reviewAssign", "ReviewAssignInput", object{"id": opened.ID, "assignee": content.EncodeID(act.AccountKind, b.ed.ID)})
	if wrong != "" || assigned.Assignee.Name != "ed" || assigned.DueAt != due {
		t.Errorf("assigned: %+v, %s", assigned, wrong)
	}
	if assigned, wrong = b.edClient.reviewed(t, "reviewAssign", "ReviewAssignInput", object{"id": opened.ID, "dueAt": nil}); wrong != "" || assigned.Assignee == nil || assigned.DueAt != "" {
		t.Errorf("without a day: %+v, %s", assigned, wrong)
	}
	for mutation, input := range map[string]string{"reviewAssign": "ReviewAssignInput", "reviewApprove": "ReviewDecisionInput", "reviewSendBack": "ReviewDecisionInput"} {
		if _, wrong := b.anaClient.reviewed(t, mutation, input, object{"id": opened.ID}); wrong != "FORBIDDEN" {
			t.Errorf("%s by a translator: %s", mutation, wrong)
		}
	}
	if _, wrong := b.edClient.reviewed(t, "reviewSendBack", "ReviewDecisionInput", object{"id": opened.ID}); wrong != "comment REQUIRED" {
		t.Errorf("sent back without words: %s", wrong)
	}
	commented, wrong := b.edClient.reviewed(t, "reviewComment", "ReviewCommentInput", object{"id": opened.ID, "field": "title", "body": "Why plural?"})
	if wrong != "" || *commented.Comments[1].Field != "title" || commented.Comments[1].State != nil || commented.Comments[1].Author.Name != "ed" {
		t.Errorf("commented: %+v, %s", commented, wrong)
	}

	// A write makes it outdated, and what nobody saw is not approved.
	b.edClient.post(t, request{Query: `mutation ($id: ID!) { pageUpdate(input: { id: $id, version: 1, texts: [{ locale: "it", title: "Chi sono" }] }) { page { version } } }`, Variables: object{"id": b.page}}).data(t, &struct{}{})
	if _, wrong := b.edClient.reviewed(t, "reviewApprove", "ReviewDecisionInput", object{"id": opened.ID}); wrong != "id OUTDATED" {
		t.Errorf("approved unseen: %s", wrong)
	}
	again, wrong := b.anaClient.reviewed(t, "reviewSubmit", "ReviewSubmitInput", object{"entry": b.page, "locale": "it"})
	if wrong != "" || again.Version != 2 || again.Entry.Title != "Chi sono" {
		t.Fatalf("submitted again: %+v, %s", again, wrong)
	}
	approved, wrong := b.edClient.reviewed(t, "reviewApprove", "ReviewDecisionInput", object{"id": again.ID, "comment": "Good."})
	if wrong != "" || approved.State != "APPROVED" || approved.DecidedBy.Name != "ed" {
		t.Errorf("approved: %+v, %s", approved, wrong)
	}
	if _, wrong := b.anaClient.reviewed(t, "reviewWithdraw", "ReviewDecisionInput", object{"id": again.ID}); wrong != "id DECIDED" {
		t.Errorf("withdrawn after that: %s", wrong)
	}
	var found struct {
		First, Second *struct{ State string }
		None          *struct{ State string }
	}
	b.anaClient.post(t, request{
		Query:     `query ($first: ID!, $second: ID!, $none: ID!) { first: review(id: $first) { state } second: review(id: $second) { state } none: review(id: $none) { state } }`,
		Variables: object{"first": opened.ID, "second": again.ID, "none": content.EncodeID("review", [16]byte{1})},
	}).data(t, &found)
	if found.First.State != "WITHDRAWN" || found.Second.State != "APPROVED" || found.None != nil {
		t.Errorf("found %+v", found)
	}
}

func TestReviewLinkCreate(t *testing.T) {
	t.Parallel()
	b := openBureau(t)
	opened, wrong := b.edClient.reviewed(t, "reviewSubmit", "ReviewSubmitInput", object{"entry": b.page, "locale": "it"})
	if wrong != "" {
		t.Fatal(wrong)
	}
	link := func(by *api, expires time.Time) string {
		answered := by.post(t, request{
			Query:     `mutation ($input: ReviewLinkCreateInput!) { reviewLinkCreate(input: $input) { url review { id } userErrors { field code } } }`,
			Variables: object{"input": object{"id": opened.ID, "expiresAt": expires.UTC().Format(time.RFC3339)}},
		})
		return string(answered.body)
	}
	ed := serve(t, b.store, as(withRole(account.Editor)), func(o *graph.Options) {
		o.ReviewURL = func(secret string) string { return fmt.Sprintf("https://hub.example/review/%d", len(secret)) }
	})
	want := fmt.Sprintf(`{"data":{"reviewLinkCreate":{"url":"https://hub.example/review/59","review":{"id":%q},"userErrors":[]}}}`, opened.ID)
	if got := link(ed, time.Now().Add(time.Hour)); got != want {
		t.Errorf("got %s", got)
	}
	const past = `{"data":{"reviewLinkCreate":{"url":null,"review":null,"userErrors":[{"field":"expiresAt","code":"FUTURE"}]}}}`
	if got := link(ed, time.Now().Add(-time.Hour)); got != past {
		t.Errorf("got %s", got)
	}
}

func TestReviews(t *testing.T) {
	t.Parallel()
	b := openBureau(t)
	const query = `query ($where: ReviewWhere, $first: Int) { reviews(where: $where, first: $first) { totalCount nodes { state outdated kind submittedBy { name } comments { body author { name } } entry { title kind } } } }`
	ask := func(where object, first int) answer {
		return b.anaClient.post(t, request{Query: query, Variables: object{"where": where, "first": first}})
	}
	pages := []string{b.page}
	for i := range 4 {
		pages = append(pages, b.newPage(t, fmt.Sprintf("page-%d", i), fmt.Sprintf("Page %d", i), fmt.Sprintf("Pagina %d", i)))
	}
	for _, page := range pages {
		if _, wrong := b.anaClient.reviewed(t, "reviewSubmit", "ReviewSubmitInput", object{"entry": page, "locale": "it", "comment": "Look."}); wrong != "" {
			t.Fatal(wrong)
		}
	}
	one, five := ask(object{}, 1), ask(object{}, 5)
	if one.statements != five.statements || five.statements > 6 {
		t.Errorf("one review costs %d statements, five %d", one.statements, five.statements)
	}
	const want = `{"data":{"reviews":{"totalCount":5,"nodes":[{"state":"OPEN","outdated":false,"kind":"PAGE","submittedBy":{"name":"ana"},` +
		`"comments":[{"body":"Look.","author":{"name":"ana"}}],"entry":{"title":"Pagina 3","kind":"PAGE"}}]}}}`
	if diff := cmp.Diff(want, string(one.body)); diff != "" {
		t.Error(diff)
	}
	for name, test := range map[string]struct {
		where object
		want  string
	}{
		"Open":       {object{"states": []string{"OPEN"}, "kinds": []string{"PAGE"}, "locales": []string{"it"}, "overdue": false, "assigned": false}, `"totalCount":5`},
		"Entry":      {object{"entry": pages[2]}, `"totalCount":1`},
		"NullState":  {object{"states": nil}, `"field":"where.states","rule":"null"`},
		"NullEntry":  {object{"entry": nil}, `"field":"where.entry","rule":"null"`},
		"NotAnEntry": {object{"entry": "x"}, `"field":"where.entry","rule":"id"`},
	} {
		if got := ask(test.where, 1); !strings.Contains(string(got.body), test.want) {
			t.Errorf("%s: %s", name, got.body)
		}
	}
	// A variable that is not given is left out; one that is null is not.
	const by = `query ($entry: ID) { reviews(where: { entry: $entry, states: [OPEN] }) { totalCount } }`
	if got := b.anaClient.post(t, request{Query: by}); !strings.Contains(string(got.body), `"totalCount":5`) {
		t.Errorf("without the variable: %s", got.body)
	}
	if got := b.anaClient.post(t, request{Query: by, Variables: json.RawMessage(`{"entry":null}`)}); !strings.Contains(string(got.body), `"rule":"null"`) {
		t.Errorf("with null: %s", got.body)
	}
	if got := code(serve(t, b.store).post(t, request{Query: `{ reviews { totalCount } }`}).failures(t)); got != "UNAUTHENTICATED" {
		t.Errorf("the public: %s", got)
	}
}
