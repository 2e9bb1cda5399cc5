"""Registration links: the tool's address with our one-time token on it."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def configuration_url(issuer: str) -> str:
    """Return where a tool reads our OpenID configuration."""
    return f"{issuer}/.well-known/openid-configuration"


def registration_url(tool_url: str, issuer: str, token: str) -> str:
    """Return a tool's registration address with our two parameters added."""
    parts = urlsplit(tool_url)
    query = [
        *parse_qsl(parts.query, keep_blank_values=True),
        ("openid_configuration", configuration_url(issuer)),
        ("registration_token", token),
    ]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
