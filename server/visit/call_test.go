package visit_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// evaluate reads something in the page, or does something there.
func evaluate[T any](d *desk, script string) T {
	d.Helper()
	read, err := chromedp.Run(d.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		d.Fatalf("%s: %v", script, err)
	}
	return read
}

// call calls a mutation from the page, as whoever is signed in there, and reads the fields of its payload.
func (d *desk) call(mutation, fields string, input map[string]any, into any) {
	d.Helper()
	request, err := json.Marshal(map[string]any{
		"query":     fmt.Sprintf("mutation ($input: %s%sInput!) { done: %s(input: $input) { %s } }", strings.ToUpper(mutation[:1]), mutation[1:], mutation, fields),
		"variables": map[string]any{"input": input},
	})
	if err != nil {
		d.Fatal(err)
	}
	said := evaluate[string](d, fmt.Sprintf(`fetch("/graphql", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(%s)}).then(answer => answer.text())`, request))
	var answer struct {
		Data   struct{ Done any }
		Errors []any
	}
	answer.Data.Done = into
	if err := json.Unmarshal([]byte(said), &answer); err != nil || len(answer.Errors) > 0 {
		d.Fatalf("%s: %s %v", mutation, said, err)
	}
}

// draft is what an entry is after a write.
type draft struct {
	ID      string
	Version int
}

// write writes an entry, and answers its draft.
func (d *desk) write(mutation, entry string, input map[string]any) draft {
	d.Helper()
	var payload struct {
		Entry      draft
		UserErrors []struct{ Field, Message string }
	}
	d.call(mutation, "entry: "+entry+" { id version } userErrors { field message }", input, &payload)
	if len(payload.UserErrors) > 0 {
		d.Fatalf("%s: %v", mutation, payload.UserErrors)
	}
	return payload.Entry
}

// publish publishes an entry with what it needs, and answers what is in the way.
func (d *desk) publish(id string) []string {
	d.Helper()
	return d.changeLive("entryPublish", map[string]any{"ids": []string{id}, "locales": []string{"en"}, "withDependencies": true})
}

// unpublish takes entries back from the public.
func (d *desk) unpublish(ids ...string) {
	d.Helper()
	if inTheWay := d.changeLive("entryUnpublish", map[string]any{"ids": ids, "locales": []string{"en"}}); len(inTheWay) > 0 {
		d.Fatalf("in the way of unpublishing is %q", inTheWay)
	}
}

// changeLive changes what is live, and answers the codes of what is in the way.
func (d *desk) changeLive(mutation string, input map[string]any) []string {
	d.Helper()
	var payload struct{ UserErrors []struct{ Code string } }
	d.call(mutation, "userErrors { code }", input, &payload)
	var codes []string
	for _, userError := range payload.UserErrors {
		codes = append(codes, userError.Code)
	}
	return codes
}
