package content

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/fault"
)

var testLanguages = Languages{ContentLanguages: {"en", "fr", "bg"}, "letters": {"en", "sr-Latn", "ru"}}

func TestLookup(t *testing.T) {
	for name, test := range map[string]struct {
		asked, want []Locale
		field       string
	}{
		"AsConfigured":   {asked: []Locale{"bg", "en"}, want: []Locale{"bg", "en"}},
		"Region":         {asked: []Locale{"fr-CH"}, want: []Locale{"fr"}},
		"Extension":      {asked: []Locale{"fr-u-co-phonebk"}, want: []Locale{"fr"}},
		"OtherSet":       {asked: []Locale{"sr-Latn-RS"}, want: []Locale{"sr-Latn"}},
		"Twice":          {asked: []Locale{"fr-BE", "fr", "en"}, want: []Locale{"fr", "en"}},
		"ErrUnknown":     {asked: []Locale{"en", "de"}, field: "locales[1]"},
		"ErrLessPrecise": {asked: []Locale{"sr"}, field: "locales[0]"},
		"ErrTooMany":     {asked: []Locale{"en", "en", "en", "en", "en", "en", "en", "en", "en", "en", "en"}, field: "locales"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := testLanguages.Lookup(test.asked)
			var failure *fault.Error
			if errors.As(err, &failure) != (test.field != "") || failure != nil && failure.Field != test.field {
				t.Fatalf("error %v, want one at %q", err, test.field)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseLocale(t *testing.T) {
	for tag, want := range map[string]Locale{"en": "en", "EN": "en", "sr-latn": "sr-Latn", "zh-hant-tw": "zh-Hant-TW"} {
		if got, err := ParseLocale(tag); err != nil || got != want {
			t.Errorf("%q is %q, %v; want %q", tag, got, err, want)
		}
	}
	for _, tag := range []string{"", "e", "en_US!", "und", "english-please", "\x00"} {
		if got, err := ParseLocale(tag); err == nil {
			t.Errorf("%q was taken for %q", tag, got)
		}
	}
}
