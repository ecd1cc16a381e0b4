"""Stopping an answer."""

from assistant.web.stops import Stops


def test_a_stop_reaches_the_answer_of_the_same_person_and_page() -> None:
    stops = Stops()
    with stops.running("ada", "page") as cancelled:
        assert not cancelled.is_set()
        assert stops.stop("ada", "page") == 1
        assert cancelled.is_set()


def test_nobody_stops_the_answer_of_somebody_else() -> None:
    stops = Stops()
    with stops.running("ada", "page") as cancelled:
        assert stops.stop("bob", "page") == 0
        assert not cancelled.is_set()


def test_the_other_open_page_of_a_person_goes_on() -> None:
    stops = Stops()
    with stops.running("ada", "one") as first, stops.running("ada", "two") as second:
        stops.stop("ada", "one")
        assert first.is_set()
        assert not second.is_set()


def test_a_finished_answer_is_forgotten_and_its_writer_told() -> None:
    stops = Stops()
    with stops.running("ada", "page") as cancelled:
        pass
    assert cancelled.is_set()
    assert stops.stop("ada", "page") == 0
