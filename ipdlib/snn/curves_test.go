package snn

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	area "gonum.org/v1/gonum/integrate"

	"ipd/ipdlib/device/devicetest"
)

// Every surrogate is β/4 at threshold, even about it, and has the area 1; the study's is that of package
func TestCurves(t *testing.T) {
	backend := devicetest.Open(t).Backend
	const points = 200_001
	membrane := floats.Span(make([]float64, points), -199, 201)
	for _, kind := range []Surrogate{SigmoidSlope, FastSigmoidSlope, ArctanSlope, TriangleSlope, GaussianSlope} {
		s := Default()
		s.Variant.Surrogate = kind
		spike, slope, err := Curves(backend, s, membrane)
		if err != nil {
			t.Fatal(err)
		}
		middle := points / 2 // the threshold
		if got, want := slope[middle], s.SurrogateSlope/4; math.Abs(got-want) > 1e-9 {
			t.Errorf("%v: %g at threshold, want %g", kind, got, want)
		}
		if got := area.Trapezoidal(membrane, slope); math.Abs(got-1) > 0.003 { // fast sigmoid's tails hold 1/500 beyond 200
			t.Errorf("%v: area %g", kind, got)
		}
		for _, i := range []int{1, 10, 100, 500} {
			if math.Abs(slope[middle-i]-slope[middle+i]) > 1e-6 {
				t.Errorf("%v: %g and %g on either side", kind, slope[middle-i], slope[middle+i])
			}
		}
		if spike[middle] != 0 || spike[middle+1] != 1 {
			t.Errorf("%v: spikes %g at threshold, %g above", kind, spike[middle], spike[middle+1])
		}
		if kind == SigmoidSlope {
			if _, want, err := Curves(backend, s, membrane); err != nil || !floats.EqualApprox(slope, want, 1e-12) {
				t.Errorf("the study's slope is another one in package snn (%v)", err)
			}
		}
	}
	if _, _, err := Curves(backend, Default(), nil); err == nil {
		t.Error("no potentials: no error")
	}
	s := Default()
	s.Variant.Surrogate = "tent"
	if _, _, err := Curves(backend, s, membrane); !errors.Is(err, ErrSettings) {
		t.Errorf("no such surrogate: %v", err)
	}
}
