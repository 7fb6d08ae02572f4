// Package venv keeps the project's own Python environment, <root>/.venv: made on demand, filled from lists of pinned
// and hashed packages, whole or noticed to be broken. The study itself runs no Python; some of what it uses is
// published as Python packages.
//
// A [List] is installed with [List.Install] and looked up with [List.Find].
package venv
