package notebook

import (
	"context"
	"os"
	"os/signal"
	"sync"
)

// Context ends when the notebook's stop button is pressed, or Ctrl-C. What takes long takes it and returns soon after,
// with what is finished kept. All calls in a cell give the same context. A second press ends the cell at once.
func Context() context.Context { return interruptible() }

var interruptible = sync.OnceValue(func() context.Context {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // then the signal does again what it does by default
	return ctx
})
