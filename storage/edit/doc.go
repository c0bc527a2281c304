// Package edit writes drafts: records and the facts that they are made of, the one write path
// of all verbs and kinds, revisions, the bin, and translation. What is live is not its
// business.
package edit
