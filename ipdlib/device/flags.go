package device

import "strings"

// FlagsEnv names the environment variable from which XLA reads its flags, once, when a plugin is loaded.
const FlagsEnv = "XLA_FLAGS"

// DefaultFlags are XLA's flags for the pinned CPU plugin.
//
//   - xla_cpu_experimental_ynn_fusion_type, set to nothing, switches off fusions into the ynn kernels, which are slower
//     than XLA's own code for the study's narrow matrices (200 by 30): training 0.128 against 0.190 s per epoch, validation 0.051
//     against 0.105, on one pinned core.
//   - xla_cpu_multi_thread_eigen=false computes a matrix product on the thread that asks for it. The products are too small to
//     be worth a handover: two trainings side by side went from 0.19 to 0.15 s per epoch of each.
//
// They are given to the pinned plugin alone: XLA ends the process on a flag that it doesn't know, and a user's own plugin may be older.
const DefaultFlags = "--xla_cpu_experimental_ynn_fusion_type= --xla_cpu_multi_thread_eigen=false"

// mergeFlags appends those of the defaults to the user's flags that the user has not set, so that the user's own value wins.
// Flags are separated by white space; a semicolon, as some documentation has it, makes XLA end the process. Text that doesn't begin with a dash is
// the name of a file of flags to XLA; it stays as it is.
func mergeFlags(user, defaults string) string {
	set := map[string]bool{}
	for _, flag := range splitFlags(user) {
		if !strings.HasPrefix(flag, "-") && len(set) == 0 {
			return user
		}
		set[flagName(flag)] = true
	}
	merged := strings.TrimSpace(user)
	for _, flag := range strings.Fields(defaults) {
		if set[flagName(flag)] {
			continue
		}
		if merged != "" {
			merged += " "
		}
		merged += flag
	}
	return merged
}

// flagName returns "f" for "--f=value".
func flagName(flag string) string {
	name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
	return name
}

// splitFlags splits at white space as XLA does: a quote right after the equals sign keeps everything up to its partner together,
// so a value that contains something like a flag is not taken for one.
func splitFlags(text string) []string {
	var flags []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		end := strings.IndexFunc(text, isSpace)
		if end < 0 {
			end = len(text)
		}
		if eq := strings.IndexByte(text[:end], '='); eq >= 0 && eq+1 < len(text) && strings.IndexByte(`"'`, text[eq+1]) >= 0 {
			if n := strings.IndexByte(text[eq+2:], text[eq+1]); n >= 0 {
				end = eq + 2 + n + 1
			}
		}
		flags = append(flags, text[:end])
		text = text[end:]
	}
	return flags
}

func isSpace(r rune) bool { return strings.ContainsRune(" \t\n\v\f\r", r) }
