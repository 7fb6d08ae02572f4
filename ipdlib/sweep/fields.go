package sweep

// A Field explains one field of a settings file.
type Field struct {
	Name    string // where it stands, such as network.hidden_units
	Unit    string // empty where it has none
	Range   string // what it may be
	Meaning string
}

// Fields explains every field of a settings file, in its order.
var Fields = []Field{
	{"stimulus.time_step_s", "s", "> 0", "time step dt of stimulus and network"},
	{"stimulus.duration_s", "s", "2 or more whole time steps", "how long a sample lasts"},
	{"stimulus.afferents_per_ear", "", ">= 2", "auditory-nerve fibres of each ear, with delays from 0 to a quarter of a cycle"},
	{"stimulus.frequency_hz", "Hz", "> 0", "frequency of the tone"},
	{"stimulus.maximal_rate_hz", "Hz", "0 to one spike a time step", "rate of an afferent at the peak of the tone"},
	{"stimulus.envelope_power", "", "> 0", "power k of the half-raised sine that shapes the rate"},
	{"stimulus.jitter_mean_rad", "rad", "any", "mean of the noise on the afferents' phase delays"},
	{"stimulus.jitter_sigma_rad", "rad", "0", "not used here: see sweep.jitter_sigmas_rad"},
	{"stimulus.variant.jitter_drawn_per", "", "dataset, batch or sample", "how many samples share a draw of the noise on the delays"},
	{"stimulus.variant.phase_drawn_per", "", "dataset, batch or sample", "how many samples share a draw of the tone's phase"},
	{"network.hidden_units", "", ">= 1", "leaky integrate-and-fire units of the hidden layer"},
	{"network.classes", "", ">= 2", "classes into which the IPDs from -90° to 90° are cut"},
	{"network.membrane_time_constant_s", "s", "> 0", "time constant tau of hidden units and readout"},
	{"network.surrogate_slope", "", "> 0", "slope beta of the sigmoid whose derivative stands in for the spike's"},
	{"network.dropout_probability", "", "0", "not used here: see sweep.dropout_probabilities"},
	{"network.dales_law", "", "true or false", "whether each unit either excites or inhibits, never both"},
	{"network.inhibitory_fraction", "", "0 to 1", "share of the units that inhibit, under Dale's law"},
	{"network.variant.further_hidden_layers", "", "list of numbers >= 1", "units of hidden layers behind the first"},
	{"network.variant.surrogate", "", "sigmoid, fast_sigmoid, arctan, triangle or gaussian", "function whose slope stands in for the spike's"},
	{"network.variant.surrogate_scale", "", ">= 0; 0 means 1", "factor of the surrogate's slope"},
	{"network.variant.reset", "", "late, same_step, subtract or none", "what a spike does to the membrane potential"},
	{"network.variant.detach_reset", "", "true or false", "whether the gradient leaves the reset out"},
	{"network.variant.time_constants_s", "s", "list of numbers > 0", "time constants of the hidden layers in order, then of the readout; empty: membrane_time_constant_s"},
	{"network.variant.learn_time_constants", "", "true or false", "whether the time constants are learnt with the weights"},
	{"network.variant.readout", "", "mean, maximum or spike_count", "how classes are read off the output"},
	{"network.variant.dropout_kind", "", "hidden_spikes, hidden_units, inputs, connections or spiking_units", "what dropout drops"},
	{"network.variant.dale_mask", "", "first or random", "which units inhibit, under Dale's law"},
	{"network.variant.initial_weights", "", "fan_out or fan_in", "whether the bound of the initial weights comes from the number of targets or of sources"},
	{"network.variant.rate_lower_bound_hz", "Hz", ">= 0", "firing rate of a hidden unit below which the loss grows"},
	{"network.variant.rate_lower_strength", "", ">= 0", "how much it grows"},
	{"network.variant.rate_upper_bound_hz", "Hz", ">= 0", "firing rate of a hidden unit above which the loss grows"},
	{"network.variant.rate_upper_strength", "", ">= 0", "how much it grows"},
	{"training.learning_rate", "", "> 0", "learning rate of Adam"},
	{"training.maximal_epochs", "", ">= 1", "passes through the training set, at most"},
	{"training.batch_size", "", ">= 1", "samples of a training step"},
	{"training.training_batches", "", ">= 1", "batches of the training set, and of the validation set"},
	{"training.test_batches", "", ">= 1", "batches of the test set"},
	{"training.early_stop_after_epoch", "", ">= 0", "last epoch, from 0, at which training never stops early"},
	{"training.early_stop_window_epochs", "", ">= 2", "training stops early if the oldest of so many validation losses is the smallest"},
	{"training.variant.training_set_redrawn_each_epoch", "", "true or false", "whether each epoch has a training set of its own"},
	{"training.variant.restore_best_weights", "", "true or false", "whether the weights with the smallest validation loss are kept instead of the last"},
	{"training.variant.test_jitter_sigmas_rad", "rad", "list of numbers >= 0, each once", "standard deviations of the noise on the phase delays in further tests"},
	{"sweep.seed", "", ">= 0", "number from which all random numbers come"},
	{"sweep.runs", "", ">= 1", "trainings with other random numbers at each dropout and sigma"},
	{"sweep.dropout_probabilities", "", "0 to less than 1, each once", "chances of a hidden spike to be dropped in training"},
	{"sweep.jitter_sigmas_rad", "rad", ">= 0, each once", "standard deviations of the noise on the phase delays in training; the test has none"},
	{"sweep.vary", "", "list of objects with field and values", "further settings that take several values, one after the other"},
}
