"""One module a command: ``add_arguments(parser)`` and ``run(options, terminal) -> exit status``. The table is in ``config/cli.py``."""
