// Package lineage finds out what the value of a variable depends on: the declarations that compute it, in cells and in the
// project's packages, the versions of everything else, and the relevant part of the environment. [Lineage.Sum] is a key under
// which the value can be kept, and [Lineage.Changed] says in words why it had to be recomputed.
//
//	program, err := lineage.Read("/tmp/gonb_0123abcd/main.go", keep)
//	l, err := program.Lineage(kept, os.Environ(), os.LookupEnv)
//
// A declaration counts together with all declarations that it mentions, and those that they mention, down into the packages
// of the workspace's own modules. This goes function by function, so a change to a figure's colours doesn't affect a
// training. A type counts with all its methods, since source alone doesn't show which ones an interface calls. Comments,
// blank space, line breaks and the order of declarations don't count: Go's tokens are compared.
//
// It only reads source: nothing is compiled, no types are checked, no other program is run. Names are resolved as the
// parser resolves them, and if that leaves a choice, the declaration counts. So a lineage may include slightly too much,
// such as a function with the same name as a field of a type from elsewhere, but never too little.
//
// # Caveats
//
// A value may depend on more than source: on files, on the clock, on random numbers without a seed, on what other
// goroutines do. The caller has to take care of these.
//
// Packages from elsewhere count by version: all that go.mod names, if any of them is used.
package lineage
