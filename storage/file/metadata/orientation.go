package metadata

import (
	"bytes"
	"encoding/binary"
)

// exifBytes is how much of an Exif block is looked at: the orientation stands in
// its beginning.
const exifBytes = 64 << 10

// exifHeader comes before Exif in JPEG, and in some files of other types too.
var exifHeader = []byte("Exif\x00\x00")

const (
	orientationTag = 0x0112
	typeShort      = 3
	upright        = 1
)

// orientationOnly is an Exif block that says which side is up, as the given one
// does, and nothing else; nil where the picture is upright or that cannot be read.
func orientationOnly(exif []byte) []byte {
	orientation := orientationOf(bytes.TrimPrefix(exif, exifHeader))
	if orientation == upright {
		return nil
	}
	block := []byte("MM\x00*\x00\x00\x00\x08\x00\x01")
	block = binary.BigEndian.AppendUint16(block, orientationTag)
	block = binary.BigEndian.AppendUint16(block, typeShort)
	block = binary.BigEndian.AppendUint32(block, 1)
	block = binary.BigEndian.AppendUint16(block, orientation)
	return append(block, 0, 0, 0, 0, 0, 0)
}

// orientationOf reads the orientation from 1 to 8 from an Exif block (TIFF 6.0).
func orientationOf(exif []byte) uint16 {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(exif, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(exif, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return upright
	}
	if len(exif) < 8 {
		return upright
	}
	at := int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return upright
	}
	const entryBytes = 12
	entries := exif[at+2:]
	for range order.Uint16(exif[at:]) {
		if len(entries) < entryBytes {
			break
		}
		if order.Uint16(entries) == orientationTag && order.Uint16(entries[2:]) == typeShort {
			if value := order.Uint16(entries[8:]); value >= 1 && value <= 8 {
				return value
			}
			break
		}
		entries = entries[entryBytes:]
	}
	return upright
}
