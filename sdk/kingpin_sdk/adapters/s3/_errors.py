"""What S3's errors mean here: from botocore's classes and S3's codes to our tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore import exceptions as bc

from kingpin_sdk.errors import (
    AccessDeniedError,
    BackendError,
    BlobExistsError,
    BlobNotFoundError,
    KingpinError,
    SettingsError,
    UnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FAILED", "is_unchanged", "is_unsupported", "translate"]

FAILED: Final = (bc.BotoCoreError, bc.ClientError)
"""Everything a botocore call may raise."""

_CODES: Final[Mapping[str, tuple[type[BackendError], str]]] = {
    "NoSuchKey": (BlobNotFoundError, "there is no such blob"),
    "NoSuchBucket": (BackendError, "the bucket does not exist"),
    "PreconditionFailed": (BlobExistsError, "the blob exists already"),
    "ConditionalRequestConflict": (UnavailableError, "somebody else is writing it right now"),
    "PermanentRedirect": (BackendError, "the bucket is in another region"),
    "AuthorizationHeaderMalformed": (BackendError, "the bucket is in another region"),
    "RequestTimeout": (UnavailableError, "the server gave up waiting for the request"),
    "SlowDown": (UnavailableError, "the server asks to slow down"),
    "BadDigest": (UnavailableError, "the body arrived damaged"),
    "ExpiredToken": (AccessDeniedError, "the credentials have expired"),
    "InvalidAccessKeyId": (AccessDeniedError, "the access key is unknown"),
    "SignatureDoesNotMatch": (AccessDeniedError, "the secret key is wrong"),
    "RequestTimeTooSkewed": (AccessDeniedError, "this machine's clock is wrong"),
}

# Answers without a code (to HEAD) and codes not listed above.
_STATUSES: Final[Mapping[int, tuple[type[BackendError], str]]] = {
    301: _CODES["PermanentRedirect"],
    401: (AccessDeniedError, "the credentials are refused"),
    403: (AccessDeniedError, "these credentials may not do this"),
    404: _CODES["NoSuchKey"],
    408: _CODES["RequestTimeout"],
    409: _CODES["ConditionalRequestConflict"],
    412: _CODES["PreconditionFailed"],
    429: _CODES["SlowDown"],
}

# The nearest class in the error's own order wins.
_CLASSES: Final[Mapping[type, tuple[type[KingpinError], str]]] = {
    bc.NoCredentialsError: (AccessDeniedError, "no AWS credentials were found"),
    bc.PartialCredentialsError: (AccessDeniedError, "the AWS credentials are incomplete"),
    bc.CredentialRetrievalError: (AccessDeniedError, "the AWS credentials cannot be fetched"),
    bc.SSOError: (AccessDeniedError, "the AWS login has expired"),
    bc.ProfileNotFound: (SettingsError, "the AWS profile does not exist"),
    bc.ConfigNotFound: (SettingsError, "the AWS config file does not exist"),
    bc.ConfigParseError: (SettingsError, "the AWS config file cannot be parsed"),
    bc.InvalidRegionError: (SettingsError, "the region's name is not valid"),
    bc.ParamValidationError: (BackendError, "the request is not valid"),
    bc.ConnectTimeoutError: (UnavailableError, "no connection in time"),
    bc.ReadTimeoutError: (UnavailableError, "no answer in time"),
    bc.SSLError: (UnavailableError, "TLS failed"),
    bc.EndpointConnectionError: (UnavailableError, "the server is unreachable"),
    bc.ConnectionClosedError: (UnavailableError, "the server closed the connection"),
    bc.IncompleteReadError: (UnavailableError, "the body was cut short"),
    bc.ResponseStreamingError: (UnavailableError, "the body was cut short"),
    bc.HTTPClientError: (UnavailableError, "the connection failed"),
}

# Their own texts say more than ours: what lacks, or which certificate.
_TELLING: Final = (
    bc.CredentialRetrievalError,
    bc.PartialCredentialsError,
    bc.ProfileNotFound,
    bc.ConfigParseError,
    bc.ParamValidationError,
    bc.SSLError,
)

_SERVER_ERROR = 500
_NOT_IMPLEMENTED = 501
_BAD_REQUEST = 400
_NOT_MODIFIED = 304


def translate(error: Exception, what: str) -> KingpinError:
    """Our error for one of botocore's.

    Args:
        error: what botocore raised.
        what: what was tried and where, as the start of the message.
    """
    if isinstance(error, bc.ClientError):
        return _of_answer(error, what)
    for cls in type(error).__mro__:
        meaning = _CLASSES.get(cls)
        if meaning is not None:
            more = f" ({_one_line(error)})" if isinstance(error, _TELLING) else ""
            return meaning[0](f"{what}: {meaning[1]}{more}")
    return BackendError(f"{what}: {_one_line(error)}")


def is_unchanged(error: bc.ClientError) -> bool:
    """Whether the answer says that the caller has the body already."""
    return _status(error) == _NOT_MODIFIED


def is_unsupported(error: bc.ClientError) -> bool:
    """Whether the answer may mean that the server does not know conditional writes."""
    return _status(error) in {_NOT_IMPLEMENTED, _BAD_REQUEST}


def _of_answer(error: bc.ClientError, what: str) -> BackendError:
    status = _status(error)
    code = error.response.get("Error", {}).get("Code", "")
    meaning = _CODES.get(code) or _STATUSES.get(status)
    if meaning is not None:
        return meaning[0](f"{what}: {meaning[1]} ({code or status})")
    if status >= _SERVER_ERROR and status != _NOT_IMPLEMENTED:
        return UnavailableError(f"{what}: the server failed ({code or status})")
    return BackendError(f"{what}: {_one_line(error)}")


def _status(error: bc.ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
