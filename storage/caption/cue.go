// Package caption reads and writes what is said in recordings, with the times at which
// it is shown.
package caption

// Cue is what is shown for some time.
type Cue struct {
	// Start and End are in seconds.
	Start float64 `json:"start"`
	End   float64 `json:"end"`
	// Text has no markup; lines are as they are to be shown.
	Text string `json:"text"`
}
