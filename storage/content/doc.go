// Package content is the model of content and reading it: entries, their parts and
// texts, whatever their kind. It is what the author of a kind needs. It knows no kind
// by name, no GraphQL resolver and no HTTP, and changes nothing: that is the business
// of the packages edit, publish and transfer.
//
// An entry is what is published as a whole. A part lives and is published with
// its entry. A text is what one language says of an entry or of a part. A link
// points from an entry or a part to another entry or to one of its parts. All
// four live in tables that every kind shares; a kind adds one table with the
// columns that are its own, and a description of itself, a Kind.
package content
