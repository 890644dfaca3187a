"""The loop of the Python programs: a call is a line on standard input, its answer a line on standard output.

A call is the JSON of [operation, scheme, key, input…]. Inputs are hexadecimal, and so are answers in bytes.
"""

import json
import sys


def serve(*operations):
    by_name = {operation.__name__: operation for operation in operations}
    for line in sys.stdin:
        operation, scheme, key, *inputs = json.loads(line)
        answer = by_name[operation](scheme, key, *map(bytes.fromhex, inputs))
        print(json.dumps(answer.hex() if isinstance(answer, bytes) else answer), flush=True)
