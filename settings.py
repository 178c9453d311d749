"""设置: what the environment says, and how logs are written. Temporal's own are `temporalio.envconfig`'s."""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Literal, Self, TextIO
from urllib.parse import urlsplit

import structlog
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """设置: every variable is DUBAN_ and the field's name."""

    model_config = SettingsConfigDict(env_prefix="DUBAN_", env_ignore_empty=True, frozen=True)

    home: Path = Path(".duban")
    """数据目录: PostgreSQL, Temporal, files, logs and the state of the running stack."""
    database_url: str | None = None
    """The service role's address of a PostgreSQL of your own; none means the embedded one."""
    migration_database_url: str | None = None
    """The owner's address, for migrations; none means the same as `database_url`."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = Field(default_factory=lambda: "console" if sys.stderr.isatty() else "json")
    debug: bool = False
    """Show tracebacks of what was not expected."""
    checkpoint_key_file: Path | None = None
    """The key that signs checkpoints (PEM, Ed25519); none means one in the data directory, made at first use."""
    checkpoint_dirs: Annotated[tuple[Path, ...], NoDecode] = ()
    """Folders that are given every checkpoint, separated as in PATH; none means one in the data directory."""
    checkpoint_mail: str | None = Field(None, repr=False)
    """Who is mailed them: smtp://[user:password@]host[:port]/?to=address; see ledger/witness/places.py."""

    web_port: int | None = Field(None, ge=1, le=65535)
    """The desk's port on this host; none means a free one, kept from one start to the next."""
    web_host: str = "127.0.0.1"
    """Where the desk listens: this host alone, unless a proxy stands before it elsewhere."""
    web_url: str | None = None
    """Under which address people reach the desk, when a proxy stands before it: https://duban.example.cn"""
    web_database_url: str | None = None
    """The address by which the desk reads (role duban_web); none means `database_url` with that role."""

    oidc_issuer: str | None = None
    """统一身份登录: the issuer of an OpenID provider, https://id.example.cn; none means local accounts alone."""
    oidc_client_id: str | None = None
    """As whom the provider knows this desk."""
    oidc_client_secret_file: Path | None = None
    """The secret shared with the provider, in a file; none for a public client (PKCE is used either way)."""
    oidc_claim: str = "preferred_username"
    """Which claim names the account here."""
    oidc_only: bool = False
    """No local passwords: everybody signs in over there."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        issuer = urlsplit(self.oidc_issuer or "")
        if self.oidc_issuer is None:
            if self.oidc_only:
                raise ValueError("DUBAN_OIDC_ONLY without DUBAN_OIDC_ISSUER would let nobody in")
        elif not self.oidc_client_id:
            raise ValueError("DUBAN_OIDC_ISSUER without DUBAN_OIDC_CLIENT_ID")
        elif issuer.scheme != "https" and issuer.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("DUBAN_OIDC_ISSUER is reached by https, or is on this host")
        return self

    @field_validator("checkpoint_dirs", mode="before")
    @classmethod
    def _several(cls, told: object) -> object:
        return tuple(Path(one) for one in told.split(os.pathsep) if one) if isinstance(told, str) else told

    @property
    def data(self) -> Path:
        """The data directory, absolute: children may stand elsewhere."""
        return self.home.expanduser().absolute()

    @property
    def owner_url(self) -> str | None:
        return self.migration_database_url or self.database_url

    @property
    def external_temporal(self) -> bool:
        """True when the environment names a Temporal; a file in somebody's home directory alone does not."""
        return any(os.environ.get(name) for name in ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE"))

    @property
    def external(self) -> bool:
        """True when any server is not ours: then no sample is ever loaded."""
        return self.database_url is not None or self.external_temporal


def configure_logging(settings: Settings | None = None, stream: TextIO | None = None) -> None:
    """Logs in English on standard error, one line an event; standard output belongs to answers."""
    settings = settings or Settings()
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=stream is None and sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.log_format == "json":
        shared.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    # libraries log through the standard module; they come out in the same form
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
