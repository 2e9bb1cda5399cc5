"""Kafka's jars: named in `pom.xml`, brought by Maven, kept in a folder."""

import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from deploy.kafka.errors import ArtifactsAbsent, ToolAbsent

POM = Path(__file__).with_name("pom.xml")
OLDEST_JAVA = 17
_PATIENCE_S = 900
_MARK = ".complete"


def check_java() -> None:
    """See that a Java runs which is new enough.

    Raises:
        ToolAbsent: there is none.
    """
    java = shutil.which("java")
    if java is None:
        raise ToolAbsent(f"java is absent: install a JRE of version {OLDEST_JAVA} or newer")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = java_version(said)
    if version is None or version < OLDEST_JAVA:
        raise ToolAbsent(f"Java {OLDEST_JAVA} or newer is needed, this is {version or said[:80]}")


def java_version(said: str) -> int | None:
    """Return the major version in what `java -version` says."""
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def jars(folder: Path) -> Path:
    """Return the folder of the jars, filled by Maven unless it is complete.

    Raises:
        ToolAbsent: Java or Maven is not here.
        ArtifactsAbsent: Maven says why.
    """
    check_java()
    libs, mark = folder / "libs", folder / "libs" / _MARK
    wanted = sha256(POM.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != wanted:
        shutil.rmtree(libs, ignore_errors=True)
        _fetch(libs)
        mark.write_text(wanted)
    return libs


def _fetch(libs: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise ToolAbsent("mvn is absent: install Maven, it brings Apache Kafka's jars")
    done = subprocess.run(
        [
            *(maven, "--batch-mode", "--quiet", "--file", str(POM)),
            *("dependency:copy-dependencies", "-DincludeScope=runtime"),
            f"-DoutputDirectory={libs.resolve()}",
        ],
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    if done.returncode != 0:
        raise ArtifactsAbsent(f"Maven could not bring Kafka:\n{done.stdout}{done.stderr}")
