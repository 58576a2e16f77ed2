"""An oracle of personal goals that knows nothing of the program, and companies to try it on."""
