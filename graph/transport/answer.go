package transport

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// answer is a GraphQL response as it is sent. Unlike gqlgen's, it has no `data` when nothing was executed.
type answer struct {
	Errors     gqlerror.List   `json:"errors,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
	Extensions map[string]any  `json:"extensions,omitempty"`
}

// encode writes a response as it is sent. What fields have come to is JSON already, which is not read once more.
func encode(response *graphql.Response) ([]byte, error) {
	if len(response.Errors) == 0 && len(response.Extensions) == 0 && executed(response) {
		return slices.Concat([]byte(`{"data":`), response.Data, []byte("}")), nil
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer{response.Errors, response.Data, response.Extensions}); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// executed tells an answer with data, if only null, from a refusal of the whole request.
func executed(response *graphql.Response) bool { return len(response.Data) > 0 }

// statusOf is the status of an answer to a well-formed request. A client that knows application/graphql-response+json learns from it
// whether its request was refused; for application/json it is always 200, since clients of that type take any other for a failure of
// something on the way, and do not read the errors.
func statusOf(response *graphql.Response, media string) int {
	if media == mediaGraphQL && !executed(response) {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// refused are the statuses of operations that are not run, or not to their end, because of what goes on besides. Unlike mistakes in a
// request, they are for whatever stands between as well, and so they are the same for every media type.
var refused = map[string]int{
	"RATE_LIMITED": http.StatusTooManyRequests, codeUnavailable: http.StatusServiceUnavailable, "TIMEOUT": http.StatusGatewayTimeout,
}

// refusedAs is the status of a refusal, and after how many seconds to ask again, if that is known; 0 where it is none.
func refusedAs(response *graphql.Response) (status int, after string) {
	if executed(response) || len(response.Errors) == 0 {
		return 0, ""
	}
	extensions := response.Errors[0].Extensions
	code, _ := extensions["code"].(string)
	if seconds, ok := extensions["retryAfter"].(int); ok {
		after = strconv.Itoa(seconds)
	}
	return refused[code], after
}

func write(w http.ResponseWriter, media string, status int, response *graphql.Response) {
	body, err := encode(response)
	if err != nil {
		// A scalar has written something that is not JSON. gqlgen's handler recovers, logs, and answers 500.
		panic(err)
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Add("Vary", "Accept")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}
