package sweep

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"ipd/ipdlib/device"
	"ipd/ipdlib/device/devicetest"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/plan/plantest"
	"ipd/ipdlib/record"
)

// TestKilled kills the sweep with SIGKILL at random moments, again and again, and compares what is there in the end with
// an undisturbed sweep.
func TestKilled(t *testing.T) {
	devicetest.EachTrainer(t, func(t *testing.T, d *device.Device) {
		s := plantest.Tiny()
		s.Grid.Runs = 6 // 24 trainings, 144 events
		c := child{Settings: s, Dir: t.TempDir(), Backend: backendName(d), Workers: 2}
		undisturbed := t.TempDir()
		run(t, c.Settings, Options{Dir: undisturbed, Device: device.Options{Backend: c.Backend}, Workers: 2})

		kills := 2 // on XLA, whose every start compiles for seconds
		if d.Plugin == "" {
			kills = 10
		}
		random := rand.New(rand.NewPCG(3, 4))
		for range kills {
			cmd, out, _ := c.start(t)
			lines := bufio.NewScanner(out)
			for range random.IntN(16) {
				lines.Scan()
			}
			time.Sleep(time.Duration(random.IntN(20)) * time.Millisecond)
			_ = cmd.Process.Kill() // it may be over by now
			_, _ = io.Copy(io.Discard, out)
			err := cmd.Wait()
			t.Logf("%v; %d records are there", err, recordsThere(t, c.Settings, c.Dir))
		}
		finish(t, c)
		sameContents(t, contents(t, c.Dir), contents(t, undisturbed))
	})
}

// finish runs the sweep to its end in a process of its own.
func finish(t *testing.T, c child) {
	t.Helper()
	cmd, out, stderr := c.start(t)
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
}

func recordsThere(t *testing.T, s plan.Settings, dir string) (n int) {
	t.Helper()
	records, damaged, err := record.Load(dir, s)
	if err != nil || len(damaged) > 0 {
		t.Errorf("after a kill: %v, %v", damaged, err)
	}
	for _, r := range records {
		if r != nil {
			n++
		}
	}
	return n
}

// TestTwoProcesses starts a sweep in a folder where another process sweeps.
func TestTwoProcesses(t *testing.T) {
	s := plantest.Tiny()
	s.Schedule.Epochs = 1_000_000 // until it is killed
	c := child{Settings: s, Dir: t.TempDir(), Backend: "go", Workers: 1}
	cmd, out, _ := c.start(t)
	defer func() {
		_ = cmd.Process.Kill()
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait()
	}()
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.HasPrefix(lines.Text(), fmt.Sprint(Started)+" "); {
	}

	_, err := Run(t.Context(), plantest.Tiny(), Options{Dir: c.Dir})
	if want := fmt.Sprintf("process %d", cmd.Process.Pid); !errors.Is(err, record.ErrInUse) || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v; want ErrInUse and %q", err, want)
	}
	if holder, err := record.Holder(c.Dir); err != nil || !strings.Contains(holder, fmt.Sprint(cmd.Process.Pid)) {
		t.Errorf("the holder is %q, %v; want process %d", holder, err, cmd.Process.Pid)
	}

	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait()
	if holder, err := record.Holder(c.Dir); err != nil || holder != "" {
		t.Errorf("after its end the holder is %q, %v", holder, err)
	}
	counts(t, plantest.Tiny(), c.Dir) // the lock went with the process
}
