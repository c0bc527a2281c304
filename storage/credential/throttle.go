package credential

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"

	"github.com/uptrace/bun"
)

// patience is how failures to sign in are answered: so many for nothing, then waits that double.
type patience struct {
	free           int
	first, longest time.Duration
	// forget is after how long without a failure all is forgotten.
	forget time.Duration
}

var (
	// perPerson stops guesses at one secret: about a hundred a day.
	perPerson = patience{free: 5, first: 10 * time.Second, longest: 15 * time.Minute, forget: 24 * time.Hour}
	// perNetwork stops guesses at the secrets of many. A whole office may share an address.
	perNetwork = patience{free: 20, first: 10 * time.Second, longest: 15 * time.Minute, forget: time.Hour}
)

// wait is how long after its last failure an attempt has to come.
func (p patience) wait(failures int) time.Duration {
	if failures < p.free {
		return 0
	}
	wait := p.first
	for range failures - p.free {
		if wait *= 2; wait >= p.longest {
			return p.longest
		}
	}
	return wait
}

// Suspect is whom failures to sign in are counted for.
type Suspect struct {
	key string
	patience
	// shared says that others than the person fail here, too.
	shared bool
}

// Person is somebody whom one can guess at, known or not: the realm says where, such as `account`. The name is kept as a
// hash: people type passwords there.
func Person(realm, name string) Suspect {
	sum := sha256.Sum256([]byte(name))
	return Suspect{key: realm + ":" + hex.EncodeToString(sum[:]), patience: perPerson}
}

// Network is where guesses come from: an address, or of IPv6 the network, since everybody has all addresses of one.
func Network(address netip.Addr) Suspect {
	address = address.Unmap().WithZone("")
	name := address.String()
	if address.Is6() {
		network, _ := address.Prefix(64)
		name = network.String()
	}
	return Suspect{key: "address:" + name, patience: perNetwork, shared: true}
}

// failure is what is remembered under a key.
type failure struct {
	bun.BaseModel `bun:"table:hub.sign_in_failures,alias:f"`

	Key      string `bun:",pk"`
	Failures int
	FailedAt time.Time
}

// Attempt is a sign-in that was counted as failed before it was tried: of many at once, none slips through.
type Attempt struct {
	at       time.Time
	suspects map[string]Suspect
	// before is what was remembered before, by key.
	before []failure
}

// Begin counts an attempt, or refuses it as [Throttled]. Somebody who is not known is to be counted as well: from the
// outside both are one.
func (s *Store) Begin(ctx context.Context, suspects ...Suspect) (*Attempt, error) {
	begun := &Attempt{at: s.Now(), suspects: map[string]Suspect{}}
	var keys []string
	for _, suspect := range suspects {
		begun.suspects[suspect.key] = suspect
		keys = append(keys, suspect.key)
	}
	var wait time.Duration
	err := s.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		for _, key := range keys {
			row := &failure{Key: key, FailedAt: begun.at}
			if _, err := tx.NewInsert().Model(row).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
				return err
			}
		}
		// In the order of keys: two attempts never wait for one another.
		if err := tx.NewSelect().Model(&begun.before).Where("f.key IN (?)", bun.List(keys)).Order("f.key").For("UPDATE").Scan(ctx); err != nil {
			return err
		}
		for i := range begun.before {
			row := &begun.before[i]
			rule := begun.suspects[row.Key].patience
			if begun.at.Sub(row.FailedAt) >= rule.forget {
				row.Failures = 0
			}
			// One that began a moment later may have been counted first; that alone is no reason to wait.
			if patience := rule.wait(row.Failures); patience > 0 {
				wait = max(wait, row.FailedAt.Add(patience).Sub(begun.at))
			}
		}
		if wait > 0 {
			return nil
		}
		for _, row := range begun.before {
			row.Failures, row.FailedAt = row.Failures+1, begun.at
			if _, err := tx.NewUpdate().Model(&row).WherePK().Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if wait > 0 {
		return nil, &Throttled{After: wait}
	}
	return begun, nil
}

// Succeed forgets the failures of the person, and takes this attempt back from the network. That keeps its others: with
// an account of one's own one could guess at all the rest.
func (a *Attempt) Succeed(ctx context.Context, tx bun.Tx) error {
	for _, row := range a.before {
		change := tx.NewRaw("DELETE FROM hub.sign_in_failures WHERE key = ?", row.Key)
		if a.suspects[row.Key].shared {
			change = tx.NewRaw(`UPDATE hub.sign_in_failures SET failures = greatest(failures - 1, 0),
				failed_at = CASE WHEN failed_at = ? THEN ? ELSE failed_at END WHERE key = ?`, a.at, row.FailedAt, row.Key)
		}
		if _, err := change.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
