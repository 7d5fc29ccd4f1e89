"""The engine over a real folder: answers, abstentions, and an index that follows the documents."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import pytest

from retrieval import (
    Answer,
    DocumentNotFoundError,
    EmptyQuestionError,
    Engine,
    IndexBusyError,
    IndexConfig,
    IndexOutdatedError,
    IndexUnwritableError,
    ParagraphNotFoundError,
    QueryParameters,
    QuestionTooLongError,
    SeedsEmptyError,
    SkipReason,
)
from retrieval.index import manifest
from retrieval.index.store import Store
from tests.conftest import make_static_model


class Place:
    """A folder of documents and its index."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.seeds = folder / "seeds"
        self.index_directory = folder / "index"
        self.config = IndexConfig(embedding_model=str(model))
        self.seeds.mkdir()

    def write(self, name: str, text: str) -> None:
        (self.seeds / name).parent.mkdir(parents=True, exist_ok=True)
        (self.seeds / name).write_text(text)

    def open(self, config: IndexConfig | None = None) -> Engine:
        return Engine.open(self.seeds, self.index_directory, config=config or self.config)


@pytest.fixture
def place(tmp_path: Path, tiny_model: Path) -> Place:
    place = Place(tmp_path, tiny_model)
    place.write("satzung.md", "# Satzung\n\nDer Verein sitzt in Bonn.\n\nDer Vorstand wird alle zwei Jahre gewählt.\n")
    place.write("unten/hof.txt", "Der Hof öffnet um neun Uhr.\n\nHunde müssen an die Leine.\n")
    return place


def test_an_answer_quotes_the_document_to_the_letter(place: Place) -> None:
    reply = place.open().ask("Wo sitzt der Verein?")
    assert isinstance(reply, Answer)
    citation = reply.citations[0]
    assert (citation.document_id, citation.title, citation.paragraph) == ("satzung.md", "Satzung", 1)
    assert citation.quote == "Der Verein sitzt in Bonn."
    assert citation.quote == (place.seeds / "satzung.md").read_text()[citation.span.start : citation.span.end]
    assert reply.text == "Der Verein sitzt in Bonn. [1]"


def test_the_same_question_has_the_same_answer(place: Place) -> None:
    question = "Wann öffnet der Hof?"
    assert place.open().snapshot.explain(question) == place.open().snapshot.explain(question)


def test_the_matching_words_of_a_quote_are_known(place: Place) -> None:
    engine = place.open()
    reply = engine.ask("Wo sitzt der Verein?")
    assert isinstance(reply, Answer)
    citation = reply.citations[0]
    words = [span.slice(citation.quote) for span in engine.snapshot.emphasis(citation, "Wo sitzt der Verein?")]
    assert words == ["Verein", "sitzt"]


@pytest.mark.parametrize("question", ["", "  \n", "\x00\x07\x1b", "\x1b[31m", "🙂🙂", "?!"])
def test_a_question_without_a_word_is_refused(place: Place, question: str) -> None:
    with pytest.raises(EmptyQuestionError):
        place.open().ask(question)


def test_an_endless_question_is_refused(place: Place) -> None:
    with pytest.raises(QuestionTooLongError, match="100,000"):
        place.open().ask("a" * 100_000)


def test_bytes_that_are_no_characters_do_no_harm(place: Place) -> None:
    assert place.open().ask("Wo sitzt der Verein\udcff?").question == "Wo sitzt der Verein??"


def test_nothing_is_built_when_nothing_changed(place: Place) -> None:
    first = place.open().last_build
    assert first is not None
    assert first.changes.added == ("satzung.md", "unten/hof.txt")
    assert place.open().last_build is None


def test_only_new_passages_are_embedded(place: Place) -> None:
    place.open()
    place.write("satzung.md", "# Satzung\n\nDer Verein sitzt in Köln.\n\nDer Vorstand wird alle zwei Jahre gewählt.\n")
    place.write("neu.txt", "Ganz neu.")
    (place.seeds / "unten" / "hof.txt").rename(place.seeds / "hof.txt")
    report = place.open().last_build
    assert report is not None
    assert report.changes.added == ("hof.txt", "neu.txt")
    assert report.changes.changed == ("satzung.md",)
    assert report.changes.removed == ("unten/hof.txt",)
    assert (report.embedded, report.reused) == (2, 3)


