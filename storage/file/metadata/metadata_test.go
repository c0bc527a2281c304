package metadata_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/image/webp"

	"github.com/cocreated/hub/storage/file/metadata"
)

// secret stands in all metadata of the samples.
const secret = "GPS 45.4642, 9.1900, by Ana"

// picture has edges, so that other pixels would be seen.
func picture() image.Image {
	img := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.White, color.Black, color.RGBA{200, 30, 60, 255}})
	for i := range img.Pix {
		img.Pix[i] = uint8(i / 7 % 3)
	}
	return img
}

// exif is a block that says which side is up, and more.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	block := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		block = []byte("MM\x00*")
	}
	block = order.AppendUint32(block, 8)
	block = order.AppendUint16(block, 2)
	for _, entry := range [][4]uint32{{0x010E, 2, uint32(len(secret)), 38}, {0x0112, 3, 1, 0}} {
		block = order.AppendUint16(block, uint16(entry[0]))
		block = order.AppendUint16(block, uint16(entry[1]))
		block = order.AppendUint32(block, entry[2])
		if entry[0] == 0x0112 {
			block = order.AppendUint16(block, orientation)
			block = append(block, 0, 0)
			continue
		}
		block = order.AppendUint32(block, entry[3])
	}
	return append(append(block, 0, 0, 0, 0), secret...)
}

func segment(marker byte, data string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(data)+2)), data...)
}

const profile = "ICC_PROFILE\x00\x01\x01the colours"

// sampleJPEG is a JPEG with everything that cameras and programs write into one.
func sampleJPEG(t testing.TB) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, picture(), nil); err != nil {
		t.Fatal(err)
	}
	return join(
		plain.Bytes()[:2],
		segment(0xE0, "JFIF\x00\x01\x01\x00\x00\x48\x00\x48\x01\x01"+secret[:3]),
		segment(0xE1, "Exif\x00\x00"+string(exif(binary.LittleEndian, 6))),
		segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+secret),
		segment(0xE2, profile), segment(0xE2, "MPF\x00"+secret), segment(0xED, "Photoshop 3.0\x00"+secret), segment(0xFE, secret),
		[]byte{0xFF}, // fills up
		plain.Bytes()[2:], []byte(secret),
	)
}

func join(all ...[]byte) []byte { return bytes.Join(all, nil) }

func chunk(kind, data string) []byte {
	body := append([]byte(kind), data...)
	return binary.BigEndian.AppendUint32(append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), body...), crc32.ChecksumIEEE(body))
}

func samplePNG(t testing.TB) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := png.Encode(&plain, picture()); err != nil {
		t.Fatal(err)
	}
	const headerBytes = 33
	return join(
		plain.Bytes()[:headerBytes],
		chunk("gAMA", "\x00\x00\xb1\x8f"), chunk("tEXt", "Author\x00"+secret), chunk("zTXt", secret), chunk("iTXt", secret), chunk("tIME", "\x07\xe8\x01\x01\x00\x00\x00"),
		chunk("eXIf", string(exif(binary.BigEndian, 8))), chunk("prVt", secret),
		plain.Bytes()[headerBytes:], []byte(secret),
	)
}

func riff(kind, data string) []byte {
	out := append(binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(data))), data...)
	if len(data)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// sampleWebP is a WebP of one pixel.
func sampleWebP(t testing.TB) []byte {
	t.Helper()
	plain, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	const everything = "\x2c" // ICC, Exif and XMP
	chunks := join(
		riff("VP8X", everything+"\x00\x00\x00\x00\x00\x00\x00\x00\x00"), riff("ICCP", "odd"), plain[12:],
		riff("EXIF", string(exif(binary.LittleEndian, 3))), riff("XMP ", secret), riff("ODDS", secret),
	)
	return join(riff("RIFF", "WEBP"+string(chunks)), []byte(secret))
}

