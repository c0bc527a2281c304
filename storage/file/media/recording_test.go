package media_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/file/media/mediatest"
)

func TestProbe(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.FFmpeg)
	dir := t.TempDir()
	video := mediatest.Video(t, filepath.Join(dir, "video.mp4"), "320x180", "2")
	for _, test := range []struct {
		name, contentType, path string
		want                    media.Recording
	}{
		{"MP4", "video/mp4", video, media.Recording{Seconds: 2, Width: 320, Height: 180, Video: "h264", Audio: "aac"}},
		{
			"Turned", "video/quicktime",
			mediatest.TurnedVideo(t, filepath.Join(dir, "turned.mov"), video),
			media.Recording{Seconds: 2, Width: 180, Height: 320, Video: "h264", Audio: "aac"},
		},
		{
			"WideSquares", "video/mp4",
			mediatest.FFmpeg(t, filepath.Join(dir, "wide.mp4"), "-f", "lavfi", "-i", "testsrc=size=160x180:rate=25:duration=1", "-vf", "setsar=2", "-pix_fmt", "yuv420p"),
			media.Recording{Seconds: 1, Width: 320, Height: 180, Video: "h264"},
		},
		{
			"WebM", "video/webm",
			mediatest.FFmpeg(t, filepath.Join(dir, "video.webm"), "-i", video, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"),
			media.Recording{Seconds: 2, Width: 320, Height: 180, Video: "vp8", Audio: "opus"},
		},
		{
			"WithoutDuration", "video/webm",
			mediatest.FFmpeg(t, filepath.Join(dir, "live.webm"), "-i", video, "-c:v", "libvpx", "-deadline", "realtime", "-an", "-f", "webm", "-live", "1"),
			media.Recording{Seconds: 2, Width: 320, Height: 180, Video: "vp8"},
		},
		{
			"MP3", "audio/mpeg",
			mediatest.FFmpeg(t, filepath.Join(dir, "sound.mp3"), "-i", video, "-vn"),
			media.Recording{Seconds: 2, Audio: "mp3"},
		},
		{
			"WAV", "audio/wav",
			mediatest.FFmpeg(t, filepath.Join(dir, "sound.wav"), "-i", video, "-vn"),
			media.Recording{Seconds: 2, Audio: "pcm_s16le"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := tools.Probe(t.Context(), test.path, test.contentType)
			if err != nil {
				t.Fatal(err)
			}
			if got.Width != test.want.Width || got.Height != test.want.Height || got.Video != test.want.Video || got.Audio != test.want.Audio ||
				math.Abs(got.Seconds-test.want.Seconds) > 0.2 {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestRecordingIsRefused(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.FFmpeg)
	dir := t.TempDir()
	video := mediatest.Video(t, filepath.Join(dir, "video.mp4"), "320x180", "10")
	webm := mediatest.FFmpeg(t, filepath.Join(dir, "video.webm"), "-i", video, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus")
	indexLast := mediatest.FFmpeg(t, filepath.Join(dir, "last.mp4"), "-i", video, "-c", "copy")
	subtitles := mediatest.Write(t, filepath.Join(dir, "texts.srt"), []byte("1\n00:00:00,000 --> 00:00:02,000\nHello\n"))
	list := "ffconcat version 1.0\nfile " + video + "\n"
	playlist := "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://" + video + "\n#EXT-X-ENDLIST\n"
	for _, test := range []struct{ name, contentType, path, says string }{
		{"CutOff", "video/mp4", mediatest.CutOff(t, filepath.Join(dir, "cut.mp4"), video, 0.7), "cut off"},
		{"CutOffLittle", "video/mp4", mediatest.CutOff(t, filepath.Join(dir, "little.mp4"), video, 0.85), "cut off"},
		{"CutOffIndex", "video/mp4", mediatest.CutOff(t, filepath.Join(dir, "index.mp4"), indexLast, 0.7), "damaged"},
		{"CutOffWebM", "video/webm", mediatest.CutOff(t, filepath.Join(dir, "cut.webm"), webm, 0.7), "cut off"},
		{"OnlyHeader", "video/mp4", mediatest.CutOff(t, filepath.Join(dir, "header.mp4"), video, 0.02), "damaged"},
		{"OtherType", "video/webm", video, "damaged"},
		{"UnknownType", "application/x-mpegurl", video, "cannot be read"},
		{"HTML", "audio/mpeg", mediatest.Write(t, filepath.Join(dir, "page.mp3"), []byte("<!doctype html><p>Hello")), "damaged"},
		{"List", "video/mp4", mediatest.Write(t, filepath.Join(dir, "list.mp4"), []byte(list)), "damaged"},
		{"Playlist", "video/webm", mediatest.Write(t, filepath.Join(dir, "playlist.webm"), []byte(playlist)), "damaged"},
		{
			"NoStream", "video/mp4",
			mediatest.FFmpeg(t, filepath.Join(dir, "texts.mp4"), "-i", subtitles, "-c:s", "mov_text"), "neither a video nor a sound",
		},
		{
			"UnknownCodec", "video/quicktime",
			mediatest.FFmpeg(t, filepath.Join(dir, "codec.mov"), "-i", video, "-an", "-c:v", "qtrle"), "neither a video nor a sound",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := tools.Probe(t.Context(), test.path, test.contentType)
			if !refused(err) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// TestFrame takes the poster of a large video that was turned.
func TestFrame(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.FFmpeg, media.Vips)
	dir := t.TempDir()
	video := mediatest.TurnedVideo(t, filepath.Join(dir, "video.mov"), mediatest.Video(t, filepath.Join(dir, "v.mp4"), "2560x1440", "0.2"))
	recording, err := tools.Probe(t.Context(), video, "video/quicktime")
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "poster")
	if err := tools.Frame(t.Context(), video, "video/quicktime", out, recording); err != nil {
		t.Fatal(err)
	}
	picture, err := tools.Image(t.Context(), out, "image/jpeg")
	if err != nil || picture.Width != 1080 || picture.Height != 1920 {
		t.Errorf("%+v, %v", picture, err)
	}
}

func TestLadder(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, media.FFmpeg)
	dir := t.TempDir()
	for _, test := range []struct {
		name, video string
		says        []string
	}{
		{
			"HighDefinition", mediatest.Video(t, filepath.Join(dir, "hd.mp4"), "1280x720", "8"),
			[]string{"RESOLUTION=640x360", "360p.m3u8", "RESOLUTION=1280x720", "720p.m3u8", "CODECS=\"avc1.", "mp4a.40.2", "BANDWIDTH="},
		},
		{
			"Upright", mediatest.TurnedVideo(t, filepath.Join(dir, "upright.mp4"), mediatest.Video(t, filepath.Join(dir, "v.mp4"), "640x480", "2")),
			[]string{"RESOLUTION=360x480", "360p.m3u8"},
		},
		{
			"SmallAndSilent", mediatest.FFmpeg(t, filepath.Join(dir, "small.mp4"), "-i", mediatest.Video(t, filepath.Join(dir, "s.mp4"), "160x120", "2"), "-an", "-c", "copy"),
			[]string{"RESOLUTION=160x120", "120p.m3u8"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			recording, err := tools.Probe(t.Context(), test.video, "video/mp4")
			if err != nil {
				t.Fatal(err)
			}
			out := t.TempDir()
			if err := tools.Ladder(t.Context(), test.video, "video/mp4", out, recording); err != nil {
				t.Fatal(err)
			}
			list := read(t, filepath.Join(out, media.Playlist))
			for _, say := range test.says {
				if !strings.Contains(list, say) {
					t.Errorf("the list does not say %s:\n%s", say, list)
				}
			}
			if rungs := strings.Count(list, "RESOLUTION="); rungs != strings.Count(strings.Join(test.says, " "), "RESOLUTION=") {
				t.Errorf("%d streams:\n%s", rungs, list)
			}
			checkStream(t, out, list, recording.Seconds)
		})
	}
}

// checkStream follows a list to each stream and its segments.
func checkStream(t *testing.T, dir, list string, seconds float64) {
	t.Helper()
	for name := range strings.Lines(list) {
		name = strings.TrimSpace(name)
		if name == "" || strings.HasPrefix(name, "#") {
			continue
		}
		segments := read(t, filepath.Join(dir, name))
		if !strings.Contains(segments, "#EXT-X-INDEPENDENT-SEGMENTS") || !strings.Contains(segments, "#EXT-X-ENDLIST") {
			t.Errorf("%s:\n%s", name, segments)
		}
		count := 0
		for segment := range strings.Lines(segments) {
			if segment = strings.TrimSpace(segment); strings.HasSuffix(segment, ".ts") {
				count++
				if read(t, filepath.Join(dir, segment)) == "" {
					t.Errorf("%s is empty", segment)
				}
			}
		}
		if want := int(math.Ceil(seconds / 6)); count != want {
			t.Errorf("%s has %d segments, want %d", name, count, want)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
