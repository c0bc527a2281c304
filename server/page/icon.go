package page

import _ "embed"

//go:embed icon.svg
var icon []byte

// Icon is the hub's sign in the tabs of browsers.
func Icon() (*File, error) { return NewFile("icon.svg", icon) }
