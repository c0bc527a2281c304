package caption_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/format/caption"
)

const webVTT = "\ufeffWEBVTT - A talk\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: lime }\r\n\r\nNOTE\r\nnot --- shown\r\n\r\n" +
	"intro\r\n00:01.000 --> 00:02.500 align:start position:0%\r\n<v.loud Anna>Welcome</v> to <i>all</i>\r\nof   you &amp; <c.red>yours</c>\r\n\r\n" +
	"01:00:00.000 --> 01:00:01.000\r\n5 &lt; 6<00:00:01.500> it is\r\n"

const subRip = "\ufeff1\n00:00:02,500 --> 00:00:04,000\n{\\an8}<font color=\"#fff\">Second</font>\n2\n00:00:01,0 --> 00:00:03,000\nFirst, & overlapping\n\n\n3\n00:00:05,000 --> 00:00:06,000\n\n"

func TestRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file string
		want []caption.Cue
	}{
		"WebVTT": {webVTT, []caption.Cue{
			{Start: 1, End: 2.5, Text: "Anna: Welcome to all\nof you & yours"},
			{Start: 3600, End: 3601, Text: "5 < 6 it is"},
		}},
		"SRT": {subRip, []caption.Cue{
			{Start: 1, End: 3, Text: "First, & overlapping"},
			{Start: 2.5, End: 4, Text: "Second"},
		}},
		"OldLineEnds": {"1\r00:00:01,000 --> 00:00:02,000\rA\r", []caption.Cue{{Start: 1, End: 2, Text: "A"}}},
		"Least":       {"00:00:01.000-->00:00:02.000\n5 < 6 > 4", []caption.Cue{{Start: 1, End: 2, Text: "5 < 6 > 4"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := caption.Read(test.file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadNamesTheLine(t *testing.T) {
	t.Parallel()
	cues := func(n int) string {
		return strings.Repeat("00:00:01.000 --> 00:00:02.000\nA\n\n", n)
	}
	for name, test := range map[string]struct {
		file string
		want string
	}{
		"Empty":       {"", "there are no cues in it; it must be WebVTT or SRT"},
		"NothingSaid": {"WEBVTT\n\n00:01.000 --> 00:02.000\n \n", "there are no cues in it; it must be WebVTT or SRT"},
		"NoCaptions":  {"<!doctype html>\n<p>Hello", "line 1: this line belongs to no cue; is there a blank line in the middle of one?"},
		"BlankLine":   {"1\n00:00:01,000 --> 00:00:02,000\nA\n\nB\n", "line 5: this line belongs to no cue; is there a blank line in the middle of one?"},
		"NoEnd":       {"WEBVTT\n\n00:01.000 -->\nA\n", `line 3: "" is not a time such as 00:01:02.500`},
		"Words":       {"WEBVTT\n\nsoon --> later\nA\n", `line 3: "soon" is not a time such as 00:01:02.500`},
		"Sixty":       {"00:60.000 --> 02:00.000\nA\n", `line 1: "00:60.000" has minutes or seconds beyond 59`},
		"Backwards":   {"WEBVTT\n\n00:02.000 --> 00:01.000\nA\n", "line 3: a cue must end after it starts"},
		"TooLong":     {"00:01.000 --> 00:02.000\n" + strings.Repeat("à", caption.MaxText+1), "line 1: the text of a cue has at most 500 characters"},
		"TooMany":     {cues(caption.MaxCues + 1), fmt.Sprintf("line %d: a track has at most 20000 cues", caption.MaxCues*3+1)},
		"TooLarge":    {strings.Repeat("A\n", caption.MaxBytes/2+1), "the file has more than 5242880 bytes"},
		"Latin1":      {"00:01.000 --> 00:02.000\nCitt\xe0\n", "line 2: this is not UTF-8"},
		"NUL":         {"00:01.000 --> 00:02.000\n\x00\n", "line 2: a text cannot hold the character NUL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := caption.Read(test.file)
			var problem *caption.Error
			if !errors.As(err, &problem) || err.Error() != test.want {
				t.Errorf("read %d cues, %v; want %q", len(got), err, test.want)
			}
		})
	}
}

// genCues makes cues as they are stored, in their order: text without superfluous
// spaces, times in thousandths.
var genCues = rapid.Custom(func(t *rapid.T) []caption.Cue {
	word := rapid.StringMatching(`[\p{L}\p{N}&<>;:#/!?.'"-]{1,8}`)
	line := rapid.Map(rapid.SliceOfN(word, 1, 4), func(words []string) string { return strings.Join(words, " ") })
	var cues []caption.Cue
	start := 0
	for range rapid.IntRange(1, 20).Draw(t, "cues") {
		start += rapid.IntRange(0, 5_000_000).Draw(t, "wait")
		cues = append(cues, caption.Cue{
			Start: float64(start) / 1000,
			End:   float64(start+rapid.IntRange(1, 10_000).Draw(t, "length")) / 1000,
			Text:  strings.Join(rapid.SliceOfN(line, 1, 3).Draw(t, "lines"), "\n"),
		})
	}
	return cues
})

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cues := genCues.Draw(t, "track")
		again, err := caption.Read(caption.WebVTT(cues))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(cues, again); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWebVTT(t *testing.T) {
	t.Parallel()
	got := caption.WebVTT([]caption.Cue{
		{Start: 3661.5, End: 3662, Text: "Later"},
		{Start: 1, End: 2.0004, Text: "A\r\n\n  line --> & <b>\n\nanother "},
		{Start: 3, End: 3.0001, Text: "Short"},
		{Start: 4, End: 5, Text: " \n"},
	})
	const want = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nA\nline --&gt; &amp; &lt;b&gt;\nanother\n\n00:00:03.000 --> 00:00:03.001\nShort\n\n01:01:01.500 --> 01:01:02.000\nLater\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := caption.WebVTT(nil); got != "WEBVTT\n" {
		t.Errorf("without cues it is %q", got)
	}
}

func TestTranscript(t *testing.T) {
	t.Parallel()
	got := caption.Transcript([]caption.Cue{
		{Start: 9, End: 10, Text: "Much later."},
		{Start: 0, End: 6, Text: "Welcome,\nall"},
		{Start: 1, End: 2, Text: "of you."},
		{Start: 7.9, End: 8, Text: "Go on."},
		{Start: 8, End: 8.5, Text: " "},
	})
	if want := "Welcome, all of you. Go on. Much later.\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := caption.Transcript([]caption.Cue{{Start: 0, End: 1, Text: "A."}, {Start: 3, End: 4, Text: "B."}}); got != "A.\n\nB.\n" {
		t.Errorf("after a pause it is %q", got)
	}
}

// FuzzRead reads whatever comes: what is read keeps to the limits, and comes back
// from what is written of it.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{webVTT, subRip, "WEBVTT", "WEBVTT\n\n-->", "1\n00:00:01,000 --> 00:00:02,000\n<b><i", "00:01.000 --> 00:02.000\n&#10;&#13;&lt;v A&gt;\n--\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		cues, err := caption.Read(file)
		var problem *caption.Error
		if err != nil {
			if !errors.As(err, &problem) {
				t.Fatalf("it fails as %v", err)
			}
			return
		}
		for i, cue := range cues {
			if cue.End <= cue.Start || cue.Text == "" || i > 0 && cue.Start < cues[i-1].Start {
				t.Errorf("cue %d is %+v", i, cue)
			}
		}
		again, err := caption.Read(caption.WebVTT(cues))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(cues, again); diff != "" {
			t.Error(diff)
		}
	})
}
