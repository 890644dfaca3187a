"""The checks of the groups that are named, against the server that the environment names.

The last line says what was answered and what was refused.
"""

import sys
from importlib import import_module

from checks import report, run_checks
from kms import Kms, client

for group in sys.argv[1:]:
    import_module(group)
kms = Kms(client())
run_checks(kms)
report(answered=sorted(kms.answered), refused=kms.refused)
