package graph

import (
	"errors"

	"github.com/cocreated/hub/storage/fault"
)

// orNull answers null for what is not there.
func orNull[T any](found *T, err error) (*T, error) {
	var known *fault.Error
	if errors.As(err, &known) && known.Code == fault.NotFound {
		return nil, nil
	}
	return found, err
}

func valueOf[T any](given *T) T {
	if given == nil {
		return *new(T)
	}
	return *given
}
