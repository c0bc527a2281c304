package media

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// recordingTime is long where a machine is busy; recordingComputing is what it is for.
	recordingTime      = 10 * time.Minute
	recordingComputing = 2 * time.Minute
	recordingMemory    = 2 << 30
	// longest is how long a recording may be, in seconds.
	longest = 24 * 60 * 60
	// mostVideoPixels is how many a picture of a video may have: those of 8K.
	mostVideoPixels = 8192 * 4320
)

const (
	unreadableRecording = "the recording is damaged, or is not of the type that it says"
	unplayable          = "the recording holds neither a video nor a sound that can be played"
)

// Recording is what is known of a video or a sound.
type Recording struct {
	// Seconds is how long it takes.
	Seconds float64
	// Width and Height are those of what is shown; zero for a sound.
	Width, Height int
	// Video and Audio are the codecs of the streams that are played; empty where there
	// is none.
	Video, Audio string

	// rate is how many pictures it has in a second, on average.
	rate float64
	// video and audio are the numbers of the streams; begin is when they begin.
	video, audio int
	begin        float64
}

// demuxers are what ffmpeg reads each type of recording with. None of them opens
// other files, as those for lists do.
var demuxers = map[string]string{
	"video/mp4": "mov", "video/quicktime": "mov", "video/x-m4v": "mov",
	"video/webm": "matroska", "video/x-matroska": "matroska",
	"video/ogg":  "ogg",
	"audio/mpeg": "mp3", "audio/aac": "aac", "audio/mp4": "mov", "audio/x-m4a": "mov",
	"audio/ogg": "ogg", "audio/webm": "matroska", "audio/flac": "flac",
	"audio/wav": "wav", "audio/x-wav": "wav", "audio/wave": "wav",
}

// endless are demuxers of formats that do not say how long the recording is, so that
// one that is cut off is but a shorter one.
var endless = []string{"mp3", "aac", "ogg", "wav"}

