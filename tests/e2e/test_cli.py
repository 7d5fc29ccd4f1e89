"""The commands as a person and a script use them: output, exit status, and one clear line when it cannot work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.index.atomic_files import sealed, unsealed
from retrieval.index.manifest import FORMAT_VERSION

if TYPE_CHECKING:
    from tests.e2e.conftest import Place

ARTICLE = "000_0a2c72fa5b3f166f.txt"
GERMAN = "Wann findet der Online-Gipfel der Turkstaaten statt?"
ENGLISH = "Who warned against the intervention of the military alliance?"
UNANSWERABLE = "Wie viele Einwohner hat die Stadt Hamburg?"


def error_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


# Answers


def test_an_answer_shows_the_quote_and_the_paragraph(article: Place) -> None:
    run = article.beleg("ask", GERMAN)
    assert run.returncode == 0
    assert "werden am 11. Januar zu einem außerordentlichen Online-Gipfel zusammenkommen." in run.stdout
    assert f"{ARTICLE} ¶6" in run.stdout
    assert run.stderr == ""


def test_an_abstention_says_so_and_exits_with_one(article: Place) -> None:
    run = article.beleg("ask", UNANSWERABLE)
    assert run.returncode == 1
    assert run.stdout.splitlines()[0] in {
        "Das beantworten die Dokumente nicht.",
        "Dazu findet sich nichts in den Dokumenten.",
    }


def test_an_english_question_is_answered_from_a_german_paragraph_in_an_english_interface(article: Place) -> None:
    run = article.beleg("ask", "--explain", ENGLISH)
    assert "threshold" in run.stdout
    assert f"{ARTICLE} ¶5" in run.stdout


def test_the_words_of_a_question_need_no_quotation_marks(article: Place) -> None:
    assert article.beleg("ask", *GERMAN.split()).stdout == article.beleg("ask", GERMAN).stdout


def test_the_question_can_come_from_standard_input(article: Place) -> None:
    asked = article.beleg("ask", GERMAN).stdout
    assert article.beleg("ask", stdin=GERMAN.encode()).stdout == asked
    assert article.beleg("ask", "-", stdin=f"{GERMAN}\n".encode()).stdout == asked


def test_the_same_question_gives_the_same_bytes_however_the_process_was_started(article: Place) -> None:
    forked = article.beleg("ask", "--json", GERMAN).stdout.encode()
    for seed in ("1", "2"):
        with article.start("ask", "--json", GERMAN, PYTHONHASHSEED=seed) as process:
            assert process.communicate(timeout=article.TIMEOUT_SECONDS) == (forked, b"")


def test_explain_shows_the_stages_after_the_answer(article: Place) -> None:
    run = article.beleg("ask", "--explain", GERMAN)
    assert run.stdout.startswith(article.beleg("ask", GERMAN).stdout)
    assert "Rückhalt" in run.stdout.splitlines()[-1]


def test_output_that_is_no_terminal_has_no_colours_and_no_wrapped_lines(article: Place) -> None:
    run = article.beleg("ask", GERMAN, COLUMNS="40")
    assert "\x1b" not in run.stdout + run.stderr
    assert any(len(line) > 80 for line in run.stdout.splitlines())


# The JSON object


def test_json_is_one_object_and_its_quotes_are_the_document(article: Place) -> None:
    run = article.beleg("ask", "--json", GERMAN)
    value = json.loads(run.stdout)
    assert list(value) == ["question", "answered", "text", "citations", "hits", "reason"]
    assert run.stdout.count("\n") == 1
    assert (value["question"], value["answered"], value["reason"]) == (GERMAN, True, None)
    text = (article.seeds / ARTICLE).read_text(encoding="utf-8")
    for number, citation in enumerate(value["citations"], start=1):
        assert citation["marker"] == number
        assert citation["document"] == ARTICLE
        assert citation["quote"] == text[citation["start"] : citation["end"]]


def test_json_of_an_abstention_gives_the_reason(article: Place) -> None:
    run = article.beleg("ask", "--json", "Wie viele Einwohner hat Kasachstan?")
    value = json.loads(run.stdout)
    assert run.returncode == 1
    assert (value["answered"], value["text"], value["citations"]) == (False, "", [])
    assert value["reason"] in {"not_supported", "nothing_found"}


def test_k_limits_the_hits(article: Place) -> None:
    hits = json.loads(article.beleg("ask", "--json", "-k", "2", GERMAN).stdout)["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2]


def test_explain_leaves_the_object_alone(article: Place) -> None:
    run = article.beleg("ask", "--json", "--explain", GERMAN)
    assert json.loads(run.stdout)["answered"]
    assert "Rückhalt" in run.stderr


def test_an_error_leaves_standard_output_empty(article: Place) -> None:
    run = article.beleg("ask", "--json", "")
    assert (run.returncode, run.stdout) == (2, "")


# Questions that are none, or strange


@pytest.mark.parametrize("question", ["", "   ", "\t\n", "?!…", "😀", "\x1b"])
def test_a_question_without_a_word_is_said_in_one_line_with_an_example(article: Place, question: str) -> None:
    run = article.beleg("ask", question)
    assert run.returncode == 2
    assert error_lines(run.stderr) == [
        "Die Frage enthält kein Wort.",
        'Zum Beispiel: beleg ask "Wer warnte vor einem Fehler?"',
    ]


def test_empty_standard_input_is_an_empty_question(article: Place) -> None:
    assert article.beleg("ask", stdin=b"").returncode == 2


def test_a_question_of_100000_characters_is_refused_with_its_length(article: Place) -> None:
    run = article.beleg("ask", "-", stdin=b"Wer warnte? " * 8_400)
    assert run.returncode == 2
    assert "100.799" in error_lines(run.stderr)[0]


@pytest.mark.parametrize(
    "question",
    [
        "Wer warnte \x1b[31mvor\x07 dem Eingreifen?",
        "Wer warnte \u202evor\u202c dem Eingreifen? 😀👩\u200d💻",
        "Wer warnte [bold]vor[/bold] dem [/] Eingreifen?",
        "-- Wer warnte vor dem Eingreifen",
        "' OR 1=1; Wer warnte vor dem Eingreifen?",
    ],
)
def test_strange_characters_in_a_question_do_no_harm(article: Place, question: str) -> None:
    run = article.beleg("ask", "--json", "--explain", "--", question)
    assert run.returncode in {0, 1}
    assert "\x1b" not in run.stdout + run.stderr
    assert json.loads(run.stdout)["question"] == question.strip()


@pytest.mark.parametrize("question", [b"Wer warnte vor caf\xe9?", b"\xff\xfe"])
def test_bytes_that_are_no_text_do_no_harm(article: Place, question: bytes) -> None:
    assert article.beleg("ask", question).returncode in {0, 1, 2}
    assert article.beleg("ask", "-", stdin=question).returncode in {0, 1, 2}


# Wrong use


@pytest.mark.parametrize(
    "arguments",
    [["sing"], ["ask", "--loud", "x"], ["ask", "-k", "0", "x"], ["ask", "-k", "viele", "x"], ["show"], ["index", "x"]],
)
def test_wrong_use_exits_with_two_and_shows_the_usage(article: Place, arguments: list[str]) -> None:
    run = article.beleg(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert "Usage: beleg" in run.stderr


def test_help_and_version_load_nothing_heavy(article: Place) -> None:
    heavy = {"pydantic_settings", "rich", "prompt_toolkit", "faiss", "numpy", "torch", "sentence_transformers"}
    code = "import sys; from bot.cli import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    for argument in ("--help", "--version"):
        run = subprocess.run(
            [sys.executable, "-c", code, argument],
            env=article.environment(),
            capture_output=True,
            text=True,
            timeout=article.TIMEOUT_SECONDS,
            check=True,
        )
        assert "beleg" in run.stdout
        assert heavy.isdisjoint(run.stderr.split())


# Settings


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01", b"BELEG_TOP_K=many", b"what is this", b"BELEG_SEED=x"])
def test_a_broken_file_of_settings_is_named(copy: Place, content: bytes) -> None:
    (copy.folder / ".env").write_bytes(content)
    run = copy.beleg("ask", GERMAN)
    assert (run.returncode, run.stdout) == (2, "")
    assert error_lines(run.stderr)[0].startswith((".env", "BELEG_"))
    assert len(error_lines(run.stderr)) == 2


def test_every_wrong_setting_has_its_line(article: Place) -> None:
    run = article.beleg("sources", BELEG_TOP_K="0", BELEG_FALSE_ANSWER_RATE="x", BELEG_SEDS="y", LC_ALL="en_US.UTF-8")
    assert run.returncode == 2
    assert [line.split(":")[0] for line in error_lines(run.stderr)[:3]] == [
        "BELEG_SEDS",
        "BELEG_TOP_K",
        "BELEG_FALSE_ANSWER_RATE",
    ]


@pytest.mark.model
def test_an_unknown_model_is_named(article: Place) -> None:
    run = article.beleg("ask", GERMAN, BELEG_EMBEDDING_MODEL="./no-such-model")
    assert run.returncode == 2
    message, hint = error_lines(run.stderr)
    assert "no-such-model" in message
    assert "BELEG_EMBEDDING_MODEL" in hint


def test_folders_can_be_named_on_the_command_line(article: Place, place: Place) -> None:
    run = place.beleg("sources", "--seeds", str(article.seeds), "--index-dir", str(place.folder / "elsewhere"))
    assert run.returncode == 0
    assert (place.folder / "elsewhere").is_dir()
    assert not (place.folder / ".beleg").exists()


def test_the_log_shows_no_question_at_information_level(article: Place) -> None:
    assert "Online-Gipfel" not in article.beleg("ask", GERMAN, BELEG_LOG_LEVEL="INFO").stderr


# Documents and index in trouble


def test_missing_documents_are_said_with_the_folder(place: Place) -> None:
    run = place.beleg("ask", GERMAN)
    assert run.returncode == 3
    assert error_lines(run.stderr)[0] == "Unter seeds gibt es keinen Ordner mit Dokumenten."


def test_a_file_in_place_of_the_folder_is_no_folder(place: Place) -> None:
    place.seeds.write_text("not a folder", encoding="utf-8")
    assert place.beleg("ask", GERMAN).returncode == 3


def test_an_empty_folder_is_said(place: Place) -> None:
    place.seeds.mkdir()
    run = place.beleg("ask", ENGLISH)
    assert run.returncode == 3
    assert error_lines(run.stderr)[0] == "No document in seeds can be indexed (0 skipped)."


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable for root")
def test_an_unreadable_folder_is_said(place: Place) -> None:
    place.seeds.mkdir(mode=0o000)
    run = place.beleg("ask", GERMAN)
    place.seeds.chmod(0o700)
    assert run.returncode == 3


def test_an_index_that_cannot_be_written_is_said(article: Place, place: Place) -> None:
    (place.folder / "file").write_text("", encoding="utf-8")
    run = place.beleg("ask", GERMAN, "--seeds", str(article.seeds), "--index-dir", "file/index")
    assert run.returncode == 3
    assert "file/index" in error_lines(run.stderr)[0]
    assert "BELEG_INDEX_DIR" in error_lines(run.stderr)[1]


def test_a_damaged_index_is_rebuilt_and_answers(copy: Place) -> None:
    for file in (copy.folder / ".beleg").rglob("vectors"):
        file.write_bytes(file.read_bytes()[:40])
    run = copy.beleg("ask", GERMAN)
    assert run.returncode == 0
    assert "¶6" in run.stdout
    assert "vectors ist beschädigt" in error_lines(run.stderr)[0]
    assert error_lines(run.stderr)[1].startswith("Index aufgebaut")


def written_by_version_4(place: Place) -> None:
    """Make the manifest one of format 4, which stored why a file was skipped as an English sentence."""
    [path] = (place.folder / ".beleg").glob("generations/*/manifest.json")
    manifest = json.loads(unsealed(path.read_bytes()))
    assert manifest["format_version"] == FORMAT_VERSION
    manifest["format_version"] = 4
    manifest["skipped"] = [
        {"document_id": "a.png", "reason": "the format is not supported", "detail": "", "sha256": ""}
    ]
    path.write_bytes(sealed(json.dumps(manifest)))


def test_an_index_of_another_version_is_rebuilt_with_one_line_and_not_called_damaged(copy: Place) -> None:
    written_by_version_4(copy)
    run = copy.beleg("ask", GERMAN)
    assert run.returncode == 0
    assert "¶6" in run.stdout
    outdated, built, *_ = error_lines(run.stderr)
    assert outdated == "Der Index stammte von einer anderen Version von Beleg und wurde neu aufgebaut."
    assert built.startswith("Index aufgebaut")
    assert "beschädigt" not in run.stderr


def test_the_check_says_once_that_the_index_is_of_another_version(copy: Place) -> None:
    written_by_version_4(copy)
    run = copy.beleg("index", "--verify")
    assert run.returncode == 1
    assert (run.stdout + run.stderr).count("anderen Version von Beleg") == 1
    assert "beschädigt" not in run.stdout + run.stderr
    assert copy.beleg("index", "--verify").returncode == 0


def test_where_the_index_cannot_be_updated_the_previous_one_answers_and_says_so(copy: Place) -> None:
    (copy.folder / ".beleg" / "lock").unlink()
    (copy.folder / ".beleg" / "lock").mkdir()
    copy.write("haus.txt", "Das Haus wurde 1904 gebaut.")
    run = copy.beleg("ask", GERMAN)
    assert run.returncode == 0
    assert "¶6" in run.stdout
    assert error_lines(run.stderr)[-1] == "Bis dahin antwortet der vorige Index."
    assert copy.beleg("index").returncode == 3


def test_a_binary_file_is_named_and_the_rest_is_indexed(place: Place) -> None:
    place.write("bild.txt", bytes(range(256)) * 20)
    place.write("haus.txt", "Das Haus wurde 1904 gebaut. Der Turm kam 1911 dazu.")
    run = place.beleg("ask", "Wann wurde das Haus gebaut?")
    assert run.returncode == 0
    assert "übersprungen: bild.txt: eine Binärdatei, kein Text" in run.stderr


def test_each_file_that_is_left_out_is_named_with_its_reason_in_german(place: Place) -> None:
    place.write("haus.txt", "Das Haus wurde 1904 gebaut. Der Turm kam 1911 dazu.")
    place.write("leer.txt", "")
    place.write("blank.txt", " \n\n ")
    place.write("tabelle.qqq", "a;b")
    place.write("ohne", "Text ohne Endung.")
    place.write("kaputt.txt", b"\xff\xfea")
    (place.seeds / "link.txt").symlink_to("/etc/hostname")
    assert place.beleg("sources").stdout.splitlines()[4:] == [
        "  übersprungen: blank.txt: enthält keinen Text",
        "  übersprungen: kaputt.txt: beschädigter Text (utf-16, byte 2)",
        "  übersprungen: leer.txt: die Datei ist leer",
        "  übersprungen: link.txt: eine symbolische Verknüpfung; solchen wird nicht gefolgt",
        "  übersprungen: ohne: das Format wird nicht unterstützt",
        "  übersprungen: tabelle.qqq: das Format wird nicht unterstützt (.qqq)",
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_fault_nobody_foresaw_is_one_sentence_with_a_reference(article: Place) -> None:
    with Path("/dev/full").open("wb") as full, article.start("ask", GERMAN, stdout=full.fileno()) as process:
        error = process.communicate(timeout=article.TIMEOUT_SECONDS)[1].decode()
    assert process.returncode == 70
    assert error_lines(error)[0].startswith("In Beleg ist ein unerwarteter Fehler aufgetreten")
    assert "Traceback" not in error


def test_a_closed_pipe_is_quiet(article: Place) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with article.start("show", ARTICLE, stdout=writing) as process:
        os.close(writing)
        assert process.communicate(timeout=article.TIMEOUT_SECONDS)[1] == b""
    assert process.returncode == 141


@pytest.mark.parametrize(
    "command", ["chat <&-", "ask <&-", "ask 'Wer warnte?' >&-", "ask 'Wer warnte?' 2>&-", "sources <&- >&- 2>&-"]
)
def test_closed_streams_do_no_harm(article: Place, command: str) -> None:
    run = subprocess.run(
        ["/bin/sh", "-c", f"exec {sys.executable} -m bot {command}"],
        cwd=article.folder,
        env=article.environment(),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=article.TIMEOUT_SECONDS,
        check=False,
    )
    assert run.returncode in {0, 1, 2}
    assert "Traceback" not in run.stderr


# Index, sources, show


def test_the_first_question_builds_the_index_and_says_so_beside_the_answer(place: Place) -> None:
    place.write("haus.txt", "Das Haus wurde 1904 gebaut. Der Turm kam 1911 dazu.")
    run = place.beleg("ask", "--json", "Wann wurde das Haus gebaut?")
    assert json.loads(run.stdout)["answered"]
    assert "Index aufgebaut: 1 Dokument" in run.stderr
    assert place.beleg("ask", "Wann wurde das Haus gebaut?").stderr == ""


def test_what_changed_is_noticed_and_named(copy: Place) -> None:
    copy.write("haus.txt", "Das Haus wurde 1904 gebaut. Der Turm kam 1911 dazu.")
    assert "neu: haus.txt" in copy.beleg("ask", GERMAN).stderr
    copy.write("haus.txt", "Das Haus wurde 1905 gebaut. Der Turm kam 1911 dazu.")
    changed = copy.beleg("ask", "Wann wurde das Haus gebaut?")
    assert "1905" in changed.stdout
    assert "geändert: haus.txt" in changed.stderr
    (copy.seeds / "haus.txt").unlink()
    gone = copy.beleg("ask", "When was the house built?")
    assert "removed: haus.txt" in gone.stderr
    assert "1905" not in gone.stdout


def test_index_names_what_it_did_and_then_that_there_is_nothing_to_do(place: Place) -> None:
    place.write("haus.txt", "Das Haus wurde 1904 gebaut.")
    first = place.beleg("index")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[1] == "  neu: haus.txt"
    assert place.beleg("index").stdout.startswith("Der Index ist aktuell: 1 Dokument.\n")
    assert place.beleg("index", "--rebuild").stdout.startswith("Index aufgebaut: 1 Dokument")


def test_sources_lists_documents_with_paragraphs_and_language(article: Place) -> None:
    run = article.beleg("sources")
    assert run.stdout == f"1 Dokument in seeds\n\n  {ARTICLE}  Text, 13 Absätze, Deutsch\n"
    assert article.beleg("sources", BELEG_LANGUAGE="en").stdout.endswith("13 paragraphs, German\n")


def test_show_prints_the_paragraph_that_an_answer_cites(article: Place) -> None:
    citation = json.loads(article.beleg("ask", "--json", GERMAN).stdout)["citations"][0]
    run = article.beleg("show", citation["document"], str(citation["paragraph"]))
    assert run.returncode == 0
    assert f"¶{citation['paragraph']}  " in run.stdout
    assert citation["quote"] in run.stdout


def test_show_prints_all_paragraphs_in_their_order(article: Place) -> None:
    lines = article.beleg("show", ARTICLE).stdout.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("¶")] == [f"¶{number}" for number in range(1, 14)]


@pytest.mark.parametrize("arguments", [["nirgends.txt"], [ARTICLE, "99"], [ARTICLE, "0"]])
def test_show_says_what_is_not_there_and_what_to_try(article: Place, arguments: list[str]) -> None:
    run = article.beleg("show", *arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert "beleg s" in error_lines(run.stderr)[1]


def test_a_document_cannot_steer_the_terminal(place: Place) -> None:
    place.write(
        "boese.txt", "Der Turm \x1b]0;x\x07 wurde [red]1911[/red] \u202egebaut.\n\nEin zweiter Absatz steht hier."
    )
    shown = place.beleg("show", "boese.txt").stdout
    assert "[red]1911[/red]" in shown
    assert not any(character in shown for character in "\x1b\x07\u202e")


# A conversation through a pipe


def test_a_piped_conversation_answers_line_by_line(article: Place) -> None:
    typed = f"{GERMAN}\n/show 1\n/why\n/sources\n/new\n/why\n/hlep\n/quit\nnicht mehr gelesen\n"
    run = article.beleg("chat", stdin=typed.encode())
    assert run.returncode == 0
    assert run.stdout.startswith("Beleg kennt 1 Dokument in seeds")
    assert f"› {GERMAN}" in run.stdout
    assert run.stdout.count("werden am 11. Januar") == 2
    assert "Rückhalt" in run.stdout
    assert "Neu begonnen." in run.stdout
    assert "Es gibt noch keine Antwort." in run.stderr
    assert "Gemeint: /help?" in run.stdout
    assert "nicht mehr gelesen" not in run.stdout
    assert "\x1b" not in run.stdout


def test_a_bad_question_does_not_end_a_conversation(article: Place) -> None:
    run = article.beleg("chat", stdin=f"?!\n{'x' * 3000}\n{GERMAN}\n".encode())
    assert run.returncode == 0
    assert "Die Frage enthält kein Wort." in run.stderr
    assert "3.000" in run.stderr
    assert "werden am 11. Januar" in run.stdout
