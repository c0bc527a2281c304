package storage_test

import (
	"bytes"
	"fmt"
	"io"
	"runtime/debug"
	"runtime/metrics"
	"testing"

	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// generated is a stream of records that is made while it is read, so that a
// benchmark measures the memory of the import and not that of its input.
type generated struct {
	entries int
	from    int // the number of the first entry
	next    int
	rest    bytes.Buffer
}

func (g *generated) Read(into []byte) (int, error) {
	if g.rest.Len() == 0 {
		if g.next == g.entries {
			return 0, io.EOF
		}
		writeGenerated(&g.rest, g.from+g.next)
		g.next++
	}
	return g.rest.Read(into)
}

// Seek goes back to the start, which is all that an import asks for.
func (g *generated) Seek(int64, int) (int64, error) {
	g.next = 0
	g.rest.Reset()
	return 0, nil
}

// texts is how many texts the stream has.
func (g *generated) texts() int { return g.entries * len(vocabulary) }

// wordsPerText makes generated texts as long as those of the demo content are on
// average: 17 words with their titles.
const wordsPerText = 15

// vocabulary are words of each language, for its stemmer to do its work.
var vocabulary = []struct {
	locale string
	words  []string
}{
	{"bg", []string{"доброволци", "общини", "съвместно", "създаване", "услуги", "гражданите", "програми", "финансиране", "обучение", "и", "на", "за"}},
	{"en", []string{"volunteers", "municipalities", "creating", "together", "services", "citizens", "programmes", "funding", "training", "and", "of", "for"}},
	{"es", []string{"voluntarios", "municipios", "creando", "juntos", "servicios", "ciudadanos", "programas", "financiación", "formación", "y", "de", "para"}},
	{"fr", []string{"bénévoles", "communes", "créant", "ensemble", "services", "citoyens", "programmes", "subventions", "formation", "et", "des", "pour"}},
	{"it", []string{"volontari", "comuni", "creando", "insieme", "servizi", "cittadini", "programmi", "finanziamento", "formazione", "e", "di", "per"}},
}

// writeGenerated writes a term in five languages, published, with links to two
// that came before it.
func writeGenerated(out *bytes.Buffer, n int) {
	fmt.Fprintf(out, `{"kind":"term","slug":"generated-%d","sourceLocale":"en","fields":{"edition":"FIRST","abbreviations":["G%d"]},`, n, n)
	if n > 1 {
		fmt.Fprintf(out, `"refs":{"broader":["generated-%d"],"related":["generated-%d"]},`, n/2, n-1)
	}
	out.WriteString(`"texts":{`)
	for i, language := range vocabulary {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(out, `%q:{"title":"%s %d","definition":"`, language.locale, language.words[n%len(language.words)], n)
		for w := range wordsPerText {
			if w > 0 {
				out.WriteByte(' ')
			}
			out.WriteString(language.words[(n+w*w)%len(language.words)])
		}
		fmt.Fprintf(out, ` %d"}`, n)
	}
	out.WriteString(`},"published":["bg","en","es","fr","it"]}` + "\n")
}

// BenchmarkImport shows how many texts are imported in a second, and that the
// memory it takes does not grow with their number.
func BenchmarkImport(b *testing.B) {
	for _, entries := range []int{2_000, 20_000} {
		stream := &generated{entries: entries}
		b.Run(fmt.Sprintf("%dTexts", stream.texts()), func(b *testing.B) {
			var peak uint64
			for b.Loop() {
				b.StopTimer()
				store := storagetest.Empty(b)
				debug.FreeOSMemory()
				_, _ = stream.Seek(0, io.SeekStart)
				b.StartTimer()
				report, err := store.Importer().Import(b.Context(), stream, transfer.ImportOptions{
					Progress: func(transfer.ImportReport) { peak = max(peak, memory()) },
				})
				if err != nil {
					b.Fatal(err)
				}
				if report.Published != entries || report.Texts != stream.texts() {
					b.Fatalf("%+v", report)
				}
			}
			b.ReportMetric(float64(stream.texts()*b.N)/b.Elapsed().Seconds(), "texts/s")
			b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
		})
	}
}

// BenchmarkExport shows how many texts are exported in a second.
func BenchmarkExport(b *testing.B) {
	store := storagetest.Empty(b)
	stream := &generated{entries: 4_000}
	if _, err := store.Importer().Import(b.Context(), stream, transfer.ImportOptions{}); err != nil {
		b.Fatal(err)
	}
	var peak uint64
	for b.Loop() {
		if err := store.Exporter().Export(b.Context(), io.Discard, transfer.ExportOptions{Progress: func(int) { peak = max(peak, memory()) }}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(stream.texts()*b.N)/b.Elapsed().Seconds(), "texts/s")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
}

// memory is how much the process holds, in bytes.
func memory() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}

var _ = kind.NewsletterLanguages
