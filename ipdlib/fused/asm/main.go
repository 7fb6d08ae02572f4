// Command asm writes the assembly of package fused, with avo. After a change here, run "go generate" in package fused; the test beside
// this file fails if the committed assembly differs.
//
// It is a separate module, so that the library does not depend on avo.
package main

import (
	"fmt"
	"os"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

const folder = "../"

func main() {
	for name, content := range files() {
		if err := os.WriteFile(folder+name, content, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// files returns every generated file by its name in the package's folder.
func files() map[string][]byte {
	all := map[string][]byte{}
	for _, v := range []vectors{avx512, avx2} {
		asm = build.NewContext()
		v.constants()
		v.forward()
		v.slopes()
		v.backward()
		v.sizes()
		v.tabulate()
		v.scatter()
		v.fold()
		v.combine()
		v.adam()
		file, err := asm.Result()
		if err != nil {
			panic(fmt.Errorf("%s: %w", v.name, err))
		}
		if err := pass.Compile.Execute(file); err != nil {
			panic(fmt.Errorf("%s: %w", v.name, err))
		}
		cfg := printer.Config{Name: "go generate", Pkg: "fused"}
		for ending, p := range map[string]printer.Printer{"_amd64.s": printer.NewGoAsm(cfg), "_stubs_amd64.go": printer.NewStubs(cfg)} {
			text, err := p.Print(file)
			if err != nil {
				panic(fmt.Errorf("%s: %w", v.name, err))
			}
			all["kernels_"+v.name+ending] = text
		}
	}
	return all
}

// asm is avo's context: the functions of the file being generated.
var asm *build.Context

// function begins a function.
func (v vectors) function(name, signature string) {
	asm.Function(name + v.suffix)
	asm.Attributes(attr.NOSPLIT)
	asm.SignatureExpr(signature)
	asm.Pragma("noescape")
}
