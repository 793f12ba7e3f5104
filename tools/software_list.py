"""The software list of an archive, as CycloneDX JSON: each asset, each wheel, each model inside one, each licence."""

from __future__ import annotations

import hashlib
import json
import uuid
import zipfile
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from verify_bundle import sha256

MODELS = (".onnx",)
FONTS = (".ttf", ".otf", ".ttc", ".woff", ".woff2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One thing in the archive that somebody else made, or ourselves.

    Attributes:
        kind: A CycloneDX type: ``library``, ``machine-learning-model``, ``data`` (fonts, lexicons) or ``application``.
        licence: As the maker states it; ``None`` when nothing is stated, as for our own.
        digest: SHA-256 of the file, or ``None`` for the application itself.
        inside: The file of the archive that holds it.
    """

    kind: str
    name: str
    version: str
    licence: str | None
    digest: str | None
    inside: str


def software_list(folder: Path, *, version: str) -> tuple[Component, ...]:
    """The application first, then its assets, then every wheel followed by the models and fonts it carries."""
    ours = Component(kind="application", name="xiandao", version=version, licence=None, digest=None, inside=".")
    wheels = (component for path in sorted(folder.glob("wheels/*.whl")) for component in _wheel_components(path))
    return (ours, *_assets(folder, version), *wheels)


def software_list_json(components: tuple[Component, ...]) -> str:
    """CycloneDX 1.6; the serial number follows from the content, so that the same content gives the same bytes."""
    application, *others = (_entry(component) for component in components)
    body = json.dumps([application, others], ensure_ascii=False, sort_keys=True)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, body)}",
        "version": 1,
        "metadata": {"component": application},
        "components": others,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _assets(folder: Path, version: str) -> tuple[Component, ...]:
    """Our own lexicons, styles and scripts: everything in the package that is not Python."""
    paths = (path for path in sorted(folder.glob("src/xiandao/**/*")) if path.is_file() and path.suffix != ".py")
    return tuple(
        Component(
            kind="data",
            name=path.name,
            version=version,
            licence=None,
            digest=sha256(path),
            inside=path.relative_to(folder).as_posix(),
        )
        for path in paths
    )


def _wheel_components(path: Path) -> tuple[Component, ...]:
    inside = f"wheels/{path.name}"
    with zipfile.ZipFile(path) as wheel:
        about = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(wheel.read(about))
        name, version, licence = metadata["Name"], metadata["Version"], _licence(metadata)
        carried = tuple(
            Component(
                kind="machine-learning-model" if entry.endswith(MODELS) else "data",
                name=Path(entry).name,
                version=version,
                licence=licence,
                digest=hashlib.sha256(wheel.read(entry)).hexdigest(),
                inside=f"{inside}!{entry}",
            )
            for entry in sorted(wheel.namelist())
            if entry.endswith(MODELS + FONTS)
        )
    library = Component(kind="library", name=name, version=version, licence=licence, digest=sha256(path), inside=inside)
    return (library, *carried)


def _licence(metadata: Message) -> str | None:
    """The expression where there is one, else the classifiers, else the first line of the free text."""
    if expression := metadata["License-Expression"]:
        return str(expression)
    classified = [
        value.rsplit(" :: ", 1)[-1]
        for value in metadata.get_all("Classifier", [])
        if value.startswith("License :: ") and value.count(" :: ") > 1
    ]
    stated = (metadata["License"] or "").strip().splitlines()
    return "; ".join(classified) or (stated[0] if stated else None)


def _entry(component: Component) -> dict[str, object]:
    entry: dict[str, object] = {
        "type": component.kind,
        "bom-ref": component.inside if component.kind != "application" else component.name,
        "name": component.name,
        "version": component.version,
        "properties": [{"name": "xiandao:file", "value": component.inside}],
    }
    if component.kind == "library":
        entry["purl"] = f"pkg:pypi/{component.name.lower().replace('_', '-')}@{component.version}"
    if component.digest:
        entry["hashes"] = [{"alg": "SHA-256", "content": component.digest}]
    if component.licence:
        entry["licenses"] = [{"license": {"name": component.licence}}]
    return entry
