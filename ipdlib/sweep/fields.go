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
	{"network.hidden_units", "", ">= 1", "leaky integrate-and-fire units of the hidden layer"},
	{"network.classes", "", ">= 2", "classes into which the IPDs from -90° to 90° are cut"},
	{"network.membrane_time_constant_s", "s", "> 0", "time constant tau of hidden units and readout"},
	{"network.surrogate_slope", "", "> 0", "slope beta of the sigmoid whose derivative stands in for the spike's"},
	{"network.dropout_probability", "", "0", "not used here: see sweep.dropout_probabilities"},
	{"network.dales_law", "", "true or false", "whether each unit either excites or inhibits, never both"},
	{"network.inhibitory_fraction", "", "0 to 1", "share of the units that inhibit, under Dale's law"},
	{"training.learning_rate", "", "> 0", "learning rate of Adam"},
	{"training.maximal_epochs", "", ">= 1", "passes through the training set, at most"},
	{"training.batch_size", "", ">= 1", "samples of a training step"},
	{"training.training_batches", "", ">= 1", "batches of the training set, and of the validation set"},
	{"training.test_batches", "", ">= 1", "batches of the test set"},
	{"training.early_stop_after_epoch", "", ">= 0", "last epoch, from 0, at which training never stops early"},
	{"training.early_stop_window_epochs", "", ">= 2", "training stops early if the oldest of so many validation losses is the smallest"},
	{"sweep.seed", "", ">= 0", "number from which all random numbers come"},
	{"sweep.runs", "", ">= 1", "trainings with other random numbers at each dropout and sigma"},
	{"sweep.dropout_probabilities", "", "0 to less than 1, each once", "chances of a hidden spike to be dropped in training"},
	{"sweep.jitter_sigmas_rad", "rad", ">= 0, each once", "standard deviations of the noise on the phase delays in training; the test has none"},
}
