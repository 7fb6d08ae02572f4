package fused

// GradientsOf are those of the latest step.
func GradientsOf(e *Engine) (dW1, dW2 [][]float32) {
	return e.matrices(func(p *parameter) []float32 { return p.d })
}
