"""What comes in goes out in capitals: a filter, as in a pipe."""

import sys

for line in sys.stdin:
    sys.stdout.write(line.upper())
    if not line.strip():
        print("an empty line", file=sys.stderr)
