"""What people see, in a real browser: `make test-browser`."""
