package xliff

import (
	"fmt"
	"strconv"
	"strings"
)

// UnitID says which text a unit holds: what is its owner, which field of it, and
// at which revision the source was read, so that a translation that comes back
// late is known to be late.
type UnitID struct {
	Owner    string
	Field    string
	Revision int
}

// String writes the id as an NMTOKEN of XML, which is what XLIFF wants: owner,
// field and revision joined by colons, characters other than ASCII letters, digits,
// hyphens and dots as an underscore with two hexadecimal digits for each byte.
func (id UnitID) String() string {
	return token(id.Owner) + ":" + token(id.Field) + ":" + strconv.Itoa(id.Revision)
}

// ParseUnitID reads what String has written, and nothing else.
func ParseUnitID(written string) (UnitID, bool) {
	parts := strings.Split(written, ":")
	if len(parts) != 3 {
		return UnitID{}, false
	}
	owner, ok := untoken(parts[0])
	field, fine := untoken(parts[1])
	revision, err := strconv.Atoi(parts[2])
	id := UnitID{owner, field, revision}
	return id, ok && fine && err == nil && revision >= 0 && id.String() == written
}

func token(text string) string {
	var out strings.Builder
	for i := range len(text) {
		if plain(text[i]) {
			out.WriteByte(text[i])
		} else {
			fmt.Fprintf(&out, "_%02x", text[i])
		}
	}
	return out.String()
}

func untoken(token string) (string, bool) {
	var out strings.Builder
	for i := 0; i < len(token); i++ {
		switch {
		case token[i] == '_' && i+2 < len(token):
			value, err := strconv.ParseUint(token[i+1:i+3], 16, 8)
			if err != nil {
				return "", false
			}
			out.WriteByte(byte(value))
			i += 2
		case plain(token[i]):
			out.WriteByte(token[i])
		default:
			return "", false
		}
	}
	return out.String(), true
}

func plain(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '.'
}
