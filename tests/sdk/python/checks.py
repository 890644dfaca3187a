"""Checks, each a sentence: they run in the order in which they are written, and each prints a line of JSON."""

import json
import traceback

CHECKS = []


def check(sentence, *cases):
    """Registers a check; with cases, one for each: what is in the braces of the sentence, and the arguments."""

    def register(run):
        for case in cases or [()]:
            case = case if isinstance(case, tuple) else (case,)
            CHECKS.append((shortened(sentence.format(*case)), run, case))
        return run

    return register


def run_checks(*fixtures):
    for sentence, run, case in CHECKS:
        try:
            run(*fixtures, *case)
            report(name=sentence, error=None)
        except Exception:
            report(name=sentence, error=traceback.format_exc())


def report(**line):
    print(json.dumps(line), flush=True)


def shortened(name):
    return name if len(name) <= 120 else f'{name[:119]}…'


def same(found, expected):
    """Asserts that two values are equal, and of the same types: True is not 1."""
    found, expected = (json.dumps(it, sort_keys=True, default=repr) for it in (found, expected))
    assert found == expected, f'{found} instead of {expected}'
