package edit

// mustFacts are the facts of a record that a test has made.
func mustFacts(record *Record) facts {
	said, err := factsOf(record)
	if err != nil {
		panic(err)
	}
	return said
}

// mustSay are the facts of a revision that a test has made.
func mustSay(kept *revision) facts {
	said, err := kept.facts()
	if err != nil {
		panic(err)
	}
	return said
}
