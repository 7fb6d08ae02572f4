package slurmtest

import (
	"os/exec"
	"syscall"
	"testing"
)

// afterDeath cleans up after a test that didn't: the processes that it started, and only those, have the cluster's SLURM_CONF in
// their environment. $0 is the cluster's folder, $1 the start of the names of its namespaces.
const afterDeath = `
cat >/dev/null  # ends when the test's process does, however it does
[ -d "$0" ] || exit 0
for process in /proc/[0-9]*; do
	if tr '\0' '\n' <"$process/environ" | grep -qxF "SLURM_CONF=$0/slurm.conf"; then kill -KILL "${process#/proc/}"; fi
done
for name in ctl node1 node2; do ip netns delete "$1-$name"; done
umount -l "$0/disk"
rm -rf "$0"
`

// watch starts a process that cleans up if this one is killed, for example by Ctrl-C or go test's time limit: daemons don't end with
// their parent.
func (c *Cluster) watch(t *testing.T) {
	t.Helper()
	cmd := exec.Command("sh", "-c", afterDeath, c.Dir, c.id)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	life, err := cmd.StdinPipe() // open as long as this process lives, or until it has cleaned up itself
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = life.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
}
