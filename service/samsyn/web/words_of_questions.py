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
    "assessed.behind": Text(
        "Bedömningarna är inte klara: {n} av {of} verksamheter är bedömda enligt läget {date}. Övriga har en äldre "
        "bedömning eller ingen ännu, så svaret kan ändras.",
        "The assessments are under way: {n} of {of} centres are assessed as of {date}. The others have older "
        "assessments or none yet, so the answer may change.",
    ),
    "question.date": Text("Läget {date}.", "As of {date}."),
    "question.none": Text("Inget i källorna svarar på frågan.", "Nothing in the sources answers the question."),
    "question.yes": Text("Ja", "Yes"),
    "question.no": Text("Nej", "No"),
    "question.csv": Text("Hämta svaret som CSV, för kalkylprogram", "Fetch the answer as CSV, for spreadsheets"),
    "query.title": Text("Fråga data själv", "Ask the data yourself"),
    "query.note": Text(
        "Här ställs frågor i SPARQL, för den som kan det eller vill lära sig. Börja med en lagrad fråga och ändra den.",
        "Here the data are asked in SPARQL, by those who know it or want to learn. Begin with a stored question.",
    ),
    "query.plain": Text("Färdiga frågor med svar", "Ready-made questions with answers"),
    "query.own": Text("Vill du ändra en fråga eller ställa en egen?", "Change a question, or ask your own?"),
    "query.open": Text("Öppna frågan för att ändra den", "Open the query to change it"),
    "query.text": Text("Frågan i SPARQL", "The query in SPARQL"),
    "query.hint": Text(
        "Förkortningar som sam:, rdfs: och earl: behöver inte förklaras. Frågan ändrar ingenting.",
        "Prefixes such as sam:, rdfs: and earl: need not be declared. A query changes nothing.",
    ),
    "query.button": Text("Ställ frågan", "Ask"),
    "query.answer": Text("Svaret", "The answer"),
    "query.where": Text("Felet finns på rad {line}.", "It is on line {line}."),
    "query.first": Text("De första {n} visas; alla finns i filerna.", "The first {n} are shown; all are in the files."),
    "query.files": Text("Hämta svaret:", "Fetch the answer:"),
    "query.stored": Text("Lagrade frågor", "Stored questions"),
    "query.stored.note": Text(
        "Välj en, så står den i rutan och kan ändras.", "Choose one, and it stands in the box and can be changed."
    ),
    "question.query": Text("Visa frågan i SPARQL", "Show the query in SPARQL"),
    "question.query.note": Text(
        "Så ställs frågan till data. Den kan ändras och skickas till /sparql.",
        "This is how the data are asked. It can be changed and sent to /sparql.",
    ),
}
