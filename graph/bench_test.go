package graph_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/storagetest"
)

// BenchmarkQuery answers scenarios one after the other, without the network.
func BenchmarkQuery(b *testing.B) {
	handler := graph.Handler(options(storagetest.Demo(b), &log{}))
	for _, s := range scenarios(b) {
		switch s.name {
		case "course_in_italian", "programmes", "search_volontari":
		default:
			continue
		}
		body, err := json.Marshal(request{Query: s.text, Variables: s.variables})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(s.name, func(b *testing.B) {
			ctx, count := storage.CountStatements(b.Context())
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", bytes.NewReader(body))
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				if w.Code != http.StatusOK || bytes.Contains(w.Body.Bytes(), []byte(`"errors"`)) {
					b.Fatal(w.Code, w.Body)
				}
				b.SetBytes(int64(w.Body.Len()))
			}
			b.ReportMetric(float64(count())/float64(b.N), "statements/op")
		})
	}
}