func sampleGIF(t testing.TB) []byte {
	t.Helper()
	var plain bytes.Buffer
	frame := picture().(*image.Paletted)
	if err := gif.EncodeAll(&plain, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{5, 5}, LoopCount: 0}); err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(plain.Bytes(), []byte("!\xf9"))
	comment := "!\xfe" + string(rune(len(secret))) + secret + "\x00"
	xmp := "!\xff\x0bXMP DataXMP" + string(rune(len(secret))) + secret + "\x00"
	return join(plain.Bytes()[:at], []byte(comment+xmp), plain.Bytes()[at:], []byte(secret))
}

func box(kind, data string) []byte {
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(data)+8)), kind...), data...)
}

// sampleAVIF has the boxes of an AVIF with items of some kinds, and no picture.
func sampleAVIF(kinds ...string) []byte {
	items := binary.BigEndian.AppendUint16([]byte{0, 0, 0, 0}, uint16(len(kinds)))
	for i, kind := range kinds {
		items = append(items, box("infe", "\x02\x00\x00\x00\x00"+string(rune(i+1))+"\x00\x00"+kind+"\x00")...)
	}
	meta := join([]byte{0, 0, 0, 0}, box("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00pict"), box("iinf", string(items)))
	return join(box("ftyp", "avif\x00\x00\x00\x00avifmif1"), box("free", "room"), box("meta", string(meta)), box("mdat", "picture"))
}

func strip(t testing.TB, contentType string, in []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := metadata.Strip(contentType, &out, bytes.NewReader(in)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type decoder func([]byte) (image.Image, error)

func decoders() map[string]decoder {
	return map[string]decoder{
		"image/jpeg": func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) },
		"image/png":  func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) },
		"image/webp": func(b []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(b)) },
		"image/gif":  func(b []byte) (image.Image, error) { return gif.Decode(bytes.NewReader(b)) },
	}
}

func samples(t testing.TB) map[string][]byte {
	return map[string][]byte{"image/jpeg": sampleJPEG(t), "image/png": samplePNG(t), "image/webp": sampleWebP(t), "image/gif": sampleGIF(t)}
}

// TestStrip takes metadata out of images: nothing is left of what they said, and the
// pixels are the same.
func TestStrip(t *testing.T) {
	t.Parallel()
	for contentType, sample := range samples(t) {
		stripped := strip(t, contentType, sample)
		for _, told := range []string{secret[:3], "XMP", "xmpmeta", "Photoshop"} {
			if bytes.Contains(stripped, []byte(told)) {
				t.Errorf("%s still says %q", contentType, told)
			}
		}
		before, err := decoders()[contentType](sample)
		if err != nil {
			t.Fatalf("the sample of %s: %v", contentType, err)
		}
		after, err := decoders()[contentType](stripped)
		if err != nil {
			t.Errorf("%s cannot be read any more: %v", contentType, err)
			continue
		}
		samePixels(t, contentType, before, after)
		if again := strip(t, contentType, stripped); !bytes.Equal(again, stripped) {
			t.Errorf("%s without metadata changes once more", contentType)
		}
	}
}

func samePixels(t *testing.T, name string, before, after image.Image) {
	t.Helper()
	if before.Bounds() != after.Bounds() {
		t.Fatalf("%s is %v, and was %v", name, after.Bounds(), before.Bounds())
	}
	for y := range before.Bounds().Dy() {
		for x := range before.Bounds().Dx() {
			if before.At(x, y) != after.At(x, y) {
				t.Fatalf("%s has another pixel at %d, %d", name, x, y)
			}
		}
	}
}

// TestKeeps names what the picture cannot be shown rightly without.
func TestKeeps(t *testing.T) {
	t.Parallel()
	turned := func(orientation string) string {
		return "\x01\x12\x00\x03\x00\x00\x00\x01\x00" + orientation + "\x00\x00"
	}
	for contentType, kept := range map[string][]string{
		"image/jpeg": {profile, "JFIF", turned("\x06")},
		"image/png":  {"gAMA", turned("\x08")},
		"image/webp": {"ICCP\x03\x00\x00\x00odd\x00", turned("\x03"), "VP8X\x0a\x00\x00\x00\x28"},
		"image/gif":  {"NETSCAPE2.0"},
	} {
		stripped := strip(t, contentType, samples(t)[contentType])
		for _, part := range kept {
			if !bytes.Contains(stripped, []byte(part)) {
				t.Errorf("%s does not say %q any more", contentType, part)
			}
		}
	}
	upright := join(sampleJPEG(t)[:2], segment(0xE1, "Exif\x00\x00"+string(exif(binary.BigEndian, 1))), sampleJPEG(t)[2:])
	if stripped := strip(t, "image/jpeg", upright); bytes.Count(stripped, []byte("Exif")) != 1 {
		t.Error("an orientation that says nothing is kept")
	}
}

