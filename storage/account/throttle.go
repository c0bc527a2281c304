package account

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
	// perAccount stops guesses at one password: about a hundred a day.
	perAccount = patience{free: 5, first: 10 * time.Second, longest: 15 * time.Minute, forget: 24 * time.Hour}
	// perAddress stops guesses at many accounts. A whole office may share an address.
	perAddress = patience{free: 20, first: 10 * time.Second, longest: 15 * time.Minute, forget: time.Hour}
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

// failure is what is remembered under a key.
type failure struct {
	bun.BaseModel `bun:"table:hub.sign_in_failures,alias:f"`

	Key      string `bun:",pk"`
	Failures int
	FailedAt time.Time
}

// attempt is a sign-in that was counted as failed before it was tried: of many at once, none slips through.
type attempt struct {
	at time.Time
	// before is what was remembered before, by key.
	before []failure
}

// begin counts an attempt, or refuses it as [Throttled]. An e-mail address is counted whether or not there is an
// account: from the outside both are one.
func (s *Store) begin(ctx context.Context, email string, address netip.Addr) (*attempt, error) {
	rules := map[string]patience{accountKey(email): perAccount}
	keys := []string{accountKey(email)}
	if address.IsValid() {
		rules[addressKey(address)] = perAddress
		keys = append(keys, addressKey(address))
	}
	begun := &attempt{at: s.now()}
	var wait time.Duration
	err := s.write(ctx, func(ctx context.Context, tx bun.Tx) error {
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
			rule := rules[row.Key]
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

// succeed forgets the failures of the account, and takes this attempt back from the address. The address keeps its
// others: with an account of one's own one could guess at all the rest.
func (a *attempt) succeed(ctx context.Context, tx bun.Tx, email string) error {
	if _, err := tx.NewDelete().Model((*failure)(nil)).Where("f.key = ?", accountKey(email)).Exec(ctx); err != nil {
		return err
	}
	for _, row := range a.before {
		if row.Key == accountKey(email) {
			continue
		}
		_, err := tx.NewUpdate().Model((*failure)(nil)).Where("f.key = ?", row.Key).
			Set("failures = greatest(f.failures - 1, 0)").
			Set("failed_at = CASE WHEN f.failed_at = ? THEN ? ELSE f.failed_at END", a.at, row.FailedAt).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// accountKey names an account without saying which.
func accountKey(email string) string {
	sum := sha256.Sum256([]byte(normalEmail(email)))
	return "account:" + hex.EncodeToString(sum[:])
}

// addressKey names an address: of IPv6 the network, since everybody has all addresses of one.
func addressKey(address netip.Addr) string {
	address = address.Unmap().WithZone("")
	if address.Is6() {
		network, _ := address.Prefix(64)
		return "address:" + network.String()
	}
	return "address:" + address.String()
}
