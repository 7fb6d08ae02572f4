package device

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// OnGPU reports whether this is a GPU.
func (d *Device) OnGPU() bool {
	return strings.HasPrefix(d.Name, "xla:") && strings.Contains(d.Name[len("xla:"):], "cuda")
}

// FreeMemory is how many bytes tensors may still take: the GPU's, as NVIDIA's program nvidia-smi says, else those that this
// process can use without swapping.
func (d *Device) FreeMemory(ctx context.Context) (uint64, error) {
	if d.OnGPU() {
		return gpuMemory(ctx)
	}
	return memoryAvailable()
}

// gpuMemory asks for the GPUs that this process sees and takes the least: workers share them out in turn.
func gpuMemory(ctx context.Context) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second) // a broken driver lets it hang
	defer cancel()
	args := []string{"--query-gpu=memory.free", "--format=csv,noheader,nounits"}
	if visible, ok := os.LookupEnv(visibleEnv); ok {
		args = append(args, "--id="+strings.Join(splitGPUs(visible), ","))
	}
	text, err := exec.CommandContext(ctx, "nvidia-smi", args...).Output()
	if err != nil {
		return 0, fmt.Errorf("asking nvidia-smi for free memory: %w", err)
	}
	least := uint64(0)
	for line := range strings.Lines(string(text)) {
		mebibytes, err := strconv.ParseUint(strings.TrimSpace(line), 10, 44)
		if err != nil {
			return 0, fmt.Errorf("nvidia-smi reports %q MiB of free memory", strings.TrimSpace(line))
		}
		if free := mebibytes << 20; least == 0 || free < least {
			least = free
		}
	}
	if least == 0 {
		return 0, fmt.Errorf("nvidia-smi reports no GPU with free memory")
	}
	return least, nil
}
