"""The command line: it acts `--as` an account, through the routes that everyone uses."""
