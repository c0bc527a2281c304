package content

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCursor(t *testing.T) {
	signer := NewSigner([]byte("one key"))
	value := "x"
	place := position{List: "course:TITLE ASC,", Keys: []*string{&value, nil}}
	cursor := signer.Cursor(place.List, place.Keys...)
	if got, err := signer.decode("after", cursor, place.List); err != nil || !cmp.Equal(place.Keys, got) {
		t.Fatalf("got %v, %v", got, err)
	}
	for name, test := range map[string]struct {
		signer       *Signer
		cursor, list string
	}{
		"OtherList": {signer, cursor, "course:"},
		"OtherKey":  {NewSigner([]byte("another key")), cursor, place.List},
		"Truncated": {signer, cursor[:len(cursor)-2], place.List},
		"Empty":     {signer, "", place.List},
		"NotBase64": {signer, "???", place.List},
		"Unsigned":  {signer, "eyJsIjoiIn0", place.List},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := test.signer.decode("after", test.cursor, test.list); err == nil {
				t.Errorf("was taken for %v", got)
			}
		})
	}
}

func FuzzCursor(f *testing.F) {
	signer := NewSigner([]byte("one key"))
	value := "x"
	genuine := signer.Cursor("l", &value)
	f.Add(genuine)
	f.Add("")
	f.Fuzz(func(t *testing.T, cursor string) {
		if keys, err := signer.decode("after", cursor, "l"); err == nil && cursor != genuine && signer.Cursor("l", keys...) != genuine {
			t.Errorf("%q is no cursor of ours and was taken for one", cursor)
		}
	})
}
