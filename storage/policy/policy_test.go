package policy_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
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
func code(t *testing.T, err error) content.Code {
	t.Helper()
	var known *content.Error
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
		want  content.Code
	}{
		"Public":         {public, account.Translator, account.Read, content.Unauthenticated},
		"Partner":        {partner, account.Translator, account.Read, content.Forbidden},
		"TheRole":        {person(account.Editor), account.Editor, account.Write, ""},
		"OneAbove":       {person(account.Admin), account.Editor, account.Write, ""},
		"OneBelow":       {person(account.Editor), account.Publisher, account.Write, content.Forbidden},
		"ScopeMissing":   {script, account.Editor, account.Write, content.Forbidden},
		"ScopeIsThere":   {script, account.Admin, account.Read, ""},
		"NoRoleIsEnough": {person(""), "", account.Read, content.Forbidden},
		"UnknownRole":    {person(account.Admin), "ROOT", account.Read, content.Forbidden},
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
		want  content.Code
	}{
		"Own":             {person(account.Translator), ana, ""},
		"SomebodyElses":   {person(account.Publisher), bob, content.Forbidden},
		"Admin":           {person(account.Admin), bob, ""},
		"Nobodys":         {partner, uuid.Nil, content.Forbidden},
		"NobodysByPublic": {public, uuid.Nil, content.Unauthenticated},
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
		want content.Code
	}{
		"Session":  {person(account.Translator), ""},
		"Token":    {writes, content.Forbidden},
		"Partner":  {partner, content.Forbidden},
		"Public":   {public, content.Unauthenticated},
		"RoleLess": {person(""), content.Forbidden},
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
	texts := func(verb content.Verb, locales ...content.Locale) content.Act {
		return content.Act{Verb: verb, Kind: "course", SourceLocale: "en", Locales: locales, TextsOnly: true}
	}
	for name, test := range map[string]struct {
		who  account.Credential
		act  content.Act
		want content.Code
	}{
		"OwnLanguage":            {translator, texts(content.VerbTranslate, "it"), ""},
		"OwnLanguages":           {translator, texts(content.VerbUpdate, "it", "fr"), ""},
		"OtherLanguage":          {translator, texts(content.VerbTranslate, "bg"), content.Forbidden},
		"OneOfThemOther":         {translator, texts(content.VerbUpdate, "it", "bg"), content.Forbidden},
		"FieldsBesides":          {translator, content.Act{Verb: content.VerbUpdate, Locales: []content.Locale{"it"}}, content.Forbidden},
		"FieldsAsTranslation":    {translator, content.Act{Verb: content.VerbTranslate, Locales: []content.Locale{"it"}}, content.Forbidden},
		"TranslatorCreates":      {translator, texts(content.VerbCreate, "it"), content.Forbidden},
		"TranslatorRestores":     {translator, texts(content.VerbRestore, "it"), content.Forbidden},
		"TranslatorPublishes":    {translator, texts(content.VerbPublish, "it"), content.Forbidden},
		"EditorUpdates":          {person(account.Editor), content.Act{Verb: content.VerbUpdate}, ""},
		"EditorPublishes":        {person(account.Editor), content.Act{Verb: content.VerbPublish}, content.Forbidden},
		"PublisherPublishes":     {person(account.Publisher), content.Act{Verb: content.VerbPublish, Locales: []content.Locale{"bg"}}, ""},
		"UndecidedByPublisher":   {person(account.Publisher), content.Act{Verb: "FROBNICATE"}, content.Forbidden},
		"UndecidedByAdmin":       {person(account.Admin), content.Act{Verb: "FROBNICATE"}, ""},
		"ReadOnlyToken":          {script, content.Act{Verb: content.VerbUpdate}, content.Forbidden},
		"Partner":                {partner, texts(content.VerbTranslate, "it"), content.Forbidden},
		"Public":                 {public, texts(content.VerbTranslate, "it"), content.Unauthenticated},
		"TranslatorOfNoLanguage": {person(account.Translator), texts(content.VerbTranslate, "it"), content.Forbidden},
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
