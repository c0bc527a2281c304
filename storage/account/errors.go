package account

import (
	"fmt"
	"time"

	"github.com/cocreated/hub/storage/fault"
)

// TooManyAttempts is a sign-in that has to wait; see [Throttled].
const TooManyAttempts fault.Code = "TOO_MANY_ATTEMPTS"

func invalid(field, rule, format string, args ...any) error {
	return &fault.Error{Code: fault.BadInput, Field: field, Rule: rule, Message: fmt.Sprintf(format, args...)}
}

func conflict(field, rule, message string) error {
	return &fault.Error{Code: fault.Conflict, Field: field, Rule: rule, Message: message}
}

func notFound(field, message string) error {
	return &fault.Error{Code: fault.NotFound, Field: field, Rule: "exists", Message: message}
}

// at is the path of one value of a list.
func at(field string, index int) string { return fmt.Sprintf("%s[%d]", field, index) }

// Reason is why a credential is refused. It is for logs and tests: whoever is refused is told one thing only.
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
	// AccountDisabled is a credential of an account that was disabled.
	AccountDisabled Reason = "account disabled"
	// WrongPassword is a password that is not that of the account, or of an account that has none.
	WrongPassword Reason = "wrong password"
	// NoAccount is somebody whom a provider knows and the hub does not.
	NoAccount Reason = "no account"
)

// Refusal is a credential or a sign-in that is not good. Within it lies the one answer that may leave the hub, a
// [fault.Error].
type Refusal struct {
	Reason Reason
	public string
}

const (
	badCredential = "the credential is not valid; sign in again, or use another token"
	badPassword   = "the e-mail address or the password is not right"
	badIdentity   = "there is no account for you here; ask an administrator of the hub for one"
)

func refuse(reason Reason, public string) error { return &Refusal{Reason: reason, public: public} }

func (r *Refusal) Error() string { return "refused: " + string(r.Reason) }

// Unwrap is the public answer.
func (r *Refusal) Unwrap() error {
	return &fault.Error{Code: fault.Unauthenticated, Message: r.public}
}

// Throttled is a sign-in that was not even tried, because too many failed before it.
type Throttled struct {
	// After is how long to wait before the next one.
	After time.Duration
}

func (t *Throttled) Error() string { return "throttled for " + t.After.String() }

// Unwrap is the public answer.
func (t *Throttled) Unwrap() error {
	return &fault.Error{Code: TooManyAttempts, Message: "too many attempts to sign in failed; try again in " + t.wait()}
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
