package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

type object map[string]any

// locales are the languages of all content.
var locales = []string{"en", "fr", "it", "es", "bg"}

// words of each language, in the order of locales.
var words = [][]string{
	{"volunteers", "municipalities", "creating", "together", "services", "citizens", "programmes", "funding", "training"},
	{"bénévoles", "communes", "créant", "ensemble", "services", "citoyens", "programmes", "subventions", "formation"},
	{"volontari", "comuni", "creando", "insieme", "servizi", "cittadini", "programmi", "finanziamento", "formazione"},
	{"voluntarios", "municipios", "creando", "juntos", "servicios", "ciudadanos", "programas", "financiación", "formación"},
	{"доброволци", "общини", "съвместно", "създаване", "услуги", "гражданите", "програми", "финансиране", "обучение"},
}

// today is the day of the content; the clock of the hub is the machine's, so states follow from that.
var today = time.Now().UTC().Truncate(24 * time.Hour)

// writer writes records of the import format.
type writer struct {
	out *bufio.Writer
	err error
}

// writeContent writes 500 programmes with 1,000 calls, 100 organisations, 5,000 courses with 20,000 lessons, 2,000
// webinars and 5,000 terms, times the scale, in five languages.
func writeContent(into io.Writer, scale float64) error {
	w := &writer{out: bufio.NewWriterSize(into, 1<<20)}
	times := func(n int, write func(int)) {
		for i := range int(float64(n) * scale) {
			write(i)
		}
	}
	for i := range organisations {
		w.organisation(i)
	}
	times(500, w.programme)
	times(1000, func(n int) { w.call(n, int(500*scale)) })
	times(5000, w.term)
	times(5000, w.course)
	times(2000, func(n int) { w.webinar(n, int(1000*scale)) })
	if w.err != nil {
		return w.err
	}
	return w.out.Flush()
}

const organisations = 100

func (w *writer) write(record object) {
	record["sourceLocale"] = "en"
	record["published"] = locales
	line, err := json.Marshal(record)
	if err == nil {
		_, err = w.out.Write(append(line, '\n'))
	}
	if err != nil && w.err == nil {
		w.err = err
	}
}

// texts say something in each language: a title, and fields of so many words.
func texts(n int, fields map[string]int) object {
	all := object{}
	for l, locale := range locales {
		text := object{"title": fmt.Sprintf("%s %s %d", words[l][n%9], words[l][(n/9)%9], n)}
		for name, count := range fields {
			said := ""
			for i := range count {
				if i > 0 {
					said += " "
				}
				said += words[l][(n*7+i*i)%9]
			}
			text[name] = said
		}
		all[locale] = text
	}
	return all
}

func (w *writer) organisation(n int) {
	w.write(object{"kind": "organisation", "slug": fmt.Sprintf("organisation-%d", n), "fields": object{"role": "PARTNER", "city": "Palermo", "country": "IT"}, "texts": texts(n, nil)})
}

func (w *writer) programme(n int) {
	w.write(object{"kind": "programme", "slug": fmt.Sprintf("programme-%d", n), "fields": object{"acronym": fmt.Sprintf("P%d", n), "startYear": 2021, "endYear": 2027, "management": "DIRECT"}, "texts": texts(n, map[string]int{"summary": 20})})
}

func (w *writer) call(n, programmes int) {
	opens := today.AddDate(0, 0, n%200-150)
	w.write(object{
		"kind": "call", "slug": fmt.Sprintf("call-%d", n),
		"fields": object{"identifier": fmt.Sprintf("CALL-%d", n), "deadlineModel": "MULTIPLE_CUT_OFF", "opensAt": opens.Format(time.RFC3339), "timeZone": "Europe/Brussels", "minPartners": 1 + n%5},
		"refs":   object{"programme": fmt.Sprintf("programme-%d", n%programmes)},
		"texts":  texts(n, map[string]int{"typeOfAction": 3}),
		"parts": []object{
			{"kind": "deadline", "slug": "1", "fields": object{"at": opens.AddDate(0, 0, 60).Add(time.Duration(n) * time.Second).Format(time.RFC3339), "stage": 1}},
			{"kind": "deadline", "slug": "2", "fields": object{"at": opens.AddDate(0, 0, 120).Add(time.Duration(n) * time.Second).Format(time.RFC3339), "stage": 1}},
		},
	})
}

func (w *writer) term(n int) {
	w.write(object{"kind": "term", "slug": fmt.Sprintf("term-%d", n), "fields": object{"edition": "FIRST"}, "texts": texts(n, map[string]int{"definition": 25})})
}

func (w *writer) course(n int) {
	modules := make([]object, 2)
	for m := range modules {
		lessons := make([]object, 2)
		for l := range lessons {
			lessons[l] = object{"kind": "lesson", "slug": fmt.Sprintf("lesson-%d-%d", m, l), "fields": object{"durationMinutes": 10 + (n+l)%50}, "texts": texts(n*4+m*2+l, map[string]int{"summary": 25})}
		}
		modules[m] = object{"kind": "module", "slug": fmt.Sprintf("module-%d", m), "texts": texts(n*2+m, nil), "parts": lessons}
	}
	w.write(object{
		"kind": "course", "slug": fmt.Sprintf("course-%d", n), "fields": object{"code": fmt.Sprintf("C%d", n)},
		"refs": object{"organisation": fmt.Sprintf("organisation-%d", n%organisations)}, "texts": texts(n, map[string]int{"summary": 25}), "parts": modules,
	})
}

func (w *writer) webinar(n, past int) {
	w.write(object{
		"kind": "webinar", "slug": fmt.Sprintf("webinar-%d", n),
		"fields": object{"number": n + 1, "startsAt": today.Add(time.Duration(n-past) * 7 * time.Hour).Format(time.RFC3339), "timeZone": "Europe/Rome", "durationMinutes": 60, "language": "en"},
		"texts":  texts(n, map[string]int{"abstract": 25}),
		"parts":  []object{{"kind": "speaker", "slug": "1", "texts": object{"en": object{"role": "Trainer"}}}},
	})
}
