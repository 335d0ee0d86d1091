"""The use cases over an embedded store of their own."""

from pathlib import Path

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.admin import Admin, Signature, Signing
from kingpin_sdk.catalog import Declared
from kingpin_sdk.model import Json, Version
from kingpin_sdk.names import ConfigName, DependencyName, MetaconfigName
from kingpin_sdk.publishing import Change, PublishEngine
from kingpin_sdk.spec import Shape

ANN = Signature("ann", "ticket 12")
LIST = ConfigName("spam", "blocklist")
MAP = ConfigName("api", "limits")
WEB, BASE = DependencyName("web.dep"), DependencyName("base.dep")


class Rig:
    """A store in a folder, and the use cases over it."""

    def __init__(self, root: Path, *, comment_required: bool = False) -> None:
        self.coordination = LocalCoordination(root)
        self.blobs = LocalBlobs(root)
        self.engine = PublishEngine(self.coordination, self.blobs)
        signing = Signing("tester", comment_required)
        self.admin = Admin(self.coordination, self.blobs, self.engine, signing=signing)

    def close(self) -> None:
        self.coordination.close()

    def config(self, name: ConfigName, shape: Shape | None, *bodies: bytes) -> list[Version]:
        """A config with some versions, oldest first."""
        self.admin.configs.create(name, Declared(shape=shape), ANN)
        return [self.publish(name, body) for body in bodies]

    def publish(self, name: ConfigName, body: bytes) -> Version:
        change = Change(body, 1)
        return self.engine.change(name, lambda _: change, author="bob", comment="by bob").version

    def publish_metaconfig(self, name: MetaconfigName, body: bytes) -> None:
        change = Change(body, 1)
        self.engine.change(name, lambda _: change, author="bob")

    def value(self, name: ConfigName) -> Json:
        return self.admin.configs.show(name).value

    def body(self, name: ConfigName) -> bytes:
        return self.engine.body(name)[1]
