package credential_test

import (
	"testing"

	"github.com/cocreated/hub/storage/credential"
)

func TestPasswords(t *testing.T) {
	f := open(t)
	made, err := f.NewPassword()
	if err != nil || credential.CheckPassword(made.Reveal(), "", "") != nil {
		t.Fatalf("made up %q, %v", made.Reveal(), err)
	}
	hashed, err := f.HashPassword(t.Context(), made.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	// Nobody has the first of two that are the same.
	if again, err := f.HashPassword(t.Context(), made.Reveal()); err != nil || again == hashed {
		t.Errorf("hashed twice: %s, %v", again, err)
	}
	for name, test := range map[string]struct {
		hash, password string
		ok             bool
	}{
		"Right": {hashed, made.Reveal(), true},
		"Wrong": {hashed, made.Reveal() + " ", false},
		"None":  {"", "", false},
	} {
		if ok, outdated, err := f.MatchPassword(t.Context(), test.hash, test.password); ok != test.ok || outdated || err != nil {
			t.Errorf("%s: %t, %t, %v", name, ok, outdated, err)
		}
	}
	accents, err := f.HashPassword(t.Context(), "caffe\u0300 con latte")
	if err != nil {
		t.Fatal(err)
	}
	if ok, _, err := f.MatchPassword(t.Context(), accents, "caff\u00e8 con latte"); !ok || err != nil {
		t.Errorf("the same letters, typed otherwise: %t, %v", ok, err)
	}
}
