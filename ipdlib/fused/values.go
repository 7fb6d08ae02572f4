package fused

import "ipd/ipdlib/random"

// Values holds all intermediate values of a batch, before any step and without dropout. Axes: T steps, B samples of the batch, H hidden
// units, K classes, C afferents.
type Values struct {
	Spikes         [][][]float32 // of the hidden units, [T][B][H]
	Membrane       [][][]float32 // potential of the hidden units, [T][B][H]
	OutputMembrane [][][]float32 // potential of the readout, [T][B][K]
	Logits         [][]float32   // [B][K]
	Loss           float32       // mean cross-entropy
	GradW1, GradW2 [][]float32   // gradients of the loss with respect to the weights, [C][H] and [H][K]
}

// Values computes them, with the kernels of a training step. Nothing changes. Samples and labels are as in [Engine.Step].
func (e *Engine) Values(s *Spikes, samples, labels []int32) Values {
	n := e.network
	tensor := func(last int) (x [][][]float32) {
		for range n.Steps {
			x = append(x, newMatrix(e.batch, last))
		}
		return x
	}
	v := Values{Spikes: tensor(n.HiddenUnits), Membrane: tensor(n.HiddenUnits), OutputMembrane: tensor(n.Classes)}
	v.Loss = float32(e.gradients(s, samples, labels, 0, random.Key{}))
	v.GradW1, v.GradW2 = e.matrices(func(p *parameter) []float32 { return p.d })

	for i, sample := range samples {
		v.Logits = append(v.Logits, append([]float32(nil), e.forward(s.samples[sample], e.allKept, i)...))
		for t := range n.Steps {
			for j := range n.HiddenUnits {
				b, unit := e.blocks[j/width], j%width
				v.Membrane[t][i][j] = b.at(t)[unit]
				v.Spikes[t][i][j] = only(spike(b.at(t - 1)[unit]), 1)
			}
			if t == 0 {
				continue
			}
			for k := range n.Classes { // v_out[t] = α v_out[t-1] + s[t-1]·W2
				sum := n.Alpha * float64(v.OutputMembrane[t-1][i][k])
				for j, spike := range v.Spikes[t-1][i] {
					sum += float64(spike) * float64(e.w2[j*e.classes()+k])
				}
				v.OutputMembrane[t][i][k] = float32(sum)
			}
		}
	}
	return v
}
