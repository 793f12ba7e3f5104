"""What the server calls."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiandao.web.settings")
application = get_wsgi_application()

# Everything imported so far stays for good: the collector need not walk it again with every page, nor start as often as
# it does by default, where one page of a long table makes tens of thousands of short-lived objects.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
