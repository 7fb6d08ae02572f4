// Command asm writes the assembly of package random, with avo. After a change here, run "go generate" in package random; the
// test beside this file fails if the committed assembly differs.
//
// It is a separate module, so that the library does not depend on avo.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

func main() {
	for name, content := range files() {
		if err := os.WriteFile(filepath.FromSlash(name), content, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// files returns every generated file: its path from this folder, and its content.
func files() map[string][]byte {
	all := map[string][]byte{}
	for _, f := range []struct {
		path, pkg string // the path lacks the ending _amd64.s
		functions func()
	}{
		{"../mask", "random", func() { maskAVX512(); maskAVX2() }},
		{"../../stimulus/host", "stimulus", func() { drawAVX512(); drawAVX2() }},
	} {
		asm, tables = build.NewContext(), map[string]operand.Mem{}
		f.functions()
		file, err := asm.Result()
		if err != nil {
			panic(fmt.Errorf("%s: %w", f.path, err))
		}
		if err := pass.Compile.Execute(file); err != nil {
			panic(fmt.Errorf("%s: %w", f.path, err))
		}
		cfg := printer.Config{Name: "ipdlib/random/asm", Pkg: f.pkg}
		for ending, p := range map[string]printer.Printer{"_amd64.s": printer.NewGoAsm(cfg), "_stubs_amd64.go": printer.NewStubs(cfg)} {
			text, err := p.Print(file)
			if err != nil {
				panic(fmt.Errorf("%s: %w", f.path, err))
			}
			all[f.path+ending] = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		}
	}
	return all
}

// asm is avo's context: the functions of the file being generated.
var asm *build.Context

// function begins a function. Its declaration lets the compiler keep what its pointers point to on the stack.
func function(name, signature string, comments ...string) {
	asm.Function(name)
	asm.Attributes(attr.NOSPLIT)
	asm.SignatureExpr(signature)
	asm.Pragma("noescape")
	asm.Doc(comments...)
}
