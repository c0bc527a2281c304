package mediatest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// Halves is an image whose left part is of one colour and whose right part, a quarter,
// is of another.
func Halves(width, height int, left, right color.Color) image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if x < width*3/4 {
				picture.Set(x, y, left)
			} else {
				picture.Set(x, y, right)
			}
		}
	}
	return picture
}

// PNG encodes an image.
func PNG(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// JPEG encodes an image.
func JPEG(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Secret is what Turned says of where it was taken.
const Secret = "TAKEN AT HOME"

// Turned is a JPEG that says how it is to be turned (Exif): 6 is a quarter to the
// right. It says where it was taken, too.
func Turned(t testing.TB, picture image.Image, orientation byte) []byte {
	t.Helper()
	exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02" + // two entries
		"\x01\x0e\x00\x02\x00\x00\x00\x0e\x00\x00\x00\x26" + // the description: 14 bytes at 38
		"\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(orientation)) + "\x00\x00" +
		"\x00\x00\x00\x00" + Secret + "\x00")
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(exif)+2))
	plain := JPEG(t, picture)
	return bytes.Join([][]byte{plain[:2], segment, exif, plain[2:]}, nil)
}

// Bomb is a small PNG that says it has so many pixels.
func Bomb(t testing.TB, width, height uint32) []byte {
	t.Helper()
	const header = 8 + 8 // the signature, and the length and type of the first chunk
	data := PNG(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	binary.BigEndian.PutUint32(data[header:], width)
	binary.BigEndian.PutUint32(data[header+4:], height)
	binary.BigEndian.PutUint32(data[header+13:], crc32.ChecksumIEEE(data[header-4:header+13]))
	return data
}
