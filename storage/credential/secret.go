package credential

import (
	"crypto/sha256"
	"hash/crc32"
	"io"
	"math/big"
	"strings"
)

// Secret is a password or token that was just made: shown once, and kept nowhere. However it is printed or logged, it
// does not show; [Secret.Reveal] does.
type Secret string

// Reveal is the secret itself, for the one who is to have it.
func (s Secret) Reveal() string { return string(s) }

func (Secret) String() string { return "[secret]" }

// GoString keeps it out of %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText keeps it out of JSON and of logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Form is a sort of tokens: the prefix that says what they are for, such as `hub_pat_`. After it follow 32 random bytes
// and the CRC-32 of all before, both in base62:
//
//	hub_pat_ + 43 characters + 6 characters
//
// By the checksum a typo is known for one without a look-up, and scanners for leaked secrets know a token for one.
type Form string

const (
	base62         = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	randomLength   = 43
	checksumLength = 6
	// hintLength is how many of the random characters stay visible; more than 230 bits do not.
	hintLength = 4
)

// New makes up a token.
func (f Form) New(random io.Reader) (Secret, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", err
	}
	token := string(f) + encode62(new(big.Int).SetBytes(raw), randomLength)
	return Secret(token + checksum(token)), nil
}

// Fits tells whether a text is a token of this sort, if it is one at all. It does not look it up.
func (f Form) Fits(text string) bool {
	rest, found := strings.CutPrefix(text, string(f))
	if !found || len(rest) != randomLength+checksumLength || strings.Trim(rest, base62) != "" {
		return false
	}
	body := len(text) - checksumLength
	return checksum(text[:body]) == text[body:]
}

// Hint is how a person knows a token again.
func (f Form) Hint(token Secret) string { return string(token)[:len(f)+hintLength] + "…" }

// Hash is what is kept of a token, and by which it is found: its SHA-256. It is random enough to need no salt.
func Hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func checksum(text string) string {
	return encode62(big.NewInt(int64(crc32.ChecksumIEEE([]byte(text)))), checksumLength)
}

// encode62 writes a number in so many digits. It uses its own alphabet, in the order of ASCII.
func encode62(n *big.Int, length int) string {
	digits := make([]byte, length)
	base, digit := big.NewInt(int64(len(base62))), new(big.Int)
	n = new(big.Int).Set(n)
	for i := length - 1; i >= 0; i-- {
		n.DivMod(n, base, digit)
		digits[i] = base62[digit.Int64()]
	}
	return string(digits)
}
