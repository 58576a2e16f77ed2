"""An oracle of learning points that knows nothing of the program, and companies to try it on."""
