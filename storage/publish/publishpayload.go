package publish

import (
	"errors"

	"github.com/cocreated/hub/storage/edit"
)

// EntryPublishPayload is how a change of the live stage is answered.
type EntryPublishPayload struct {
	Outcome
	UserErrors []*edit.UserError
}

// PayloadOf answers what became of a change. What the caller cannot mend stays an
// error.
func PayloadOf(outcome *Outcome, err error) (*EntryPublishPayload, error) {
	payload := &EntryPublishPayload{}
	if outcome != nil {
		payload.Outcome = *outcome
	}
	if err == nil {
		return payload, nil
	}
	var refusal *Refusal
	if errors.As(err, &refusal) {
		payload.Problems = refusal.Problems
	}
	payload.UserErrors, err = edit.UserErrorsOf(err)
	return payload, err
}

// SchedulePayload is how a change of a schedule is answered.
type SchedulePayload struct {
	Schedule   *Schedule
	UserErrors []*edit.UserError
}

// ReleasePayload is how a change of a release is answered.
type ReleasePayload struct {
	Release    *Release
	UserErrors []*edit.UserError
}

// ReleasePayloadOf answers what became of a change of a release. What the caller cannot
// mend stays an error.
func ReleasePayloadOf(release *Release, err error) (*ReleasePayload, error) {
	wrong, err := edit.UserErrorsOf(err)
	return &ReleasePayload{Release: release, UserErrors: wrong}, err
}

// ReleasePublishPayload is how the publication of a release is answered.
type ReleasePublishPayload struct {
	EntryPublishPayload
	Release *Release
}
