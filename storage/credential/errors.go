package credential

import (
	"fmt"
	"time"

	"github.com/cocreated/hub/storage/fault"
)

// Reason is why a credential is refused. It is for logs and tests: whoever is refused is told one thing only. Who keeps
// credentials may have reasons of their own.
type Reason string

const (
	// Malformed is what was never a credential: mistyped, cut off, or of another kind.
	Malformed Reason = "malformed"
	// Unknown is what looks like a credential and is none.
	Unknown Reason = "unknown"
	// Expired is a token past its time.
	Expired Reason = "expired"
	// Revoked is a token that was taken back, or a session that was ended.
	Revoked Reason = "revoked"
	// WrongPassword is a password that is not the right one, or of somebody who has none.
	WrongPassword Reason = "wrong password"
)

// Refusal is a credential or a sign-in that is not good. Within it lies the one answer that may leave the hub, a
// [fault.Error].
type Refusal struct {
	Reason Reason
	public string
}

// Refuse refuses a credential that was presented.
func Refuse(reason Reason) error {
	return RefuseWith(reason, "the credential is not valid; sign in again, or use another token")
}

// RefuseWith refuses with another sentence for the outside.
func RefuseWith(reason Reason, public string) error { return &Refusal{Reason: reason, public: public} }

func (r *Refusal) Error() string { return "refused: " + string(r.Reason) }

// Unwrap is the public answer.
func (r *Refusal) Unwrap() error {
	return fault.Unidentified(r.public)
}

// Throttled is a sign-in that was not even tried, because too many failed before it.
type Throttled struct {
	// After is how long to wait before the next one.
	After time.Duration
}

func (t *Throttled) Error() string { return "throttled for " + t.After.String() }

// Unwrap is the public answer.
func (t *Throttled) Unwrap() error {
	return &fault.Error{Code: fault.TooManyAttempts, Message: "too many attempts to sign in failed; try again in " + t.wait()}
}

// wait is the time to wait as people say it, rounded up.
func (t *Throttled) wait() string {
	count, unit := int((t.After+time.Second-1)/time.Second), "second"
	if count > 90 {
		count, unit = (count+59)/60, "minute"
	}
	if count != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", count, unit)
}
