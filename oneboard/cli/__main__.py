"""`python -m oneboard.cli` is the command line, too."""

import sys

from oneboard.cli.main import main

sys.exit(main())
