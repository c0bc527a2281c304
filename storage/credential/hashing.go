package credential

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Hashing are the parameters of Argon2id (RFC 9106).
type Hashing struct {
	// Memory in KiB.
	Memory uint32
	// Passes over it.
	Passes uint32
	// Lanes that are computed side by side.
	Lanes uint8
}

// Recommended are the parameters that OWASP recommends: 19 MiB, two passes.
func Recommended() Hashing { return Hashing{Memory: 19_456, Passes: 2, Lanes: 1} }

const (
	saltLength = 16
	keyLength  = 32
)

// passwordHash is the hash of a password with all that is needed to compute it again.
type passwordHash struct {
	Hashing
	salt, key []byte
}

// HashPassword computes the hash of a password under a new salt, as a PHC string.
func (s *Store) HashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLength)
	if _, err := io.ReadFull(s.random, salt); err != nil {
		return "", err
	}
	hashed := passwordHash{Hashing: s.hashing, salt: salt}
	var err error
	hashed.key, err = s.gate.derive(ctx, hashed, prepared(password))
	return hashed.String(), err
}

// MatchPassword tells whether a password is that of a hash, and whether the hash is of parameters that are no longer
// used. Where there is no hash it takes as long and says no: nobody learns from the time whether somebody is known.
func (s *Store) MatchPassword(ctx context.Context, encoded, password string) (ok, outdated bool, err error) {
	known := passwordHash{Hashing: s.hashing, salt: make([]byte, saltLength), key: make([]byte, keyLength)}
	if encoded != "" {
		if known, err = parseHash(encoded); err != nil {
			return false, false, err
		}
	}
	key, err := s.gate.derive(ctx, known, prepared(password))
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(key, known.key) == 1 && encoded != ""
	return ok, known.Hashing != s.hashing, nil
}

// String is the PHC string of the hash.
func (h passwordHash) String() string {
	base := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.Memory, h.Passes, h.Lanes,
		base.EncodeToString(h.salt), base.EncodeToString(h.key))
}

// parseHash reads a PHC string. Its errors never say what stands in it.
func parseHash(encoded string) (passwordHash, error) {
	var h passwordHash
	var version int
	broken := errors.New("a stored password is no PHC string of Argon2id")
	fields := strings.Split(encoded, "$")
	if len(fields) != 6 || fields[0] != "" || fields[1] != "argon2id" {
		return h, broken
	}
	if _, err := fmt.Sscanf(fields[2], "v=%d", &version); err != nil || version != argon2.Version {
		return h, broken
	}
	if _, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &h.Memory, &h.Passes, &h.Lanes); err != nil || h.Passes == 0 || h.Lanes == 0 {
		return h, broken
	}
	var err, failed error
	h.salt, err = base64.RawStdEncoding.DecodeString(fields[4])
	h.key, failed = base64.RawStdEncoding.DecodeString(fields[5])
	if err != nil || failed != nil || len(h.salt) == 0 || len(h.key) < saltLength {
		return h, broken
	}
	return h, nil
}

// gate lets as many hashes be computed at a time as there are processors: each takes its memory, and more at a time
// would be no faster.
type gate chan struct{}

func newGate() gate { return make(gate, max(2, runtime.GOMAXPROCS(0))) }

func (g gate) derive(ctx context.Context, h passwordHash, password string) ([]byte, error) {
	length := uint32(keyLength)
	if len(h.key) > 0 {
		length = uint32(len(h.key))
	}
	select {
	case g <- struct{}{}:
		defer func() { <-g }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), h.salt, h.Passes, h.Memory, h.Lanes, length), nil
}
