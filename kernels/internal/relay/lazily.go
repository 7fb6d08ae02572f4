package relay

import (
	"regexp"
	"sync"
)

// lazily compiles an expression when it is first needed: this program starts three times in a kernel, as relay, as supervisor and
// in front of gopls, and most cells need none.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
