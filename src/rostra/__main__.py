"""``python -m rostra``."""

import sys

from rostra.config.cli import main

sys.exit(main())
