package credential

import (
	"crypto/rand"
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// TestTyposAreKnown changes a token as people do when they copy by hand: one character, or two neighbours.
func TestTyposAreKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form := Form(rapid.StringMatching(`[a-z]{1,8}_[a-z]{1,8}_`).Draw(t, "form"))
		secret, err := form.New(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if !form.Fits(secret.Reveal()) {
			t.Fatalf("%s is none of %s", secret.Reveal(), form)
		}
		typo := []byte(secret.Reveal())
		i := rapid.IntRange(0, len(typo)-2).Draw(t, "place")
		if rapid.Bool().Draw(t, "swap") {
			typo[i], typo[i+1] = typo[i+1], typo[i]
		} else {
			typo[i] = base62[rapid.IntRange(0, len(base62)-1).Draw(t, "character")]
		}
		if form.Fits(string(typo)) && string(typo) != secret.Reveal() {
			t.Fatalf("%s was taken for %s", typo, secret.Reveal())
		}
	})
}

func FuzzFits(f *testing.F) {
	const prefix Form = "hub_pat_"
	form := regexp.MustCompile(`^hub_pat_[0-9A-Za-z]{49}$`)
	secret, err := prefix.New(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "hub_pat_", "hub_partner_\x00", secret.Reveal(), secret.Reveal() + "\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if prefix.Fits(text) && !form.MatchString(text) {
			t.Errorf("%q is taken for a token", text)
		}
	})
}

// FuzzParseHash reads what may stand in the database after somebody had their hands in it.
func FuzzParseHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=0,t=0,p=0$$")
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := parseHash(text)
		if err != nil {
			return
		}
		again, err := parseHash(parsed.String())
		if err != nil || again.Hashing != parsed.Hashing {
			t.Errorf("%q is written as %q: %v", text, parsed, err)
		}
	})
}
