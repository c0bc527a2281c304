package policy_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/policy"
)

var (
	ana = uuid.MustParse("018f0000-0000-7000-8000-000000000001")
	bob = uuid.MustParse("018f0000-0000-7000-8000-000000000002")

	public  = account.Credential{}
	partner = account.Credential{Kind: account.PartnerToken, Name: "Town", Scopes: []account.Scope{account.Read, account.Embed}}
	script  = account.Credential{Kind: account.PersonalToken, AccountID: ana, Role: account.Admin, Scopes: []account.Scope{account.Read}}
)

// person is Ana, signed in.
func person(role account.Role, locales ...content.Locale) account.Credential {
	return account.Credential{
		Kind: account.Session, AccountID: ana, Role: role, Locales: locales, Scopes: []account.Scope{account.Read, account.Write},
	}
}

// code is that of a refusal; empty: allowed.
func code(t *testing.T, err error) fault.Code {
	t.Helper()
	var known *fault.Error
	if err != nil && !errors.As(err, &known) {
		t.Fatalf("got %v, want an error that clients understand", err)
	}
	if known == nil {
		return ""
	}
	return known.Code
}

func TestRequire(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		who   account.Credential
		role  account.Role
		scope account.Scope
		want  fault.Code
	}{
		"Public":         {public, account.Translator, account.Read, fault.Unauthenticated},
		"Partner":        {partner, account.Translator, account.Read, fault.Forbidden},
		"TheRole":        {person(account.Editor), account.Editor, account.Write, ""},
		"OneAbove":       {person(account.Admin), account.Editor, account.Write, ""},
		"OneBelow":       {person(account.Editor), account.Publisher, account.Write, fault.Forbidden},
		"ScopeMissing":   {script, account.Editor, account.Write, fault.Forbidden},
		"ScopeIsThere":   {script, account.Admin, account.Read, ""},
		"NoRoleIsEnough": {person(""), "", account.Read, fault.Forbidden},
		"UnknownRole":    {person(account.Admin), "ROOT", account.Read, fault.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := code(t, policy.Require(test.who, test.role, test.scope)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestOwnOrAdmin(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		who   account.Credential
		owner uuid.UUID
		want  fault.Code
	}{
		"Own":             {person(account.Translator), ana, ""},
		"SomebodyElses":   {person(account.Publisher), bob, fault.Forbidden},
		"Admin":           {person(account.Admin), bob, ""},
		"Nobodys":         {partner, uuid.Nil, fault.Forbidden},
		"NobodysByPublic": {public, uuid.Nil, fault.Unauthenticated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := code(t, policy.OwnOrAdmin(test.who, test.owner)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestInPerson(t *testing.T) {
	t.Parallel()
	writes := script
	writes.Scopes = append(writes.Scopes, account.Write)
	rule := policy.Rule{Role: account.Translator, InPerson: true}
	for name, test := range map[string]struct {
		who  account.Credential
		want fault.Code
	}{
		"Session":  {person(account.Translator), ""},
		"Token":    {writes, fault.Forbidden},
		"Partner":  {partner, fault.Forbidden},
		"Public":   {public, fault.Unauthenticated},
		"RoleLess": {person(""), fault.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := code(t, rule.Check(test.who, account.Write)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPermit(t *testing.T) {
	t.Parallel()
	translator := person(account.Translator, "it", "fr")
	texts := func(verb act.Verb, locales ...content.Locale) act.Act {
		return act.Act{Verb: verb, Kind: "course", SourceLocale: "en", Locales: locales, TextsOnly: true}
	}
	for name, test := range map[string]struct {
		who  account.Credential
		act  act.Act
		want fault.Code
	}{
		"OwnLanguage":            {translator, texts(act.VerbTranslate, "it"), ""},
		"OwnLanguages":           {translator, texts(act.VerbUpdate, "it", "fr"), ""},
		"OtherLanguage":          {translator, texts(act.VerbTranslate, "bg"), fault.Forbidden},
		"OneOfThemOther":         {translator, texts(act.VerbUpdate, "it", "bg"), fault.Forbidden},
		"FieldsBesides":          {translator, act.Act{Verb: act.VerbUpdate, Locales: []content.Locale{"it"}}, fault.Forbidden},
		"FieldsAsTranslation":    {translator, act.Act{Verb: act.VerbTranslate, Locales: []content.Locale{"it"}}, fault.Forbidden},
		"TranslatorCreates":      {translator, texts(act.VerbCreate, "it"), fault.Forbidden},
		"TranslatorRestores":     {translator, texts(act.VerbRestore, "it"), fault.Forbidden},
		"TranslatorPublishes":    {translator, texts(act.VerbPublish, "it"), fault.Forbidden},
		"EditorUpdates":          {person(account.Editor), act.Act{Verb: act.VerbUpdate}, ""},
		"EditorPublishes":        {person(account.Editor), act.Act{Verb: act.VerbPublish}, fault.Forbidden},
		"PublisherPublishes":     {person(account.Publisher), act.Act{Verb: act.VerbPublish, Locales: []content.Locale{"bg"}}, ""},
		"UndecidedByPublisher":   {person(account.Publisher), act.Act{Verb: "FROBNICATE"}, fault.Forbidden},
		"UndecidedByAdmin":       {person(account.Admin), act.Act{Verb: "FROBNICATE"}, ""},
		"ReadOnlyToken":          {script, act.Act{Verb: act.VerbUpdate}, fault.Forbidden},
		"Partner":                {partner, texts(act.VerbTranslate, "it"), fault.Forbidden},
		"Public":                 {public, texts(act.VerbTranslate, "it"), fault.Unauthenticated},
		"TranslatorOfNoLanguage": {person(account.Translator), texts(act.VerbTranslate, "it"), fault.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := code(t, policy.Permit(test.who)(test.act)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestFor(t *testing.T) {
	t.Parallel()
	for mutation, want := range map[string]policy.Rule{
		"courseCreate":          {Role: account.Editor},
		"newsletterIssueUpdate": {Role: account.Translator},
		"entryUnpublish":        {Role: account.Publisher},
		"accountUpdate":         {Role: account.Admin, InPerson: true},
		"tokenCreate":           {Role: account.Translator, InPerson: true},
		"releaseCreate":         {Role: account.Publisher},
		"courseFrobnicate":      {},
		"":                      {},
	} {
		if got, decided := policy.For(mutation); got != want || decided != (want != policy.Rule{}) {
			t.Errorf("%q: got %+v, %t; want %+v", mutation, got, decided, want)
		}
	}
}
