"""Writes docs/questions.md and the expected answers in tests/questions: `make questions`; read the difference.

The answers are those of the day that they are expected on. What they say is checked against the facts and against the
assessments in test_questions.py and test_question_facts.py.
"""

from collections import Counter
from pathlib import Path
from typing import Final

from samsyn import answering, library
from samsyn.library import Library
from samsyn.model import Question
from samsyn.store.embedded import EmbeddedStore
from samsyn.workers.dataset import filled

ROOT: Final = Path(__file__).parents[1]
DOCUMENT: Final = ROOT / "docs" / "questions.md"
ANSWERS: Final = ROOT / "tests" / "questions"
#: the day that answers are expected on
DAY: Final = "2024-06-01"
_SHORT: Final = (("https://w3id.org/samsyn/id/", "id:"), ("http://www.w3.org/ns/earl#", "earl:"))
_HEAD: Final = """# The questions

What the three users ask, and what answers them today. `samsyn questions` lists them, `samsyn questions ID` answers one,
`/questions` does so in the browser, and each query runs as it is:
`samsyn query @data/queries/child-of-five.rq --format table`. This document is made of the metadata in `data/queries/`
by `make questions`; the answers in it are those of {day}.

The columns of every answer are named alike:

- `x` is a thing (`?centre`, `?requirement`, `?source`), a word of a code list (`?modality`, `?coverage`) or an outcome;
- `xSv` and `xEn` are what it is called, or says, in Swedish and in English; `xName` is a name that is the same in both;
- `xPage` is its page on the web; `?locatorSv` and `?locatorEn` tell the place in the source;
- `?responsible`, `?kinds` and other lists hold keys with spaces between; plural nouns (`?centres`) are counts.

An empty cell, or a row that is not there, means that nothing is known. It never means no.
"""


def short(answer: str) -> str:
    """An answer in CSV with short addresses and plain ends of lines."""
    for long, brief in _SHORT:
        answer = answer.replace(long, brief)
    return answer.replace("\r\n", "\n")


def answer(store: EmbeddedStore, question: Question) -> str:
    """What a question is answered, as it is expected."""
    return short(store.query(question.query, "csv").body.decode())


def document(lib: Library, store: EmbeddedStore) -> str:
    """The list of questions, by user."""
    parts = [_HEAD.format(day=DAY)]
    for audience in dict.fromkeys(each.audience for each in lib.questions):
        name = lib.named("audience", audience)
        parts.append(f"## {name.en.capitalize()} ({name.sv})\n")
        parts += [_told(each, store) for each in lib.questions if each.audience == audience]
    return "\n".join(parts)


def _told(question: Question, store: EmbeddedStore) -> str:
    found = store.query(question.query, "json").body
    judges = f" Judges `{question.states[0]}`." if question.states else ""
    return (
        f"### {question.text.en}\n\n*{question.text.sv}*\n\n{question.reading.en}{judges}\n\n"
        f"[`{question.id}`](../data/queries/{question.id}.rq): {_says(question, found)}\n"
    )


def _says(question: Question, found: bytes) -> str:
    """What an answer says in a line: yes or no, its one row, or how many rows and outcomes."""
    if question.asks:
        return "yes." if answering.boolean(found) else "no."
    names, rows = answering.plain(found)
    if len(rows) == 1 and all(isinstance(value, int) for value in rows[0].values()):
        return ", ".join(f"{name} {rows[0][name]}" for name in names) + "."
    outcomes = Counter(row["outcome"].rpartition("#")[2] for row in rows if row.get("outcome"))
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    return f"{len(rows)} row{'s' if len(rows) != 1 else ''}{f' ({told})' if told else ''}."


def main() -> None:
    """Writes all anew."""
    lib = library.load()
    store = filled(lib, today=DAY)
    ANSWERS.mkdir(exist_ok=True)
    for old in ANSWERS.glob("*.csv"):
        old.unlink()
    for question in lib.questions:
        (ANSWERS / f"{question.id}.csv").write_text(answer(store, question), encoding="utf-8")
    DOCUMENT.write_text(document(lib, store), encoding="utf-8")


if __name__ == "__main__":
    main()
