package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Newsletter is a newsletter.
type Newsletter struct {
	bun.BaseModel `bun:"table:newsletters,alias:k" json:"-"`
	content.Entry
	NewsletterFields
	NewsletterText `bun:"-"`
}

// NewsletterFields are the columns of the table newsletters.
type NewsletterFields struct {
	Frequency          *string              `json:"frequency,omitempty" validate:"omitempty,max=50"`
	ConsentPurpose     *string              `json:"consentPurpose,omitempty" validate:"omitempty,max=100"`
	DoubleOptIn        bool                 `json:"doubleOptIn,omitempty"`
	ConfirmWithinHours *int                 `json:"confirmWithinHours,omitempty" validate:"omitempty,min=1"`
	Unsubscribe        *string              `json:"unsubscribe,omitempty" validate:"omitempty,max=50"`
	Languages          []NewsletterLanguage `json:"languages,omitempty" bun:"type:jsonb" validate:"dive"`
}

// NewsletterText is what one language says of a newsletter.
type NewsletterText struct {
	Title    string              `json:"title" validate:"required,max=500"`
	Signup   *NewsletterSignup   `json:"signup,omitempty"`
	Messages *NewsletterMessages `json:"messages,omitempty"`
}

func newsletterKind() *content.Kind {
	return content.KindOf[Newsletter, NewsletterFields, NewsletterText](content.Kind{
		Name:      "newsletter",
		Single:    true,
		Table:     "newsletters",
		Languages: NewsletterLanguages,
		Relations: content.Relations{
			"publisher": content.ToOne("organisation"),
		},
	})
}

// NewsletterPayload is what became of a write of a newsletter.
type NewsletterPayload = edit.Payload[Newsletter]

// NewsletterLanguage is a language in which the newsletter appears.
type NewsletterLanguage struct {
	Tag      content.Locale  `json:"tag" validate:"required"`
	Name     string          `json:"name" validate:"required,max=100"`
	Script   string          `json:"script" validate:"len=4"`
	Fallback *content.Locale `json:"fallback,omitempty"`
	Note     *string         `json:"note,omitempty" validate:"omitempty,max=500"`
}

// NewsletterSignup are the words of the sign-up form.
type NewsletterSignup struct {
	Lead          string `json:"lead" validate:"required,max=1000"`
	EmailLabel    string `json:"emailLabel" validate:"required,max=200"`
	LanguageLabel string `json:"languageLabel" validate:"required,max=200"`
	Consent       string `json:"consent" validate:"required,max=1000"`
	Button        string `json:"button" validate:"required,max=200"`
}

// NewsletterMessages are the words of the newsletter's mails.
type NewsletterMessages struct {
	ConfirmSubject string `json:"confirmSubject" validate:"required,max=300"`
	ConfirmBody    string `json:"confirmBody" validate:"required,max=5000"`
	WelcomeSubject string `json:"welcomeSubject" validate:"required,max=300"`
	Goodbye        string `json:"goodbye" validate:"required,max=1000"`
}
