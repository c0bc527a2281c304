package metadata

import (
	"bufio"
	"bytes"
	"io"
	"slices"
)

// Blocks of GIF89a.
const (
	gifExtension   = 0x21
	gifImage       = 0x2C
	gifTrailer     = 0x3B
	gifPlainText   = 0x01
	gifControl     = 0xF9
	gifApplication = 0xFF
)

// gifKept are the applications whose extensions say how the picture looks: how often
// it moves, and its colours.
var gifKept = []string{"NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"}

func stripGIF(out io.Writer, in io.ReadSeeker) error {
	reader := bufio.NewReader(in)
	if err := copyGIFHeader(out, reader); err != nil {
		return err
	}
	for {
		block, err := reader.ReadByte()
		if err != nil {
			return cut(err)
		}
		switch block {
		case gifTrailer:
			_, err := out.Write([]byte{gifTrailer})
			return err
		case gifImage:
			err = copyGIFImage(out, reader)
		case gifExtension:
			err = copyGIFExtension(out, reader)
		default:
			err = damaged("it has a block of an unknown kind")
		}
		if err != nil {
			return err
		}
	}
}

// copyGIFHeader copies what stands before the first block.
func copyGIFHeader(out io.Writer, in *bufio.Reader) error {
	const headerBytes = 13
	header, err := head(in, headerBytes, headerBytes)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(header, []byte("GIF87a")) && !bytes.HasPrefix(header, []byte("GIF89a")) {
		return damaged("it does not begin as a GIF does")
	}
	if _, err := out.Write(header); err != nil {
		return err
	}
	return copyBytes(out, in, gifColorTable(header[10]))
}

// gifColorTable is how many bytes of colours follow, by the flags before them.
func gifColorTable(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&0x07 + 1)
}

func copyGIFImage(out io.Writer, in *bufio.Reader) error {
	const descriptorBytes = 9
	descriptor, err := head(in, descriptorBytes, descriptorBytes)
	if err != nil {
		return err
	}
	if _, err := out.Write(append([]byte{gifImage}, descriptor...)); err != nil {
		return err
	}
	const codeSizeBytes = 1
	if err := copyBytes(out, in, gifColorTable(descriptor[8])+codeSizeBytes); err != nil {
		return err
	}
	return copyGIFData(out, in)
}

// copyGIFExtension copies an extension that says how the picture looks, and reads
// over others, such as comments and XMP.
func copyGIFExtension(out io.Writer, in *bufio.Reader) error {
	label, err := in.ReadByte()
	if err != nil {
		return cut(err)
	}
	size, err := in.ReadByte()
	if err != nil {
		return cut(err)
	}
	first, err := head(in, int64(size), int64(size))
	if err != nil {
		return err
	}
	kept := label == gifControl || label == gifPlainText || label == gifApplication && slices.Contains(gifKept, string(first))
	if !kept {
		if size == 0 {
			return nil
		}
		return copyGIFData(io.Discard, in)
	}
	if _, err := out.Write(append([]byte{gifExtension, label, size}, first...)); err != nil || size == 0 {
		return err
	}
	return copyGIFData(out, in)
}

// copyGIFData copies blocks of data up to the empty one that ends them.
func copyGIFData(out io.Writer, in *bufio.Reader) error {
	for {
		size, err := in.ReadByte()
		if err != nil {
			return cut(err)
		}
		if _, err := out.Write([]byte{size}); err != nil || size == 0 {
			return err
		}
		if err := copyBytes(out, in, int64(size)); err != nil {
			return err
		}
	}
}
