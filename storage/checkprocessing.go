package storage

import "context"

// checkProcessing tells what there is to look into files with.
func (s *Store) checkProcessing(ctx context.Context) []Finding {
	if s.tools == nil {
		return nil
	}
	var findings []Finding
	for _, missing := range s.tools.Missing() {
		findings = append(findings, Finding{Text: string(missing) + " is not installed: without it " + missing.Brings(), Weak: true})
	}
	if len(findings) == 0 {
		findings = append(findings, Finding{Text: "images, recordings and documents can be looked into"})
	}
	if s.scanner == nil {
		return append(findings, Finding{Text: "nobody looks through files for viruses: set CLAMD_ADDRESS", Weak: true})
	}
	if err := s.scanner.Ping(ctx); err != nil {
		return append(findings, Finding{Text: "the virus scanner does not answer, and files wait for it: " + err.Error(), Failed: true})
	}
	return append(findings, Finding{Text: "the virus scanner answers"})
}
