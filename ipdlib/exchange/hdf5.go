package exchange

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// The part of HDF5 that a NIR file needs, according to "HDF5 File Format Specification Version 3.0" (The HDF Group): a superblock
// of version 2, groups with links in their object headers (version 2), and contiguous data sets. All integers are little-endian;
// addresses and lengths take 8 bytes. A file is
//
//	superblock            where the root group is, and where the file ends
//	data sets, groups     those in a group before the group itself, since a group holds their addresses
type hdf5 struct{ file []byte }

// A group holds its members by name.
type group map[string]any // values: group, string, [][2]string, []float32, []int64, matrix

// A matrix is stored row by row.
type matrix struct {
	rows, columns int
	values        []float32
}

const superblockSize = 48

// undefined is the address of something that doesn't exist.
const undefined = ^uint64(0)

// encodeHDF5 returns the file with the given root group.
func encodeHDF5(root group) ([]byte, error) {
	h := &hdf5{file: make([]byte, superblockSize)}
	at, err := h.group(root)
	if err != nil {
		return nil, err
	}
	b := []byte("\x89HDF\r\n\x1a\n")
	b = append(b, 2, 8, 8, 0) // version, sizes of addresses and lengths, flags
	for _, x := range []uint64{0, undefined, uint64(len(h.file)), at} {
		b = le(b, x) // base, extension, end, root
	}
	copy(h.file, binary.LittleEndian.AppendUint32(b, lookup3(b)))
	return h.file, nil
}

func le(b []byte, x uint64) []byte { return binary.LittleEndian.AppendUint64(b, x) }

// add appends a block to the file, at a multiple of 8, and returns its address.
func (h *hdf5) add(block []byte) uint64 {
	for len(h.file)%8 != 0 {
		h.file = append(h.file, 0)
	}
	at := uint64(len(h.file))
	h.file = append(h.file, block...)
	return at
}

// A message is a part of an object header (section IV.A.2).
type message struct {
	kind byte
	data []byte
}

// The kinds of messages.
const (
	dataspace = 0x01
	linkInfo  = 0x02
	datatype  = 0x03
	fillValue = 0x05
	link      = 0x06
	layout    = 0x08
	groupInfo = 0x0A
)

// header adds an object header: its messages, and a checksum.
func (h *hdf5) header(messages ...message) uint64 {
	var body []byte
	for _, m := range messages {
		body = append(body, m.kind)
		body = binary.LittleEndian.AppendUint16(body, uint16(len(m.data)))
		body = append(append(body, 0), m.data...)
	}
	b := append([]byte("OHDR"), 2, 0x02) // version; the size takes 4 bytes
	b = append(binary.LittleEndian.AppendUint32(b, uint32(len(body))), body...)
	return h.add(binary.LittleEndian.AppendUint32(b, lookup3(b)))
}

func (h *hdf5) group(g group) (uint64, error) {
	messages := []message{
		{linkInfo, le(le([]byte{0, 0}, undefined), undefined)}, // no heap, no index: the links are here
		{groupInfo, []byte{0, 0}},
	}
	names := make([]string, 0, len(g))
	for name := range g {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		at, err := h.object(g[name])
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		data := append([]byte{1, 0, byte(len(name))}, name...) // version, a hard link, the length of the name in a byte
		messages = append(messages, message{link, le(data, at)})
	}
	return h.header(messages...), nil
}

func (h *hdf5) object(value any) (uint64, error) {
	var data []byte
	switch v := value.(type) {
	case group:
		return h.group(v)
	case string:
		return h.dataset(textType(len(v)), nil, []byte(v)), nil
	case [][2]string:
		size := 1
		for _, pair := range v {
			size = max(size, len(pair[0]), len(pair[1]))
		}
		for _, pair := range v {
			for _, text := range pair {
				data = append(append(data, text...), make([]byte, size-len(text))...)
			}
		}
		return h.dataset(textType(size), []int{len(v), 2}, data), nil
	case []float32:
		return h.dataset(float32Type, []int{len(v)}, floats(v)), nil
	case matrix:
		return h.dataset(float32Type, []int{v.rows, v.columns}, floats(v.values)), nil
	case []int64:
		for _, x := range v {
			data = le(data, uint64(x))
		}
		return h.dataset(int64Type, []int{len(v)}, data), nil
	}
	return 0, fmt.Errorf("exchange: HDF5: can't write a %T", value)
}

func floats(values []float32) []byte {
	data, err := binary.Append(nil, binary.LittleEndian, values)
	if err != nil {
		panic("exchange: " + err.Error()) // float32 has a fixed size
	}
	return data
}

// The types of elements (section IV.A.2.d): class and version, three bytes of bits, the size, and what the class needs.
var (
	float32Type = []byte{0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0} // IEEE 754
	int64Type   = []byte{0x10, 0x08, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0}                              // signed
)

// textType is the type of UTF-8 text of so many bytes, padded with zeros.
func textType(size int) []byte {
	return binary.LittleEndian.AppendUint32([]byte{0x13, 0x11, 0, 0}, uint32(max(1, size)))
}

// dataset adds an array, or a single value if there are no dimensions.
func (h *hdf5) dataset(kind []byte, dims []int, data []byte) uint64 {
	space := []byte{2, byte(len(dims)), 0, 1} // version, rank, no maximal sizes, an array
	if len(dims) == 0 {
		space[3] = 0 // a single value
	}
	for _, n := range dims {
		space = le(space, uint64(n))
	}
	if len(data) == 0 {
		data = []byte{0}
	}
	at := h.add(data)
	return h.header(message{dataspace, space}, message{datatype, kind}, message{fillValue, []byte{3, 0x0A}},
		message{layout, le(le([]byte{3, 1}, at), uint64(len(data)))}) // version, in one piece
}

// lookup3 is the checksum of metadata: Bob Jenkins' hashlittle with an initial value of 0.
func lookup3(key []byte) uint32 {
	a := uint32(0xdeadbeef) + uint32(len(key))
	b, c := a, a
	for ; len(key) > 12; key = key[12:] {
		a += binary.LittleEndian.Uint32(key)
		b += binary.LittleEndian.Uint32(key[4:])
		c += binary.LittleEndian.Uint32(key[8:])
		a, b, c = mix(a, b, c)
	}
	if len(key) == 0 {
		return c
	}
	var rest [12]byte
	copy(rest[:], key)
	a += binary.LittleEndian.Uint32(rest[0:])
	b += binary.LittleEndian.Uint32(rest[4:])
	c += binary.LittleEndian.Uint32(rest[8:])
	return final(a, b, c)
}

func mix(a, b, c uint32) (uint32, uint32, uint32) {
	rot := bits.RotateLeft32
	a -= c
	a ^= rot(c, 4)
	c += b
	b -= a
	b ^= rot(a, 6)
	a += c
	c -= b
	c ^= rot(b, 8)
	b += a
	a -= c
	a ^= rot(c, 16)
	c += b
	b -= a
	b ^= rot(a, 19)
	a += c
	c -= b
	c ^= rot(b, 4)
	b += a
	return a, b, c
}

func final(a, b, c uint32) uint32 {
	rot := bits.RotateLeft32
	c ^= b
	c -= rot(b, 14)
	a ^= c
	a -= rot(c, 11)
	b ^= a
	b -= rot(a, 25)
	c ^= b
	c -= rot(b, 16)
	a ^= c
	a -= rot(c, 4)
	b ^= a
	b -= rot(a, 14)
	c ^= b
	c -= rot(b, 24)
	return c
}
