"""The list of forms: where each derivation is, and how it wants the numbers of a net."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import reference as r
from reference.arrays import Array, Gradients, Scalar
from reference.door import Door

from . import nets
from .nets import Arrays, Net


@dataclass(frozen=True)
class Form:
    """One derivation: its module, its layouts, and which nets it can take."""

    module: ModuleType
    parameters: Callable[[Mapping[str, Array]], Arrays]
    data: Callable[[Net], Arrays]
    layers: int  # that a net must have; 0 for any number
    one_output: bool = False
    one_example: bool = False

    def doors(self) -> dict[str, Door[..., Any]]:
        """Every checked function of the module by its name."""
        return {name: value for name, value in vars(self.module).items() if isinstance(value, Door)}

    def accepts(self, name: str) -> bool:
        """Whether the form has a setting of that name."""
        return name in inspect.signature(self.module.cost.formula).parameters

    def arguments(self, net: Net, hidden: str = "tanh", **settings: Any) -> dict[str, Any]:
        """What cost and cost_and_gradients take, settings that the form has not left out."""
        chosen = {"hidden": hidden, "activations": outputs_sigmoid(net, hidden)} | settings
        known = {name: value for name, value in chosen.items() if self.accepts(name)}
        masks = {name: value for name, value in settings.items() if name[0] == "D"}
        return self.parameters(net.parameters) | self.data(net) | known | masks

    def run(self, net: Net, hidden: str = "tanh", **settings: Any) -> tuple[Scalar, Gradients]:
        """Cost and gradients without the door, so that balls pass as well."""
        formula = self.module.cost_and_gradients.formula
        return formula(**self.arguments(net, hidden, **settings))

    def gradients(self, net: Net, hidden: str = "tanh", **settings: Any) -> Arrays:
        """The gradients of the parameters alone, without those of intermediates."""
        all_of_them = self.run(net, hidden, **settings)[1]
        return {f"d{name}": all_of_them[f"d{name}"] for name in self.parameters(net.parameters)}

    def like_its_own(self, gradients: Mapping[str, Array]) -> Arrays:
        """Gradients dW1, db1, ... of a net, in the layout of this form's gradients."""
        arranged = self.parameters({name[1:]: array for name, array in gradients.items()})
        return {f"d{name}": array for name, array in arranged.items()}


LOGISTIC = {
    "logistic.graph": Form(
        r.logistic.graph, nets.logistic_vector, nets.one_vector, 1, True, one_example=True
    ),
    "logistic.loop": Form(r.logistic.loop, nets.logistic_column, nets.batch_of_columns, 1, True),
    "logistic.vectorised": Form(
        r.logistic.vectorised, nets.logistic_column, nets.batch_of_columns, 1, True
    ),
}
SHALLOW = {
    "shallow.one": Form(r.shallow.one, nets.columns, nets.one_column, 2, one_example=True),
    "shallow.each": Form(r.shallow.each, nets.columns, nets.batch_of_columns, 2),
    "shallow.vectorised": Form(r.shallow.vectorised, nets.columns, nets.batch_of_columns, 2),
}
ROWS = {
    f"rows.{name}": Form(getattr(r.rows, name), nets.absorbed, nets.batch_of_rows, 2, True)
    for name in ("elements", "units", "tiled", "tensor", "matrix")
}
DEEP = {"deep": Form(r.deep, nets.columns, nets.batch_of_columns, 0)}
FORMS = LOGISTIC | SHALLOW | ROWS | DEEP


def outputs_sigmoid(net: Net, hidden: str) -> tuple[str, ...]:
    """One activation for all hidden layers; the outputs are sigmoids."""
    return (hidden,) * (net.layers - 1) + ("sigmoid",)


def net_for(form: Form, seed: int = 0, m: int = 7) -> Net:
    """A net that the form can take, with no two dimensions alike."""
    sizes = {1: (4, 1), 2: (4, 3, 1 if form.one_output else 2), 0: (4, 3, 5, 2)}[form.layers]
    return nets.draw_net(sizes, 1 if form.one_example else m, seed)


def arguments_of(form: Form, door: str, net: Net, hidden: str = "tanh") -> dict[str, Any]:
    """What any one function of the form takes, intermediates taken from its forward pass."""
    known: dict[str, Any] = form.arguments(net, hidden)
    wanted = inspect.signature(form.doors()[door].formula).parameters
    if door == "backward":
        kept = form.module.forward.formula(**arguments_of(form, "forward", net, hidden))
        known |= kept._asdict() | {"kept": kept}
    named = {name: value for name, value in known.items() if name in wanted}
    return named | (form.parameters(net.parameters) if "arrays" in wanted else {})


# (form, function) for every checked function of every form.
DOORS = [(form, door) for form in FORMS for door in FORMS[form].doors()]
