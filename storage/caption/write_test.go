package caption_test

import (
	"testing"

	"github.com/cocreated/hub/storage/caption"
)

var cues = []caption.Cue{
	{Start: 0, End: 1.5, Text: "Benvenuti & buongiorno."},
	{Start: 1.5, End: 3.9995, Text: "Due righe,\r\n\n <i>una</i> --> l'altra.  "},
	{Start: 3725.25, End: 3726, Text: "Alla fine."},
}

func TestWebVTT(t *testing.T) {
	t.Parallel()
	const want = `WEBVTT

00:00:00.000 --> 00:00:01.500
Benvenuti &amp; buongiorno.

00:00:01.500 --> 00:00:04.000
Due righe,
&lt;i&gt;una&lt;/i&gt; --&gt; l'altra.

01:02:05.250 --> 01:02:06.000
Alla fine.
`
	if got := string(caption.WebVTT(cues)); got != want {
		t.Errorf("got %s", got)
	}
	if got := string(caption.WebVTT(nil)); got != "WEBVTT\n" {
		t.Errorf("of nothing: %s", got)
	}
}

func TestTranscript(t *testing.T) {
	t.Parallel()
	const want = "Benvenuti & buongiorno. Due righe, <i>una</i> --> l'altra.\n\nAlla fine.\n"
	if got := string(caption.Transcript(cues)); got != want {
		t.Errorf("got %s", got)
	}
}
