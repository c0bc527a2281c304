package review_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/review"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// course is an entry with parts in two languages.
const course = `{"kind":"course","slug":"basics","sourceLocale":"en","fields":{"code":"C1"},` +
	`"texts":{"en":{"title":"Basics","summary":"What it is about.","objectives":["See","Act"]},"it":{"title":"Le basi","summary":"Di che si tratta.","objectives":["Vedere","Agire"]}},` +
	`"parts":[{"kind":"module","slug":"m1","texts":{"en":{"title":"First"},"it":{"title":"Primo"}},"parts":[` +
	`{"kind":"lesson","slug":"l1","fields":{"durationMinutes":10},"texts":{"en":{"title":"Why","body":"# Why\n\nBecause **we** can."},"it":{"title":"Perché","body":"# Perché\n\nPerché **possiamo**."}}}]}]}`

// hub is a store with a course and some people.
type hub struct {
	*storage.Store
	reviews *review.Store
	course  string // its id
	people  map[account.Role]*account.Account
}

func open(t *testing.T) *hub {
	t.Helper()
	h := &hub{Store: storagetest.Empty(t), people: map[account.Role]*account.Account{}}
	h.reviews = h.Reviews()
	h.load(t, course)
	var id uuid.UUID
	if err := storagetest.Draft(h.Store).NewRaw("SELECT id FROM entries WHERE kind = 'course'").Scan(t.Context(), &id); err != nil {
		t.Fatal(err)
	}
	h.course = content.EncodeID("course", id)
	accounts, err := h.Accounts(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for role, name := range map[account.Role]string{account.Translator: "Tina", account.Editor: "Ed", account.Publisher: "Paul"} {
		grant := account.Grant{Role: role}
		if role == account.Translator {
			grant.Locales = []content.Locale{"it"}
		}
		h.people[role], err = accounts.Create(t.Context(), account.NewAccount{Email: strings.ToLower(name) + "@example.org", Name: name, Grant: grant})
		if err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h *hub) load(t *testing.T, record string) {
	t.Helper()
	report, err := h.Importer().Import(t.Context(), strings.NewReader(record), transfer.ImportOptions{})
	if err != nil || len(report.Problems) > 0 {
		t.Fatal(report.Problems, err)
	}
}

// as is somebody with a role, and what the policies let them do.
func (h *hub) as(role account.Role) act.Actor {
	return policy.OfAccount(h.people[role]).Actor("request-7")
}

// submit submits a language of the course.
func (h *hub) submit(t *testing.T, locale content.Locale) *review.Review {
	t.Helper()
	submitted, err := h.reviews.Submit(t.Context(), h.as(account.Translator), review.Request{Entry: h.course, Locale: locale})
	if err != nil {
		t.Fatal(err)
	}
	return submitted
}

// states are those of the Italian texts of the course: the entry, the module, the lesson.
func (h *hub) states(t *testing.T, locale content.Locale) string {
	t.Helper()
	var states []string
	err := storagetest.Draft(h.Store).NewRaw("SELECT state FROM texts AS t LEFT JOIN parts AS p ON p.id = t.part_id WHERE locale = ? ORDER BY p.kind DESC NULLS FIRST", locale).Scan(t.Context(), &states)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(states, " ")
}

// translate writes an Italian title of the course.
func (h *hub) translate(t *testing.T, title string) {
	t.Helper()
	var version int
	if err := storagetest.Draft(h.Store).NewRaw("SELECT version FROM entries WHERE kind = 'course'").Scan(t.Context(), &version); err != nil {
		t.Fatal(err)
	}
	_, err := h.Writer().Do(t.Context(), h.as(account.Editor), edit.Write{Verb: act.VerbUpdate, Kind: "course", Input: map[string]any{
		"id": h.course, "version": version, "texts": []map[string]any{{"locale": content.Locale("it"), "title": title}},
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// refused is what an error says to a client: code, field and rule.
func refused(err error) string {
	var known *fault.Error
	if !errors.As(err, &known) {
		return fmt.Sprint(err)
	}
	return fmt.Sprintf("%s %s %s", known.Code, known.Field, known.Rule)
}

func pointer[T any](value T) *T { return &value }

// decide decides as an editor.
func (h *hub) decide(ctx context.Context, r *review.Review, decision review.State, comment string) (*review.Review, error) {
	return h.reviews.Decide(ctx, h.as(account.Editor), r.ID(), decision, &comment)
}
