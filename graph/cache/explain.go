package cache

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// explains tells whether the extensions of a request ask what became of it in the cache: {"cache": true}.
func explains(extensions []byte) bool {
	var asked struct{ Cache bool }
	return json.Unmarshal(extensions, &asked) == nil && asked.Cache
}

// explainsBody tells the same of the body of a request. It looks closer only where it says the word at all.
func explainsBody(body []byte) bool {
	if !bytes.Contains(body, []byte(`"cache"`)) {
		return false
	}
	var request struct{ Extensions json.RawMessage }
	return json.Unmarshal(body, &request) == nil && explains(request.Extensions)
}

// explained is an answer with `extensions.cache`: the status, the age in seconds, and why it was not taken from memory.
// Answers that are kept have no extensions of their own.
func (s status) explained(body []byte) []byte {
	state, why := "MISS", s.fwd
	if s.hit {
		state = "HIT"
	}
	if s.age > 0 {
		state, why = "UNCHECKED", "away"
	}
	return fmt.Appendf(bytes.TrimSuffix(bytes.Clone(body), []byte("}")), `,"extensions":{"cache":{"status":%q,"age":%d,"why":%q}}}`, state, s.age/time.Second, why)
}
