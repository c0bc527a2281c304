package child

import (
	"os/exec"
	"syscall"
)

// FollowParent makes the command get a signal when the hub is killed. It is for commands that Start starts.
func FollowParent(cmd *exec.Cmd, signal syscall.Signal) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = signal
}

// SurviveParent undoes FollowParent.
func SurviveParent(cmd *exec.Cmd) { cmd.SysProcAttr.Pdeathsig = 0 }
