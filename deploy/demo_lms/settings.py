"""Settings of the demo LMS, read from `SIGNPOST_LMS_*` at the entry point."""

from pathlib import Path
from typing import Literal

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.demo_lms.flavours import FlavourName


class LmsSettings(BaseSettings):
    """Hold where the demo LMS lives, what it keeps and how it behaves.

    Attributes:
        public_url: Address browsers and tools use, also the LTI issuer.
        database_path: SQLite file; made with its folder when missing.
        key_path: RSA private key (PEM); made once when missing.
        secret: Signs the session cookie.
        default_tool_registration_url: Filled in for the admin.
        session_samesite: `None` also marks the cookie Secure, for pages that a tool
            of another site sends back by script.
        flavour: Whose quirks it has: none, Moodle's or Canvas's.
        issuer: Named in messages instead of `public_url`, as hosted Canvas
            schools share one.
        crowd: How many more students the first course has.
        attempts_allowed: Submissions a student may make where attempts are
            counted; 0 for any number.
        test_api: Serve `/test-api/*`: the score log and fault injection.
        tool_timeout_s: Time-out of each call to a tool.
    """

    model_config = SettingsConfigDict(env_prefix="SIGNPOST_LMS_", frozen=True, extra="ignore")

    public_url: str = "http://127.0.0.1:8090"
    database_path: Path = Path("var/demo_lms/lms.sqlite")
    key_path: Path = Path("var/demo_lms/key.pem")
    secret: SecretStr
    default_tool_registration_url: str = ""
    session_samesite: Literal["Lax", "None"] = "Lax"
    test_api: bool = False
    tool_timeout_s: float = 5.0
    flavour: FlavourName = "plain"
    issuer: str = ""
    crowd: int = 0
    attempts_allowed: int = 0
    site_name: str = "Plainfield School"
    instance_guid: str = "plainfield.signpost.example"

    @property
    def issuer_name(self) -> str:
        """Return who signs messages."""
        return self.issuer or self.public_url

    @field_validator("public_url")
    @classmethod
    def _without_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")
