"""The entrypoints: one table of routes, the view that answers them, settings and the WSGI object."""
