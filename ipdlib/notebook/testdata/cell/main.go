// Command cell is a program as GoNB makes it of a cell, for the tests: it shows what its argument says.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/notebook"
)

func loss() (figure.Figure, error) {
	return figure.Loss(figure.LossData{Training: []float64{2, 1, 0.5}})
}

func main() {
	switch os.Args[1] {
	case "figure":
		fmt.Println("before")
		notebook.Alt("A falling loss.").Show(loss())
	case "wordless figure":
		notebook.Show(loss())
	case "impossible figure":
		notebook.Show(figure.Loss(figure.LossData{}))
	case "markdown":
		notebook.Markdownf("half is $%.1f$", 0.5)
	case "table":
		notebook.Table([]string{"name", "a<b"}, []any{"x & y", 1.23456}, []any{"z", notebook.PlusMinus(-2, 0.5)})
	case "slider":
		slider := notebook.Slider{Label: "last loss", Values: []float64{0.25, 0.5, 1}, Start: 1, Format: "%.2f", Caption: "Falls </script> less."}
		slider.Alt = func(last float64) string { return fmt.Sprintf("A loss \"falls\" to %g.", last) }
		slider.Show(func(last float64) (figure.Figure, error) {
			return figure.Loss(figure.LossData{Training: []float64{2, 1, last}})
		})
	case "html":
		notebook.HTML("plain", "<b>rich</b>")
	case "impossible slider":
		notebook.Slider{Label: "x", Values: []float64{1}}.Show(nil)
	case "progress":
		p := notebook.NewProgress("epochs", 3)
		for range 3 {
			p.Step("loss <1>")
			time.Sleep(250 * time.Millisecond) // longer than between two drawings
		}
		p.Close()
		p.Close()
	case "slow beginning":
		p := notebook.NewProgress("epochs", 3)
		p.Begin("compiling")
		time.Sleep(1300 * time.Millisecond)
		p.Step("loss 1")
		p.Close()
	case "quick beginning":
		p := notebook.NewProgress("epochs", 3)
		p.Begin("compiling")
		p.Close()
	case "no progress":
		notebook.NewProgress("epochs", 3).Close()
	case "must":
		p := notebook.NewProgress("epochs", 3)
		p.Step("")
		fmt.Println(failing())
	case "stop":
		ctx := notebook.Context()
		fmt.Println("waiting")
		<-ctx.Done()
		notebook.Check(fmt.Errorf("stopped at 2 of 5: %w", context.Cause(ctx)))
	case "stubborn":
		ctx := notebook.Context()
		fmt.Println("waiting")
		<-ctx.Done()
		fmt.Println("going on")
		time.Sleep(time.Minute)
	}
}

func failing() int { return notebook.Must(0, errors.New("no such sound")) } // the line that a reader should be told
