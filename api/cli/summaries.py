"""What each command is for, read from its source: to import them all takes two seconds."""

from __future__ import annotations

import ast
from pathlib import Path


def summary(place: str) -> str:
    """Return the first line of a command's help.

    Args:
        place: Module of `api.cli` and the function, or the group of commands, in it.

    Raises:
        LookupError: There is no such command, or it does not say what it is for.
    """
    module, name = place.split(".")
    source = Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef() if node.name == name and (text := ast.get_docstring(node)):
                return text.partition("\n")[0]
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.Call(keywords=given)) if (
                found == name
            ):
                said = {one.arg: one.value for one in given}
                return str(ast.literal_eval(said["help"]))
    raise LookupError(place)
