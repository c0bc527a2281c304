//go:build !linux

package child

import (
	"os/exec"
	"syscall"
)

// FollowParent does nothing: no other system tells a child of its parent's death. What stays behind is ended by the next start.
func FollowParent(*exec.Cmd, syscall.Signal) {}

// SurviveParent does nothing.
func SurviveParent(*exec.Cmd) {}
