package main

import (
	"context"
	"fmt"
	"time"
)

type forgetCommand struct {
	Days int `arg:"" help:"Forget what was published, and is no longer, longer ago than so many days."`
}

// Run forgets old versions of what was published.
func (c *forgetCommand) Run(ctx context.Context, settings *Settings) (err error) {
	if c.Days < 1 {
		return fmt.Errorf("%d days cannot be kept; keep one at least", c.Days)
	}
	hub, err := settings.open(ctx, quiet(), beside)
	if err != nil {
		return err
	}
	defer func() {
		if closing := hub.close(); err == nil {
			err = closing
		}
	}()
	before := time.Now().AddDate(0, 0, -c.Days)
	forgotten, err := hub.Forget(ctx, before)
	if err != nil {
		return err
	}
	fmt.Printf("%d versions from before %s are forgotten\n", forgotten, before.Format(time.DateTime))
	return nil
}
