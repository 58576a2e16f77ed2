"""Start ccmotivate: signals are heard and the streams are safe before anything else is loaded.

The exit code says what became of the work; 130 and 143 that it was interrupted, 74 (``EX_IOERR``) that the work was
done but what it says could not be written. A pipe that nobody reads any more is no failure.
"""

from __future__ import annotations

import os
import sys

try:
    from ccmotivate.frames import in_one_piece
    from ccmotivate.signals import Interrupted, end, listen, obey

    listen()
except KeyboardInterrupt:
    sys.exit(130)

NOT_SAID = 74


@in_one_piece
def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        obey()
        code = _run()
    except Interrupted as why:
        code = _interrupted(why.number)
    end(code)


def _run() -> int:
    from ccmotivate.streams import guarded

    with guarded() as streams:
        from ccmotivate import ahead

        ahead.begin(sys.argv[1:])
        from ccmotivate.cli import main as command_line

        try:
            command_line()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except Interrupted as why:
            code = _interrupted(why.number)
        failure = streams.failure()
    if failure is None:
        return code
    from ccmotivate.locale import N_

    _say(N_("standard output cannot be written: {reason}; what was done is not undone"), reason=failure)
    return code or NOT_SAID


def _interrupted(number: int) -> int:
    from ccmotivate.locale import N_

    _say(N_("interrupted; every file is whole or as it was before"))
    return 128 + number


def _say(sentence: str, **facts: str) -> None:
    """A line on stderr, where it can be written."""
    from contextlib import suppress

    from ccmotivate.locale import language_of, translator

    _ = translator(language_of(os.environ))
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write("ccmotivate: " + _(sentence).format(**{name: _(fact) for name, fact in facts.items()}) + "\n")
        sys.stderr.flush()


if __name__ == "__main__":
    main()
