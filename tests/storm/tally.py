"""How much was lived through in storms, for people who want to know what the figure of calls is made of."""

from collections import Counter
from dataclasses import dataclass, field

from tests.storm.centre import Centre


@dataclass
class Tally:
    """Sums over stories."""

    stories: int = 0
    calls: int = 0
    """Callers of whom a controller was told."""
    events: int = 0
    cpu_s: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    happenings: Counter[str] = field(default_factory=Counter)
    twists: Counter[str] = field(default_factory=Counter)

    def add(self, centre: Centre) -> None:
        """Take a story that was lived to its end."""
        self.stories += 1
        self.calls += centre.heard_of
        self.events += centre.steps
        ends = Counter(end.outcome.reason.value for end in centre.ledger.ended.values())
        self.outcomes += ends
        names = {item.number: item.name for item in centre.story.items}
        self.happenings += Counter(names[number] for number in centre.lived)
        self.twists += Counter(f"{key.split()[0]} {word}" for key, word in centre.twists.happened.items())

    def merge(self, other: "Tally") -> None:
        """Add another."""
        self.stories += other.stories
        self.calls += other.calls
        self.events += other.events
        self.cpu_s += other.cpu_s
        self.outcomes += other.outcomes
        self.happenings += other.happenings
        self.twists += other.twists

    def lines(self) -> list[str]:
        """Return what people read."""
        return [
            f"{self.calls:,} calls in {self.stories:,} stories, {self.events:,} events",
            *(f"  {title}: {_listed(counts)}" for title, counts in self._parts()),
        ]

    def _parts(self) -> list[tuple[str, Counter[str]]]:
        return [("ends", self.outcomes), ("happened", self.happenings), ("twists", self.twists)]


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in counts.most_common())
