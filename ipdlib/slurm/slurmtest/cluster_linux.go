package slurmtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Packages are the Debian packages that a cluster needs.
const Packages = "munge slurmctld slurmd slurm-client iproute2"

// Nodes is the number of nodes of the cluster, CPUs the number that each claims to have; the machine may have fewer.
const (
	Nodes = 2
	CPUs  = 2
)

// A Cluster is running, until its test ends.
type Cluster struct {
	Dir        string // its files: slurm.conf, logs, state
	Disk       string // a folder on a small separate disk, which a test may fill
	id         string // the start of the names of its namespaces
	controller daemon
	daemons    []daemon
}

// A daemon is a process that we started and that put itself into the background.
type daemon struct {
	name string
	pid  int
}

// Start starts a cluster, or skips the test.
func Start(t *testing.T) *Cluster {
	t.Helper()
	if missing := missing(); missing != "" {
		sentence := fmt.Sprintf("no Slurm cluster can be started here: %s; as root, `apt-get install --no-install-recommends %s`", missing, Packages)
		if os.Getenv("CI") != "" {
			t.Fatal(sentence)
		}
		t.Skip(sentence)
	}
	// Not t.TempDir, because paths of sockets must be short, and daemons write until they have ended.
	dir, err := os.MkdirTemp("", "ipd-slurm-")
	if err != nil {
		t.Fatal(err)
	}
	c := &Cluster{Dir: dir, Disk: filepath.Join(dir, "disk"), id: fmt.Sprintf("ipd%d", os.Getpid())}
	c.watch(t)
	t.Cleanup(func() {
		c.stop(t)
		if t.Failed() {
			c.showLogs(t)
		}
		if err := errors.Join(syscall.Unmount(c.Disk, syscall.MNT_DETACH), os.RemoveAll(dir)); err != nil {
			t.Error(err)
		}
	})
	// Before the nodes start, because they have their own view of mounts.
	if err := errors.Join(os.Mkdir(c.Disk, 0o755), syscall.Mount("tmpfs", c.Disk, "tmpfs", 0, "size=256m")); err != nil {
		t.Fatal(err)
	}
	c.makeNetwork(t)
	c.writeFiles(t)
	c.startDaemons(t)
	c.WaitNodes(t, "idle", 1, 2)
	return c
}

// missing says what is missing for a cluster.
func missing() string {
	if os.Getuid() != 0 {
		return "you are not root"
	}
	for _, name := range []string{"munged", "munge", "slurmctld", "slurmd", "sbatch", "ip"} {
		if _, err := exec.LookPath(name); err != nil {
			if _, err := os.Stat("/usr/sbin/" + name); err != nil {
				return "there is no " + name
			}
		}
	}
	return ""
}

func (c *Cluster) namespace(name string) string { return c.id + "-" + name }

func node(i int) string { return fmt.Sprintf("node%d", i) }

// makeNetwork connects the namespaces: a bridge beside the controller, and a pair of virtual cables.
func (c *Cluster) makeNetwork(t *testing.T) {
	t.Helper()
	controller := c.namespace("ctl")
	ip := func(args ...string) { t.Helper(); must(t, exec.Command("ip", args...)) }
	ip("netns", "add", controller)
	ip("-n", controller, "link", "set", "lo", "up")
	ip("-n", controller, "link", "add", "br0", "type", "bridge")
	ip("-n", controller, "address", "add", "10.78.0.1/24", "dev", "br0")
	ip("-n", controller, "link", "set", "br0", "up")
	for i := 1; i <= Nodes; i++ {
		ns, cable := c.namespace(node(i)), cable(i)
		ip("netns", "add", ns)
		ip("-n", ns, "link", "set", "lo", "up")
		ip("-n", controller, "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", ns)
		ip("-n", controller, "link", "set", cable, "master", "br0", "up")
		ip("-n", ns, "address", "add", fmt.Sprintf("10.78.0.1%d/24", i), "dev", "eth0")
		ip("-n", ns, "link", "set", "eth0", "up")
	}
}

func cable(i int) string { return fmt.Sprintf("cable%d", i) }

// Cut pulls a node's cable: it continues to compute, and has access to its files, but the controller can't reach it.
func (c *Cluster) Cut(t *testing.T, i int) { c.cable(t, i, "down") }

