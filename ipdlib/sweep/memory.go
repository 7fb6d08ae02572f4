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

// unknownMemory is assumed free on a GPU that doesn't say: as much as the smallest of today has.
const unknownMemory = 4 << 30

// atOnce is how many trainings like this one are done together: as many as are wanted, or, on a GPU, any number, but no more
// than its memory holds.
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
	const share = 0.8 // the rest is for programs, libraries and other people's
	fit := max(1, int(share*float64(free)/float64(s.Bytes())))
	if wanted == 0 {
		return fit
	}
	if fit < wanted {
		w.say("There is memory for %d trainings together, not for %d (%.1f GB are free).", fit, wanted, float64(free)/1e9)
	}
	return min(fit, wanted)
}

// shrink makes room after memory ran out, or the program broke down, with so many trainings together: half as many from now on, and no programs kept.
func (w *worker) shrink(group int, err error) {
	w.most = (group + 1) / 2
	if outOfMemory(err) {
		w.say("The memory of %s doesn't hold %d trainings together; going on with %d. (%s)", w.device.Name, group, w.most, firstLine(err))
	}
	w.runner.Close()
	w.of, w.compiled = "", 0
	runtime.GC() // tensors that an error left behind
}

func (w *worker) say(format string, args ...any) {
	if out := w.options.Device.Out; out != nil {
		fmt.Fprintf(out, format+"\n", args...)
	}
}

// outOfMemory reports an error of a device whose memory ran out. PJRT says it in words and with the code 8.
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
