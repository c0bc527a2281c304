package graph

import (
	"github.com/cocreated/hub/storage/edit"
)

// userErrors are what is wrong with an input; what is not for the user to mend stays an error.
func userErrors(err error) ([]*edit.UserError, error) {
	if err == nil {
		return []*edit.UserError{}, nil
	}
	return edit.UserErrorsOf(err)
}