def test_a_running_engine_follows_the_documents(place: Place) -> None:
    engine = place.open()
    place.write("satzung.md", "Der Verein sitzt in Köln.\n")
    assert engine.refresh().changes.changed == ("satzung.md",)
    reply = engine.ask("Wo sitzt der Verein?")
    assert isinstance(reply, Answer)
    assert reply.citations[0].quote == "Der Verein sitzt in Köln."
    assert not engine.refresh().changes


def test_a_removed_document_is_gone(place: Place) -> None:
    engine = place.open()
    (place.seeds / "unten" / "hof.txt").unlink()
    engine.refresh()
    assert [source.document_id for source in engine.snapshot.sources()] == ["satzung.md"]
    with pytest.raises(DocumentNotFoundError):
        engine.snapshot.paragraphs("unten/hof.txt")


def test_an_incremental_build_equals_a_full_one(place: Place, tmp_path: Path) -> None:
    place.open()
    place.write("unten/hof.txt", "Der Hof öffnet um zehn Uhr.\n\nHunde müssen an die Leine.\n")
    place.open()
    full = Engine.open(place.seeds, tmp_path / "other-index", config=place.config)
    assert full.snapshot.sources()
    incremental, fresh = Store(place.index_directory).load(), Store(tmp_path / "other-index").load()
    assert incremental.manifest == fresh.manifest


def test_another_process_sees_what_the_first_one_built(place: Place) -> None:
    first, second = place.open(), place.open()
    place.write("neu.txt", "Der Garten hat einen Brunnen.")
    first.refresh()
    report = second.refresh()
    assert report.changes.added == ("neu.txt",)
    assert report.embedded == 0


def test_what_another_process_built_can_be_served_without_looking(place: Place) -> None:
    first, second = place.open(), place.open()
    assert second.catch_up() is None
    place.write("neu.txt", "Der Garten hat einen Brunnen.")
    first.refresh()
    report = second.catch_up()
    assert report is not None
    assert report.changes.added == ("neu.txt",)
    assert second.snapshot.paragraph("neu.txt", 1).text == "Der Garten hat einen Brunnen."
    assert second.catch_up() is None


def test_an_index_of_another_configuration_is_not_caught_up_with(place: Place) -> None:
    engine = place.open()
    place.open(IndexConfig(embedding_model=place.config.embedding_model, passage_characters=60))
    assert engine.catch_up() is None
    assert isinstance(engine.ask("Wo sitzt der Verein?"), Answer)
    assert not engine.refresh().changes


def test_while_another_process_builds_the_index_that_is_there_answers_at_once(place: Place) -> None:
    place.open()
    place.write("neu.txt", "Der Garten hat einen Brunnen.")
    with Store(place.index_directory).locked():
        engine = place.open()
        assert isinstance(engine.stale, IndexBusyError)
        assert isinstance(engine.ask("Wo sitzt der Verein?"), Answer)
        with pytest.raises(IndexBusyError):
            engine.refresh()
    assert engine.refresh().changes.added == ("neu.txt",)
    assert engine.stale is None


def test_without_an_index_a_second_builder_may_refuse_to_wait(place: Place) -> None:
    with Store(place.index_directory).locked(), pytest.raises(IndexBusyError):
        Engine.open(place.seeds, place.index_directory, config=place.config, wait_seconds=0)


def test_a_document_that_was_just_saved_is_waited_for(place: Place) -> None:
    place.write("unten/hof.txt", "Eben erst gespeichert.")
    saved = time.time_ns()
    engine = Engine.open(place.seeds, place.index_directory, config=place.config, settle_seconds=0.3)
    assert time.time_ns() - saved >= 0.2 * 10**9
    assert engine.unsettled == ()
    assert len(engine.snapshot.sources()) == 2


def test_the_index_folder_can_be_deleted_while_it_is_served(place: Place) -> None:
    engine = place.open()
    shutil.rmtree(place.index_directory)
    place.write("neu.txt", "Der Garten hat einen Brunnen.")
    assert engine.refresh().changes.added
    assert isinstance(engine.ask("Wo sitzt der Verein?"), Answer)
    other = place.open()
    assert other.last_build is None
    # The new folder counts from 1 again, yet nobody takes its first generation for the old one.
    assert other.snapshot.index.generation.startswith("000001-")
    assert other.snapshot.index.generation == engine.snapshot.index.generation


