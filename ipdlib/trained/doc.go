// Package trained keeps single networks: their weights, how they were trained, and what they answered.
//
// [Get] trains the network of one of a sweep's trainings, or finds it if it was trained before: it is kept in a file that
// is named after everything that determines it. [Before] returns the same network before its first step, and [Course] the
// networks after each epoch. [Network.Classify] shows it a data set; [Network.Listen] records what its units do meanwhile,
// step by step; [Network.Responses] counts their spikes over thousands of samples; and [Network.Ablate] lets it answer
// without some of them. [Network.Save] writes it to a file of the user's choice, and [Load] reads it back.
//
//	net, err := trained.Get(ctx, "results/robustness", s.Trainings()[0], trained.Options{})
//	fmt.Println(net.Test.Accuracy(), "%")
//	trials, err := net.Classify(backend, set)
//
// The network is exactly the one that the sweep trains, with the same random numbers and the same metrics.
package trained
