package metadata

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
)

var pngSignature = []byte("\x89PNG\r\n\x1a\n")

// pngKept are the chunks that are not needed to decode a picture and are kept: they
// say how it looks, or make it move (PNG, third edition). Others, which may say
// anything, are not.
var pngKept = []string{
	"tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT",
}

const pngMaxChunk = 1<<31 - 1

func stripPNG(out io.Writer, in io.ReadSeeker) error {
	reader := bufio.NewReader(in)
	signature, err := head(reader, int64(len(pngSignature)), int64(len(pngSignature)))
	if err != nil {
		return err
	}
	if !bytes.Equal(signature, pngSignature) {
		return damaged("it does not begin as a PNG does")
	}
	if _, err := out.Write(signature); err != nil {
		return err
	}
	for {
		var start [8]byte
		if _, err := io.ReadFull(reader, start[:]); err != nil {
			return cut(err)
		}
		length, kind := int64(binary.BigEndian.Uint32(start[:])), string(start[4:])
		if length > pngMaxChunk {
			return damaged("a chunk is longer than it may be")
		}
		switch {
		case kind == "eXIf":
			err = turnPNG(out, reader, length)
		case kind[0]&0x20 == 0 || slices.Contains(pngKept, kind): // a capital: needed to decode it
			if _, err = out.Write(start[:]); err == nil {
				err = copyBytes(out, reader, length+crc32.Size)
			}
		default:
			err = skip(reader, length+crc32.Size)
		}
		if err != nil || kind == "IEND" {
			return err
		}
	}
}

// turnPNG reads a chunk of Exif and writes which side is up, where that is not plain.
func turnPNG(out io.Writer, in *bufio.Reader, length int64) error {
	exif, err := head(in, length, exifBytes)
	if err != nil {
		return err
	}
	if err := skip(in, crc32.Size); err != nil {
		return err
	}
	block := orientationOnly(exif)
	if block == nil {
		return nil
	}
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(block)))
	chunk = append(append(chunk, "eXIf"...), block...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	_, err = out.Write(chunk)
	return err
}
