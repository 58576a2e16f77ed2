"""An oracle of coaching from findings that knows nothing of the program, and companies to try it on."""
