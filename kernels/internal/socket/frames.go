package socket

import "encoding/binary"

// appendFrames writes a message in ZMTP's framing (RFC 23): per frame flags, size, body.
func appendFrames(b []byte, frames [][]byte) []byte {
	for i, frame := range frames {
		var flags byte
		if i < len(frames)-1 {
			flags |= flagMore
		}
		if len(frame) > 255 {
			b = append(b, flags|flagLong)
			b = binary.BigEndian.AppendUint64(b, uint64(len(frame)))
		} else {
			b = append(b, flags, byte(len(frame)))
		}
		b = append(b, frame...)
	}
	return b
}
