package notebook_test

import (
	"errors"
	"strings"
	"testing"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/notebook"
	"ipd/ipdlib/plan"
)

func Example() {
	notebook.Alt("A falling loss.").Show(figure.Loss(figure.LossData{Training: []float64{2, 1, 0.5}}))
	notebook.Markdown("A formula: $x^2$, 100 %")
	notebook.Table([]string{"sigma", "accuracy"}, []any{0.1, notebook.PlusMinus(80.44, 2.7)}, []any{float32(-8.956), 83.0})
	// Output:
	// [figure: A falling loss.]
	// A formula: $x^2$, 100 %
	// sigma  accuracy
	// 0.1    80.4 ± 2.7
	// -8.96  83.0
}

func TestMustPanicsOutsideANotebook(t *testing.T) {
	wrong := errors.New("wrong")
	defer func() {
		if r := recover(); r != wrong {
			t.Errorf("recovered %v", r)
		}
	}()
	notebook.Must(1, wrong)
}

func TestQuick(t *testing.T) {
	t.Setenv(notebook.QuickEnv, "")
	if s := notebook.Quick(plan.Default()); len(s.Trainings()) != 54 {
		t.Errorf("%d trainings without being asked", len(s.Trainings()))
	}
	t.Setenv(notebook.QuickEnv, "1")
	s := notebook.Quick(plan.Default())
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
	if len(s.Trainings()) != 9 || s.Schedule.Epochs != 8 || s.Grid.Sigmas[1] != 0.2 || s.Grid.Sigmas[2] != 0.5 {
		t.Errorf("%d trainings, %d epochs, sigmas %v", len(s.Trainings()), s.Schedule.Epochs, s.Grid.Sigmas)
	}
	small := plan.Default()
	small.Grid.Sigmas, small.Schedule.Epochs = []float64{0.3}, 2
	if s := notebook.Quick(small); len(s.Trainings()) != 3 || s.Schedule.Epochs != 2 {
		t.Errorf("a small study became %d trainings of %d epochs", len(s.Trainings()), s.Schedule.Epochs)
	}
}

func TestResults(t *testing.T) {
	t.Setenv(notebook.QuickEnv, "")
	t.Setenv(notebook.ResultsEnv, "")
	if dir := notebook.Results("robustness"); !strings.HasSuffix(dir, "/results/robustness") || strings.Contains(dir, "ipdlib") {
		t.Errorf("results in %q, want them below the project's folder", dir)
	}
	t.Setenv(notebook.ResultsEnv, "/elsewhere")
	if dir := notebook.Results("robustness"); dir != "/elsewhere/robustness" {
		t.Errorf("results in %q", dir)
	}
	t.Setenv(notebook.QuickEnv, "1")
	if dir := notebook.Results("robustness"); dir != "/elsewhere/robustness-quick" {
		t.Errorf("quick results in %q", dir)
	}
}
