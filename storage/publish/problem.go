package publish

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// Severity is an enum of the schema.
type Severity string

// How bad a problem is: a blocker keeps the live stage as it is, a warning is worth
// knowing.
const (
	Blocker Severity = "BLOCKER"
	Warning Severity = "WARNING"
)

// Problem is something that is in the way of a change of the live stage, or
// worth knowing before it. It is kept as JSON with schedules that failed.
type Problem struct {
	Severity Severity                   `json:"severity"`
	Code     content.PublishProblemCode `json:"code"`
	Message  string                     `json:"message"`
	// Entry is what was to be published or unpublished; nil where it is gone.
	Entry *EntryReference `json:"entry,omitempty"`
	// Part is the part of it that the problem is in.
	Part   *PartReference  `json:"part,omitempty"`
	Locale *content.Locale `json:"locale,omitempty"`
	// Field is its path as records have it, such as `texts.it.title`.
	Field *string `json:"field,omitempty"`
	// Target is the other entry that the problem is about.
	Target *EntryReference `json:"target,omitempty"`
}

// EntryReference names an entry without reading it.
type EntryReference struct {
	KindName string    `json:"kind"`
	UUID     uuid.UUID `json:"id"`
	// Slug and Title are those of its source language, in the draft.
	Slug  string `json:"slug"`
	Title string `json:"title,omitempty"`
}

// ID is the id by which clients know the entry.
func (r *EntryReference) ID() string { return content.EncodeID(r.KindName, r.UUID) }

// Kind is the kind of the entry.
func (r *EntryReference) Kind() content.EntryKind { return content.EntryKind(r.KindName) }

func (r *EntryReference) String() string { return fmt.Sprintf("%s %q", r.KindName, r.Slug) }

// PartReference names a part without reading it.
type PartReference struct {
	Kind string    `json:"kind"`
	UUID uuid.UUID `json:"id"`
	Slug string    `json:"slug"`
}

// ID is the id by which clients know the part.
func (r *PartReference) ID() string { return content.EncodeID(r.Kind, r.UUID) }

func (r *PartReference) String() string { return fmt.Sprintf("%s %q", r.Kind, r.Slug) }

// Refusal says why nothing was published or unpublished.
type Refusal struct{ Problems []*Problem }

func (r *Refusal) Error() string { return r.Unwrap().Error() }

// Unwrap answers the blockers as errors of the input.
func (r *Refusal) Unwrap() error {
	var all fault.Problems
	for _, problem := range r.Problems {
		if problem.Severity == Blocker {
			all.List = append(all.List, &fault.Error{Code: fault.Conflict, Rule: strings.ToLower(string(problem.Code)), Message: problem.sentence()})
		}
	}
	return &all
}

// sentence says to a person where the problem is, too.
func (p *Problem) sentence() string {
	at := ""
	if p.Entry != nil {
		at = p.Entry.String()
	}
	if p.Part != nil {
		at += ", " + p.Part.String()
	}
	if p.Locale != nil {
		at += " (" + string(*p.Locale) + ")"
	}
	if at == "" {
		return p.Message
	}
	return at + ": " + p.Message
}

// isBlocked tells whether any of the problems is a blocker.
func isBlocked(problems []*Problem) bool {
	for _, problem := range problems {
		if problem.Severity == Blocker {
			return true
		}
	}
	return false
}
