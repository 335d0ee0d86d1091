"""Other libraries' way of asking the same question, as code for an environment of their own.

Each is set up the way its documentation advises for evaluation in process, with its network,
events and metrics switched off: what is timed is the evaluation alone. ``half`` is on for half of
the ids, by a sticky hash; ``chance`` is on for half of the calls, where the library has such a
rule.
"""

from __future__ import annotations

from attrs import field, frozen

__all__ = ["FLAG_PEERS", "KINGPIN", "FlagPeer"]


@frozen
class FlagPeer:
    """One library.

    Attributes:
        title: its name in the table.
        requirement: what pip installs; empty for plain code.
        setup: code that makes what the statements use.
        on: statement that asks a flag that is on for everybody.
        chance: statement that asks a flag that is on for half of the calls; empty if it has none.
        half: statement that asks a flag that is on for half of the ids; empty if it has none.
        lacks: why a statement is empty.
    """

    title: str
    requirement: str
    setup: str
    on: str
    chance: str = ""
    half: str = ""
    lacks: str = field(kw_only=True, default="has no such rule")


_OPENFEATURE = FlagPeer(
    "OpenFeature",
    "openfeature-sdk",
    """
from openfeature import api
from openfeature.evaluation_context import EvaluationContext
from openfeature.provider.in_memory_provider import InMemoryFlag, InMemoryProvider
api.set_provider(InMemoryProvider({"on": InMemoryFlag("on", {"on": True, "off": False})}))
client = api.get_client()
context = EvaluationContext("user42")
assert client.get_boolean_value("on", False, context) is True
""",
    'client.get_boolean_value("on", False, context)',
    lacks="its in-memory provider has no percentages",
)

_LAUNCHDARKLY = FlagPeer(
    "LaunchDarkly",
    "launchdarkly-server-sdk",
    """
import json, tempfile
import ldclient
from ldclient.config import Config
from ldclient.integrations import Files
def flag(key, **rest):
    return {"key": key, "version": 1, "on": True, "salt": key, "variations": [True, False],
            "offVariation": 1, **rest}
split = {"rollout": {"variations": [{"variation": n, "weight": 50000} for n in (0, 1)]}}
flags = {"on": flag("on", fallthrough={"variation": 0}), "half": flag("half", fallthrough=split)}
with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
    json.dump({"flags": flags}, file)
    file.flush()
    client = ldclient.LDClient(Config("key", update_processor_class=Files.new_data_source(
        [file.name]), send_events=False, diagnostic_opt_out=True))
context = ldclient.Context.create("user42")
assert client.variation("on", context, False) is True
ids = [ldclient.Context.create(f"user{n}") for n in range(1000)]
assert 400 < sum(client.variation("half", one, False) for one in ids) < 600
""",
    'client.variation("on", context, False)',
    half='client.variation("half", context, False)',
)

_GROWTHBOOK = FlagPeer(
    "GrowthBook",
    "growthbook",
    """
from growthbook import GrowthBook
half = {"defaultValue": False, "rules": [{"force": True, "coverage": 0.5, "hashAttribute": "id"}]}
features = {"on": {"defaultValue": True}, "half": half}
book = GrowthBook(attributes={"id": "user42"}, features=features)
def ask(one):
    book.set_attributes({"id": one})
    return book.is_on("half")
assert book.is_on("on") is True
assert 400 < sum(ask(f"user{n}") for n in range(1000)) < 600
""",
    'book.is_on("on")',
    half='book.is_on("half")',
)

