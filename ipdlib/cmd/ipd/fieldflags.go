package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/settings"
)

// fieldFlags change any field of the settings.
func fieldFlags() []cli.Flag {
	return []cli.Flag{
		&cli.GenericFlag{Name: "set", Value: &texts{}, HideDefault: true,
			Usage: "give a setting another value, `FIELD=VALUE`; may be repeated; `ipd settings -describe` lists the fields"},
		&cli.GenericFlag{Name: "vary", Value: &texts{}, HideDefault: true,
			Usage: "train with each of several values of a setting, `FIELD=VALUE,VALUE,...`; several such flags give all combinations. Runs with the same number share their random numbers, unless `-set paired=false`"},
	}
}

// applyFields changes the settings as the flags that were given say. Trainings along an axis of -vary are paired unless -set says
// otherwise.
func applyFields(c *cli.Command, s *plan.Settings) error {
	for _, text := range given(c, "vary") {
		if err := s.VaryText(text); err != nil {
			return err
		}
		s.Grid.Paired = len(s.Grid.Vary) > 0
	}
	for _, text := range given(c, "set") {
		if err := s.SetText(text); err != nil {
			return err
		}
	}
	return nil
}

// goOnUnpaired leaves a sweep unpaired whose folder holds it so: that of a version which knew no pairs.
func goOnUnpaired(c *cli.Command, s *plan.Settings, dir string) error {
	chosen := slices.ContainsFunc(given(c, "set"), func(text string) bool {
		field, _, _ := strings.Cut(text, "=")
		target, err := plan.Target(strings.TrimSpace(field))
		return err == nil && target == "sweep.paired"
	})
	old, err := record.SettingsOf(dir)
	if err != nil || !s.Grid.Paired || chosen || old.Grid.Paired {
		return nil // a folder that can't be read is for the sweep to complain of
	}
	as := *s
	as.Grid.Paired = false
	then := old
	then.Grid.Runs, then.Grid.Dropouts, then.Grid.Sigmas = s.Grid.Runs, s.Grid.Dropouts, s.Grid.Sigmas
	now, err := as.JSON()
	if err != nil {
		return err
	}
	before, err := then.JSON()
	if err != nil {
		return err
	}
	if string(now) == string(before) {
		fmt.Fprintf(c.Root().ErrWriter, "The sweep in %s is not paired, and continues that way; for pairs, use another folder.\n", dir)
		*s = as
	}
	return nil
}

// contradictions refuses flags of which two say the same field, and names both. Of one flag that is repeated for one value,
// the last counts, as everywhere.
func contradictions(c *cli.Command) error {
	said := map[string]string{}
	say := func(field, flag string) error {
		if other, ok := said[field]; ok && !(strings.HasPrefix(other, "-set ") && strings.HasPrefix(flag, "-set ")) {
			return usage("%s and %s both set %s; leave one out", settings.Cut(other), settings.Cut(flag), field)
		}
		said[field] = flag
		return nil
	}
	for _, f := range gridFlags() {
		name := f.Names()[0]
		value := strings.Join(given(c, name), ",") // of lists, which may come in pieces
		switch {
		case !c.IsSet(name):
			continue
		case value == "":
			value = fmt.Sprint(c.Value(name))
		}
		if err := say(gridFields[name], "-"+name+" "+value); err != nil {
			return err
		}
	}
	for _, name := range []string{"set", "vary"} {
		for _, text := range given(c, name) {
			field, _, _ := strings.Cut(text, "=")
			target, err := plan.Target(strings.TrimSpace(field))
			if err != nil {
				continue // applyFields says what is wrong
			}
			if err := say(target, "-"+name+" "+text); err != nil {
				return err
			}
		}
	}
	return nil
}

// given lists the values of a flag that may be used several times.
func given(c *cli.Command, name string) []string {
	if all, ok := c.Generic(name).(*texts); ok {
		return *all
	}
	return nil
}

// texts collects the values of a flag. They may have commas in them, at which cli's own lists would be cut.
type texts []string

func (t *texts) Set(text string) error {
	*t = append(*t, text)
	return nil
}

func (t *texts) Get() any       { return t }
func (t *texts) String() string { return strings.Join(*t, " ") }
