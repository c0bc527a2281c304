package review_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/review"
	"github.com/cocreated/hub/storage/storagetest"
)

// link makes a link to a review.
func (h *hub) link(t *testing.T, to *review.Review) string {
	t.Helper()
	_, secret, err := h.reviews.CreateLink(t.Context(), h.as(account.Editor), to.ID(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// gone is why a link is good for nothing any more.
func gone(err error) review.GoneReason {
	var of *review.Gone
	if errors.As(err, &of) {
		return of.Reason
	}
	return ""
}

func TestLink(t *testing.T) {
	t.Parallel()
	h := open(t)
	submitted := h.submit(t, "it")
	secret := h.link(t, submitted)
	for range 3 { // looking changes nothing
		if shown, err := h.reviews.ByLink(t.Context(), secret); err != nil || shown.Review.ID() != submitted.ID() || !shown.ExpiresAt.After(time.Now()) {
			t.Fatalf("%+v, %v", shown, err)
		}
	}
	if err := h.reviews.DecideByLink(t.Context(), secret, "request-8", review.SentBack, " "); refused(err) != "BAD_USER_INPUT comment required" {
		t.Errorf("sent back without words: %v", err)
	}
	if err := h.reviews.DecideByLink(t.Context(), secret, "request-8", review.Approved, "Va bene."); err != nil {
		t.Fatal(err)
	}
	if got := h.states(t, "it"); got != approved {
		t.Errorf("approved: %s", got)
	}
	decided, err := h.reviews.Find(t.Context(), submitted.ID())
	if err != nil || decided.State != review.Approved || decided.Decider().Name != "a reviewer by link" || decided.Decider().Account() != nil {
		t.Errorf("%+v, %v", decided, err)
	}
	if comments, err := decided.Comments(t.Context()); err != nil || len(comments) != 1 || comments[0].Author().Name != "a reviewer by link" {
		t.Errorf("%+v, %v", comments, err)
	}
	if _, err := h.reviews.ByLink(t.Context(), secret); gone(err) != review.LinkUsed {
		t.Errorf("looked at after it was used: %v", err)
	}
	if err := h.reviews.DecideByLink(t.Context(), secret, "request-9", review.SentBack, "No!"); gone(err) != review.LinkUsed {
		t.Errorf("used twice: %v", err)
	}
	// Which link it was is known, and the secret is nowhere.
	var trail, found string
	if err := storagetest.Draft(h.Store).NewRaw("SELECT concat_ws(' ', action, author, request_id, detail ? 'link', account_id IS NULL) FROM hub.audit ORDER BY id DESC LIMIT 1").Scan(t.Context(), &trail); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("REVIEW_APPROVE review link request-8 t t", trail); diff != "" {
		t.Error(diff)
	}
	if err := storagetest.Draft(h.Store).NewRaw("SELECT concat((SELECT json_agg(l) FROM hub.review_links AS l), (SELECT json_agg(a) FROM hub.audit AS a))").Scan(t.Context(), &found); err != nil || strings.Contains(found, secret) {
		t.Errorf("%v, %s", err, found)
	}
}

func TestLinkGone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(*testing.T, *hub, *review.Review)
		want    review.GoneReason
	}{
		"Expired": {func(t *testing.T, h *hub, _ *review.Review) {
			if _, err := storagetest.Draft(h.Store).ExecContext(t.Context(), "UPDATE hub.review_links SET expires_at = now()"); err != nil {
				t.Fatal(err)
			}
		}, review.LinkExpired},
		"Decided": {func(t *testing.T, h *hub, r *review.Review) {
			if _, err := h.decide(t.Context(), r, review.SentBack, "no"); err != nil {
				t.Fatal(err)
			}
		}, review.LinkDecided},
		"Outdated": {func(t *testing.T, h *hub, _ *review.Review) { h.translate(t, "Le fondamenta") }, review.LinkOutdated},
		"Deleted": {func(t *testing.T, h *hub, _ *review.Review) {
			_, err := h.Writer().Do(t.Context(), h.as(account.Editor), edit.Write{Verb: act.VerbDelete, Input: map[string]any{"id": h.course, "version": 1}})
			if err != nil {
				t.Fatal(err)
			}
		}, review.LinkOutdated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			submitted := h.submit(t, "it")
			secret := h.link(t, submitted)
			test.happens(t, h, submitted)
			if _, err := h.reviews.ByLink(t.Context(), secret); gone(err) != test.want {
				t.Errorf("looked at: %v", err)
			}
			if err := h.reviews.DecideByLink(t.Context(), secret, "", review.Approved, ""); gone(err) != test.want {
				t.Errorf("used: %v", err)
			}
		})
	}
}

func TestLinkRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	submitted := h.submit(t, "it")
	for name, test := range map[string]struct {
		as    account.Role
		after time.Duration
		want  string
	}{
		"Translator":  {account.Translator, time.Hour, "FORBIDDEN  "},
		"ExpiredOnes": {account.Editor, -time.Hour, "BAD_USER_INPUT expiresAt future"},
		"TooLong":     {account.Editor, 31 * 24 * time.Hour, "BAD_USER_INPUT expiresAt max"},
	} {
		if _, _, err := h.reviews.CreateLink(t.Context(), h.as(test.as), submitted.ID(), time.Now().Add(test.after)); refused(err) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, secret := range []string{"", "made-up", strings.Repeat("x", 10_000), "\x00"} {
		if _, err := h.reviews.ByLink(t.Context(), secret); !errors.Is(err, review.ErrUnknownLink) {
			t.Errorf("%.10q: %v", secret, err)
		}
		if err := h.reviews.DecideByLink(t.Context(), secret, "", review.Approved, ""); !errors.Is(err, review.ErrUnknownLink) {
			t.Errorf("%.10q: %v", secret, err)
		}
	}
	// One that is signed for something else, or by another hub, is not looked up.
	for name, signer := range map[string]*content.Signer{"another hub": content.NewSigner([]byte("another")), "another purpose": h.Signer} {
		ctx, statements := storage.CountStatements(t.Context())
		if _, err := h.reviews.ByLink(ctx, signer.Seal("a cursor", make([]byte, 32))); !errors.Is(err, review.ErrUnknownLink) || statements() != 0 {
			t.Errorf("signed by %s: %v, %d statements", name, err, statements())
		}
	}
	if err := h.reviews.DecideByLink(t.Context(), h.link(t, submitted), "", review.Withdrawn, ""); err == nil {
		t.Error("withdrawn by a link")
	}
}

// TestLinkOnce uses a link, and another one to the same review, many times at once.
func TestLinkOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	submitted := h.submit(t, "it")
	secrets := []string{h.link(t, submitted), h.link(t, submitted)}
	errs := make([]error, 10)
	var using sync.WaitGroup
	for i := range errs {
		using.Go(func() { errs[i] = h.reviews.DecideByLink(t.Context(), secrets[i%2], "", review.Approved, "") })
	}
	using.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if gone(err) == "" {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d have decided", won)
	}
}

func TestSheet(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.load(t, strings.Replace(course, "What it is about.", "What this is about.", 1))
	submitted := h.submit(t, "it")
	sheet, err := h.reviews.Sheet(t.Context(), submitted)
	if err != nil {
		t.Fatal(err)
	}
	words := func(lines ...string) *review.Words { return &review.Words{Lines: lines} }
	rich := func(locale content.Locale, markdown string) *review.Words {
		return &review.Words{Rich: &content.RichText{Markdown: markdown, Locale: locale}}
	}
	want := &review.Sheet{
		Title: "Le basi", Source: "en", Locale: "it",
		Sections: []*review.Section{
			{Fields: []*review.Field{
				{Name: "title", Source: words("Basics"), Text: words("Le basi")},
				{Name: "summary", Source: words("What this is about."), Text: words("Di che si tratta."), Stale: true},
				{Name: "objectives", Source: words("See", "Act"), Text: words("Vedere", "Agire")},
			}},
			{Part: "module", Depth: 1, Fields: []*review.Field{{Name: "title", Source: words("First"), Text: words("Primo")}}},
			{Part: "lesson", Depth: 2, Fields: []*review.Field{
				{Name: "title", Source: words("Why"), Text: words("Perché")},
				{Name: "body", Source: rich("en", "# Why\n\nBecause **we** can."), Text: rich("it", "# Perché\n\nPerché **possiamo**.")},
			}},
		},
	}
	if diff := cmp.Diff(want, sheet); diff != "" {
		t.Error(diff)
	}
}