// codecs that are decoded, and decoders for them: those that cameras, recorders and
// editing programs of today write.
var (
	videoCodecs = []string{"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "prores", "theora"}
	audioCodecs = []string{
		"aac", "mp3", "opus", "vorbis", "flac", "alac", "ac3", "eac3",
		"pcm_u8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_f32le",
	}
	decoders = strings.Join(slices.Concat(videoCodecs, audioCodecs, []string{
		"libdav1d", "libaom-av1", "libvpx", "libvpx-vp9", "mp3float", "libopus",
		// Texts and covers, which are not played but stand beside what is.
		"mov_text", "subrip", "webvtt", "ass", "mjpeg", "png",
	}), ",")
)

// source is how ffmpeg and ffprobe are told to open the input: from this file only,
// as this type only.
func source(demuxer string) []string {
	return []string{
		"-v", "error", "-protocol_whitelist", "file,pipe", "-codec_whitelist", decoders, "-threads", "1",
		"-f", demuxer, "-i", "file:" + input,
	}
}

// played names the streams that are played, for ffmpeg.
func (r *Recording) played() []string {
	var maps []string
	if r.Video != "" {
		maps = append(maps, "-map", fmt.Sprintf("0:%d", r.video))
	}
	if r.Audio != "" {
		maps = append(maps, "-map", fmt.Sprintf("0:%d", r.audio))
	}
	return maps
}

// Probe looks into a video or a sound, and sees that its beginning and its end can be
// played.
func (t *Tools) Probe(ctx context.Context, path, contentType string) (*Recording, error) {
	if err := t.need(FFmpeg); err != nil {
		return nil, err
	}
	demuxer := demuxers[contentType]
	if demuxer == "" {
		return nil, &Refusal{Message: "recordings of the type " + contentType + " cannot be read"}
	}
	room, err := newRoom(path)
	if err != nil {
		return nil, err
	}
	defer room.close()
	read, err := t.run(ctx, ffprobe, room, recordingLimits(1<<20), slices.Concat(source(demuxer), []string{
		"-of", "json", "-show_entries", "format=start_time,duration:stream=index,codec_type,codec_name,width,height,sample_aspect_ratio," +
			"avg_frame_rate,start_time,duration:stream_disposition=attached_pic:stream_side_data=rotation",
	})...)
	switch err := refuse(err, unreadableRecording); {
	case err == nil:
	case strings.Contains(err.Error(), "not on whitelist"):
		return nil, &Refusal{Message: unplayable, Detail: err.Error()}
	default:
		return nil, err
	}
	var probed probe
	if err := json.Unmarshal([]byte(read.text), &probed); err != nil {
		return nil, &Refusal{Message: unreadableRecording, Detail: err.Error()}
	}
	recording, err := probed.recording()
	if err != nil {
		return nil, err
	}
	if err := t.checkPlayable(ctx, room, demuxer, recording); err != nil {
		return nil, err
	}
	if recording.Seconds > longest {
		return nil, &Refusal{Message: "the recording is longer than a day"}
	}
	return recording, nil
}

func recordingLimits(output int) limits {
	return limits{time: recordingTime, cpu: recordingComputing, memory: recordingMemory, file: 100 << 20, output: output}
}

// probe is what ffprobe writes. Numbers are texts there.
type probe struct {
	Format  span     `json:"format"`
	Streams []stream `json:"streams"`
}

type span struct {
	Start    string `json:"start_time"`
	Duration string `json:"duration"`
}

type stream struct {
	span
	Index       int    `json:"index"`
	Type        string `json:"codec_type"`
	Codec       string `json:"codec_name"`
	Width       int    `json:"width"`
	Height      int    `json:"height"`
	PixelShape  string `json:"sample_aspect_ratio"`
	Rate        string `json:"avg_frame_rate"`
	Disposition struct {
		AttachedPicture int `json:"attached_pic"`
	} `json:"disposition"`
	SideData []struct {
		Rotation float64 `json:"rotation"`
	} `json:"side_data_list"`
}

// recording is what will be played of all that was found.
func (p *probe) recording() (*Recording, error) {
	video := p.first("video", videoCodecs)
	audio := p.first("audio", audioCodecs)
	if video == nil && audio == nil {
		return nil, &Refusal{Message: unplayable, Detail: p.found()}
	}
	r := &Recording{begin: number(p.Format.Start)}
	r.Seconds = p.seconds(video, audio)
	if audio != nil {
		r.Audio, r.audio = audio.Codec, audio.Index
	}
	if video != nil {
		r.Video, r.video, r.rate = video.Codec, video.Index, ratio(video.Rate, "/")
		r.Width, r.Height = video.shown()
		if r.Width < 1 || r.Height < 1 || r.Width*r.Height > mostVideoPixels {
			return nil, &Refusal{Message: fmt.Sprintf("the video has pictures of %d × %d pixels; at most 8192 × 4320 are allowed", r.Width, r.Height)}
		}
	}
	return r, nil
}

// seconds is how long what is played takes, as far as the file says. Some formats know
// no durations of their streams but only that of all, some none at all: zero.
func (p *probe) seconds(played ...*stream) (end float64) {
	for _, s := range played {
		if s != nil && number(s.Duration) > 0 {
			end = max(end, number(s.Start)-number(p.Format.Start)+number(s.Duration))
		}
	}
	if end > 0 {
		return end
	}
	return number(p.Format.Duration)
}

// first is the first stream of a type that can be decoded.
func (p *probe) first(streamType string, codecs []string) *stream {
	for i, s := range p.Streams {
		if s.Type == streamType && slices.Contains(codecs, s.Codec) && s.Disposition.AttachedPicture == 0 {
			return &p.Streams[i]
		}
	}
	return nil
}

// found lists the streams, for the log.
func (p *probe) found() string {
	var found []string
	for _, s := range p.Streams {
		found = append(found, s.Type+" "+s.Codec)
	}
	return "found: " + strings.Join(found, ", ")
}

// shown is the size of what is seen, which need not be that of what is stored: pixels
// may be no squares, and the camera may have been turned.
func (s *stream) shown() (width, height int) {
	width, height = s.Width, s.Height
	if shape := ratio(s.PixelShape, ":"); shape > 0 && shape < 10 {
		width = int(math.Round(float64(width) * shape))
	}
	for _, data := range s.SideData {
		if turned := int(math.Abs(data.Rotation)); turned%180 == 90 {
			return height, width
		}
	}
	return width, height
}

// number reads a number; what is none is zero.
func number(text string) float64 {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return 0
	}
	return value
}

// ratio reads a ratio like 16:9; what is none is zero.
func ratio(text, between string) float64 {
	over, under, _ := strings.Cut(text, between)
	if number(under) == 0 {
		return 0
	}
	return number(over) / number(under)
}
