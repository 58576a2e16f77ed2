"""Team goals and the award for the best collaboration."""
