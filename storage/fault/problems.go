package fault

import (
	"errors"
	"strings"
)

// Mendable are what the caller can mend of an error; nil where that is nothing.
func Mendable(err error) []*Error {
	var all *Problems
	if errors.As(err, &all) {
		return all.List
	}
	var known *Error
	if errors.As(err, &known) && known.Code != Forbidden && known.Code != Unauthenticated {
		return []*Error{known}
	}
	return nil
}

// MaxProblems is how many problems are gathered before one gives up looking for more.
const MaxProblems = 1000

// Problems are several errors of one write.
type Problems struct{ List []*Error }

func (p *Problems) Error() string {
	sentences := make([]string, len(p.List))
	for i, problem := range p.List {
		sentences[i] = problem.Error()
	}
	return strings.Join(sentences, "; ")
}

// Join makes an error of what is wrong; nil where nothing is.
func Join(list ...*Error) error {
	if len(list) == 0 {
		return nil
	}
	return &Problems{List: list}
}
