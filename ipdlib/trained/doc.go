// Package trained keeps single networks: their weights, the history of their training, and their answers.
//
// [Get] trains the network of one of a sweep's trainings, or finds it if it was trained before: it is kept in a file whose
// name depends on everything that determines it. [Before] returns the same network before its first step, and [Course] the
// networks after each epoch. [Network.Classify] classifies a data set; [Network.Listen] records the activity of the units
// step by step; [Network.Responses] counts their spikes over thousands of samples; and [Network.Ablate] returns the answers
// without some of them. [Network.Save] writes the network to a file of the user's choice, and [Load] reads it back.
//
//	net, err := trained.Get(ctx, "results/robustness", s.Trainings()[0], trained.Options{})
//	fmt.Println(net.Test.Accuracy(), "%")
//	trials, err := net.Classify(backend, set)
//
// The network is exactly the one that the sweep trains, with the same random numbers and the same metrics.
package trained
