// Package figure draws the study's plots from plain numbers.
package figure
