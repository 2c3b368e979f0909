"""The resources of a message, and following references between them in whatever style a sender writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from carecon.intake.element import EMPTY, Element
from carecon.intake.errors import IntakeError


class Bundle:
    """A FHIR message bundle."""

    def __init__(self, content: Any, name: str) -> None:
        """Take parsed JSON. Raises IntakeError where it is not a message bundle."""
        self.root = _message(content, name)
        self._resources: list[Element] = []
        self._by_address: dict[str, Element] = {}
        self._by_identifier: dict[str, Element] = {}
        for entry in self.root.children("entry"):
            resource = entry.child("resource")
            if resource.text("resourceType"):
                self._resources.append(resource)
                self._index(resource, entry.text("fullUrl"))

    def of_type(self, resource_type: str) -> tuple[Element, ...]:
        """Every resource of that type, in the order of the message."""
        return tuple(found for found in self._resources if found.text("resourceType") == resource_type)

    def follow(self, reference: Element, within: Element = EMPTY) -> Element:
        """The resource that `reference` points to, empty where it leads nowhere.

        The reference may be a `urn:uuid`, relative (`Patient/1`), absolute, versioned, to a resource contained in
        `within`, or logical (by an identifier).
        """
        address = reference.text("reference")
        if address.startswith("#"):
            return next((held for held in within.children("contained") if held.text("id") == address[1:]), EMPTY)
        for spelling in _spellings(address):
            if spelling in self._by_address:
                return self._by_address[spelling]
        return self._by_identifier.get(reference.child("identifier").text("value").lower(), EMPTY)

    def one(self, resource_type: str, references: Iterable[Element], within: Element) -> Element:
        """The resource of that type that one of `references` points to, or else the only one in the message."""
        for reference in references:
            found = self.follow(reference, within)
            if found.text("resourceType") == resource_type:
                return found
        of_type = self.of_type(resource_type)
        return of_type[0] if len(of_type) == 1 else EMPTY

    def _index(self, resource: Element, full_url: str) -> None:
        kind, own = resource.text("resourceType"), resource.text("id")
        addresses = [*_spellings(full_url)]
        if own:
            addresses += [*_spellings(f"{kind}/{own}"), *_spellings(f"urn:uuid:{own}")]
        for address in addresses:
            self._by_address.setdefault(address, resource)
        for identifier in resource.children("identifier"):
            if value := identifier.text("value").lower():
                self._by_identifier.setdefault(value, resource)


def _spellings(address: str) -> Iterator[str]:
    """The ways one address may be written, the most exact first."""
    bare = re.sub(r"/_history/[^/]+$", "", address.strip().lower())
    if not bare:
        return
    yield bare
    yield bare.removeprefix("urn:uuid:")
    yield "/".join(bare.rsplit("/", 2)[-2:])


def _message(content: Any, name: str) -> Element:
    if not isinstance(content, dict):
        raise IntakeError(name, f"holds {_kind(content)}; a FHIR message (a Bundle) is expected")
    root = Element(content)
    resource_type = root.text("resourceType")
    if resource_type != "Bundle":
        found = f"is a FHIR {resource_type[:40]}" if resource_type else "is JSON without a resourceType"
        raise IntakeError(name, f"{found}; a FHIR message (a Bundle) is expected")
    bundle_type = root.text("type")
    if bundle_type.lower() != "message":
        found = f"is a Bundle of type {bundle_type[:40]!r}" if bundle_type else "is a Bundle without a type"
        raise IntakeError(name, f"{found}; type 'message' is expected")
    return root


def _kind(content: Any) -> str:
    kinds = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(content), "a number")
