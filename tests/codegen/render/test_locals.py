"""Types with the names of what generated functions use for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.codegen.generating import IDL, import_from, texts, write

if TYPE_CHECKING:
    from pathlib import Path


def test_they_are_sent_read_and_shown(tmp_path: Path) -> None:
    write(tmp_path, texts(IDL / "locals.thrift"))
    with import_from(tmp_path, "awkward.locals", "awkward.annotations") as [module, included]:

        class Handler:
            def close_to(self, close_to: Any) -> Any:  # noqa: ANN401 - generated
                return close_to

        inner: Any = module.all_(vs=[module.v_(os=[module.o_(e=module.E.A)])])
        inner = module.v0_(held=[{1: module.k0_(held={2: module.getattr_(alls={3: inner})})}])
        held = module.id_(held=module.e0_(held=[inner], z=included.Z(a=4)))
        sent = module.local(held=held)
        with module.AwkwardClient.local(Handler()) as client:
            answer = client.close_to(sent)
    assert answer == sent
    assert "e=<E.A: 1>" in repr(answer)
