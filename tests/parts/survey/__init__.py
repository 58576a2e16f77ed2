"""The staff survey: what it shows, and that what it hides cannot be found out."""
