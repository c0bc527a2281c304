package policy_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/policy"
)

var (
	ana = uuid.MustParse("018f0000-0000-7000-8000-000000000001")
	bob = uuid.MustParse("018f0000-0000-7000-8000-000000000002")

	public  = policy.Principal{}
	partner = policy.Principal{Kind: policy.PartnerToken, Name: "Town", Scopes: []credential.Scope{credential.Read, credential.Embed}}
	script  = policy.Principal{Kind: policy.PersonalToken, AccountID: ana, Role: account.Admin, Scopes: []credential.Scope{credential.Read}}
)

// person is Ana, signed in.
func person(role account.Role, locales ...content.Locale) policy.Principal {
	return policy.Principal{
		Kind: policy.Session, AccountID: ana, Role: role, Locales: locales, Scopes: []credential.Scope{credential.Read, credential.Write},
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

func TestAdmit(t *testing.T) {
	t.Parallel()
	writes := script
	writes.Scopes = []credential.Scope{credential.Write}
	for name, test := range map[string]struct {
		who  policy.Principal
		verb act.Verb
		want fault.Code
	}{
		"Public":              {public, policy.ReadDrafts, fault.Unauthenticated},
		"PublicReads":         {public, policy.ReadLive, ""},
		"PublicWithTheSchema": {public, policy.ReadSchema, fault.Unauthenticated},
		"Partner":             {partner, policy.ReadDrafts, fault.Forbidden},
		"PartnerReads":        {partner, policy.ReadLive, ""},
		"PartnerAndTheSchema": {partner, policy.ReadSchema, ""},
		"TheRole":             {person(account.Editor), act.VerbCreate, ""},
		"OneAbove":            {person(account.Admin), act.VerbCreate, ""},
		"OneBelow":            {person(account.Editor), act.VerbPublish, fault.Forbidden},
		"NoRole":              {person(""), act.VerbTranslate, fault.Forbidden},
		"UnknownRole":         {person("ROOT"), act.VerbTranslate, fault.Forbidden},
		"ScopeMissing":        {script, act.VerbCreate, fault.Forbidden},
		"ScopeIsThere":        {script, policy.ReadAudit, ""},
		"WritesAndDoesNot":    {writes, policy.ReadDrafts, fault.Forbidden},
		"InPerson":            {person(account.Admin), account.VerbCreate, ""},
		"ByToken":             {writes, account.VerbCreate, fault.Forbidden},
		"Undecided":           {person(account.Publisher), "FROBNICATE", fault.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := code(t, test.who.Admit(test.verb)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestOwn asks to do something to what is Ana's, Bob's and nobody's, by each verb that is about something that belongs to somebody.
func TestOwn(t *testing.T) {
	t.Parallel()
	writes := script
	writes.Scopes = append(writes.Scopes, credential.Write)
	for _, verb := range []act.Verb{account.VerbPasswordChange, account.VerbSignOut, account.VerbTokenCreate, account.VerbTokenRevoke, file.VerbUpload, policy.ReadAccount, policy.ReadAddress, policy.ReadUpload} {
		rule, _ := policy.RuleOf(verb)
		byToken := map[bool]fault.Code{true: fault.Forbidden}[rule.InPerson]
		for name, test := range map[string]struct {
			who   policy.Principal
			owner uuid.UUID
			want  fault.Code
		}{
			"Own":              {person(account.Publisher), ana, ""},
			"SomebodyElses":    {person(account.Publisher), bob, fault.Forbidden},
			"Nobodys":          {person(account.Publisher), uuid.Nil, fault.Forbidden},
			"AdminOfAll":       {person(account.Admin), bob, ""},
			"AdminOfNobodys":   {person(account.Admin), uuid.Nil, ""},
			"AdminByToken":     {writes, bob, byToken},
			"NobodysByPartner": {partner, uuid.Nil, fault.Forbidden},
			"NobodysByPublic":  {public, uuid.Nil, fault.Unauthenticated},
		} {
			if got := code(t, test.who.May(act.Act{Verb: verb, Owner: test.owner})); got != test.want {
				t.Errorf("%s %s: got %q, want %q", verb, name, got, test.want)
			}
		}
	}
}

func TestMay(t *testing.T) {
	t.Parallel()
	translator := person(account.Translator, "it", "fr")
	texts := func(verb act.Verb, locales ...content.Locale) act.Act {
		return act.Act{Verb: verb, Kind: "course", SourceLocale: "en", Locales: locales, TextsOnly: true}
	}
	for name, test := range map[string]struct {
		who  policy.Principal
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
			if got := code(t, test.who.May(test.act)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
