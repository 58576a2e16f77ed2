"""An oracle of mentoring that knows nothing of the program, and companies to try it on."""
