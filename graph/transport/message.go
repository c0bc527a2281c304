package transport

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// The messages of graphql-transport-ws.
const (
	messageInit      = "connection_init"
	messageAck       = "connection_ack"
	messagePing      = "ping"
	messagePong      = "pong"
	messageSubscribe = "subscribe"
	messageNext      = "next"
	messageError     = "error"
	messageComplete  = "complete"
)

// The close codes of graphql-transport-ws, and one of RFC 6455.
const (
	closeGoingAway   = 1001
	closeBadMessage  = 4400
	closeUnready     = 4401 // an operation before the acknowledgement
	closeForbidden   = 4403
	closeSubprotocol = 4406
	closeInitTimeout = 4408
	closeDuplicate   = 4409
	closeManyInits   = 4429
)

// forbidden is the reason that goes with closeForbidden.
const forbidden = "Forbidden"

type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// decodeMessage reads what a client sends. The names of members are matched as they are written, and unknown members passed over.
func decodeMessage(data []byte) (message, bool) {
	if !utf8.Valid(data) {
		return message{}, false
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return message{}, false
	}
	m := message{Payload: members["payload"]}
	if bytes.Equal(m.Payload, []byte("null")) {
		m.Payload = nil
	}
	return m, decodeString(members["id"], &m.ID) && decodeString(members["type"], &m.Type)
}

// hasObjectPayload tells whether the payload is an object, or there is none.
func (m message) hasObjectPayload() bool {
	return len(m.Payload) == 0 || m.Payload[0] == '{'
}
