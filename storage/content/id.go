package content

import (
	"encoding/base64"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/fault"
)

// EncodeID makes the opaque id by which clients know an entry or a part: the
// base64url form of kind and UUID, the same in all languages and stages.
func EncodeID(kind string, id uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(append([]byte(kind+":"), id[:]...))
}

// DecodeID reads what EncodeID made; field names the input value in the error.
func DecodeID(field, id string) (kind string, _ uuid.UUID, _ error) {
	bad := fault.Invalid(field, "id", "%q is not an id of this hub", id)
	raw, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		return "", uuid.Nil, bad
	}
	kind, rest, found := strings.Cut(string(raw), ":")
	parsed, err := uuid.FromBytes([]byte(rest))
	if !found || err != nil {
		return "", uuid.Nil, bad
	}
	return kind, parsed, nil
}

// DecodeIDOf reads the input `id`, of something of one kind.
func DecodeIDOf(kind, id string) (uuid.UUID, error) {
	found, decoded, err := DecodeID("id", id)
	if err == nil && found != kind {
		err = fault.Invalid("id", "kind", "this is not the id of a %s", kind)
	}
	return decoded, err
}

// NewID makes up an id (UUIDv7).
func NewID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
