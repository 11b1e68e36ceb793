"""The words of the pages of stored questions, in Swedish and English."""

from typing import Final

from samsyn.model import Text

WORDS: Final[dict[str, Text]] = {
    "nav.questions": Text("Frågor", "Questions"),
    "questions.title": Text("Frågor och svar", "Questions and answers"),
    "questions.note": Text(
        "Välj en fråga, så visas svaret som en tabell med källor. Du behöver inte kunna något om data.",
        "Choose a question, and the answer is shown as a table with sources. You need to know nothing of data.",
    ),
    "questions.unknown": Text(
        "Det som ingen källa säger är inte känt. Det betyder aldrig nej.",
        "What no source says is not known. That never means no.",
    ),
    "questions.jump": Text("Frågor för:", "Questions for:"),
    "question.judges": Text("Prövar kravet:", "Checks the requirement:"),
    "question.rows": Text("{n} rader.", "{n} rows."),
    "question.rows.one": Text("1 rad.", "1 row."),
    "question.first": Text(
        "De första {n} visas; alla finns i CSV-filen.", "The first {n} are shown; all are in the CSV file."
    ),
    "question.date": Text("Läget {date}.", "As of {date}."),
    "question.none": Text("Inget i källorna svarar på frågan.", "Nothing in the sources answers the question."),
    "question.yes": Text("Ja", "Yes"),
    "question.no": Text("Nej", "No"),
    "question.csv": Text("Hämta svaret som CSV, för kalkylprogram", "Fetch the answer as CSV, for spreadsheets"),
    "question.query": Text("Visa frågan i SPARQL", "Show the query in SPARQL"),
    "question.query.note": Text(
        "Så ställs frågan till data. Den kan ändras och skickas till /sparql.",
        "This is how the data are asked. It can be changed and sent to /sparql.",
    ),
}
