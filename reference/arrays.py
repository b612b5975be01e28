"""The types of the project: an array, and arrays by name."""

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]  # float32, float64, longdouble, or objects such as balls
Scalar = Any  # a cost: np.float32, np.float64, or one such object
Parameters = Mapping[str, Any]  # {"W1": ..., "b1": ...}: Any, to go as keywords beside settings
Gradients = dict[str, Array]  # {"dW1": ..., "db1": ...}: "d" + the quantity's name
