"""The database in a browser: Datasette on the file, which is only read."""
