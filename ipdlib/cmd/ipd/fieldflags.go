package main

import (
	"strings"

	"github.com/urfave/cli/v3"

	"ipd/ipdlib/plan"
)

// fieldFlags change any field of the settings.
func fieldFlags() []cli.Flag {
	return []cli.Flag{
		&cli.GenericFlag{Name: "set", Value: &texts{}, HideDefault: true,
			Usage: "give a setting another value, `FIELD=VALUE`; may be used again and again, and `ipd settings -describe` lists the fields"},
		&cli.GenericFlag{Name: "vary", Value: &texts{}, HideDefault: true,
			Usage: "train with each of several values of a setting, `FIELD=VALUE,VALUE,...`; with several such flags, with all combinations"},
	}
}

// applyFields changes the settings as the flags that were given say.
func applyFields(c *cli.Command, s *plan.Settings) error {
	for _, text := range given(c, "set") {
		if err := s.SetText(text); err != nil {
			return err
		}
	}
	for _, text := range given(c, "vary") {
		if err := s.VaryText(text); err != nil {
			return err
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
