// Package kind has a file for each kind of content, and the list of them.
package kind

import "github.com/cocreated/hub/storage/content"

// NewsletterLanguages is the set of languages that the newsletter is written in.
const NewsletterLanguages = "newsletter"

// All is the list of kinds: the one line that a new kind adds to what is there.
func All() (*content.Kinds, error) {
	return content.NewKinds(
		areaKind(),
		domainKind(),
		skillKind(),
		applicantTypeKind(),
		organisationKind(),
		assetKind(),
		programmeKind(),
		callKind(),
		dictionaryKind(),
		termKind(),
		courseKind(),
		webinarKind(),
		questionnaireKind(),
		publicationKind(),
		eventKind(),
		opportunityKind(),
		newsletterKind(),
		newsletterIssueKind(),
		projectKind(),
		pageKind(),
	)
}

// SearchConnection is a page of what was found.
type SearchConnection = content.Connection[content.Hit]

// SearchEdge is something found in its place among the rest.
type SearchEdge = content.Edge[content.Hit]

// SearchPassage is the place inside of an entry at which the words were found.
type SearchPassage = content.Passage

// SearchHit is an entry in which the words were found.
type SearchHit = content.Hit
