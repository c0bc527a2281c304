package media

import "bytes"

// head keeps the beginning of what is written, and says when it has all it wants. One
// that wants nothing lets everything pass.
type head struct {
	text bytes.Buffer
	most int
	cut  bool
	full func()
}

// Write implements io.Writer.
func (h *head) Write(p []byte) (int, error) {
	if h.most == 0 {
		return len(p), nil
	}
	if left := h.most - h.text.Len(); len(p) > left {
		h.text.Write(p[:left])
		if !h.cut {
			h.cut = true
			h.full()
		}
		return len(p), nil
	}
	return h.text.Write(p)
}

// tail keeps the end of what is written: programs say last what they failed for.
type tail struct{ text []byte }

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if past := len(t.text) - saidBytes; past > 0 {
		t.text = append(t.text[:0], t.text[past:]...)
	}
	return len(p), nil
}

// String is the text without what is no text.
func (t *tail) String() string {
	return string(bytes.TrimSpace(bytes.ToValidUTF8(t.text, []byte("�"))))
}
