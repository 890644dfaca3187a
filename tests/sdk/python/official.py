"""The checks of the groups that are named, against the server that the environment names.

The last line says what was answered and what was refused.
"""

import sys
from importlib import import_module

from checks import report, run_checks
from kms import ANSWERED, REFUSED, Kms, client

for group in sys.argv[1:]:
    import_module(group)
run_checks(Kms(client()))
report(answered=sorted(ANSWERED), refused=REFUSED)
