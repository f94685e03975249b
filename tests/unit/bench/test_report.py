"""Tables of made-up runs."""

from rich.console import Console

from acd.bench.calls import Results, Sizes
from acd.bench.report import show
from acd.bench.traffic import Hold, Run


def ring(system: str, *ring_ms: float) -> Run:
    return Run("5 calls/s", system, len(ring_ms), 0, list(ring_ms), [2.0], asterisk_cpu_ms=9.0, controller_cpu_ms=3.0)


def gap(system: str, *gap_ms: float) -> Run:
    return Run("9 waiting", system, 10, 0, gap_ms=list(gap_ms), out_of_order=1, asterisk_cpu_ms=9.0)


def printed(results: Results) -> str:
    console = Console(record=True, width=200)
    show(results, Sizes(rounds=2), console)
    return console.export_text()


def test_medians_and_ratios_are_those_of_the_runs() -> None:
    """Of each run the quantile, of those the median; ours over theirs."""
    runs = [ring("acd", 6.0), ring("app_queue", 3.0), ring("acd", 8.0), ring("app_queue", 4.0)]
    runs += [gap("acd", 7.0), gap("app_queue", 350.0)]
    holds = [Hold("acd", 0, 0.1, 0.0, 1000.0, 500.0), Hold("acd", 50, 0.2, 0.05, 9000.0, 550.0)]
    text = printed(Results("22", "then", "now", 0.4, runs, holds))
    lines = [line.split() for line in text.splitlines()]
    assert next(line for line in lines if line[:3] == ["5", "calls/s", "acd"])[3:6] == ["2", "0", "7.0"]
    assert ["acd", "-", "app_queue,", "ms", "3.5"] in [line[:5] for line in lines]
    assert ["acd", "/", "app_queue", "2.000"] in [line[:4] for line in lines]
    assert ["acd", "/", "app_queue", "0.020"] in [line[:4] for line in lines]
    assert "1 (10.0 %)" in text
    # 0.15 cores more for 50 callers: 3 ms a caller and second; 8000 KB are 160 each
    assert next(line for line in lines if line[:2] == ["acd", "50"])[2:] == ["20.0", "5.0", "3.00", "160", "1.0"]


def test_one_system_alone_has_no_ratio() -> None:
    """Nothing is compared with nothing."""
    text = printed(Results("22", "then", "now", 0.4, [ring("acd", 6.0)], []))
    assert "acd /" not in text and "acd -" not in text
