package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// A library is linked against two of "NVIDIA's", one of them with a version of symbols and a variable. With the
// stand-ins in their place the system's own dynamic linker must load it and run what needs neither.
func TestStandInsLoad(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("stand-ins are made on Linux alone")
	}
	environment := t.TempDir()
	torch := filepath.Join(environment, "lib", "python3.11", "site-packages", "torch", "lib")
	real := t.TempDir()
	for _, folder := range []string{torch, filepath.Join(environment, "made")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(real, "versions"), "NV_1 { nv_variable; nv_function; };\n")
	write(t, filepath.Join(real, "nv.c"), "int nv_variable = 1; int nv_function(void) { return 2; }\n")
	write(t, filepath.Join(real, "cu.c"), "int cu_function(void) { return 3; }\n")
	write(t, filepath.Join(real, "torch.c"), `
extern int nv_variable, nv_function(void), cu_function(void);
int *where(void) { return &nv_variable; }
int never(void) { return nv_function() + cu_function(); }
int computed_on_the_cpu(void) { return 42; }
`)
	write(t, filepath.Join(real, "main.c"), `
#include <dlfcn.h>
#include <stdio.h>
int main(int n, char **arguments) {
	void *library = dlopen(arguments[1], RTLD_LAZY);
	if (!library) { puts(dlerror()); return 1; }
	return ((int (*)(void))dlsym(library, "computed_on_the_cpu"))() == 42 ? 0 : 2;
}
`)
	cc(t, real, "-shared", "-fPIC", "-Wl,-soname,libnvtest.so.1", "-Wl,--version-script=versions", "-o", "libnvtest.so", "nv.c")
	cc(t, real, "-shared", "-fPIC", "-Wl,-soname,libcutest.so.2", "-o", "libcutest.so", "cu.c")
	library := filepath.Join(torch, "libtorch.so")
	cc(t, real, "-shared", "-fPIC", "-Wl,-z,lazy", "-o", library, "torch.c", "-L.", "-lnvtest", "-lcutest")
	cc(t, real, "-o", "main", "main.c")

	load := func() ([]byte, error) {
		run := exec.Command(filepath.Join(real, "main"), library)
		run.Env = append(os.Environ(), "LD_LIBRARY_PATH="+filepath.Join(environment, "made", "stand-ins"))
		return run.CombinedOutput()
	}
	if _, err := load(); err == nil {
		t.Fatal("the library loads without what it is linked against: the test shows nothing")
	}
	folder := filepath.Join(environment, "made", "stand-ins")
	for range 2 { // the second time over what the first one left
		if err := makeStandIns(t.Context(), environment, folder); err != nil {
			t.Fatal(err)
		}
	}
	if output, err := load(); err != nil {
		t.Errorf("the library does not load or compute: %v: %s", err, output)
	}
	file, err := elf.Open(filepath.Join(folder, "libnvtest.so.1"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	symbols, err := file.DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(symbols, func(s elf.Symbol) bool { return s.Name == "nv_variable" && s.Size == variableBytes }) {
		t.Errorf("the variable is missing among %v", symbols)
	}
}

func TestIsNVIDIA(t *testing.T) {
	for name, want := range map[string]bool{"libcudnn.so.9": true, "libnvrtc.so.13": true, "libnccl.so.2": true,
		"libcuda.so.1": false, "libc.so.6": false, "libgomp.so.1": false, "libtorch_cuda.so": false} {
		if got := isNVIDIA(name); got != want {
			t.Errorf("isNVIDIA(%q) = %v", name, got)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func cc(t *testing.T, folder string, arguments ...string) {
	t.Helper()
	compile := exec.Command("cc", arguments...)
	compile.Dir = folder
	if output, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", compile, err, output)
	}
}

func TestStandInsRefuse(t *testing.T) {
	environment := t.TempDir()
	torch := filepath.Join(environment, "lib", "python3.11", "site-packages", "torch", "lib")
	if err := os.MkdirAll(torch, 0o755); err != nil {
		t.Fatal(err)
	}
	library := filepath.Join(torch, "libtorch.so")
	write(t, library, "half a download")
	err := makeStandIns(t.Context(), environment, filepath.Join(environment, "stand-ins"))
	if err == nil || !strings.Contains(err.Error(), library) {
		t.Errorf("error %v, want one that names %s", err, library)
	}
}
