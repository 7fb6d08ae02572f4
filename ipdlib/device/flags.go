package device

import "strings"

// FlagsEnv names the environment variable from which XLA reads its flags, once, when a plugin is loaded.
const FlagsEnv = "XLA_FLAGS"

// DefaultFlags are XLA's flags for the pinned CPU plugin.
//
//   - xla_cpu_experimental_ynn_fusion_type, set to nothing, switches off fusions into the ynn kernels, which are slower
//     than XLA's own code for the study's narrow matrices (200 by 30): training 0.128 against 0.190 s per epoch,
//     validation 0.051 against 0.105, on one pinned core.
//   - xla_cpu_multi_thread_eigen=false computes a matrix product on the thread that asks for it. The products are too
//     small to be worth a handover: two trainings side by side went from 0.19 to 0.15 s per epoch of each.
//
// They are given to the pinned plugin alone: XLA ends the process on a flag that it doesn't know, and a user's own
// plugin may be older.
const DefaultFlags = "--xla_cpu_experimental_ynn_fusion_type= --xla_cpu_multi_thread_eigen=false"

// mergeFlags puts those of the defaults that the user has not set before the user's flags, so that the user's own value
// wins and whatever else stands there is read as before. Text that doesn't begin with a dash is the name of a file of
// flags to XLA; it stays as it is.
func mergeFlags(user, defaults string) string {
	user = strings.Trim(user, flagSpace)
	if user != "" && user[0] != '-' {
		return user
	}
	var merged []string
	set := map[string]bool{}
	for _, flag := range splitFlags(user) {
		set[flagName(flag)] = true
	}
	for _, flag := range splitFlags(defaults) {
		if !set[flagName(flag)] {
			merged = append(merged, flag)
		}
	}
	if user != "" {
		merged = append(merged, user)
	}
	return strings.Join(merged, " ")
}

// flagName returns "f" for "--f=value".
func flagName(flag string) string {
	name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
	return name
}

// flagSpace is what XLA takes for white space. A semicolon, which some documentation puts between flags, is not: XLA
// ends the process.
const flagSpace = " \t\r\n"

// splitFlags splits text into flags as XLA does (xla/parse_flags_from_env.cc): at white space, but a value in quotes
// right after the equals sign goes on to the closing quote, and the first word without a dash ends the list.
func splitFlags(text string) []string {
	var flags []string
	for text = strings.TrimLeft(text, flagSpace); strings.HasPrefix(text, "-"); text = strings.TrimLeft(text, flagSpace) {
		end := flagEnd(text)
		flags = append(flags, text[:end])
		text = text[end:]
	}
	return flags
}

// flagEnd returns where the flag ends with which text begins.
func flagEnd(text string) int {
	value := strings.IndexFunc(text, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	if value >= 0 && value+1 < len(text) && text[value] == '=' && strings.IndexByte(`"'`, text[value+1]) >= 0 {
		quote := text[value+1]
		for i := value + 2; i < len(text); i++ {
			switch {
			case text[i] == '\\' && quote == '"':
				i++ // whatever follows a backslash in double quotes stands for itself
			case text[i] == quote:
				return i + 1
			}
		}
		return len(text)
	}
	if end := strings.IndexAny(text, flagSpace); end >= 0 {
		return end
	}
	return len(text)
}
