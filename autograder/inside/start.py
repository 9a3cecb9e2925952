"""The file that the judge's side starts by path, in an isolated interpreter: `start.py zygote 5` or `start.py fresh 5`.

It makes this folder known as a package of a name that no lesson uses, since the engine itself is not to be found from
here, and hands the descriptor that it was given to the module that is named.
"""

import importlib
import importlib.util
import socket
import sys
from pathlib import Path


def main() -> None:
    """Serve, as the first argument names, on the socket whose descriptor is the second."""
    init = Path(__file__).parent / "__init__.py"
    spec = importlib.util.spec_from_file_location("_inside", init, submodule_search_locations=[str(init.parent)])
    assert spec is not None
    sys.modules["_inside"] = importlib.util.module_from_spec(spec)
    importlib.import_module(f"_inside.{sys.argv[1]}").serve(socket.socket(fileno=int(sys.argv[2])))


if __name__ == "__main__":
    main()
