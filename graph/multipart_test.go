package graph_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/storagetest"
)

// untilTheFile is a multipart request up to the place where the bytes of its file would begin.
const untilTheFile = "--between\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n" +
	`{"query":"mutation { touched: __typename ...Delete } fragment Delete on Mutation { entryDelete(input: {id: \"\", version: 1}) { userErrors { code } } }","variables":{"file":null}}` +
	"\r\n--between\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n" + `{"0":["variables.file"]}` +
	"\r\n--between\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a.png\"\r\n\r\n"

// TestFilesOfStrangers sends a file along with a mutation that its sender may not ask for. The refusal comes before the
// file does: the body goes on for as long as nobody has answered.
func TestFilesOfStrangers(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	for name, test := range map[string]struct {
		who  policy.Principal
		code string
	}{
		"Public":     {policy.Principal{}, "UNAUTHENTICATED"},
		"Partner":    {partner(), "FORBIDDEN"},
		"Translator": {withRole(account.Translator), "FORBIDDEN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hub := serve(t, store, as(test.who), func(o *graph.Options) { o.Transport.TempDir = t.TempDir() })
			body, rest := io.Pipe()
			defer rest.Close()
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, hub.url, io.MultiReader(strings.NewReader(untilTheFile), body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "multipart/form-data; boundary=between")
			r.Header.Set("GraphQL-Preflight", "1")
			response, err := hub.client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			said := make([]byte, 4096)
			n, _ := io.ReadAtLeast(response.Body, said, 1)
			if !strings.Contains(string(said[:n]), `"`+test.code+`"`) {
				t.Errorf("got %s %s", response.Status, said[:n])
			}
		})
	}
}
