package file

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cocreated/hub/storage/fault"
)

// refuse says what is wrong with a file, to whom can mend it. Fields are those of the
// input of an upload, and `file` where it is the bytes.
func refuse(field, rule, format string, args ...any) *fault.Error {
	return &fault.Error{Code: fault.BadInput, Field: field, Rule: rule, Message: fmt.Sprintf(format, args...)}
}

// readableBytes writes a limit for people.
func readableBytes(n int64) string {
	if n%gibibyte == 0 {
		return fmt.Sprintf("%d GiB", n/gibibyte)
	}
	return fmt.Sprintf("%d MiB", n/mebibyte)
}

const maxNameChars = 300

// checkName refuses names that are none, or that some system would take for a path.
func checkName(name string) error {
	switch {
	case name == "":
		return refuse("fileName", "required", "a file needs a name")
	case utf8.RuneCountInString(name) > maxNameChars:
		return refuse("fileName", "max", "a name has at most %d characters", maxNameChars)
	case strings.Trim(name, ". ") == "", strings.ContainsAny(name, `/\`), strings.ContainsFunc(name, unicode.IsControl), !utf8.ValidString(name):
		return refuse("fileName", "format", "a name has letters, digits and signs, but no slash; leave the folder out")
	}
	return nil
}
