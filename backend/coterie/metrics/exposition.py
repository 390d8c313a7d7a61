"""Prometheus' text format; what is counted is left to others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A name with its values, each under labels."""

    name: str
    about: str
    # counter or gauge
    kind: str = "gauge"
    values: Mapping[tuple[tuple[str, str], ...], float] = field(default_factory=dict)

    def lines(self) -> Iterable[str]:
        yield f"# HELP {self.name} {self.about}"
        yield f"# TYPE {self.name} {self.kind}"
        for labels, value in self.values.items():
            named = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
            yield f"{self.name}{{{named}}} {value}" if named else f"{self.name} {value}"


def exposition(metrics: Iterable[Metric]) -> str:
    return "".join(f"{line}\n" for metric in metrics for line in metric.lines())


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
