"""Settings: `MADOGUCHI_*` environment variables, read once."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that differs between installations."""

    model_config = SettingsConfigDict(env_prefix="MADOGUCHI_", frozen=True, extra="ignore")

    database: str = Field(
        "sqlite:///data/madoguchi.db",
        description="Address of the database: `sqlite:///FILE`, or `postgresql+psycopg://…` for several processes.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")
    proxies: str = Field("", description="Addresses of proxies whose X-Forwarded headers are believed, with commas.")
    log_level: str = Field("warning", description="debug, info, warning or error.")

    @property
    def trusted_proxies(self) -> list[str]:
        """The proxies, one by one."""
        return [address.strip() for address in self.proxies.split(",") if address.strip()]

    @property
    def sqlite_file(self) -> Path | None:
        """The SQLite file, or None for another database."""
        prefix = "sqlite:///"
        return Path(self.database.removeprefix(prefix)) if self.database.startswith(prefix) else None
