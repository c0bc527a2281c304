package xliff

import (
	"slices"
	"strings"

	"github.com/cocreated/hub/storage/format/segment"
)

// Translation is what a unit that came back says.
type Translation struct {
	Texts []string // as many as the source has; nil where nothing was translated
	State State    // the least of its segments
}

// Translation puts what came back in place of the source, which the caller must
// have from where the unit was made, at the revision of its id: its markup counts,
// not what the file says of it.
func (u *Returned) Translation(source []string, markdown bool) (*Translation, *Error) {
	if u.Problem != nil {
		return nil, u.Problem
	}
	pieces := cut(source, markdown)
	translation := &Translation{State: Final}
	targets, missing := map[string][]segment.Run{}, []string{}
	wanted := 0
	for _, piece := range pieces {
		if !piece.Words() {
			continue
		}
		wanted++
		back := u.segments[piece.ID]
		switch {
		case back == nil:
			return nil, broken(u.Written, Segmented, "the segment %s is missing", piece.ID)
		case !back.translated || len(back.target) == 0:
			missing = append(missing, piece.ID)
		default:
			targets[piece.ID] = back.target
			if slices.Index(states, back.state) < slices.Index(states, translation.State) {
				translation.State = back.state
			}
		}
	}
	switch {
	case len(u.segments) > wanted:
		return nil, broken(u.Written, Segmented, "there are %d segments, and %d in its source", len(u.segments), wanted)
	case len(targets) == 0:
		return &Translation{State: Initial}, nil
	case len(missing) > 0:
		return nil, broken(u.Written, Complete, "segments are not translated: %s", strings.Join(missing, ", "))
	}
	var problem *segment.Problem
	translation.Texts, problem = fill(pieces, targets, markdown)
	if problem != nil {
		return nil, broken(u.Written, Coded, "%s", problem)
	}
	return translation, nil
}

func fill(pieces []segment.Piece, targets map[string][]segment.Run, markdown bool) ([]string, *segment.Problem) {
	if markdown {
		text, problem := segment.Fill(pieces, targets)
		return []string{text}, problem
	}
	texts := make([]string, len(pieces))
	for i := range pieces {
		text, problem := segment.FillPlain(pieces[i:i+1], targets)
		if problem != nil {
			return nil, problem
		}
		texts[i] = text
	}
	return texts, nil
}
