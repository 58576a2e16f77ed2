"""What commands print on a screen."""