def test_an_index_in_another_format_is_rebuilt_and_said_why(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.open()
    monkeypatch.setattr(manifest, "FORMAT_VERSION", manifest.FORMAT_VERSION + 1)
    engine = place.open()
    assert isinstance(engine.damage, IndexOutdatedError)
    assert engine.last_build is not None
    assert isinstance(engine.ask("Wo sitzt der Verein?"), Answer)


def test_weights_exchanged_in_the_folder_of_the_model_are_noticed(place: Place, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(place.config.embedding_model, model)
    config = IndexConfig(embedding_model=str(model))
    place.open(config)
    other = make_static_model(tmp_path / "other", seed=99)
    weights = Path("0_StaticEmbedding", "model.safetensors")
    shutil.copy(other / weights, model / weights)
    report = place.open(config).last_build
    assert report is not None
    assert report.changes.config_changed
    assert (report.embedded, report.reused) == (4, 0)


def test_another_model_rebuilds_everything(place: Place, tmp_path: Path) -> None:
    place.open()
    other = make_static_model(tmp_path / "other", seed=99)
    report = place.open(IndexConfig(embedding_model=str(other))).last_build
    assert report is not None
    assert report.changes.config_changed
    assert report.reused == 0


def test_a_lower_false_answer_rate_raises_the_threshold(place: Place) -> None:
    def threshold(rate: float) -> float:
        parameters = QueryParameters(false_answer_rate=rate)
        engine = Engine.open(place.seeds, place.index_directory, config=place.config, parameters=parameters)
        assert place.open().last_build is None
        return engine.snapshot.explain("Wo sitzt der Verein?").threshold

    assert threshold(0.01) > threshold(0.1) > threshold(0.5)


def test_a_damaged_index_is_named_and_rebuilt(place: Place) -> None:
    place.open()
    vectors = next(place.index_directory.glob("generations/*/vectors"))
    vectors.write_bytes(vectors.read_bytes()[:-1])
    engine = place.open()
    assert engine.damage is not None
    assert engine.damage.path == vectors
    assert isinstance(engine.ask("Wo sitzt der Verein?"), Answer)
    assert place.open().damage is None


def test_emptied_seeds_leave_the_index_alone(place: Place) -> None:
    place.open()
    texts = {path: path.read_text() for path in place.seeds.rglob("*.*")}
    for path in texts:
        path.unlink()
    with pytest.raises(SeedsEmptyError):
        place.open()
    for path, text in texts.items():
        path.write_text(text)
    assert place.open().last_build is None


def test_without_an_index_a_folder_that_cannot_be_written_is_an_error(place: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(IndexUnwritableError):
        Engine.open(place.seeds, tmp_path / "file" / "index", config=place.config)


def test_skipped_files_are_known_and_do_not_rebuild_again(place: Place) -> None:
    place.write("bild.png", "kein Text")
    engine = place.open()
    skipped = [(file.document_id, file.reason, file.detail) for file in engine.snapshot.skipped()]
    assert skipped == [("bild.png", SkipReason.FORMAT, ".png")]
    assert place.open().last_build is None


def test_a_document_is_found_by_its_file_name_alone(place: Place) -> None:
    engine = place.open()
    assert engine.snapshot.paragraph("hof.txt", 2).text == "Hunde müssen an die Leine."
    place.write("oben/hof.txt", "Noch ein Hof.")
    engine.refresh()
    with pytest.raises(DocumentNotFoundError):
        engine.snapshot.paragraph("hof.txt", 2)


def test_a_paragraph_that_is_not_there_names_the_last_one(place: Place) -> None:
    with pytest.raises(ParagraphNotFoundError) as caught:
        place.open().snapshot.paragraph("satzung.md", 7)
    assert (caught.value.number, caught.value.last) == (7, 2)


def test_two_builders_at_once_leave_one_good_index(place: Place) -> None:
    engines: list[Engine] = []
    threads = [threading.Thread(target=lambda: engines.append(place.open())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({engine.snapshot.explain("Wo sitzt der Verein?") for engine in engines}) == 1
    assert sum(engine.last_build is not None and engine.last_build.embedded > 0 for engine in engines) == 1


def test_a_document_of_headings_alone_is_skipped_by_name(place: Place) -> None:
    place.write("leer.md", "# Nur ein Titel\n")
    assert [file.reason for file in place.open().snapshot.skipped()] == [SkipReason.HEADINGS_ONLY]