// Heal plugs it in again.
func (c *Cluster) Heal(t *testing.T, i int) { c.cable(t, i, "up") }

func (c *Cluster) cable(t *testing.T, i int, state string) {
	t.Helper()
	must(t, exec.Command("ip", "-n", c.namespace("ctl"), "link", "set", cable(i), state))
}

func (c *Cluster) writeFiles(t *testing.T) {
	t.Helper()
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	host, _, _ = strings.Cut(host, ".")
	for _, sub := range []string{"munge", "state", "log", "spool/node1", "spool/node2"} {
		if err := os.MkdirAll(filepath.Join(c.Dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, sub := range []string{"", "munge"} { // munge checks the folder's permissions
		if err := os.Chmod(filepath.Join(c.Dir, sub), 0o711); err != nil {
			t.Fatal(err)
		}
	}
	key := make([]byte, 1024)
	_, _ = rand.Read(key) // never fails
	write := func(name, text string, mode os.FileMode) {
		if err := os.WriteFile(filepath.Join(c.Dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("munge/munge.key", string(key), 0o600)
	// A requeued task waits for its old credential to expire: 2 minutes by default, here 5 s. A node counts as down 5 s after its
	// last message.
	write("slurm.conf", fmt.Sprintf(`ClusterName=ipd
SlurmctldHost=%[1]s(10.78.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=%[2]s/munge/socket,cred_expire=5
StateSaveLocation=%[2]s/state
SlurmdSpoolDir=%[2]s/spool/%%n
SlurmctldPidFile=%[2]s/slurmctld.pid
SlurmdPidFile=%[2]s/%%n.pid
SlurmctldLogFile=%[2]s/log/slurmctld.log
SlurmdLogFile=%[2]s/log/%%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=2,sched_min_interval=50000,bf_interval=2
ReturnToService=2
EnforcePartLimits=ALL
SlurmdTimeout=5
KillWait=2
MaxArraySize=201
MailProg=/bin/true
NodeName=node1 NodeHostname=%[1]s NodeAddr=10.78.0.11 CPUs=%[3]d State=UNKNOWN
NodeName=node2 NodeHostname=%[1]s NodeAddr=10.78.0.12 CPUs=%[3]d State=UNKNOWN
PartitionName=main Nodes=node[1-2] Default=YES State=UP
PartitionName=short Nodes=node[1-2] MaxTime=10 State=UP
`, host, c.Dir, CPUs), 0o644)
	write("cgroup.conf", "CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n", 0o644) // named, or a host of version 2 without systemd won't do
}

func (c *Cluster) startDaemons(t *testing.T) {
	t.Helper()
	munge := filepath.Join(c.Dir, "munge")
	c.start(t, "", "munge/pid", "munged", "--key-file="+munge+"/munge.key", "--socket="+munge+"/socket", "--pid-file="+munge+"/pid",
		"--log-file="+munge+"/log", "--seed-file="+munge+"/seed", "--num-threads=2")
	c.StartController(t, true)
	for i := 1; i <= Nodes; i++ {
		c.start(t, node(i), node(i)+".pid", "slurmd", "-N", node(i))
	}
}

// StartController starts the controller; afresh: without its saved state.
func (c *Cluster) StartController(t *testing.T, afresh bool) {
	t.Helper()
	args := []string{"slurmctld"}
	if afresh {
		args = append(args, "-c")
	}
	c.controller = c.start(t, "ctl", "slurmctld.pid", args...)
}

// KillController ends the controller as a crash does.
func (c *Cluster) KillController(t *testing.T) {
	t.Helper()
	c.end(t, c.controller, syscall.SIGKILL)
	_ = os.Remove(filepath.Join(c.Dir, "slurmctld.pid"))
}

// start starts a daemon in a namespace; empty: in none of them. It has started when its file contains its process number.
func (c *Cluster) start(t *testing.T, namespace, pidFile string, args ...string) daemon {
	t.Helper()
	cmd := c.in(context.Background(), namespace, args...)
	log, err := os.Create(filepath.Join(c.Dir, "log", args[0]+namespace+".out"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v", args[0], err)
	}
	d := daemon{name: args[0]}
	Wait(t, args[0]+" to start", func() bool {
		text, _ := os.ReadFile(filepath.Join(c.Dir, pidFile))
		d.pid, err = strconv.Atoi(strings.TrimSpace(string(text)))
		return err == nil && d.alive()
	})
	c.daemons = append(c.daemons, d)
	return d
}

// in prepares a command that runs in a namespace, as if on that machine.
func (c *Cluster) in(ctx context.Context, namespace string, args ...string) *exec.Cmd {
	if namespace != "" {
		args = append([]string{"ip", "netns", "exec", c.namespace(namespace)}, args...)
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = c.Environ()
	return cmd
}

// Environ returns the environment for users of the cluster.
func (c *Cluster) Environ() []string {
	return append(os.Environ(), "SLURM_CONF="+filepath.Join(c.Dir, "slurm.conf"), "PATH="+os.Getenv("PATH")+":/usr/sbin:/sbin")
}

// Command prepares a command on the controller's machine, where jobs are submitted.
func (c *Cluster) Command(args ...string) *exec.Cmd {
	return c.in(context.Background(), "ctl", args...)
}

// Slurm runs one of Slurm's commands and returns its output.
func (c *Cluster) Slurm(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return must(t, c.in(ctx, "ctl", args...))
}

// WaitNodes waits until nodes are in a state.
func (c *Cluster) WaitNodes(t *testing.T, state string, nodes ...int) {
	t.Helper()
	for _, i := range nodes {
		Wait(t, fmt.Sprintf("%s to be %s", node(i), state), func() bool {
			out, err := c.Command("sinfo", "-h", "-n", node(i), "-o", "%T").Output()
			return err == nil && strings.HasPrefix(string(out), state)
		})
	}
}

// WaitEmpty waits until no job waits or runs.
func (c *Cluster) WaitEmpty(t *testing.T) {
	t.Helper()
	Wait(t, "the queue to be empty", func() bool {
		out, err := c.Command("squeue", "-h").Output()
		return err == nil && len(strings.TrimSpace(string(out))) == 0
	})
}

// stop ends everything that was started, by process number, and removes the namespaces.
func (c *Cluster) stop(t *testing.T) {
	t.Helper()
	for i := 1; i <= Nodes; i++ { // a test may have ended with a node cut off
		_ = exec.Command("ip", "-n", c.namespace("ctl"), "link", "set", cable(i), "up").Run()
	}
	if len(c.daemons) > Nodes+1 && c.controller.alive() { // tasks outlive their daemons
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_ = c.in(ctx, "ctl", "scancel", "--user=root").Run()
		for range 100 {
			if out, err := c.in(ctx, "ctl", "squeue", "-h").Output(); err != nil || len(out) == 0 {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	for i := len(c.daemons) - 1; i >= 0; i-- {
		c.end(t, c.daemons[i], syscall.SIGTERM)
	}
	for _, name := range []string{"ctl", "node1", "node2"} {
		_ = exec.Command("ip", "netns", "delete", c.namespace(name)).Run()
	}
}

// end ends a daemon, if necessary by force.
func (c *Cluster) end(t *testing.T, d daemon, signal syscall.Signal) {
	t.Helper()
	for _, s := range []syscall.Signal{signal, syscall.SIGKILL} {
		if !d.alive() {
			return
		}
		_ = syscall.Kill(d.pid, s)
		for range 200 {
			if !d.alive() {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	t.Errorf("%s, process %d, can't be ended", d.name, d.pid)
}

// alive reports whether the process is still that daemon. A zombie isn't.
func (d daemon) alive() bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", d.pid))
	return err == nil && strings.Contains(string(line), d.name)
}

func (c *Cluster) showLogs(t *testing.T) {
	t.Helper()
	for _, pattern := range []string{"log/*", "munge/log"} {
		paths, _ := filepath.Glob(filepath.Join(c.Dir, pattern))
		for _, path := range paths {
			text, _ := os.ReadFile(path)
			t.Logf("%s ends:\n%s", path, text[max(0, len(text)-2000):])
		}
	}
}

// patience is long enough for busy machines.
const patience = 5 * time.Minute

// Wait polls until yes returns true.
func Wait(t *testing.T, what string, yes func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !yes(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

func must(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		t.Fatalf("%s: %v", strings.Join(cmd.Args, " "), err)
	}
	return string(out)
}
