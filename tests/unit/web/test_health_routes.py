"""For probes and Prometheus."""

from tests.unit.web.stage import Stage


def test_the_process_answers() -> None:
    """Alive, whatever is missing."""
    answer = Stage(problems={"pbx": "gone"}).client(None).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_ready() -> None:
    """No problem is ready."""
    answer = Stage().client(None).get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


def test_not_ready_says_why() -> None:
    """503 with each component and what is wrong with it."""
    answer = Stage(problems={"pbx": "not connected", "database": "away"}).client(None).get("/readyz")
    assert answer.status_code == 503
    body = answer.json()
    assert body["detail"] == "Not ready: pbx: not connected; database: away"
    assert body["errors"] == [
        {"field": "pbx", "message": "not connected"},
        {"field": "database", "message": "away"},
    ]


def test_metrics_are_in_the_text_format() -> None:
    """Exactly what was given, under the type that Prometheus knows."""
    answer = Stage().client(None).get("/metrics")
    assert answer.content == b"acd_calls 1.0\n"
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
