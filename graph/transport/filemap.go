package transport

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// decodeFileMap reads the part `map`: for the name of each part that is a file the places that it takes in the request, such as
// {"0": ["variables.file"]}.
func decodeFileMap(data []byte, maxFiles int) (map[string][]string, *problem) {
	var files map[string][]string
	if !utf8.Valid(data) || json.Unmarshal(data, &files) != nil || len(files) == 0 {
		return nil, badRequest(`The part map must be a JSON object with a list of paths for each file, such as {"0": ["variables.file"]}.`)
	}
	if len(files) > maxFiles {
		return nil, &problem{
			status: http.StatusRequestEntityTooLarge, code: codeLimitExceeded,
			message: fmt.Sprintf("A request may bring %d files at most.", maxFiles),
		}
	}
	for _, paths := range files {
		if len(paths) == 0 {
			return nil, badRequest("The part map has a file without a path.")
		}
	}
	return files, nil
}

// place puts a value where a path such as variables.input.files.0 leads, if there is a null.
func place(variables map[string]any, path string, value any) bool {
	steps := strings.Split(path, ".")
	if len(steps) < 2 || steps[0] != "variables" {
		return false
	}
	var holder any = variables
	for _, step := range steps[1 : len(steps)-1] {
		switch at := holder.(type) {
		case map[string]any:
			holder = at[step]
		case []any:
			i, ok := index(step, len(at))
			if !ok {
				return false
			}
			holder = at[i]
		default:
			return false
		}
	}
	last := steps[len(steps)-1]
	switch at := holder.(type) {
	case map[string]any:
		if old, found := at[last]; !found || old != nil {
			return false
		}
		at[last] = value
	case []any:
		i, ok := index(last, len(at))
		if !ok || at[i] != nil {
			return false
		}
		at[i] = value
	default:
		return false
	}
	return true
}

// index reads a place in a list, as JSON writes a number.
func index(step string, length int) (int, bool) {
	i, err := strconv.Atoi(step)
	return i, err == nil && i >= 0 && i < length && strconv.Itoa(i) == step
}
