package kind

import "github.com/cocreated/hub/storage/file"

// AssetProcessing is what became of the file of an asset after it was taken in.
type AssetProcessing struct {
	State file.State
	// Problem says why it failed, or is in quarantine; nil where all is well.
	Problem *string
	// Lacks are what could not be found out or made.
	Lacks []string
	// Again says that it is about to be processed once more.
	Again bool
}

// Processing is nil for an asset without a file.
func (a *Asset) Processing() *AssetProcessing {
	if a.File == nil {
		return nil
	}
	return &AssetProcessing{State: a.File.State, Problem: known(a.File.Problem), Lacks: append([]string{}, a.File.Lacks...), Again: a.File.Again}
}

// facts are what is known of its file: nothing where it has none.
func (a *Asset) facts() file.Facts {
	if a.File == nil {
		return file.Facts{}
	}
	return a.File.Facts
}

// known is a fact, where there is one: none of them is zero.
func known[T comparable](fact T) *T {
	if fact == *new(T) {
		return nil
	}
	return &fact
}

// Width is in pixels, as it is shown.
func (a *Asset) Width() *int { return known(a.facts().Width) }

// Height is in pixels, as it is shown.
func (a *Asset) Height() *int { return known(a.facts().Height) }

// DominantColor is the one that an image has most of.
func (a *Asset) DominantColor() *string { return known(a.facts().DominantColor) }

// DurationSeconds is how long a recording takes.
func (a *Asset) DurationSeconds() *float64 { return known(a.facts().DurationSeconds) }

// PageCount is how many pages a document has.
func (a *Asset) PageCount() *int { return known(a.facts().PageCount) }
