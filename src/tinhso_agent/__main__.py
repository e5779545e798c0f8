"""Start the agent: `python -m tinhso_agent pair|enrol|run|state|leave`."""

import sys

from tinhso_agent.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
