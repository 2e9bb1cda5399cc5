"""`signpost lti-check`: try any LTI 1.3 tool with good and bad launches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click
import httpx

from deploy.launch_check.cases import Case, bad_cases, good_cases
from deploy.launch_check.driving import Answer, Stage, Verdict, judge
from deploy.launch_check.errors import CheckError, LoginRefused
from deploy.launch_check.platform import CheckPlatform, open_server, serving
from deploy.launch_check.registering import register


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what the tool did with it."""

    case: Case
    verdict: Verdict

    @property
    def is_right(self) -> bool:
        """Tell whether the tool did what it must."""
        return self.verdict == ("let in" if self.case.lets_in else "refused")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    login_url: str | None
    launch_url: str | None
    register_url: str | None
    host: str
    port: int
    issuer: str | None
    client_id: str
    deployment_id: str
    refusal_text: str
    timeout_s: float

    def platform(self, port: int) -> CheckPlatform:
        """Return the platform whose keys are served at a port."""
        issuer = (self.issuer or f"http://{self.host}:{port}").rstrip("/")
        return CheckPlatform(issuer, self.client_id, self.deployment_id, self.launch_url or "")


@click.command("lti-check")
@click.argument("login_url", required=False)
@click.argument("launch_url", required=False)
@click.option("--register", "register_url", help="The tool's Dynamic Registration address.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to serve the keys.")
@click.option("--port", default=0, help="Its port; any free one unless given.")
@click.option("--issuer", help="The keys' address as the tool sees it, if it is another.")
@click.option("--client-id", default="launch-check", show_default=True)
@click.option("--deployment-id", default="launch-check-1", show_default=True)
@click.option("--refusal-text", default="", help="Words of the tool's error page, if it says 200.")
@click.option("--timeout-s", default=10.0, show_default=True, help="For each call to the tool.")
def command(**given: Any) -> None:
    """Try a tool with launches that must come in and launches that must not.

    LOGIN_URL is the tool's OIDC login address and LAUNCH_URL the target link of
    its launches; both come from the registration if --register is given. Else
    the values to register are printed first. Ends with 1 if a verdict is wrong.
    """
    options = Options(**given)
    if not options.register_url and not (options.login_url and options.launch_url):
        raise click.UsageError("Give LOGIN_URL and LAUNCH_URL, or --register.")
    server = open_server(options.host, options.port)
    platform = options.platform(server.server_address[1])
    client = httpx.Client(timeout=options.timeout_s, follow_redirects=False, trust_env=False)
    with serving(platform, server), client:
        try:
            stage = Stage(client, platform, _introduce(client, platform, options))
            wrong = _report(stage, options.refusal_text)
        except (CheckError, httpx.HTTPError) as error:
            raise click.ClickException(str(error)) from error
    if wrong:
        raise click.exceptions.Exit(1)


def _introduce(client: httpx.Client, platform: CheckPlatform, options: Options) -> str:
    """Make the platform known to the tool; return the address of the tool's logins."""
    if options.register_url:
        found = register(client, platform, options.register_url)
        return options.login_url or found
    _ask_to_register(platform)
    return str(options.login_url)


def try_all(stage: Stage, refusal_text: str = "") -> Iterator[Outcome]:
    """Yield every case with its verdict.

    The first is a plain launch. If it does not come in nothing else would mean
    anything, so it is then the only one.
    """
    plain, *others = [*good_cases(), *bad_cases()]
    good = _answer(plain, stage)
    first = Outcome(plain, judge(good, None, refusal_text))
    yield first
    if first.is_right:
        for case in others:
            yield Outcome(case, judge(_answer(case, stage), good, refusal_text))


def _answer(case: Case, stage: Stage) -> Answer:
    try:
        return case.run(stage)
    except LoginRefused as refused:
        answer = refused.answer
        return Answer(max(answer.status_code, 400), redirected=False, text=answer.text)


def _report(stage: Stage, refusal_text: str) -> int:
    """Print each case and return how many verdicts are wrong."""
    tried = wrong = 0
    for outcome in try_all(stage, refusal_text):
        tried += 1
        wrong += not outcome.is_right
        must = "must come in" if outcome.case.lets_in else "must not come in"
        said = "ok" if outcome.is_right else "WRONG"
        click.echo(f"{said:<7}{outcome.verdict:<9}{must:<18}{outcome.case.name}")
    if tried == 1:
        click.echo("A plain launch does not come in: is the platform registered with the tool?")
    click.echo(f"{tried - wrong} of {tried} right.")
    return wrong


def _ask_to_register(platform: CheckPlatform) -> None:
    said = platform.configuration
    click.echo("Register this platform with the tool:")
    for name, value in (
        ("issuer", platform.issuer),
        ("client id", platform.client_id),
        ("deployment id", platform.deployment_id),
        ("login (authorization) URL", said["authorization_endpoint"]),
        ("key set URL", said["jwks_uri"]),
        ("access token URL", said["token_endpoint"]),
    ):
        click.echo(f"  {name:<27}{value}")
    click.pause("Press any key when it is registered …")
