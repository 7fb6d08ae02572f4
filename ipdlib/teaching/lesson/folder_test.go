package lesson

import (
	"os"
	"path/filepath"
	"testing"
)

// Lessons come in the order of their numbers, not of their letters.
func TestOrder(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"10_ten", "2_two", "0_none", "1_one"} {
		if err := os.WriteFile(filepath.Join(folder, name+".md"), []byte("# A title\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, err := Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"0_none", "1_one", "2_two", "10_ten"} {
		if all[i].Name != want || Number(want) != []int{0, 1, 2, 10}[i] {
			t.Errorf("lesson %d is %s with number %d, want %s", i, all[i].Name, Number(want), want)
		}
	}
}
