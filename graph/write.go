package graph

import (
	"context"
	"fmt"

	"github.com/cocreated/hub/storage/content"
)

// create answers a mutation such as `courseCreate`.
func create[T any](ctx context.Context, r *Resolver, input map[string]any) (*content.Payload[T], error) {
	return written[T](ctx, r, content.VerbCreate, input)
}

// update answers a mutation such as `courseUpdate`.
func update[T any](ctx context.Context, r *Resolver, input map[string]any) (*content.Payload[T], error) {
	return written[T](ctx, r, content.VerbUpdate, input)
}

func written[T any](ctx context.Context, r *Resolver, verb content.Verb, input map[string]any) (*content.Payload[T], error) {
	write := content.Write{Verb: verb, Kind: content.KindNameOf[T](r.store.Kinds), Input: input}
	answer, err := r.do(ctx, write)
	if err != nil {
		return nil, err
	}
	return payloadOf[T](answer), nil
}

// payloadOf is an answer to a write of one kind.
func payloadOf[T any](answer *content.EntryPayload) *content.Payload[T] {
	entry, _ := any(answer.Entry).(*T)
	return &content.Payload[T]{Entry: entry, Changes: answer.Changes, UserErrors: answer.UserErrors}
}

// do does one write and reads what it came to.
func (r *Resolver) do(ctx context.Context, write content.Write) (*content.EntryPayload, error) {
	outcome, err := r.store.Writer().Do(ctx, r.actor(ctx), write)
	dryRun, _ := write.Input["dryRun"].(bool)
	return r.answered(ctx, outcome, err, dryRun)
}

// answered is the answer to a write, with the draft that it has left.
func (r *Resolver) answered(ctx context.Context, outcome *content.Outcome, err error, dryRun bool) (*content.EntryPayload, error) {
	payload, err := r.payload(outcome, err)
	if err != nil || len(payload.UserErrors) > 0 {
		return payload, err
	}
	return payload, r.readWritten(ctx, dryRun, []*content.Outcome{outcome}, []*content.EntryPayload{payload})
}

// payload is the answer to a write, without the entry.
func (r *Resolver) payload(outcome *content.Outcome, err error) (*content.EntryPayload, error) {
	payload := &content.EntryPayload{Changes: []*content.FieldChange{}, UserErrors: []*content.UserError{}}
	if err != nil {
		payload.UserErrors, err = content.UserErrorsOf(err)
		return payload, err
	}
	if outcome != nil && outcome.Changes != nil {
		payload.Changes = outcome.Changes
	}
	return payload, nil
}

// readWritten reads the drafts that writes have left. The writes are committed: no
// transaction reaches a resolver.
func (r *Resolver) readWritten(ctx context.Context, dryRun bool, outcomes []*content.Outcome, into []*content.EntryPayload) error {
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
func (r *Resolver) bulk(ctx context.Context, input map[string]any) (*content.BulkPayload, error) {
	answer := &content.BulkPayload{Results: []*content.EntryPayload{}, UserErrors: []*content.UserError{}}
	writes, err := bulkWrites(input)
	if err != nil {
		answer.UserErrors, err = content.UserErrorsOf(err)
		return answer, err
	}
	policy, _ := input["onError"].(content.BulkErrorPolicy)
	var options content.Options
	options.DryRun, _ = input["dryRun"].(bool)
	if key, ok := input["idempotencyKey"].(*string); ok && key != nil {
		options.IdempotencyKey = *key
	}
	done, err := r.store.Writer().Bulk(ctx, r.actor(ctx), writes, policy, options)
	if err != nil {
		answer.UserErrors, err = content.UserErrorsOf(err)
		return answer, err
	}
	var outcomes []*content.Outcome
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
func bulkWrites(input map[string]any) ([]content.Write, error) {
	items, _ := input["items"].([]map[string]any)
	writes := make([]content.Write, len(items))
	for i, item := range items {
		for name, of := range item {
			writes[i] = content.WriteNamed(name)
			writes[i].Input, _ = of.(map[string]any)
		}
		if len(item) != 1 || writes[i].Input == nil {
			return nil, &content.Error{
				Code: content.BadInput, Field: fmt.Sprintf("items[%d]", i), Rule: "oneOf", Message: "exactly one write must be given",
			}
		}
	}
	return writes, nil
}