func TestAnimationStays(t *testing.T) {
	t.Parallel()
	moving, err := gif.DecodeAll(bytes.NewReader(strip(t, "image/gif", sampleGIF(t))))
	if err != nil || len(moving.Image) != 2 || moving.Delay[0] != 5 {
		t.Errorf("it is %+v, %v", moving, err)
	}
}

func TestDamaged(t *testing.T) {
	t.Parallel()
	all := samples(t)
	all["image/avif"] = sampleAVIF("av01")
	for contentType, sample := range all {
		end := len(sample) - len(secret)
		if contentType == "image/avif" {
			end = bytes.Index(sample, []byte("mdat")) - 4
		}
		for _, size := range []int{0, 3, 11, 20, end / 2, end - 1} {
			err := metadata.Strip(contentType, &bytes.Buffer{}, bytes.NewReader(sample[:size]))
			if !errors.Is(err, metadata.ErrDamaged) {
				t.Errorf("%d bytes of %s: %v", size, contentType, err)
			}
		}
		for other := range all {
			if other != contentType {
				if err := metadata.Strip(other, &bytes.Buffer{}, bytes.NewReader(sample)); !errors.Is(err, metadata.ErrDamaged) {
					t.Errorf("%s taken for %s: %v", contentType, other, err)
				}
			}
		}
	}
	if err := metadata.Strip("image/tiff", &bytes.Buffer{}, strings.NewReader("II*\x00")); err == nil || errors.Is(err, metadata.ErrDamaged) {
		t.Errorf("of a type that nothing is known of: %v", err)
	}
}

func TestAVIF(t *testing.T) {
	t.Parallel()
	plain := sampleAVIF("av01", "av01")
	if got := strip(t, "image/avif", plain); !bytes.Equal(got, plain) {
		t.Error("an AVIF without metadata is another one now")
	}
	for _, kind := range []string{"Exif", "mime"} {
		if err := metadata.Strip("image/avif", &bytes.Buffer{}, bytes.NewReader(sampleAVIF("av01", kind))); !errors.Is(err, metadata.ErrInseparable) {
			t.Errorf("with an item %s: %v", kind, err)
		}
	}
}

// FuzzStrip takes metadata out of anything: it ends, writes no more than a little
// more than it read, and what comes out can be read as before and has nothing left
// to be taken out.
func FuzzStrip(f *testing.F) {
	types := []string{"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"}
	for i, contentType := range types[:4] {
		f.Add(i, samples(f)[contentType])
	}
	f.Add(4, sampleAVIF("av01"))
	f.Fuzz(func(t *testing.T, kind int, in []byte) {
		contentType := types[uint(kind)%uint(len(types))]
		var once, twice bytes.Buffer
		if metadata.Strip(contentType, &once, bytes.NewReader(in)) != nil {
			return
		}
		if once.Len() > len(in)+64 {
			t.Fatalf("%d bytes became %d", len(in), once.Len())
		}
		if err := metadata.Strip(contentType, &twice, bytes.NewReader(once.Bytes())); err != nil {
			t.Fatalf("what came out cannot be read: %v", err)
		}
		if !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Fatal("what came out changes once more")
		}
		decode, known := decoders()[contentType]
		if config, _, err := image.DecodeConfig(bytes.NewReader(in)); !known || err != nil || config.Width*config.Height > 1<<16 {
			return
		}
		if before, err := decode(in); err == nil {
			after, err := decode(once.Bytes())
			if err != nil {
				t.Fatalf("what could be decoded cannot be any more: %v", err)
			}
			samePixels(t, contentType, before, after)
		}
	})
}
