package main

import (
	"context"
	"log/slog"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/cocreated/hub/server/landing"
	"github.com/cocreated/hub/storage"
)

// describe tells the start page what the hub holds.
func describe(settings *Settings, store *storage.Store) func(context.Context) landing.Hub {
	var languages []landing.Language
	for _, locale := range settings.Locales {
		languages = append(languages, landing.Language{Tag: string(locale), Name: display.Self.Name(language.Make(string(locale)))})
	}
	return func(ctx context.Context) landing.Hub {
		hub := landing.Hub{Name: name, Version: version, Languages: languages, Docs: "docs/"}
		counts, err := store.CountLive(ctx)
		if err != nil {
			slog.WarnContext(ctx, "the start page goes without counts", "error", err, "requestId", requestID(ctx))
			return hub
		}
		for _, count := range counts {
			hub.Counts = append(hub.Counts, landing.Count{Number: count.Entries, Of: strings.ReplaceAll(count.Table, "_", " ")})
		}
		return hub
	}
}
