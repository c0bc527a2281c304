package kind

import "github.com/cocreated/hub/storage/content"

// What keeps an asset from being published, besides an image without a text for those
// who cannot see it.
const (
	FileMissing     content.PublishProblemCode = "FILE_MISSING"
	FileNotReady    content.PublishProblemCode = "FILE_NOT_READY"
	CaptionsMissing content.PublishProblemCode = "CAPTIONS_MISSING"
)

const fileMissing = `CASE WHEN k.sha256 IS NULL THEN 'it has no file; upload one first' END`

const fileNotReady = `CASE k.file->>'state'
	WHEN 'PENDING' THEN 'its file is still being inspected; try again in a moment'
	WHEN 'FAILED' THEN concat_ws(': ', 'its file cannot be used', k.file->>'problem')
	WHEN 'QUARANTINED' THEN concat_ws(': ', 'its file is in quarantine', k.file->>'problem') END`

// captionsMissing asks for something to read in a recording, in whichever language,
// that is not only decoration. Text tracks are live in all languages, transcripts in
// those of the entry.
const captionsMissing = `CASE WHEN split_part(k.content_type, '/', 1) IN ('video', 'audio') AND NOT k.decorative
	AND NOT EXISTS (SELECT FROM parts AS p WHERE p.entry_id = k.id AND p.kind = 'textTrack' AND jsonb_array_length(coalesce(p.fields->'cues', '[]')) > 0)
	AND NOT EXISTS (SELECT FROM texts AS t WHERE t.entry_id = k.id AND t.part_id IS NULL AND t.locale = ANY(locales) AND t.body <> '')
	THEN 'a recording needs captions, subtitles or a transcript for those who cannot hear it' END`
