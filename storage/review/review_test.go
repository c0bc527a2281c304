package review_test

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/review"
	"github.com/cocreated/hub/storage/storagetest"
)

const (
	drafts   = "DRAFT DRAFT DRAFT"
	inReview = "IN_REVIEW IN_REVIEW IN_REVIEW"
	approved = "APPROVED APPROVED APPROVED"
)

func TestApprove(t *testing.T) {
	t.Parallel()
	h := open(t)
	heard, err := h.Listen(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer heard.Close()
	events := heard.Subscribe(notice.Filter{})
	defer events.Close()
	submitted := h.submit(t, "it")
	if got := h.states(t, "it"); got != inReview {
		t.Errorf("submitted: %s", got)
	}
	if submitted.State != review.Open || submitted.Version != 1 || submitted.Submitter().Name != "Tina" || submitted.Decider() != nil {
		t.Errorf("submitted: %+v", submitted)
	}
	decided, err := h.decide(t.Context(), submitted, review.Approved, "Bene!")
	if err != nil {
		t.Fatal(err)
	}
	if decided.State != review.Approved || decided.Decider().Name != "Ed" || decided.DecidedAt == nil {
		t.Errorf("approved: %+v", decided)
	}
	if got := h.states(t, "it"); got != approved {
		t.Errorf("approved: %s", got)
	}
	if got := h.states(t, "en"); got != drafts {
		t.Errorf("the other language: %s", got)
	}
	comments, err := decided.Comments(t.Context())
	if err != nil || len(comments) != 1 || comments[0].Body != "Bene!" || comments[0].Author().Name != "Ed" || *comments[0].State != review.Approved {
		t.Errorf("comments: %+v, %v", comments, err)
	}

	// Whoever watches the draft hears of its new states.
	for range 2 {
		event, err := events.Next(t.Context())
		if err != nil || event.Type != notice.EventUpdated || *event.EntryID() != h.course || fmt.Sprint(event.Locales) != "[it]" {
			t.Errorf("heard %+v, %v", event, err)
		}
	}
	// All of it is in the audit trail, and none of it says who by name.
	var trail []string
	if err := storagetest.Draft(h.Store).NewRaw("SELECT action || ' ' || array_to_string(locales, ',') || ' ' || version FROM hub.audit WHERE action LIKE 'REVIEW%' ORDER BY id").Scan(t.Context(), &trail); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"REVIEW_SUBMIT it 1", "REVIEW_APPROVE it 1"}, trail); diff != "" {
		t.Error(diff)
	}
	if _, err := h.reviews.Submit(t.Context(), h.as(account.Translator), review.Request{Entry: h.course, Locale: "it"}); refused(err) != "CONFLICT locale approved" {
		t.Errorf("what is approved was submitted: %v", err)
	}
}

func TestSendBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	submitted := h.submit(t, "it")
	if _, err := h.decide(t.Context(), submitted, review.SentBack, " "); refused(err) != "BAD_USER_INPUT comment required" {
		t.Errorf("without words: %v", err)
	}
	decided, err := h.decide(t.Context(), submitted, review.SentBack, "Il titolo")
	if err != nil || decided.State != review.SentBack || h.states(t, "it") != drafts {
		t.Errorf("%+v, %v, %s", decided, err, h.states(t, "it"))
	}
	for _, decision := range []review.State{review.Approved, review.SentBack, review.Withdrawn} {
		if _, err := h.decide(t.Context(), submitted, decision, "again"); refused(err) != "CONFLICT id decided" {
			t.Errorf("%s after it was sent back: %v", decision, err)
		}
	}
	// The translator answers, and submits again.
	if _, err := h.reviews.Comment(t.Context(), h.as(account.Translator), submitted.ID(), review.Remark{Body: "Quale?"}); err != nil {
		t.Error(err)
	}
	h.submit(t, "it")
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	h := open(t)
	mine := h.submit(t, "it")
	withdrawn, err := h.reviews.Decide(t.Context(), h.as(account.Translator), mine.ID(), review.Withdrawn, nil)
	if err != nil || withdrawn.State != review.Withdrawn || h.states(t, "it") != drafts {
		t.Errorf("%+v, %v, %s", withdrawn, err, h.states(t, "it"))
	}
	others, err := h.reviews.Submit(t.Context(), h.as(account.Editor), review.Request{Entry: h.course, Locale: "it"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.reviews.Decide(t.Context(), h.as(account.Translator), others.ID(), review.Withdrawn, nil); refused(err) != "FORBIDDEN  " {
		t.Errorf("a translator withdrew what an editor had submitted: %v", err)
	}
	if _, err := h.decide(t.Context(), others, review.Withdrawn, ""); err != nil {
		t.Error(err)
	}
}

// TestOutdated changes a text in review: what nobody has looked at is not approved.
func TestOutdated(t *testing.T) {
	t.Parallel()
	h := open(t)
	submitted := h.submit(t, "it")
	if _, err := h.reviews.Submit(t.Context(), h.as(account.Editor), review.Request{Entry: h.course, Locale: "it"}); refused(err) != "CONFLICT locale open" {
		t.Errorf("submitted twice: %v", err)
	}
	outdated := func(want bool) {
		t.Helper()
		found, err := h.reviews.Find(t.Context(), submitted.ID())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := found.Outdated(t.Context()); got != want || err != nil {
			t.Errorf("outdated: %t, %v", got, err)
		}
	}
	outdated(false)
	h.translate(t, "Le fondamenta")
	outdated(true)
	if got := h.states(t, "it"); got != "DRAFT IN_REVIEW IN_REVIEW" {
		t.Errorf("after the change: %s", got)
	}
	if _, err := h.decide(t.Context(), submitted, review.Approved, ""); refused(err) != "CONFLICT id outdated" {
		t.Errorf("approved unseen: %v", err)
	}
	if got := h.states(t, "it"); got != "DRAFT IN_REVIEW IN_REVIEW" {
		t.Errorf("after the refusal: %s", got)
	}

	again := h.submit(t, "it")
	if before, err := h.reviews.Find(t.Context(), submitted.ID()); err != nil || before.State != review.Withdrawn {
		t.Errorf("the first: %+v, %v", before, err)
	}
	if again.Version != 2 || h.states(t, "it") != inReview {
		t.Errorf("the second: %+v, %s", again, h.states(t, "it"))
	}
	if _, err := h.decide(t.Context(), again, review.Approved, ""); err != nil || h.states(t, "it") != approved {
		t.Errorf("%v, %s", err, h.states(t, "it"))
	}
}

// TestChangedBack changes a text in review and takes that back: it says what was
// submitted, and is approved whole.
func TestChangedBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	submitted := h.submit(t, "it")
	h.translate(t, "Le fondamenta")
	h.translate(t, "Le basi")
	if _, err := h.decide(t.Context(), submitted, review.Approved, ""); err != nil || h.states(t, "it") != approved {
		t.Errorf("%v, %s", err, h.states(t, "it"))
	}
}

// TestOtherLanguagesDoNotMatter writes English while Italian is in review.
func TestOtherLanguagesDoNotMatter(t *testing.T) {
	t.Parallel()
	h := open(t)
	submitted := h.submit(t, "it")
	h.load(t, strings.Replace(course, "What it is about.", "What this is about.", 1))
	if _, err := h.decide(t.Context(), submitted, review.Approved, ""); err != nil {
		t.Error(err)
	}
}

func TestSubmitRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	role := func(role account.Role) *string {
		return pointer(content.EncodeID(act.AccountKind, h.people[role].ID))
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	for name, test := range map[string]struct {
		as      account.Role
		request review.Request
		want    string
	}{
		"NotAnID":         {account.Editor, review.Request{Entry: "x", Locale: "it"}, "BAD_USER_INPUT entry id"},
		"NoEntry":         {account.Editor, review.Request{Entry: content.EncodeID("course", uuid.Max), Locale: "it"}, "NOT_FOUND entry notFound"},
		"Part":            {account.Editor, review.Request{Entry: content.EncodeID("lesson", uuid.Max), Locale: "it"}, "BAD_USER_INPUT entry kind"},
		"NotInLanguage":   {account.Editor, review.Request{Entry: h.course, Locale: "fr"}, "BAD_USER_INPUT locale missing"},
		"OtherLanguage":   {account.Translator, review.Request{Entry: h.course, Locale: "en"}, "FORBIDDEN  "},
		"DueYesterday":    {account.Editor, review.Request{Entry: h.course, Locale: "it", DueAt: &yesterday}, "BAD_USER_INPUT dueAt future"},
		"NoAccount":       {account.Editor, review.Request{Entry: h.course, Locale: "it", Assignee: pointer(content.EncodeID(act.AccountKind, uuid.Max))}, "NOT_FOUND assignee notFound"},
		"CannotApprove":   {account.Editor, review.Request{Entry: h.course, Locale: "it", Assignee: role(account.Translator)}, "BAD_USER_INPUT assignee role"},
		"NotAnAccount":    {account.Editor, review.Request{Entry: h.course, Locale: "it", Assignee: &h.course}, "BAD_USER_INPUT assignee kind"},
		"CommentTooLong":  {account.Editor, review.Request{Entry: h.course, Locale: "it", Comment: pointer(strings.Repeat("é", 5001))}, "BAD_USER_INPUT comment max"},
		"NobodyByAccount": {account.Editor, review.Request{Entry: h.course, Locale: "it", Assignee: pointer("nonsense")}, "BAD_USER_INPUT assignee id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := h.reviews.Submit(t.Context(), h.as(test.as), test.request); refused(err) != test.want {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAssign(t *testing.T) {
	t.Parallel()
	h := open(t)
	tomorrow := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Microsecond)
	paul := content.EncodeID(act.AccountKind, h.people[account.Publisher].ID)
	submitted, err := h.reviews.Submit(t.Context(), h.as(account.Translator), review.Request{Entry: h.course, Locale: "it", Assignee: &paul, DueAt: &tomorrow})
	if err != nil {
		t.Fatal(err)
	}
	if submitted.AssignedTo().Name != "Paul" || !submitted.DueAt.Equal(tomorrow) || submitted.Overdue {
		t.Errorf("submitted: %+v", submitted)
	}
	assigned, err := h.reviews.Assign(t.Context(), h.as(account.Editor), submitted.ID(), review.Assignment{HasAssignee: true})
	if err != nil || assigned.AssignedTo() != nil || assigned.DueAt == nil {
		t.Errorf("assigned to nobody: %+v, %v", assigned, err)
	}
	assigned, err = h.reviews.Assign(t.Context(), h.as(account.Editor), submitted.ID(), review.Assignment{HasDueAt: true, HasAssignee: true, Assignee: &paul})
	if err != nil || assigned.AssignedTo().Account() == nil || *assigned.AssignedTo().Account() != paul || assigned.DueAt != nil {
		t.Errorf("assigned to Paul, without a day: %+v, %v", assigned, err)
	}
	if _, err := h.reviews.Assign(t.Context(), h.as(account.Translator), submitted.ID(), review.Assignment{}); refused(err) != "FORBIDDEN  " {
		t.Errorf("assigned by a translator: %v", err)
	}
}

func TestComment(t *testing.T) {
	t.Parallel()
	h := open(t)
	submitted := h.submit(t, "it")
	part := func(kind string) *string {
		var id uuid.UUID
		if err := storagetest.Draft(h.Store).NewRaw("SELECT id FROM parts WHERE kind = ?", kind).Scan(t.Context(), &id); err != nil {
			t.Fatal(err)
		}
		return pointer(content.EncodeID(kind, id))
	}
	lesson, title, body, objectives, nothing := part("lesson"), pointer("title"), pointer("body"), pointer("objectives"), pointer("nothing")
	for name, test := range map[string]struct {
		remark review.Remark
		want   string
	}{
		"WholeText":      {review.Remark{Body: "Bene"}, ""},
		"Field":          {review.Remark{Field: objectives, Body: "Bene"}, ""},
		"FieldOfPart":    {review.Remark{Part: lesson, Field: body, Body: "Bene"}, ""},
		"NoWords":        {review.Remark{Field: title, Body: " \n"}, "BAD_USER_INPUT body required"},
		"TooLong":        {review.Remark{Body: strings.Repeat("x", 5001)}, "BAD_USER_INPUT body max"},
		"NoSuchField":    {review.Remark{Field: nothing, Body: "Bene"}, "BAD_USER_INPUT field oneof"},
		"NoSuchPartsOne": {review.Remark{Part: lesson, Field: objectives, Body: "Bene"}, "BAD_USER_INPUT field oneof"},
		"NoPart":         {review.Remark{Part: pointer(content.EncodeID("lesson", uuid.Max)), Field: title, Body: "Bene"}, "NOT_FOUND part notFound"},
		"PartAlone":      {review.Remark{Part: lesson, Body: "Bene"}, "BAD_USER_INPUT field required"},
		"PartIsNoID":     {review.Remark{Part: nothing, Field: title, Body: "Bene"}, "BAD_USER_INPUT part id"},
	} {
		t.Run(name, func(t *testing.T) {
			commented, err := h.reviews.Comment(t.Context(), h.as(account.Translator), submitted.ID(), test.remark)
			if test.want != "" {
				if refused(err) != test.want {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			comments, err := commented.Comments(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			last := comments[len(comments)-1]
			if diff := cmp.Diff(test.remark, review.Remark{Part: last.Part(), Field: last.Field, Body: last.Body}); diff != "" || last.Author().Name != "Tina" || last.State != nil {
				t.Error(diff, last)
			}
		})
	}
	t.Run("TooMany", func(t *testing.T) {
		_, err := storagetest.Draft(h.Store).NewRaw("INSERT INTO hub.review_comments (review_id, at, body) SELECT ?, now(), 'x' FROM generate_series(1, 500)", submitted.UUID).Exec(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.reviews.Comment(t.Context(), h.as(account.Editor), submitted.ID(), review.Remark{Body: "Bene"}); refused(err) != "CONFLICT id max" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("NoReview", func(t *testing.T) {
		for id, want := range map[string]string{
			content.EncodeID(review.IDKind, uuid.Max): "NOT_FOUND id notFound", h.course: "BAD_USER_INPUT id kind", "x": "BAD_USER_INPUT id id",
		} {
			if _, err := h.reviews.Comment(t.Context(), h.as(account.Editor), id, review.Remark{Body: "Bene"}); refused(err) != want {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}

// TestDecideOnce lets several people decide at once.
func TestDecideOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	submitted := h.submit(t, "it")
	const people = 8
	errs := make([]error, people)
	var deciding sync.WaitGroup
	for i := range people {
		deciding.Go(func() {
			decision := []review.State{review.Approved, review.SentBack}[i%2]
			_, errs[i] = h.decide(t.Context(), submitted, decision, "words")
		})
	}
	deciding.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case refused(err) != "CONFLICT id decided":
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d have decided", won)
	}
}

func TestDeletedEntry(t *testing.T) {
	t.Parallel()
	h := open(t)
	submitted := h.submit(t, "it")
	_, err := h.Writer().Do(t.Context(), h.as(account.Editor), edit.Write{Verb: act.VerbDelete, Input: map[string]any{"id": h.course, "version": 1}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.decide(t.Context(), submitted, review.Approved, ""); refused(err) != "CONFLICT id deleted" {
		t.Errorf("approved: %v", err)
	}
	if _, err := h.decide(t.Context(), submitted, review.Withdrawn, ""); err != nil {
		t.Errorf("withdrawn: %v", err)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	h := open(t)
	paul := content.EncodeID(act.AccountKind, h.people[account.Publisher].ID)
	sentBack, err := h.decide(t.Context(), h.submit(t, "it"), review.SentBack, "no")
	if err != nil {
		t.Fatal(err)
	}
	english, err := h.reviews.Submit(t.Context(), h.as(account.Editor), review.Request{Entry: h.course, Locale: "en", Assignee: &paul})
	if err != nil {
		t.Fatal(err)
	}
	italian := h.submit(t, "it")
	if _, err := storagetest.Draft(h.Store).ExecContext(t.Context(), "UPDATE hub.reviews SET due_at = now() - interval '1 hour' WHERE locale = 'it'"); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{sentBack.ID(): "sentBack", english.ID(): "english", italian.ID(): "italian"}
	for name, test := range map[string]struct {
		filter review.Filter
		want   string
	}{
		"All":       {review.Filter{}, "italian english sentBack"},
		"States":    {review.Filter{States: []review.State{review.Open}}, "italian english"},
		"NoStates":  {review.Filter{States: []review.State{}}, ""},
		"Locales":   {review.Filter{Locales: []content.Locale{"it", "fr"}}, "italian sentBack"},
		"Kinds":     {review.Filter{Kinds: []content.EntryKind{"page"}}, ""},
		"Entry":     {review.Filter{Entry: &h.course, Kinds: []content.EntryKind{"course"}}, "italian english sentBack"},
		"Assignee":  {review.Filter{Assignee: &paul}, "english"},
		"Assigned":  {review.Filter{Assigned: pointer(false)}, "italian sentBack"},
		"Overdue":   {review.Filter{Overdue: pointer(true)}, "italian"},
		"InGoodDay": {review.Filter{Overdue: pointer(false)}, "english sentBack"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := h.reviews.List(t.Context(), test.filter, content.Page{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, found := range list.Nodes {
				got = append(got, names[found.ID()])
			}
			if total, err := list.TotalCount(t.Context()); strings.Join(got, " ") != test.want || total != len(got) || err != nil {
				t.Errorf("got %v of %d, %v", got, total, err)
			}
		})
	}
	t.Run("Pages", func(t *testing.T) {
		t.Parallel()
		var got []string
		var after *string
		for {
			list, err := h.reviews.List(t.Context(), review.Filter{}, content.Page{First: pointer(1), After: after})
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, names[list.Nodes[0].ID()])
			if after = list.PageInfo.EndCursor(); !list.PageInfo.HasNextPage {
				break
			}
		}
		if fmt.Sprint(got) != "[italian english sentBack]" {
			t.Errorf("got %v", got)
		}
	})
	for name, filter := range map[string]review.Filter{
		"BAD_USER_INPUT where.entry id":      {Entry: pointer("x")},
		"BAD_USER_INPUT where.assignee kind": {Assignee: &h.course},
	} {
		if _, err := h.reviews.List(t.Context(), filter, content.Page{}); refused(err) != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEveryKind looks over an entry of every kind of the demo content, in each of its languages.
func TestEveryKind(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	reviews := store.Reviews()
	if _, err := storagetest.Draft(store).ExecContext(t.Context(), "UPDATE texts SET state = 'DRAFT'"); err != nil {
		t.Fatal(err)
	}
	var texts []struct {
		EntryID      uuid.UUID
		Kind, Locale string
	}
	err := storagetest.Draft(store).NewRaw(`SELECT t.entry_id, t.kind, t.locale FROM texts AS t JOIN (SELECT kind, min(id::text)::uuid AS id FROM entries GROUP BY kind) AS e ON e.id = t.entry_id
		WHERE t.part_id IS NULL ORDER BY t.kind, t.locale`).Scan(t.Context(), &texts)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for _, text := range texts {
		kinds[text.Kind] = true
		submitted, err := reviews.Submit(t.Context(), act.Actor{}, review.Request{Entry: content.EncodeID(text.Kind, text.EntryID), Locale: content.Locale(text.Locale)})
		if err != nil {
			t.Errorf("%s in %s: %v", text.Kind, text.Locale, err)
			continue
		}
		sheet, err := reviews.Sheet(t.Context(), submitted)
		if err != nil || len(sheet.Sections) == 0 || sheet.Title == "" {
			t.Errorf("%s in %s shows %+v, %v", text.Kind, text.Locale, sheet, err)
		}
		if _, err := reviews.Decide(t.Context(), act.Actor{}, submitted.ID(), review.Approved, nil); err != nil {
			t.Errorf("%s in %s: %v", text.Kind, text.Locale, err)
		}
		var left int
		err = storagetest.Draft(store).NewRaw("SELECT count(*) FROM texts WHERE entry_id = ? AND locale = ? AND state <> 'APPROVED'", text.EntryID, text.Locale).Scan(t.Context(), &left)
		if err != nil || left > 0 {
			t.Errorf("%s in %s: %d texts are not approved, %v", text.Kind, text.Locale, left, err)
		}
	}
	t.Logf("%d kinds, %d texts", len(kinds), len(texts))
	if len(kinds) < 15 {
		t.Errorf("only %d kinds", len(kinds))
	}
}
