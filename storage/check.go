package storage

import (
	"context"
	"fmt"
)

// Finding is what a check found out: something that is well, weaker than it could
// be, or failed.
type Finding struct {
	Text         string
	Weak, Failed bool
}

// Check looks at the database: what it is, whether it keeps what it is given, and
// whether the public can see or change what it should not.
func (s *Store) Check(ctx context.Context) []Finding {
	var findings []Finding
	setting := func(name string) string {
		var value string
		if err := s.draft.NewRaw("SELECT current_setting(?)", name).Scan(ctx, &value); err != nil {
			return err.Error()
		}
		return value
	}
	findings = append(findings, Finding{Text: "Postgres " + setting("server_version") + ", up to date with this hub"})
	for _, name := range []string{"data_checksums", "fsync", "full_page_writes"} {
		findings = append(findings, Finding{Text: name + " is " + setting(name), Weak: setting(name) != "on"})
	}
	for _, forbidden := range []string{"draft.entries", "hub.settings"} {
		_, err := s.live.ExecContext(ctx, "SELECT FROM "+forbidden+" LIMIT 1")
		if isDenied(err) {
			findings = append(findings, Finding{Text: "the public cannot read " + forbidden})
		} else {
			findings = append(findings, Finding{Text: "the public can read " + forbidden, Failed: len(s.Weaknesses) == 0, Weak: len(s.Weaknesses) > 0})
		}
	}
	for _, weakness := range s.Weaknesses {
		findings = append(findings, Finding{Text: weakness, Weak: true})
	}
	findings = append(findings, s.checkProcessing(ctx)...)
	counts, err := s.CountLive(ctx)
	if err != nil {
		return append(findings, Finding{Text: "what is published cannot be read: " + err.Error(), Failed: true})
	}
	total := 0
	for _, count := range counts {
		total += count.Entries
	}
	return append(findings, Finding{Text: fmt.Sprintf("%d entries of %d kinds are published", total, len(counts))})
}
