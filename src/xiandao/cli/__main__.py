"""``python -m xiandao.cli``."""

import sys

from xiandao.cli import main

sys.exit(main())
