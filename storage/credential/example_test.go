package credential_test

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/cocreated/hub/storage/credential"
)

// A sort of tokens is a prefix. What is kept of a token is its hash, and a hint by which a person knows it again.
func Example() {
	const form credential.Form = "hub_app_"
	random := bytes.NewReader(bytes.Repeat([]byte{7}, 32)) // crypto/rand.Reader in earnest
	secret, err := form.New(random)
	if err != nil {
		panic(err)
	}
	fmt.Println(secret, form.Hint(secret), len(credential.Hash(secret.Reveal())))

	typo := strings.Replace(secret.Reveal(), "hub_app_1", "hub_app_l", 1)
	fmt.Println(form.Fits(secret.Reveal()), form.Fits(typo))
	// Output:
	// [secret] hub_app_1fJj… 32
	// true false
}
