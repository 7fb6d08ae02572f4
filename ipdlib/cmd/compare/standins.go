package main

import (
	"bytes"
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// PyTorch's wheel for Linux in the Python registry is linked against 2.4 GB of NVIDIA's libraries, and does not load
// without them even if all is computed on the CPU. None of their functions is called then. So the dynamic
// linker gets libraries of the same names with nothing in them but what it checks on loading: the versions of symbols, and
// variables. Functions are looked up when first called, which never happens (TORCH_USE_RTLD_GLOBAL in packages.go).
// On systems whose wheel is for the CPU alone the folder stays empty.

// standIn is a library to be imitated.
type standIn struct {
	name      string
	versions  map[string][]string // version of symbols → variables of that version
	variables []string
}

// variableBytes is the room of a variable: its size is not known to who uses it; it's never read either.
const variableBytes = 4096

// makeStandIns writes into folder a library for each one that PyTorch's libraries in the environment need and lack.
func makeStandIns(ctx context.Context, environment, folder string) error {
	libraries, err := filepath.Glob(filepath.Join(environment, "lib", "python*", "site-packages", "torch", "lib", "*.so*"))
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	packages := filepath.Join(environment, "lib", "python*", "site-packages", "nvidia", "*", "lib", "*.so*")
	present, err := filepath.Glob(packages)
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	lacking := map[string]*standIn{}
	for _, library := range libraries {
		if err := addLacking(lacking, library, append(libraries, present...)); err != nil {
			return err
		}
	}
	building, err := os.MkdirTemp(filepath.Dir(folder), "stand-ins-building-") // renamed when it is complete
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	defer os.RemoveAll(building)
	for _, name := range slices.Sorted(maps.Keys(lacking)) {
		if err := lacking[name].build(ctx, building); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	if err := os.Rename(building, folder); err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	return nil
}

// isNVIDIA tells NVIDIA's libraries, which may be imitated, from those of the system, which must be there. The driver,
// libcuda, is neither: it's loaded on machines with a GPU alone.
func isNVIDIA(library string) bool {
	if strings.HasPrefix(library, "libcuda.so") {
		return false
	}
	return strings.HasPrefix(library, "libcu") || strings.HasPrefix(library, "libnv") || strings.HasPrefix(library, "libnccl")
}

// addLacking adds what one library needs and is not among the present files.
func addLacking(lacking map[string]*standIn, library string, present []string) error {
	file, err := elf.Open(library)
	if err != nil {
		return fmt.Errorf("compare: %s: %w", library, err)
	}
	defer file.Close()
	needed, err := file.ImportedLibraries()
	if err != nil {
		return fmt.Errorf("compare: %s: %w", library, err)
	}
	for _, name := range needed {
		has := func(path string) bool { return filepath.Base(path) == name }
		if isNVIDIA(name) && lacking[name] == nil && !slices.ContainsFunc(present, has) {
			lacking[name] = &standIn{name: name, versions: map[string][]string{}}
		}
	}
	needs, err := file.DynamicVersionNeeds()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return fmt.Errorf("compare: %s: %w", library, err)
	}
	for _, need := range needs {
		if imitated := lacking[need.Name]; imitated != nil {
			for _, version := range need.Needs {
				if _, known := imitated.versions[version.Dep]; !known {
					imitated.versions[version.Dep] = nil
				}
			}
		}
	}
	symbols, err := file.DynamicSymbols()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return fmt.Errorf("compare: %s: %w", library, err)
	}
	for _, symbol := range symbols {
		imitated := lacking[symbol.Library]
		if imitated == nil || symbol.Section != elf.SHN_UNDEF || elf.ST_TYPE(symbol.Info) != elf.STT_OBJECT {
			continue
		}
		if !slices.Contains(imitated.variables, symbol.Name) {
			imitated.variables = append(imitated.variables, symbol.Name)
			imitated.versions[symbol.Version] = append(imitated.versions[symbol.Version], symbol.Name)
		}
	}
	return nil
}

// build compiles the library with the C compiler that Go itself uses.
func (s *standIn) build(ctx context.Context, folder string) error {
	var source, script strings.Builder
	for _, variable := range s.variables {
		fmt.Fprintf(&source, "char %s[%d];\n", variable, variableBytes)
	}
	for _, version := range slices.Sorted(maps.Keys(s.versions)) {
		fmt.Fprintf(&script, "%s {", version)
		for _, variable := range s.versions[version] {
			fmt.Fprintf(&script, " %s;", variable)
		}
		script.WriteString(" };\n")
	}
	target := filepath.Join(folder, s.name)
	arguments := []string{"-shared", "-nostdlib", "-Wl,-soname," + s.name, "-o", target}
	if len(s.versions) > 0 {
		versions := target + ".versions"
		if err := os.WriteFile(versions, []byte(script.String()), 0o644); err != nil {
			return fmt.Errorf("compare: %w", err)
		}
		arguments = append(arguments, "-Wl,--version-script="+versions)
	}
	compiler := os.Getenv("CC")
	if compiler == "" {
		compiler = "cc"
	}
	compile := exec.CommandContext(ctx, compiler, append(arguments, "-x", "c", "-")...)
	compile.Stdin = strings.NewReader(source.String())
	if output, err := compile.CombinedOutput(); err != nil {
		return fmt.Errorf("compare: PyTorch without NVIDIA's libraries takes a C compiler (cc, or what CC names): %s: %w\n%s",
			compile, err, bytes.TrimSpace(output))
	}
	return nil
}
