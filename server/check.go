package main

import (
	"context"
	"fmt"
)

type checkCommand struct{}

// Run looks at everything the hub needs and says how it is.
func (checkCommand) Run(ctx context.Context, settings *Settings) (err error) {
	hub, err := settings.open(ctx, quiet(), looking)
	if err != nil {
		fmt.Println("✗ the database:", err)
		return errReported
	}
	defer func() {
		if closing := hub.close(); err == nil {
			err = closing
		}
	}()
	failed := false
	for _, finding := range hub.Check(ctx) {
		mark := "✓"
		switch {
		case finding.Weak:
			mark = "!"
		case finding.Failed:
			mark, failed = "✗", true
		}
		fmt.Println(mark, finding.Text)
	}
	if failed {
		return errReported
	}
	return nil
}
