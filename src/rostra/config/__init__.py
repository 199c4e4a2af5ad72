"""The only place that wires: settings, addresses, the command line."""
