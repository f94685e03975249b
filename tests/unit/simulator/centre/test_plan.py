"""What of a day is counted."""

from acd.simulator.centre.plan import Window


def test_a_stretch_is_cut_to_the_window() -> None:
    """Before, across both ends, within, after."""
    window = Window(100.0, 200.0)
    assert [window.share_of(*stretch) for stretch in ((0, 50), (50, 250), (120, 130), (300, 400))] == [0, 100, 10, 0]
    assert [window.holds(at) for at in (99.9, 100.0, 199.9, 200.0)] == [False, True, True, False]
