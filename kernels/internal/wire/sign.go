package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Scheme is the only signature_scheme that Jupyter's clients use and that GoNB knows.
const Scheme = "hmac-sha256"

// A Key signs messages: HMAC-SHA256 over the four dictionaries one after the other, in hexadecimal. An empty key signs
// nothing, as the protocol has it.
type Key []byte

// String keeps the key out of every log and error message.
func (Key) String() string { return "(key)" }

func (k Key) sign(parts ...[]byte) []byte {
	if len(k) == 0 {
		return []byte{}
	}
	mac := hmac.New(sha256.New, k)
	for _, part := range parts {
		mac.Write(part)
	}
	return hex.AppendEncode(nil, mac.Sum(nil))
}

func (k Key) fits(signature []byte, parts [][]byte) bool {
	return len(k) == 0 || hmac.Equal(signature, k.sign(parts...))
}
