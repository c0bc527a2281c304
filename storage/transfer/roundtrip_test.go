package transfer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/content/contenttest"
	"github.com/cocreated/hub/storage/storagetest"
)

// drawnPlants are records of many plants that point to one another, some of them live. The
// same number draws the same plants.
func drawnPlants(t *testing.T, seed int) []byte {
	t.Helper()
	const many = 12
	targets := make([]string, many)
	for i := range targets {
		targets[i] = fmt.Sprint("plant-", i)
	}
	plants := rapid.Custom(func(t *rapid.T) []map[string]any {
		published := rapid.Bool().Draw(t, "all are live")
		plants := make([]map[string]any, many)
		for i, slug := range targets {
			plants[i] = contenttest.DrawPlant(t, slug, targets...)
			if published {
				// What is live must be whole.
				plants[i]["fields"].(map[string]any)["size"], plants[i]["fields"].(map[string]any)["rank"] = "SMALL", 1
				plants[i]["fields"].(map[string]any)["label"] = "a label"
				plants[i]["published"] = []string{"en"}
			}
		}
		return plants
	}).Example(seed)
	var file bytes.Buffer
	for _, plant := range plants {
		if err := json.NewEncoder(&file).Encode(plant); err != nil {
			t.Fatal(err)
		}
	}
	return file.Bytes()
}

// TestRoundTrip imports drawn records, exports them, and imports that into another hub:
// the exports are equal byte for byte, and to import one again changes nothing.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for seed := range 4 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			one, two := storagetest.Garden(t), storagetest.Garden(t)
			storagetest.Import(t, one, drawnPlants(t, seed))
			exported := storagetest.Export(t, one)
			storagetest.Import(t, two, exported)
			if again := storagetest.Export(t, two); !bytes.Equal(exported, again) {
				t.Errorf("in the other hub it is another: %s", cmp.Diff(string(exported), string(again)))
			}
			if report := storagetest.Import(t, two, exported); report.Unchanged != report.Records || report.Records == 0 {
				t.Errorf("imported again something changes: %+v", report)
			}
		})
	}
}
