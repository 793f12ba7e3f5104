"""The command line: one thin module a verb, one place where refusals become messages and exit statuses."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from xiandao.cli.arguments import language_of, parser
from xiandao.core.errors import Refusal
from xiandao.core.messages import refusal_message

DONE, ANSWER_IS_NO, REFUSED, NOT_PERMITTED, INTERRUPTED = 0, 1, 2, 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one verb and returns its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    language = language_of(arguments)
    try:
        options = parser(language).parse_args(arguments)
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except Refusal as refused:
        print(refusal_message(refused, language), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else DONE
