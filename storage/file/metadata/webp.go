package metadata

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"slices"
)

// webpKept are the chunks of the picture (RFC 9649).
var webpKept = []string{"VP8X", "ICCP", "ANIM", "ANMF", "ALPH", "VP8 ", "VP8L"}

// Flags of the chunk VP8X.
const (
	webpXMP  = 0x04
	webpExif = 0x08
)

const webpHeaderBytes = 12

// stripWebP goes through the chunks twice, because the file begins with its length.
func stripWebP(out io.Writer, in io.ReadSeeker) error {
	var turned []byte
	length := int64(4)
	err := webpChunks(in, func(kind string, size int64, data *bufio.Reader) error {
		switch {
		case slices.Contains(webpKept, kind):
			length += 8 + size + size%2
		case kind == "EXIF" && turned == nil:
			exif, err := head(data, size, exifBytes)
			if err != nil {
				return err
			}
			if turned = orientationOnly(exif); turned != nil {
				length += 8 + int64(len(turned)) // which is even
			}
			return nil
		}
		return skip(data, size)
	})
	if err != nil {
		return err
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return err
	}
	header := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(length))
	if _, err := out.Write(append(header, "WEBP"...)); err != nil {
		return err
	}
	err = webpChunks(in, func(kind string, size int64, data *bufio.Reader) error {
		if !slices.Contains(webpKept, kind) {
			return skip(data, size)
		}
		return writeWebPChunk(out, kind, size, data, turned != nil)
	})
	if err != nil || turned == nil {
		return err
	}
	chunk := binary.LittleEndian.AppendUint32([]byte("EXIF"), uint32(len(turned)))
	_, err = out.Write(append(chunk, turned...))
	return err
}

// webpChunks goes through the chunks of a file; visit reads the bytes of each.
func webpChunks(in io.Reader, visit func(kind string, size int64, data *bufio.Reader) error) error {
	reader := bufio.NewReader(in)
	header, err := head(reader, webpHeaderBytes, webpHeaderBytes)
	if err != nil {
		return err
	}
	if !bytes.Equal(header[:4], []byte("RIFF")) || !bytes.Equal(header[8:], []byte("WEBP")) {
		return damaged("it does not begin as a WebP does")
	}
	left := int64(binary.LittleEndian.Uint32(header[4:])) - 4
	for left >= 8 {
		var start [8]byte
		if _, err := io.ReadFull(reader, start[:]); err != nil {
			return cut(err)
		}
		size := int64(binary.LittleEndian.Uint32(start[4:]))
		if size > left-8 {
			return damaged("a chunk is longer than the file")
		}
		if err := visit(string(start[:4]), size, reader); err != nil {
			return err
		}
		left -= 8 + size
		if size%2 == 1 && left > 0 {
			if err := skip(reader, 1); err != nil {
				return err
			}
			left--
		}
	}
	return nil
}

// writeWebPChunk writes a chunk; the one that says what else there is says so of
// what is left.
func writeWebPChunk(out io.Writer, kind string, size int64, data *bufio.Reader, turned bool) error {
	if _, err := out.Write(binary.LittleEndian.AppendUint32([]byte(kind), uint32(size))); err != nil {
		return err
	}
	if kind == "VP8X" && size > 0 {
		flags, err := data.ReadByte()
		if err != nil {
			return cut(err)
		}
		flags &^= webpXMP | webpExif
		if turned {
			flags |= webpExif
		}
		if _, err := out.Write([]byte{flags}); err != nil {
			return err
		}
		if err := copyBytes(out, data, size-1); err != nil {
			return err
		}
	} else if err := copyBytes(out, data, size); err != nil {
		return err
	}
	if size%2 == 1 {
		_, err := out.Write([]byte{0})
		return err
	}
	return nil
}
