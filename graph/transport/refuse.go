package transport

import "net/http"

// Refuse answers a request that is not let in, with a status, a code of the hub and a sentence, in the form of every other answer.
func Refuse(w http.ResponseWriter, r *http.Request, status int, code, message string) {
	media := negotiate(r)
	if media == "" || media == mediaEvents {
		media = mediaJSON
	}
	(&problem{status: status, code: code, message: message}).write(w, media)
}
