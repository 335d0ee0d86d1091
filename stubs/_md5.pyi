from _hashlib import HASH

from typing_extensions import Buffer

def md5(string: Buffer = ..., *, usedforsecurity: bool = ...) -> HASH: ...
