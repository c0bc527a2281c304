package content

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"

	"github.com/cocreated/hub/storage/fault"
)

// Signer signs what clients hand back, so that they cannot make it up: what a cursor
// says reaches the database as values to compare with.
type Signer struct{ key []byte }

// NewSigner makes a signer; the key is the hub's own and secret.
func NewSigner(key []byte) *Signer { return &Signer{key: key} }

const signatureLength = 12

// position is what a cursor holds: in which list it stands, and where.
type position struct {
	List string    `json:"l"`
	Keys []*string `json:"k"`
}

// Cursor makes a cursor of a list, by the keys that the list is sorted by.
func (s *Signer) Cursor(list string, keys ...*string) string {
	payload, _ := json.Marshal(position{List: list, Keys: keys}) // strings can always be written
	return base64.RawURLEncoding.EncodeToString(append(s.sign(payload), payload...))
}

// decode reads a cursor that Cursor made for the same list and order.
func (s *Signer) decode(field, cursor, list string) ([]*string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) < signatureLength || !hmac.Equal(raw[:signatureLength], s.sign(raw[signatureLength:])) {
		return nil, fault.Invalid(field, "cursor", "this is not a cursor of this hub")
	}
	var p position
	if err := json.Unmarshal(raw[signatureLength:], &p); err != nil {
		return nil, fault.Invalid(field, "cursor", "this is not a cursor of this hub")
	}
	if p.List != list {
		return nil, fault.Invalid(field, "cursor", "the cursor belongs to another list or another order")
	}
	return slices.Clone(p.Keys), nil
}

func (s *Signer) sign(payload []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(payload)
	return mac.Sum(nil)[:signatureLength]
}

// Seal signs a secret for a purpose and writes both as one token, which can stand in
// an address. What is sealed for one purpose does not open for another.
func (s *Signer) Seal(purpose string, secret []byte) string {
	return base64.RawURLEncoding.EncodeToString(append(s.sign(slices.Concat([]byte(purpose), secret)), secret...))
}

// Sealed tells whether Seal made a token for the purpose, with the key of this hub.
func (s *Signer) Sealed(purpose, token string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	return err == nil && len(raw) > signatureLength &&
		hmac.Equal(raw[:signatureLength], s.sign(slices.Concat([]byte(purpose), raw[signatureLength:])))
}

// Signature signs what stands in an address, for a purpose, to stand there as well.
func (s *Signer) Signature(purpose, what string) string {
	return base64.RawURLEncoding.EncodeToString(s.sign([]byte(purpose + "\x00" + what)))
}

// Verifies tells whether Signature signed this for the purpose, with the key of this hub.
func (s *Signer) Verifies(purpose, what, signature string) bool {
	return hmac.Equal([]byte(signature), []byte(s.Signature(purpose, what)))
}
