"""The frozen program's first and only script."""

import sys

from pbxdialer.__main__ import main

sys.exit(main())
