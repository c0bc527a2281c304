package segment

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Problem is why a translation does not fit the text it is a translation of.
type Problem struct {
	Piece string // the id of the piece; empty where it is the text as a whole
	// Missing, Unknown and Repeated are ids of codes that the translation lacks,
	// that the piece does not have, or that the translation has more than once.
	Missing, Unknown, Repeated []string
	Message                    string // a sentence for a person
}

func (p *Problem) Error() string {
	if p.Piece == "" {
		return p.Message
	}
	return p.Piece + ": " + p.Message
}

// Fill puts translations, by the id of the piece, in place of what they translate.
// Of their codes only the ids count: the markup is that of the pieces. Words that
// would read as markup, or break it, are escaped; where that does not help, and
// where codes are missing or strange, it says which.
func Fill(pieces []Piece, translations map[string][]Run) (string, *Problem) {
	filled := slices.Clone(pieces)
	for i := range filled {
		translation, ok := translations[filled[i].ID]
		if !ok || filled[i].Runs == nil {
			continue
		}
		runs, problem := restore(&filled[i], translation)
		if problem != nil {
			return "", problem
		}
		filled[i].Runs = runs
	}
	want := shape(pieces)
	for _, treat := range []func(string) string{asWritten, escaped} {
		for i := range filled {
			if _, ok := translations[filled[i].ID]; ok {
				filled[i].Runs = mapText(filled[i].Runs, treat)
			}
		}
		if out := Join(filled); slices.Equal(shape(Markdown(out)), want) {
			return out, nil
		}
	}
	return "", &Problem{Message: "with these translations the text has other markup than its source: a code may stand where it cannot, such as bold that begins in the middle of a word"}
}

// FillPlain is Fill for texts without markup.
func FillPlain(pieces []Piece, translations map[string][]Run) (string, *Problem) {
	filled := slices.Clone(pieces)
	for i := range filled {
		if translation, ok := translations[filled[i].ID]; ok {
			runs, problem := restore(&filled[i], translation)
			if problem != nil {
				return "", problem
			}
			filled[i].Runs = runs
		}
	}
	return Join(filled), nil
}

// restore gives the codes of a translation the markup of those of its source.
func restore(source *Piece, translation []Run) ([]Run, *Problem) {
	known := map[string]*Code{}
	for _, code := range Codes(source.Runs) {
		known[code.ID] = code
	}
	problem := Problem{Piece: source.ID}
	seen := map[string]bool{}
	for _, code := range Codes(translation) {
		switch original := known[code.ID]; {
		case original == nil || original.Spans != code.Spans:
			problem.Unknown = append(problem.Unknown, code.ID)
		case seen[code.ID]:
			problem.Repeated = append(problem.Repeated, code.ID)
		}
		seen[code.ID] = true
	}
	for _, code := range Codes(source.Runs) {
		if !seen[code.ID] && !code.Optional {
			problem.Missing = append(problem.Missing, code.ID)
		}
	}
	if problem.Missing != nil || problem.Unknown != nil || problem.Repeated != nil {
		problem.Message = problem.sentence(known)
		return nil, &problem
	}
	return withMarkup(translation, known), nil
}

func (p *Problem) sentence(known map[string]*Code) string {
	var parts []string
	for _, group := range []struct {
		verb string
		ids  []string
	}{{"is missing", p.Missing}, {"is not one of its source's", p.Unknown}, {"stands there twice", p.Repeated}} {
		for _, id := range group.ids {
			name := "the code " + id
			if code := known[id]; code != nil {
				name = fmt.Sprintf("the %s %s (%s)", code.Kind, id, code.Open+code.Close)
			}
			parts = append(parts, name+" "+group.verb)
		}
	}
	return strings.Join(parts, "; ")
}

func withMarkup(runs []Run, known map[string]*Code) []Run {
	restored := make([]Run, len(runs))
	for i, run := range runs {
		restored[i] = run
		if run.Code == nil {
			continue
		}
		code := *known[run.Code.ID]
		code.Inside = withMarkup(run.Code.Inside, known)
		if code.label != "" && written(code.Inside) != code.label {
			// Its words were its address; now that they are others it needs one.
			code.Close = "][" + code.label + "]"
		}
		restored[i].Code = &code
	}
	return restored
}

func mapText(runs []Run, change func(string) string) []Run {
	changed := make([]Run, len(runs))
	for i, run := range runs {
		changed[i] = run
		if run.Code == nil {
			changed[i].Text = change(run.Text)
			continue
		}
		code := *run.Code
		code.Inside = mapText(code.Inside, change)
		changed[i].Code = &code
	}
	return changed
}

func asWritten(text string) string { return text }

var (
	signs      = regexp.MustCompile("\\\\[[:punct:]]|[\\\\`*_\\[\\]<>|~!]|&[#[:alnum:]]+;")
	firstSigns = regexp.MustCompile(`^(\s*)([#+=:>-]|\d+[.)])`)
	lineBreaks = regexp.MustCompile(`[ \t]*[\r\n]\s*`)
)

// escaped keeps text from being read as markup, and on one line. What is escaped
// already stays as it is.
func escaped(text string) string {
	text = lineBreaks.ReplaceAllString(text, " ")
	text = signs.ReplaceAllStringFunc(text, func(sign string) string {
		if len(sign) > 1 {
			return sign
		}
		return `\` + sign
	})
	return firstSigns.ReplaceAllStringFunc(text, func(sign string) string {
		return sign[:len(sign)-1] + `\` + sign[len(sign)-1:]
	})
}

// shape is what two texts have in common where one is a translation of the other:
// the markup between their pieces, and the codes within each.
func shape(pieces []Piece) []string {
	var shape []string
	for _, piece := range pieces {
		if piece.Runs == nil {
			shape = append(shape, "markup "+strings.Join(strings.Fields(piece.Markup), " "))
			continue
		}
		var codes []string
		for _, code := range Codes(piece.Runs) {
			if !code.Optional {
				codes = append(codes, code.key())
			}
		}
		slices.Sort(codes)
		shape = append(shape, "words "+strings.Join(codes, " "))
	}
	return shape
}

// key is equal for codes that do the same.
func (c *Code) key() string {
	closing := c.Close
	if c.label != "" {
		closing = "][" + c.label + "]"
	}
	return fmt.Sprintf("%s %q %q", c.Kind, c.Open, closing)
}
