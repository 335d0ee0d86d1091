"""`kingpin names`: a module that says the same for the same names, and that Python takes."""

from typing import Any

from kingpin_sdk.admin._constants import Known, constants_module
from kingpin_sdk.catalog import Declared
from kingpin_sdk.names import ConfigName, DependencyName, ServersetName
from tests.unit.admin.desk import ANN, LIST, WEB, Rig


def _run(text: str) -> dict[str, Any]:  # Any: what the module holds is known when it is made
    names: dict[str, Any] = {}
    exec(compile(text, "names.py", "exec"), names)  # noqa: S102 - what was made a moment ago
    return names


def test_every_name_of_the_catalog_is_a_constant(rig: Rig) -> None:
    rig.config(LIST, None)
    rig.admin.serversets.create(ServersetName("search", "prod"), Declared(), ANN)
    rig.admin.dependencies.create(WEB, ANN)
    rig.admin.deciders.ramp("new_board", 5, ANN)
    text = rig.admin.constants()
    made = _run(text)
    assert made["Configs"].SPAM_BLOCKLIST == LIST
    assert ServersetName("search", "prod") == made["Serversets"].SEARCH_PROD
    assert DependencyName("web.dep") == made["Dependencies"].WEB
    assert made["Experiments"].NEW_BOARD == "new_board"
    assert rig.admin.constants() == text


def test_nothing_known_is_a_module_too() -> None:
    _run(constants_module(Known(configs=[], experiments=[], serversets=[], dependencies=[])))


def test_the_module_is_written_like_this_and_imports_what_it_uses() -> None:
    text = constants_module(
        Known(configs=[LIST], experiments=["new_board"], serversets=[], dependencies=[str(WEB)])
    )
    assert text == (
        '"""Names that the catalog knows. Made by `kingpin names`: make it again,'
        ' do not edit it."""\n'
        "\n"
        "from __future__ import annotations\n"
        "\n"
        "import enum\n"
        "from typing import Final\n"
        "\n"
        "from kingpin_sdk.names import ConfigName, DependencyName\n"
        "\n"
        "\n"
        "class Configs:\n"
        '    """Every config."""\n'
        "\n"
        '    SPAM_BLOCKLIST: Final = ConfigName("spam", "blocklist")\n'
        "\n"
        "\n"
        "class Serversets:\n"
        '    """Every serverset."""\n'
        "\n"
        "\n"
        "class Dependencies:\n"
        '    """Every dependency."""\n'
        "\n"
        '    WEB: Final = DependencyName("web.dep")\n'
        "\n"
        "\n"
        "class Experiments(enum.StrEnum):\n"
        '    """Every experiment of Decider."""\n'
        "\n"
        '    NEW_BOARD = "new_board"\n'
    )


def test_names_that_python_cannot_spell_stay_apart() -> None:
    experiments = ["1st", "a-b", "a.b", "a_b", '"; import os', "café", "_", "__x__", "\n"]
    text = constants_module(
        Known(
            configs=[ConfigName("a-b", "c"), ConfigName("a_b", "c"), ConfigName("9", "9")],
            experiments=experiments,
            serversets=[],
            dependencies=["a.b.dep", "a_b.dep"],
        )
    )
    made = _run(text)
    assert [str(one) for one in made["Experiments"]] == experiments
    assert ConfigName("a_b", "c") == made["Configs"].A_B_C_2
    assert ConfigName("9", "9") == made["Configs"].X9_9
