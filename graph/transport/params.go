package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// postParams reads the request from the body of a POST.
func postParams(w http.ResponseWriter, r *http.Request, maxBytes int64) (*graphql.RawParams, *problem) {
	if p := checkContentType(r.Header); p != nil {
		return nil, p
	}
	start := graphql.Now()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, bodyTooLarge()
	case err != nil:
		return nil, unreadable()
	}
	params, p := decodeParams(body)
	if p != nil {
		return nil, p
	}
	return complete(params, r, start)
}

// getParams reads the request from the query string of a GET.
func getParams(r *http.Request) (*graphql.RawParams, *problem) {
	start := graphql.Now()
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badRequest("The query string is malformed.")
	}

	params := &graphql.RawParams{}
	id := ""
	for _, name := range []string{"query", "documentId", "operationName", "variables", "extensions"} {
		switch given := values[name]; {
		case len(given) > 1:
			return nil, badRequest("The parameter " + name + " is given more than once.")
		case len(given) == 0 || given[0] == "":
			continue
		case !utf8.ValidString(given[0]):
			return nil, badRequest("The query string is not valid UTF-8.")
		}

		value := values.Get(name)
		ok := true
		switch name {
		case "query":
			params.Query = value
		case "documentId":
			id = value
		case "operationName":
			params.OperationName = value
		case "variables":
			ok = json.Valid([]byte(value)) && decodeObject([]byte(value), &params.Variables)
		case "extensions":
			ok = json.Valid([]byte(value)) && decodeObject([]byte(value), &params.Extensions)
		}
		if !ok {
			return nil, badRequest("The parameter " + name + " must hold a JSON object or null.")
		}
	}
	if p := setDocument(params, id); p != nil {
		return nil, p
	}
	return complete(params, r, start)
}

// documentID is where a request keeps the id of its document, among its extensions, until somebody looks it up.
const documentID = "documentId"

// DocumentID is the id of the document that a request names in place of a query; empty: it names none.
func DocumentID(params *graphql.RawParams) string {
	id, _ := params.Extensions[documentID].(string)
	return id
}

// setDocument sets the id of a document, if there is one.
func setDocument(params *graphql.RawParams, id string) *problem {
	if id == "" {
		return nil
	}
	if params.Query != "" {
		return badRequest("A request has either a query or a documentId.")
	}
	if params.Extensions == nil {
		params.Extensions = map[string]any{}
	}
	params.Extensions[documentID] = id
	return nil
}

func complete(params *graphql.RawParams, r *http.Request, start time.Time) (*graphql.RawParams, *problem) {
	if params.Query == "" && params.Extensions["persistedQuery"] == nil && DocumentID(params) == "" {
		return nil, badRequest("The request holds no query.")
	}
	params.Headers = r.Header
	params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	return params, nil
}

func checkContentType(header http.Header) *problem {
	media, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	charset, hasCharset := params["charset"]
	if err != nil || media != mediaJSON || hasCharset && !strings.EqualFold(charset, "utf-8") {
		return &problem{
			status:  http.StatusUnsupportedMediaType,
			code:    codeBadUserInput,
			message: "The Content-Type must be application/json in UTF-8.",
			header:  http.Header{"Accept-Post": {mediaJSON}},
		}
	}
	return checkEncoding(header)
}

func checkEncoding(header http.Header) *problem {
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return &problem{
			status:  http.StatusUnsupportedMediaType,
			code:    codeBadUserInput,
			message: "The request body must not be compressed.",
			header:  http.Header{"Accept-Encoding": {"identity"}},
		}
	}
	return nil
}

// decodeParams reads the JSON of a request: the body of a POST, or the payload of a WebSocket's subscribe message. Members that GraphQL
// over HTTP does not know are passed over. Numbers stay as they are written.
func decodeParams(data []byte) (*graphql.RawParams, *problem) {
	// encoding/json would replace invalid characters silently, and match the names of a struct's members in any case.
	if !utf8.Valid(data) {
		return nil, badRequest("The request is not valid UTF-8.")
	}
	if !json.Valid(data) {
		return nil, badRequest("The request is not valid JSON.")
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil || members == nil {
		return nil, badRequest("The request must be a JSON object; several in one request are not supported.")
	}

	params, id := &graphql.RawParams{}, ""
	switch {
	case !decodeString(members["query"], &params.Query):
		return nil, badRequest("The member query must be a string.")
	case !decodeString(members["documentId"], &id):
		return nil, badRequest("The member documentId must be a string or null.")
	case !decodeString(members["operationName"], &params.OperationName):
		return nil, badRequest("The member operationName must be a string or null.")
	case !decodeObject(members["variables"], &params.Variables):
		return nil, badRequest("The member variables must be an object or null.")
	case !decodeObject(members["extensions"], &params.Extensions):
		return nil, badRequest("The member extensions must be an object or null.")
	}
	return params, setDocument(params, id)
}

// decodeString and decodeObject take a member that is absent or null as empty.

func decodeString(data json.RawMessage, into *string) bool {
	return len(data) == 0 || json.Unmarshal(data, into) == nil
}

func decodeObject(data json.RawMessage, into *map[string]any) bool {
	if len(data) == 0 {
		return true
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(into) == nil
}
