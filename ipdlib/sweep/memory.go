package sweep

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"ipd/ipdlib/device"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/training"
)

// unknownMemory is assumed to be free on a GPU that doesn't report it: as much as today's smallest GPUs have.
const unknownMemory = 4 << 30

// atOnce is the number of trainings like this one that run together: as many as requested, or any number on a GPU, but no more
// than fit into memory.
func (w *worker) atOnce(ctx context.Context, t plan.Training) int {
	name := t.Settings.TogetherKey()
	if _, ok := w.fit[name]; !ok {
		if w.fit == nil {
			w.fit = map[string]int{}
		}
		w.fit[name] = w.fitting(ctx, t.Settings)
	}
	if w.most > 0 {
		return min(w.most, w.fit[name])
	}
	return w.fit[name]
}

func (w *worker) fitting(ctx context.Context, s training.Settings) int {
	wanted, gpu := w.options.Together, w.device.OnGPU()
	if wanted == 1 || wanted == 0 && !gpu || device.IsFused(w.device.Backend) {
		return 1
	}
	free, err := w.device.FreeMemory(ctx)
	if err != nil {
		free = unknownMemory
	}
	if !gpu {
		free /= uint64(w.workers) // they share it
	}
	const share = 0.8 // the rest is for programs, libraries and other users
	fit := max(1, int(share*float64(free)/float64(s.Bytes())))
	if wanted == 0 {
		return fit
	}
	if fit < wanted {
		w.say("There is memory for %d trainings together, not for %d (%.1f GB are free).", fit, wanted, float64(free)/1e9)
	}
	return min(fit, wanted)
}

// shrink frees memory after it ran out, or the program crashed, with a group of trainings: from now on half as many run together,
// and no programs are kept.
func (w *worker) shrink(group int, err error) {
	w.most = (group + 1) / 2
	if outOfMemory(err) {
		w.say("%s has too little memory for %d trainings together; continuing with %d. (%s)", w.device.Name, group, w.most, firstLine(err))
	}
	w.runner.Close()
	w.of, w.compiled = "", 0
	runtime.GC() // frees tensors that an error left behind
}

func (w *worker) say(format string, args ...any) {
	if out := w.options.Device.Out; out != nil {
		fmt.Fprintf(out, format+"\n", args...)
	}
}

// outOfMemory reports whether an error means that a device's memory ran out. PJRT reports that in words and with code 8.
func outOfMemory(err error) bool {
	if err == nil {
		return false
	}
	text := err.Error()
	for _, sign := range []string{"RESOURCE_EXHAUSTED", "(code=8)", "Out of memory", "out of memory"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	if len(line) > 200 {
		line = line[:200] + "..."
	}
	return line
}