_UNLEASH = FlagPeer(
    "Unleash",
    "UnleashClient",
    """
import tempfile
from UnleashClient import UnleashClient
from UnleashClient.cache import FileCache
def flag(name, strategy):
    return {"name": name, "type": "release", "enabled": True, "strategies": [strategy]}
def rollout(stickiness):
    return {"name": "flexibleRollout", "parameters": {
        "rollout": "50", "stickiness": stickiness, "groupId": "group"}}
cache = FileCache("bench", directory=tempfile.mkdtemp())
cache.bootstrap_from_dict({"version": 1, "features": [flag("on", {"name": "default"}),
    flag("half", rollout("userId")), flag("chance", rollout("random"))]})
client = UnleashClient("http://127.0.0.1:9/api", "bench", cache=cache, disable_metrics=True,
                       disable_registration=True)
context = {"userId": "user42"}
assert client.is_enabled("on", context) is True
assert 400 < sum(client.is_enabled("half", {"userId": f"user{n}"}) for n in range(1000)) < 600
assert 400 < sum(client.is_enabled("chance", context) for n in range(1000)) < 600
""",
    'client.is_enabled("on", context)',
    'client.is_enabled("chance", context)',
    'client.is_enabled("half", context)',
)

_STATSIG = FlagPeer(
    "Statsig core (Rust)",
    "statsig-python-core",
    """
import atexit, json
from statsig_python_core import DataStore, Statsig, StatsigOptions, StatsigUser
from statsig_python_core.data_store import DataStoreResponse
def gate(name, percent):
    rule = {"name": "all", "groupName": "all", "id": "rule", "salt": "rule", "returnValue": True,
            "passPercentage": percent, "conditions": ["everybody"], "idType": "userID"}
    return {"type": "feature_gate", "entity": "feature_gate", "salt": name, "enabled": True,
            "defaultValue": False, "idType": "userID", "version": 1, "rules": [rule]}
everybody = {"type": "public", "targetValue": None, "operator": None, "field": None,
             "additionalValues": {}, "idType": "userID"}
specs = json.dumps({
    "has_updates": True, "time": 1700000000000, "dynamic_configs": {}, "layer_configs": {},
    "feature_gates": {"on": gate("on", 100), "half": gate("half", 50)}, "company_id": "bench",
    "condition_map": {"everybody": everybody}, "experiment_to_layer": {}, "sdk_configs": {},
    "sdk_flags": {}, "response_format": "dcs-v2"})
class Store(DataStore):
    def get(self, key):
        return DataStoreResponse(specs, 1700000000000)
client = Statsig("secret-bench", StatsigOptions(
    disable_network=True, disable_all_logging=True, disable_country_lookup=True,
    disable_disk_access=True, data_store=Store()))
client.initialize().wait()
atexit.register(lambda: client.shutdown().wait())
user = StatsigUser("user42")
assert client.check_gate(user, "on") is True
assert 400 < sum(client.check_gate(StatsigUser(f"user{n}"), "half") for n in range(1000)) < 600
""",
    'client.check_gate(user, "on")',
    half='client.check_gate(user, "half")',
)

KINGPIN = FlagPeer(
    "KingPin 1.0's algorithm",
    "",
    """
import hashlib
from random import randrange
class Ramps:
    # The steps of KingPin 1.0 over a map in memory; its look at the file is left out.
    def __init__(self, values):
        self.values = values
        self.ready = True
    def value(self, name, default=0):
        name = name.lower()
        if not self.ready:
            raise RuntimeError
        found = self.values.get(name)
        return default if found is None else found
    def decide(self, name, default=False):
        value = self.value(name, 100 if default else 0)
        if value == 100:
            return True
        if value == 0:
            return False
        return randrange(0, 100, 1) < value
    def hashed(self, key, name):
        value = self.value(name)
        text = "decider_%s%s" % (name, key)
        return int(hashlib.md5(text.encode()).hexdigest(), 16) % 100 < value
ramps = Ramps({"on": 100, "off": 0, "half": 50})
""",
    'ramps.decide("on")',
    'ramps.decide("half")',
    'ramps.hashed("user42", "half")',
)

FLAG_PEERS = (KINGPIN, _STATSIG, _GROWTHBOOK, _LAUNCHDARKLY, _OPENFEATURE, _UNLEASH)
