package metadata

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	jpegTEM  = 0x01
	jpegSOF0 = 0xC0 // the first of the frames, tables and restarts
	jpegRST0 = 0xD0
	jpegRST7 = 0xD7
	jpegSOI  = 0xD8
	jpegEOI  = 0xD9
	jpegSOS  = 0xDA
	jpegEXP  = 0xDF // the last of the segments that make the picture
	jpegAPP0 = 0xE0
	jpegAPP1 = 0xE1
	jpegAPP2 = 0xE2
	jpegAPPE = 0xEE
	jpegAPPF = 0xEF
	jpegCOM  = 0xFE
)

// jpegStripper goes through a JPEG segment by segment.
type jpegStripper struct {
	in  *bufio.Reader
	out io.Writer
	// turned says that the orientation has been written.
	turned bool
}

func stripJPEG(out io.Writer, in io.ReadSeeker) error {
	s := &jpegStripper{in: bufio.NewReader(in), out: out}
	marker, err := s.marker()
	if err != nil {
		return err
	}
	if marker != jpegSOI {
		return damaged("it does not begin as a JPEG does")
	}
	for {
		if _, err := s.out.Write([]byte{0xFF, marker}); err != nil || marker == jpegEOI {
			return err
		}
		if marker, err = s.next(marker); err != nil {
			return err
		}
	}
}

// next copies what belongs to a marker that was written, and what of the following
// is left out, up to the next marker to be written.
func (s *jpegStripper) next(marker byte) (byte, error) {
	var err error
	switch {
	case marker == jpegSOS:
		if err = s.segment(); err == nil {
			marker, err = s.scan()
		}
	case marker == jpegSOI || marker == jpegTEM || marker >= jpegRST0 && marker <= jpegRST7:
		marker, err = s.marker()
	default:
		if err = s.segment(); err == nil {
			marker, err = s.marker()
		}
	}
	for err == nil && (marker >= jpegAPP0 && marker <= jpegAPPF || marker == jpegCOM) {
		if err = s.application(marker); err == nil {
			marker, err = s.marker()
		}
	}
	if err == nil && marker != jpegTEM && (marker < jpegSOF0 || marker > jpegEXP || marker == jpegSOI) {
		err = damaged("it has a segment of an unknown kind")
	}
	return marker, err
}

// marker reads the next marker.
func (s *jpegStripper) marker() (byte, error) {
	first, err := s.in.ReadByte()
	if err != nil {
		return 0, cut(err)
	}
	if first != 0xFF {
		return 0, damaged("a segment is longer or shorter than it says")
	}
	for {
		marker, err := s.in.ReadByte()
		if err != nil {
			return 0, cut(err)
		}
		if marker != 0xFF { // any number of them may fill up
			return marker, nil
		}
	}
}

// length reads how many bytes of a segment follow.
func (s *jpegStripper) length() (int64, error) {
	var length [2]byte
	if _, err := io.ReadFull(s.in, length[:]); err != nil {
		return 0, cut(err)
	}
	n := int64(binary.BigEndian.Uint16(length[:]))
	if n < 2 {
		return 0, damaged("a segment is longer or shorter than it says")
	}
	return n - 2, nil
}

// segment copies a segment after its marker.
func (s *jpegStripper) segment() error {
	n, err := s.length()
	if err != nil {
		return err
	}
	if _, err := s.out.Write(binary.BigEndian.AppendUint16(nil, uint16(n+2))); err != nil {
		return err
	}
	return copyBytes(s.out, s.in, n)
}

// scan copies coded samples up to the next marker that is not among them.
func (s *jpegStripper) scan() (byte, error) {
	for {
		samples, err := s.in.ReadSlice(0xFF)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return 0, cut(err)
		}
		if err != nil {
			if _, err := s.out.Write(samples); err != nil {
				return 0, err
			}
			continue
		}
		if _, err := s.out.Write(samples[:len(samples)-1]); err != nil {
			return 0, err
		}
		if err := s.in.UnreadByte(); err != nil {
			return 0, err
		}
		marker, err := s.marker()
		if err != nil {
			return 0, err
		}
		if marker != 0 && (marker < jpegRST0 || marker > jpegRST7) {
			return marker, nil
		}
		if _, err := s.out.Write([]byte{0xFF, marker}); err != nil {
			return 0, err
		}
	}
}

var (
	jfifHeader  = []byte("JFIF\x00")
	iccHeader   = []byte("ICC_PROFILE\x00")
	adobeHeader = []byte("Adobe")
)

const (
	jfifBytes  = 14 // without the small picture that may follow
	adobeBytes = 12
)

// application writes what of an application's segment, or of a comment, the picture
// cannot be shown rightly without: its density, which side is up, its colours.
func (s *jpegStripper) application(marker byte) error {
	n, err := s.length()
	if err != nil {
		return err
	}
	data, err := head(s.in, n, exifBytes)
	if err != nil {
		return err
	}
	switch {
	case marker == jpegAPP0 && bytes.HasPrefix(data, jfifHeader) && len(data) >= jfifBytes:
		data = data[:jfifBytes]
		data[12], data[13] = 0, 0
	case marker == jpegAPP1 && bytes.HasPrefix(data, exifHeader) && !s.turned:
		block := orientationOnly(data)
		if block == nil {
			return nil
		}
		s.turned = true
		data = append(bytes.Clone(exifHeader), block...)
	case marker == jpegAPP2 && bytes.HasPrefix(data, iccHeader):
	case marker == jpegAPPE && bytes.HasPrefix(data, adobeHeader) && len(data) >= adobeBytes:
		data = data[:adobeBytes]
	default:
		return nil
	}
	written := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(data)+2))
	_, err = s.out.Write(append(written, data...))
	return err
}
