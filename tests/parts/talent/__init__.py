"""An oracle of the talent model that knows nothing of the program, and companies to try it on."""
