package credential

import (
	"crypto/rand"
	"math/big"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/cocreated/hub/storage/fault"
)

const (
	// minPassword and maxPassword are lengths in characters.
	minPassword, maxPassword = 12, 200
	// readable are the characters of made-up passwords: none is taken for another.
	readable = "23456789abcdefghjkmnpqrstuvwxyz"
)

// prepared is a password in the one form in which it is hashed: keyboards differ in how they write the same accented
// letter.
func prepared(password string) string { return norm.NFC.String(password) }

// CheckPassword refuses what is easily guessed, as what others know of the person is. It asks for length and for no
// mixture of characters, as NIST SP 800-63B recommends.
func CheckPassword(password, email, name string) error {
	password = prepared(password)
	length := utf8.RuneCountInString(password)
	simple := strings.ToLower(strings.TrimSpace(password))
	switch {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return fault.Invalid("password", "text", "it must be text")
	case length < minPassword:
		return fault.Invalid("password", "min", "at least %d characters are needed", minPassword)
	case length > maxPassword:
		return fault.Invalid("password", "max", "at most %d characters are allowed", maxPassword)
	case simple == email, simple == strings.ToLower(name):
		return fault.Invalid("password", "guessable", "it must be something else than the e-mail address or the name")
	case monotonous(simple):
		return fault.Invalid("password", "guessable", "it must be more than one character again and again")
	}
	return nil
}

// monotonous tells whether a text is one character again and again, or nothing.
func monotonous(text string) bool {
	first, size := utf8.DecodeRuneInString(text)
	return strings.Trim(text[size:], string(first)) == ""
}

// NewPassword makes up a password that a person can copy by hand: five groups of four, 99 bits.
func (s *Store) NewPassword() (Secret, error) {
	var b strings.Builder
	for i := range 20 {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		n, err := rand.Int(s.random, big.NewInt(int64(len(readable))))
		if err != nil {
			return "", err
		}
		b.WriteByte(readable[n.Int64()])
	}
	return Secret(b.String()), nil
}
