package metadata

import (
	"bytes"
	"encoding/binary"
	"io"
)

// avifMetaBytes is how large the description of an AVIF may be, which is read whole.
const avifMetaBytes = 1 << 20

// copyAVIF copies an AVIF that has no metadata. In others it stands among the data of
// the picture, at places that the file says in its beginning; taking it out would
// mean to write all of that anew.
func copyAVIF(out io.Writer, in io.ReadSeeker) error {
	meta, err := avifMeta(in)
	if err != nil {
		return err
	}
	metadata, err := avifHasMetadata(meta)
	switch {
	case err != nil:
		return err
	case metadata:
		return ErrInseparable
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return err
}

// avifMaxBoxes is how many boxes may come before the description.
const avifMaxBoxes = 100

// avifMeta reads the box that describes what is in the file.
func avifMeta(in io.ReadSeeker) ([]byte, error) {
	for box := range avifMaxBoxes {
		var start [16]byte
		if _, err := io.ReadFull(in, start[:8]); err != nil {
			return nil, cut(err)
		}
		size, kind, header := uint64(binary.BigEndian.Uint32(start[:])), string(start[4:8]), uint64(8)
		if size == 1 {
			if _, err := io.ReadFull(in, start[8:]); err != nil {
				return nil, cut(err)
			}
			size, header = binary.BigEndian.Uint64(start[8:]), 16
		}
		switch {
		case box == 0 && kind != "ftyp":
			return nil, damaged("it does not begin as an AVIF does")
		case size < header || size > 1<<40:
			return nil, damaged("a box is longer or shorter than it says")
		case kind != "meta":
			if _, err := in.Seek(int64(size-header), io.SeekCurrent); err != nil {
				return nil, err
			}
			continue
		case size-header > avifMetaBytes:
			return nil, damaged("its description is too long")
		}
		meta := make([]byte, size-header)
		_, err := io.ReadFull(in, meta)
		return meta, cut(err)
	}
	return nil, damaged("its description does not come early enough")
}

// avifHasMetadata looks for items of Exif and XMP (ISO/IEC 23008-12, annex A).
func avifHasMetadata(meta []byte) (found bool, err error) {
	if len(meta) < 4 {
		return false, damaged("its description is too short")
	}
	err = boxes(meta[4:], func(kind string, content []byte) error {
		if kind != "iinf" {
			return nil
		}
		countBytes := 2
		if len(content) > 0 && content[0] > 0 {
			countBytes = 4
		}
		if len(content) < 4+countBytes {
			return damaged("its list of items is too short")
		}
		return boxes(content[4+countBytes:], func(kind string, item []byte) error {
			found = found || kind == "infe" && isMetadataItem(item)
			return nil
		})
	})
	return found, err
}

// isMetadataItem reads an entry of the list of items (ISO/IEC 14496-12, 8.11.6).
func isMetadataItem(item []byte) bool {
	idBytes := 2
	if len(item) > 0 && item[0] == 3 {
		idBytes = 4
	}
	const versionBytes, protectionBytes, kindBytes = 4, 2, 4
	at := versionBytes + idBytes + protectionBytes
	if len(item) < at+kindBytes {
		return false
	}
	kind := item[at : at+kindBytes]
	return bytes.Equal(kind, []byte("Exif")) || bytes.Equal(kind, []byte("mime"))
}

// boxes goes through the boxes in a box.
func boxes(in []byte, visit func(kind string, content []byte) error) error {
	for len(in) > 0 {
		if len(in) < 8 {
			return damaged("a box is longer or shorter than it says")
		}
		size := uint64(binary.BigEndian.Uint32(in))
		if size < 8 || size > uint64(len(in)) {
			return damaged("a box is longer or shorter than it says")
		}
		if err := visit(string(in[4:8]), in[8:size]); err != nil {
			return err
		}
		in = in[size:]
	}
	return nil
}
