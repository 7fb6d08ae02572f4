package record

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"ipd/ipdlib/plan/plantest"
)

// invented is a record as a training could leave it.
func invented() *Record {
	t := plantest.Tiny().Trainings()[5]
	return &Record{
		Training:   t,
		Key:        t.Key(),
		ComputedBy: Computer{Backend: "go", Version: "v0.1.2", CPU: "a <fast> one & more", Go: "go1.26"},
		Train:      Values{"accuracy_percent": 92.3, "error_deg": 1. / 3},
		Test:       Values{"accuracy_percent": 71.25, "error_deg": 7.1},
		Epochs:     []Epoch{{Loss: 2.5, ValidationLoss: 2.25}, {Loss: math.Pi, ValidationLoss: 5e-324}},
		Times:      Times{Started: time.Date(2025, 1, 2, 3, 4, 5, 6, time.UTC), Seconds: 1.5},
	}
}

func TestRecordComesBack(t *testing.T) {
	r := invented()
	text, err := r.encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(text, r.Training)
	if err != nil || !reflect.DeepEqual(got, r) {
		t.Errorf("%+v, %v; want %+v", got, err, r)
	}
}

// TestChecksumLeavesTimesOut gives equal checksums to equal results.
func TestChecksumLeavesTimesOut(t *testing.T) {
	r, later := invented(), invented()
	later.Times = Times{Started: r.Times.Started.Add(time.Hour), Seconds: 3}
	for _, r := range []*Record{r, later} {
		if _, err := r.encode(); err != nil {
			t.Fatal(err)
		}
	}
	if r.Checksum != later.Checksum {
		t.Errorf("checksums %s and %s", r.Checksum, later.Checksum)
	}
}

// TestEveryByteCounts damages a record byte by byte: it is refused, or says the same but for its times.
func TestEveryByteCounts(t *testing.T) {
	r := invented()
	text, err := r.encode()
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for i := range text {
		damaged := append([]byte(nil), text...)
		damaged[i] ^= 1
		got, err := decode(damaged, r.Training)
		if err != nil {
			refused++
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("byte %d: error %v, want ErrDamaged", i, err)
			}
			continue
		}
		if got.Times = r.Times; !reflect.DeepEqual(got, r) {
			t.Errorf("byte %d, %q for %q, was not noticed: %+v", i, damaged[i], text[i], got)
		}
	}
	if refused < len(text)/2 {
		t.Errorf("only %d of %d damages were refused", refused, len(text))
	}
	for i := range text[:len(text)-1] { // the last one is the end of the line
		if _, err := decode(text[:i], r.Training); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut after %d bytes: error %v, want ErrDamaged", i, err)
		}
	}
}

func TestLossesMustBeNumbers(t *testing.T) {
	r := invented()
	r.Epochs[1].ValidationLoss = math.NaN()
	if _, err := r.encode(); err == nil || !strings.Contains(err.Error(), "epoch 1") {
		t.Errorf("error %v, want one that names the epoch", err)
	}
}

// TestTestsComeBack reads a record with further tests; one without doesn't mention them.
func TestTestsComeBack(t *testing.T) {
	r := invented()
	text, err := r.encode()
	if err != nil || strings.Contains(string(text), "tests") {
		t.Fatalf("a record without further tests: %s, %v", text, err)
	}
	r.Tests = []Test{{0.5, Values{"accuracy_percent": 40, "error_deg": 12.5}}}
	if text, err = r.encode(); err != nil {
		t.Fatal(err)
	}
	if want := `{
      "jitter_sigma_rad": 0.5,
      "accuracy_percent": 40,
      "error_deg": 12.5
    }`; !strings.Contains(string(text), want) {
		t.Errorf("%s, want %s in it", text, want)
	}
	got, err := decode(text, r.Training)
	if err != nil || !reflect.DeepEqual(got, r) {
		t.Errorf("%+v, %v; want %+v", got, err, r)
	}
}

// FuzzDecode reads anything: it is refused as damaged, or is the record that was asked for.
func FuzzDecode(f *testing.F) {
	r := invented()
	text, err := r.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format": 1, "checksum": ""}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := decode(text, r.Training)
		switch {
		case err != nil && !errors.Is(err, ErrDamaged):
			t.Errorf("error %v, want ErrDamaged", err)
		case err == nil && (!reflect.DeepEqual(got.Training, r.Training) || got.Checksum == ""):
			t.Errorf("accepted %+v", got)
		}
	})
}

// TestRecordsStayTheSame reads a record that was written when metrics were two fields, and writes it again: not a byte changes.
func TestRecordsStayTheSame(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "record.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := invented()
	want.Tests = []Test{
		{0.5, Values{"accuracy_percent": 40, "error_deg": 12.5}},
		{0, Values{"accuracy_percent": 1, "error_deg": 2e-7}},
	}
	again, err := want.encode()
	if err != nil || string(again) != string(text) {
		t.Errorf("%s, %v; want %s", again, err, text)
	}
	if got, err := decode(text, want.Training); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
}
