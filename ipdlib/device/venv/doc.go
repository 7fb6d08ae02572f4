// Package venv manages the project's own Python environment, <root>/.venv. It is made on demand and filled from lists of pinned
// and hashed packages, and damage is noticed. The study itself runs no Python, but some of what it uses is
// published as Python packages.
//
// A [List] is installed with [List.Install] and looked up with [List.Find].
package venv
