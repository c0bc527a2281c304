package graph

import (
	"context"
	"errors"
	"fmt"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/argument"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
)

// create answers a mutation such as `courseCreate`.
func create[T any](ctx context.Context, r *Resolver, input map[string]any) (*edit.Payload[T], error) {
	return written[T](ctx, r, act.VerbCreate, input)
}

// update answers a mutation such as `courseUpdate`.
func update[T any](ctx context.Context, r *Resolver, input map[string]any) (*edit.Payload[T], error) {
	return written[T](ctx, r, act.VerbUpdate, input)
}

func written[T any](ctx context.Context, r *Resolver, verb act.Verb, input map[string]any) (*edit.Payload[T], error) {
	write := edit.Write{Verb: verb, Kind: content.KindNameOf[T](r.store.Kinds), Input: input}
	answer, err := r.do(ctx, write)
	if err != nil {
		return nil, err
	}
	return payloadOf[T](answer), nil
}

// payloadOf is an answer to a write of one kind.
func payloadOf[T any](answer *edit.EntryPayload) *edit.Payload[T] {
	entry, _ := any(answer.Entry).(*T)
	return &edit.Payload[T]{Entry: entry, Changes: answer.Changes, UserErrors: answer.UserErrors}
}

// do does one write and reads what it came to.
func (r *Resolver) do(ctx context.Context, write edit.Write) (*edit.EntryPayload, error) {
	dryRun, err := write.Input.Bool("dryRun")
	if err != nil {
		return nil, err
	}
	outcome, err := r.store.Writer().Do(ctx, r.actor(ctx), write)
	return r.answered(ctx, outcome, err, dryRun)
}

// answered is the answer to a write, with the draft that it has left.
func (r *Resolver) answered(ctx context.Context, outcome *edit.Outcome, err error, dryRun bool) (*edit.EntryPayload, error) {
	payload, err := r.payload(outcome, err)
	if err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	return payload, r.readWritten(ctx, dryRun, []*edit.Outcome{outcome}, []*edit.EntryPayload{payload})
}

// payload is the answer to a write, without the entry.
func (r *Resolver) payload(outcome *edit.Outcome, err error) (*edit.EntryPayload, error) {
	payload := &edit.EntryPayload{Changes: []*edit.FieldChange{}, UserErrors: []*edit.UserError{}}
	if err != nil {
		payload.UserErrors, err = edit.UserErrorsOf(err)
		return payload, err
	}
	if outcome != nil && outcome.Changes != nil {
		payload.Changes = outcome.Changes
	}
	return payload, nil
}

// readWritten reads the drafts that writes have left. The writes are committed: no
// transaction reaches a resolver.
func (r *Resolver) readWritten(ctx context.Context, dryRun bool, outcomes []*edit.Outcome, into []*edit.EntryPayload) error {
	var ids []string
	var places []int
	for i, outcome := range outcomes {
		if outcome != nil && !outcome.Gone && !dryRun {
			ids = append(ids, content.EncodeID(outcome.Kind, outcome.ID))
			places = append(places, i)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	reader, err := r.store.ReadDraft(r.now(), nil)
	if err != nil {
		return err
	}
	nodes, err := content.Nodes(ctx, reader, ids)
	for i, node := range nodes {
		into[places[i]].Entry, _ = node.(content.Row)
	}
	return err
}

// bulk answers `bulkWrite`.
func (r *Resolver) bulk(ctx context.Context, input argument.Input) (*edit.BulkPayload, error) {
	answer := &edit.BulkPayload{Results: []*edit.EntryPayload{}, UserErrors: []*edit.UserError{}}
	writes, err := bulkWrites(input)
	if err != nil {
		answer.UserErrors, err = edit.UserErrorsOf(err)
		return answer, err
	}
	policy, noPolicy := argument.As[edit.BulkErrorPolicy](input, "onError")
	dryRun, noDryRun := input.Bool("dryRun")
	key, noKey := input.Text("idempotencyKey")
	if err := errors.Join(noPolicy, noDryRun, noKey); err != nil {
		return nil, err
	}
	options := edit.Options{DryRun: dryRun, IdempotencyKey: key}
	done, err := r.store.Writer().Bulk(ctx, r.actor(ctx), writes, policy, options)
	if err != nil {
		answer.UserErrors, err = edit.UserErrorsOf(err)
		return answer, err
	}
	var outcomes []*edit.Outcome
	for _, item := range done {
		payload, err := r.payload(item.Outcome, item.Err)
		if err != nil {
			return nil, err
		}
		answer.Results, outcomes = append(answer.Results, payload), append(outcomes, item.Outcome)
		if item.Outcome != nil && !options.DryRun {
			answer.Written++
		}
	}
	return answer, r.readWritten(ctx, options.DryRun, outcomes, answer.Results)
}

// bulkWrites are the writes of a bulk, in their order. GraphQL's own validation sees to it that an item is one write in
// documents, but not in variables.
func bulkWrites(input argument.Input) ([]edit.Write, error) {
	items, err := input.Objects("items")
	if err != nil {
		return nil, err
	}
	writes := make([]edit.Write, len(items))
	for i, item := range items {
		for name := range item {
			writes[i] = edit.WriteNamed(name)
			if writes[i].Input, err = item.Object(name); err != nil {
				return nil, err
			}
		}
		if len(item) != 1 || writes[i].Input == nil {
			return nil, fault.Invalid(fmt.Sprintf("items[%d]", i), "oneOf", "exactly one write must be given")
		}
	}
	return writes, nil
}
