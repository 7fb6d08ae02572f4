package relay

import (
	"regexp"
	"sync"
)

// lazily compiles an expression when it is first needed: this program starts anew for each cell, as its runner, which needs none.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
