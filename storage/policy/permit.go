package policy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/review"
)

// verbs is the least role for what the engine does. Translators have a say in texts only; see [Permit].
var verbs = map[act.Verb]account.Role{
	act.VerbTranslate: account.Translator,
	act.VerbConfirm:   account.Translator,
	act.VerbExport:    account.Translator,
	act.VerbCreate:    account.Editor,
	act.VerbUpdate:    account.Editor,
	act.VerbDelete:    account.Editor,
	act.VerbRecover:   account.Editor,
	act.VerbRestore:   account.Editor,
	act.VerbUndo:      account.Editor,
	act.VerbPublish:   account.Publisher,
	act.VerbUnpublish: account.Publisher,
	act.VerbSchedule:  account.Publisher,
	act.VerbRelease:   account.Publisher,

	review.VerbSubmit:   account.Translator,
	review.VerbComment:  account.Translator,
	review.VerbWithdraw: account.Translator,
	review.VerbAssign:   account.Editor,
	review.VerbApprove:  account.Editor,
	review.VerbSendBack: account.Editor,
	review.VerbLink:     account.Editor,
}

// Permit is what the engine asks when it knows what is about to change, and not only by which mutation. What nobody has
// decided on is for administrators.
func Permit(c account.Credential) act.Permit {
	return func(intended act.Act) error {
		role, decided := verbs[intended.Verb]
		if !decided {
			role = account.Admin
		}
		// An update of nothing but texts, or of parts that speak one language, is a translation, by whichever mutation it comes.
		if intended.Verb == act.VerbUpdate && intended.TextsOnly {
			role = account.Translator
		}
		if err := Require(c, role, account.Write); err != nil {
			return err
		}
		return translates(c, intended)
	}
}

// translates refuses translators what is not a text of their languages. A text in the language in which the entry is written is
// no translation, and still theirs where they are bound to that language: typos are found by those who translate.
func translates(c account.Credential, intended act.Act) error {
	if c.Role != account.Translator {
		return nil
	}
	if !intended.TextsOnly {
		return forbid("translators change texts only; this needs the role %s", account.Editor)
	}
	if i := slices.IndexFunc(intended.Locales, func(locale content.Locale) bool { return !c.Translates(locale) }); i >= 0 {
		return forbid("your languages are %s; %q is not among them", spoken(c.Locales), intended.Locales[i])
	}
	return nil
}

// spoken lists languages as a sentence does; in quotes, because some of their tags are words.
func spoken(locales []content.Locale) string {
	if len(locales) == 0 {
		return "none"
	}
	tags := make([]string, len(locales))
	for i, locale := range locales {
		tags[i] = strconv.Quote(string(locale))
	}
	return strings.Join(tags, ", ")
}
