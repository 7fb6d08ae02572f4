package device

import (
	"errors"
	"strings"
	"testing"
)

// There is no GPU on the machines that run these tests: what is tested is what is said about that.
func TestCUDAWithoutDriver(t *testing.T) {
	if len(gpus()) > 0 {
		t.Skip("there is a GPU")
	}
	if !hasXLA {
		t.Skip("built without XLA, which is what is said then")
	}
	for _, backend := range []string{"cuda", "xla:cuda,tf32=false"} {
		_, err := Open(t.Context(), Options{Backend: backend, Install: true}) // must not begin to download 2.5 GB
		if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "/dev/nvidia0") {
			t.Errorf("%s: %v", backend, err)
		}
	}
}

func TestCUDAFlags(t *testing.T) {
	plugin := `/home/a "b" c/.venv/lib/python3.12/site-packages/` + cudaPlugin.Library
	got := cudaFlags(plugin)
	want := `--xla_gpu_cuda_data_dir="/home/a \"b\" c/.venv/lib/python3.12/site-packages/nvidia/cu13"`
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if merged := mergeFlags("--xla_gpu_cuda_data_dir=/usr/local/cuda", got); merged != "--xla_gpu_cuda_data_dir=/usr/local/cuda" {
		t.Errorf("the user's own folder doesn't win: %s", merged)
	}
}

func TestWorkersShareTheGPUs(t *testing.T) {
	t.Setenv("CUDA_VISIBLE_DEVICES", "3,5")
	for _, test := range []struct {
		options string
		worker  int
		want    string
	}{
		{"", 0, "visible_devices=0"},
		{"", 3, "visible_devices=1"},
		{"tf32=false", 2, "tf32=false,visible_devices=0"},
		{"visible_devices=0;1", 1, "visible_devices=0;1"},
	} {
		p := plan{choice: choice{kind: xlaCUDA, options: test.options}}
		if got := p.forWorker(test.worker).options; got != test.want {
			t.Errorf("worker %d with %q: %q, want %q", test.worker, test.options, got, test.want)
		}
	}
	if n := Workers(Options{Backend: "cuda"}); n != 2 {
		t.Errorf("%d workers on 2 GPUs", n)
	}
	t.Setenv("CUDA_VISIBLE_DEVICES", "0")
	if got := (plan{choice: choice{kind: xlaCUDA}}).forWorker(1).options; got != "" {
		t.Errorf("one GPU: %q", got)
	}
}
