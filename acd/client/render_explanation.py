"""The picture of an explanation: sentences, then those who were not asked, by reason. Every text passes `plain`."""

from collections.abc import Iterable

import msgspec
from rich.console import Group as Lines
from rich.console import RenderableType
from rich.text import Text

from acd.client.plain import plain
from acd.explain.answer import Explanation, Group, OfferReason, Wait

SENTENCE = 600


def explanation(found: Explanation) -> RenderableType:
    """Draw the whole answer."""
    lines = [_line(sentence) for sentence in found.sentences]
    for offer in found.offers:
        lines += _offer(offer)
    if found.wait is not None:
        lines += _wait(found.wait, over=found.state == "ended")
    if found.served_first:
        lines += [Text(""), Text("Came later and were offered first", "bold")]
        lines += [_line(sentence, 2) for sentence in found.served_first]
    lines += [Text(plain(note, SENTENCE), "dim") for note in found.notes]
    return Lines(*lines)


def as_json(found: Explanation) -> str:
    """Return the same as data: one JSON object."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def _offer(offer: OfferReason) -> list[Text]:
    asks = "" if offer.asks is None else f", asks for {plain(offer.asks, SENTENCE)}"
    choice = "" if offer.choice is None else f", {plain(offer.choice)}"
    head = Text("\n").append(f"Offer {offer.number}: {plain(offer.name)}", "bold").append(f"{choice}{asks}", "dim")
    return [head, *(_line(sentence, 2) for sentence in offer.sentences), *_others("Not asked:", offer.others)]


def _wait(wait: Wait, *, over: bool) -> list[Text]:
    head = Text("\n").append("Why nobody at the end" if over else "Why nobody yet", "bold")
    return [head, *(_line(sentence, 2) for sentence in wait.sentences), *_others("Agents:", wait.others)]


def _others(head: str, groups: Iterable[Group]) -> list[Text]:
    lines = [_group(group) for group in groups]
    return [_line(head, 2), *lines] if lines else []


def _group(group: Group) -> Text:
    line = Text("    ").append(f"{group.count} {plain(group.text)}", "yellow").append(": ")
    names = [plain(one.name) + (f" ({plain(one.detail, 200)})" if one.detail else "") for one in group.agents]
    left = group.count - len(names)
    return line.append(", ".join([*names, *([f"and {left} more (--all)"] if left else [])]))


def _line(sentence: str, indent: int = 0) -> Text:
    return Text(" " * indent + plain(sentence, SENTENCE))
