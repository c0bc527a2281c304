//go:build !race

package servertest

// race tells whether tests are built with the race detector.
const race = false
