"""The settings of the product, over a data folder of this run and static files as they are now."""

from __future__ import annotations

import os
import tempfile

os.environ["XIANDAO_DATA"] = tempfile.mkdtemp(prefix="xiandao-tests-")
os.environ["XIANDAO_STATIC"] = os.environ["XIANDAO_DATA"]

from xiandao.web.settings import *  # noqa: F403
