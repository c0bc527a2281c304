// Package view says how the hub is read.
package view

import (
	"time"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// View is what of the hub a field reads: in which languages, which stage, and as of when.
type View struct {
	Locales []content.Locale
	Stage   content.Stage
	AsOf    *time.Time
	Release *string
}

// Check refuses what contradicts itself.
func (v View) Check() error {
	exclusive := func(field, message string) error {
		return &fault.Error{Code: fault.BadInput, Field: field, Rule: "exclusive", Message: message}
	}
	switch {
	case v.Stage == content.StageDraft && v.AsOf != nil:
		return exclusive("asOf", "drafts are read as they are now; leave out either asOf or stage")
	case v.Stage == content.StageDraft && v.Release != nil:
		return exclusive("release", "a release is of what will be published; leave out either release or stage")
	case v.AsOf != nil && v.Release != nil:
		return exclusive("release", "ask for what was published or for what will be, not for both")
	}
	return nil
}

// Public tells whether the view is of what everybody may see.
func (v View) Public() bool {
	return v.Stage != content.StageDraft && v.AsOf == nil && v.Release == nil
}
