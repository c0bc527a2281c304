package words_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/format/words"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	type segments = []words.Segment
	for name, test := range map[string]struct {
		before, after string
		want          segments
	}{
		"Nothing": {"", "", nil},
		"Same":    {"Café à Zürich", "Café à Zürich", segments{{words.Equal, "Café à Zürich"}}},
		"Written": {"", "a text", segments{{words.Inserted, "a text"}}},
		"Emptied": {"a text", "", segments{{words.Deleted, "a text"}}},
		"WholeWords": {"the cat sat", "the cart sat", segments{
			{words.Equal, "the "},
			{words.Deleted, "cat"},
			{words.Inserted, "cart"},
			{words.Equal, " sat"},
		}},
		"NeighboursAreOneChange": {"a red car, fast", "a blue bike, fast", segments{
			{words.Equal, "a "},
			{words.Deleted, "red car"},
			{words.Inserted, "blue bike"},
			{words.Equal, ", fast"},
		}},
		"ApartAreTwoChanges": {"one apply by two", "uno apply by due", segments{
			{words.Deleted, "one"},
			{words.Inserted, "uno"},
			{words.Equal, " apply by "},
			{words.Deleted, "two"},
			{words.Inserted, "due"},
		}},
		"Cyrillic": {"Позив за пројекте", "Нови позив за пројекте", segments{
			{words.Deleted, "Позив"},
			{words.Inserted, "Нови позив"},
			{words.Equal, " за пројекте"},
		}},
		"Punctuation": {"Apply now.", "Apply now!", segments{
			{words.Equal, "Apply now"},
			{words.Deleted, "."},
			{words.Inserted, "!"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, words.Diff(test.before, test.after)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestDiffGivesBothTextsBack also for texts that are no UTF-8.
func TestDiffGivesBothTextsBack(t *testing.T) {
	t.Parallel()
	prose := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "ça", " ", " ", "\n\n", "**", ", ", "家", "👩‍👩‍👧", "12.5", "\xff"})).Draw(t, "words"), "")
	})
	text := rapid.OneOf(prose, rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		segments := words.Diff(before, after)
		holds(t, before, after, segments)
		if before == after && before != "" && len(segments) != 1 {
			t.Fatalf("a text differs from itself: %q", segments)
		}
	})
}

// TestDiffOfLongTexts ends also where a shortest difference would take minutes,
// and where there are more different words than there are stand-ins for them.
func TestDiffOfLongTexts(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for name, vocabulary := range map[string]int{"FewWords": 50, "ManyWords": 5000, "TooManyWords": 1 << 30} {
		t.Run(name, func(t *testing.T) {
			before, after := long(random, vocabulary), long(random, vocabulary)
			holds(t, before, after, words.Diff(before, after))
		})
	}
}

// TestDiffOfRepetition ends also where every word stands in a text hundreds of
// thousands of times: time that grew with the square of that would be hours.
func TestDiffOfRepetition(t *testing.T) {
	t.Parallel()
	before, after := strings.Repeat("a b ", 500_000), strings.Repeat("b a ", 500_000)
	holds(t, before, after, words.Diff(before, after))
}

// TestDiffOfShortTexts finds the shortest difference of texts that share little,
// however long it takes.
func TestDiffOfShortTexts(t *testing.T) {
	t.Parallel()
	var before, after strings.Builder
	for n := range 500 {
		fmt.Fprintf(&before, "b%d shared%d ", n, n)
		fmt.Fprintf(&after, "a%d shared%d ", n, n)
	}
	shared := 0
	for _, segment := range words.Diff(before.String(), after.String()) {
		if segment.Op == words.Equal {
			shared++
		}
	}
	if shared != 500 {
		t.Errorf("they share %d pieces, want 500", shared)
	}
}

func holds(t rapid.TB, before, after string, segments []words.Segment) {
	t.Helper()
	var gotBefore, gotAfter strings.Builder
	var last words.Op
	for _, segment := range segments {
		if segment.Text == "" || segment.Op == last {
			t.Fatalf("an empty segment, or two of a kind: %q", segments)
		}
		last = segment.Op
		if segment.Op != words.Inserted {
			gotBefore.WriteString(segment.Text)
		}
		if segment.Op != words.Deleted {
			gotAfter.WriteString(segment.Text)
		}
	}
	if gotBefore.String() != before || gotAfter.String() != after {
		t.Fatalf("%q does not lead from %q to %q", segments, before, after)
	}
}

// long is a text of at least 200,000 characters.
func long(random *rand.Rand, vocabulary int) string {
	var text strings.Builder
	for text.Len() < 200_000 || vocabulary > 1<<20 && text.Len() < 1<<20 {
		for number := random.IntN(vocabulary); number > 0; number /= 26 {
			text.WriteByte(byte('a' + number%26))
		}
		text.WriteByte(' ')
	}
	return text.String()
}

func BenchmarkDiff(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 4))
	text := long(random, 5000)
	edited := strings.Fields(text)
	for range 100 {
		edited[random.IntN(len(edited))] = "edited"
	}
	for name, after := range map[string]string{"Edited": strings.Join(edited, " "), "Foreign": long(random, 5000)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				words.Diff(text, after)
			}
		})
	}
}
