package asset

// InspectFile has a file inspected, and what can be made of it made.
type InspectFile struct {
	SHA256 string `json:"sha256"`
}

// Kind implements job.Args.
func (InspectFile) Kind() string { return "asset_inspect" }
