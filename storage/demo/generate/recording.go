package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
)

// scene is what a recording shows at a time. Each is one caption.
type scene struct {
	start, end float64
	heading    string
	line       string
	// said is what the captions say, by language.
	said map[string]string
}

// openingScenes are those of webinars of which more is written than the others show.
//
//go:embed openings.json
var openingScenes []byte

// opening is what is said at the beginning of a webinar: from when until when, and
// what in each language.
type opening struct {
	Start float64           `json:"start"`
	End   float64           `json:"end"`
	Said  map[string]string `json:"said"`
}

// recording is a short video of cards in the language of the webinar.
func (m *maker) recording(webinar *record) made {
	spoken, number := webinar.field("language"), webinar.field("number")
	scenes := m.scenes(webinar)
	described := newRecord(webinar.ref("recording"), webinar.Slug+".mp4", "video/mp4", spoken, func(language string) assetText {
		return assetText{Title: fmt.Sprintf(words[language].Recording, number, webinar.text(language, "title")), Caption: words[language].Sample}
	})
	for _, language := range webinar.list("captionLocales") {
		described.Parts = append(described.Parts, track(language, spoken, scenes))
	}
	return made{described, func(ctx context.Context) ([]byte, error) { return m.video(ctx, webinar, scenes) }}
}

func track(language, spoken string, scenes []scene) textTrack {
	fields := textTrackFields{Language: language, Kind: "SUBTITLES"}
	if language == spoken {
		fields.Kind = "CAPTIONS"
	}
	for _, scene := range scenes {
		fields.Cues = append(fields.Cues, cue{Start: scene.start, End: scene.end, Text: scene.said[language]})
	}
	return textTrack{Kind: "textTrack", Slug: language, Fields: fields}
}

// scenes are the title, who holds the webinar, and that it is a sample; where more
// is written, the opening stands in their place.
func (m *maker) scenes(webinar *record) []scene {
	spoken := webinar.field("language")
	closing := scene{said: map[string]string{}}
	for _, language := range languages {
		closing.said[language] = words[language].Sample
	}
	closing.heading = closing.said[spoken]
	var openings map[string][]opening
	if err := json.Unmarshal(openingScenes, &openings); err != nil {
		panic(err)
	}
	scenes := []scene{}
	for _, opening := range openings[webinar.Slug] {
		scenes = append(scenes, scene{start: opening.Start, end: opening.End, line: opening.Said[spoken], said: opening.Said})
	}
	if len(scenes) == 0 {
		scenes = []scene{m.title(webinar), m.placing(webinar)}
	}
	scenes[0].heading, scenes[0].line = webinar.text(spoken, "title"), fmt.Sprintf(words[spoken].Placing, webinar.field("number"))
	closing.start = scenes[len(scenes)-1].end
	closing.end = closing.start + 3.5
	return append(scenes, closing)
}

func (m *maker) title(webinar *record) scene {
	said := map[string]string{}
	for _, language := range languages {
		said[language] = webinar.text(language, "title")
	}
	return scene{start: 0, end: 3.5, said: said}
}

// placing says where the webinar stands among the others and who holds it. What it is
// about is said and shown where it is known in the language of the webinar.
func (m *maker) placing(webinar *record) scene {
	spoken, organiser := webinar.field("language"), m.records.named("organisation", webinar.ref("organiser"))
	said := map[string]string{}
	for _, language := range languages {
		said[language] = fmt.Sprintf(words[language].Placing, webinar.field("number")) + ". " + words[language].Organiser + ": " + organiser.text(language, "title")
	}
	shown := scene{start: 3.5, end: 8.5, heading: said[spoken], said: said}
	if abstract := firstSentence(webinar.text(spoken, "abstract")); abstract != "" {
		shown.line, said[spoken] = abstract, abstract
	}
	return shown
}
