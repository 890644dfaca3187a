"""Every check, against the server that the environment names. The last line says what was answered and refused."""

import os
import sys
from importlib import import_module

from checks import report, run_checks
from kms import Kms, client

GROUPS = [
    'keys', 'data', 'datakeys', 'signatures', 'macs', 'imports', 'rotation', 'tags', 'aliases', 'states', 'refusals',
    'absent',
]

for group in GROUPS:
    import_module(group)
kms = Kms(client())
run_checks(kms)
report(answered=sorted(kms.answered), refused=kms.refused)
