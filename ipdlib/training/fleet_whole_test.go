package training

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// Calls go through all batches once, in order, one by one until it is known how long a batch takes; then as many as patience
// allows. When the context ends, there is no further call.
func TestInCalls(t *testing.T) {
	calls := func(p *pace, ctx context.Context, count int, each func()) (all []int32, err error) {
		err = p.inCalls(ctx, count, func(from, to int32) error {
			if n := len(all); from >= to || n > 0 && all[n-1] != from || n == 0 && from != 0 {
				t.Errorf("batches %d to %d after %v", from, to, all)
			}
			all = append(all, to)
			each()
			return nil
		})
		return all, err
	}
	nothing := func() {}
	fast := &pace{compiled: true, ofBatch: time.Nanosecond}
	if all, err := calls(fast, t.Context(), 64, nothing); err != nil || fmt.Sprint(all) != "[64]" {
		t.Errorf("fast: %v, %v", all, err)
	}
	slow := &pace{compiled: true, ofBatch: patience}
	if all, err := calls(slow, t.Context(), 3, nothing); err != nil || all[0] != 1 || all[len(all)-1] != 3 {
		t.Errorf("slow: %v, %v", all, err)
	}
	fresh := &pace{}
	if all, _ := calls(fresh, t.Context(), 64, nothing); len(all) < 2 || all[0] != 1 || all[1] != 2 || all[len(all)-1] != 64 {
		t.Errorf("at first: %v", all)
	}
	ctx, stop := context.WithCancel(t.Context())
	if all, err := calls(&pace{}, ctx, 64, stop); !errors.Is(err, context.Canceled) || len(all) != 1 {
		t.Errorf("stopped after %v: %v", all, err)
	}
}
