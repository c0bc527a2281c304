package file

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cocreated/hub/storage/fault"
)

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
		return fault.Invalid("fileName", "required", "a file needs a name")
	case utf8.RuneCountInString(name) > maxNameChars:
		return fault.Invalid("fileName", "max", "a name has at most %d characters", maxNameChars)
	case strings.Trim(name, ". ") == "", strings.ContainsAny(name, `/\`), strings.ContainsFunc(name, unicode.IsControl), !utf8.ValidString(name):
		return fault.Invalid("fileName", "format", "a name has letters, digits and signs, but no slash; leave the folder out")
	}
	return nil
}
