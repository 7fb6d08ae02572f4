// Package lineage says what the value of a variable depends on: the declarations that compute it, in cells and in the
// project's packages, the versions of everything else, and what of the environment counts. [Lineage.Sum] is a key under
// which the value can be kept, and [Lineage.Changed] says in words why it had to be computed anew.
//
//	program, err := lineage.Read("/tmp/gonb_0123abcd/main.go", keep)
//	l, err := program.Lineage(kept, os.Environ(), os.LookupEnv)
//
// A declaration counts with all declarations that it mentions, and those that they mention, down into the packages of the
// workspace's own modules: function by function, so that a change of a figure's colours doesn't touch a training. A type
// counts with all its methods, since nobody can see from source alone which ones an interface calls. Comments, blank
// space, line breaks and the order of declarations don't count: what is compared are Go's tokens.
//
// It reads source only: nothing is compiled, no type is checked, no other program is run. Names are resolved as the
// parser resolves them, and where that leaves a choice the declaration counts. So a lineage may hold a bit too much, as a
// function that is called like a field of a type from elsewhere, and never too little.
//
// # Caveats
//
// A value may depend on more than source: on files, on the clock, on random numbers without a seed, on what other
// goroutines do. Of these the caller has to take care.
//
// Packages from elsewhere count by version: all that go.mod names, as soon as one is used.
package lineage
