"""Read a safetensors file of test vectors with nothing but Python itself.

Usage: python read_vectors.py vectors/logistic__vectorised__float64.safetensors
"""

import json
import struct
import sys
from math import prod

CODES = {"F64": "d", "F32": "f"}


def read_vectors(path):
    """{name: (shape, numbers)}; numbers are in rows, the last index running fastest."""
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))  # how long the JSON header is
        header, values = json.loads(file.read(size)), file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, about in header.items():
        shape, start = about["shape"], about["data_offsets"][0]
        code = f"<{prod(shape)}{CODES[about['dtype']]}"
        tensors[name] = (shape, struct.unpack_from(code, values, start))
    return tensors


if __name__ == "__main__":
    for name, (shape, numbers) in sorted(read_vectors(sys.argv[1]).items()):
        print(name, shape, *numbers)
