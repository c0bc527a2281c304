package storage

import "github.com/cocreated/hub/storage/content"

// The pages of what was, as the schema names them.
type (
	// RevisionConnection is a page of revisions.
	RevisionConnection = content.Connection[content.Revision]
	// RevisionEdge is a revision in its place in a list.
	RevisionEdge = content.Edge[content.Revision]
	// AuditConnection is a page of the audit trail.
	AuditConnection = content.Connection[content.AuditEntry]
	// AuditEdge is a line of the audit trail in its place.
	AuditEdge = content.Edge[content.AuditEntry]
	// BinConnection is a page of the bin.
	BinConnection = content.Connection[content.BinEntry]
	// BinEdge is an entry of the bin in its place.
	BinEdge = content.Edge[content.BinEntry]
)
