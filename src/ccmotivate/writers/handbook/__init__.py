"""The scheme as the handbook that employees get: its content made once, then shown in four ways."""
