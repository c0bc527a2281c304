package main

import (
	"context"
	"fmt"
)

type migrateCommand struct{}

// Run brings the database up to date, which opening it does.
func (migrateCommand) Run(ctx context.Context, settings *Settings) error {
	hub, err := settings.open(ctx, settings.logger(), beside)
	if err != nil {
		return err
	}
	fmt.Println("the database is up to date")
	return hub.close()
}
