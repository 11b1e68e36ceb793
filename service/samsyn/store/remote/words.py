"""What is told of questions that a store elsewhere is not asked, and of writes that it did not make."""

from samsyn.errors import BadInput, BadQuery, NotWritable, SamsynError, StoreTrouble, Swedish


def later(error: SamsynError) -> StoreTrouble:
    """The error for a write that is in the journal, and that the store elsewhere is yet to make."""
    return StoreTrouble(
        f"{error.message} What was sent is kept, and is written there as soon as it answers, unless it refuses it.",
        advice="Do not send it again; look whether it is there.",
        sv=Swedish(
            f"{error.sv.message} Det som skickades är sparat och skrivs dit när lagret svarar, om det tar emot det.",
            "Skicka det inte igen; se efter om det finns.",
        ),
    )


def not_begun() -> StoreTrouble:
    """The error for a write that came behind one that met silence."""
    return StoreTrouble(
        "The remote store did not answer the write before this one; nothing of this one is kept.",
        advice="Send it again in a while.",
        sv=Swedish(
            "Det fjärranslutna lagret svarade inte på ändringen före den här; inget av den här är sparat.",
            "Skicka den igen om en stund.",
        ),
    )


def refused(error: SamsynError) -> SamsynError:
    """The error for a write that the store elsewhere will not make, and of which nothing is left."""
    if isinstance(error, BadInput):
        return error
    return StoreTrouble(
        f"{error.message} It did so each time; nothing of what was sent is kept.",
        advice="See what the remote store logs.",
        sv=Swedish(
            f"{error.sv.message} Så svarade det varje gång; inget av det som skickades är sparat.",
            "Se vad det fjärranslutna lagret skriver i sin logg.",
        ),
    )


def stuck(number: int, error: SamsynError) -> StoreTrouble:
    """The error for a store elsewhere that refuses what was acknowledged, which is never given up."""
    return StoreTrouble(
        f"The remote store refuses write {number}, which was made before: {error.message}",
        advice="Give it what it lacks, or start without --store-url: the index is then made here of the same journal.",
        sv=Swedish(
            f"Det fjärranslutna lagret vägrar ta emot ändring {number}, som redan är gjord: {error.sv.message}",
            "Åtgärda det, eller starta utan --store-url: då görs ett index här av samma journal.",
        ),
    )


def taken(graph: str) -> NotWritable:
    """The error for a graph there that is not ours to write to."""
    return NotWritable(
        f"The remote store holds something of its own in the graph {graph}.",
        advice="Name another graph.",
        sv=Swedish(f"Det fjärranslutna lagret har något eget i grafen {graph}.", "Ange en annan graf."),
    )


def too_many_graphs(there: int, most: int) -> BadQuery:
    """The error for a query that would look through more graphs than can be named to a store elsewhere."""
    return BadQuery(
        f"There are {there} graphs; GRAPH with a variable looks through {most} at most here.",
        advice="Name the graph in the query, or ask the default graph, which holds all of them.",
        sv=Swedish(
            f"Det finns {there} grafer; GRAPH med en variabel går igenom högst {most} här.",
            "Namnge grafen i frågan, eller fråga standardgrafen, som innehåller alla.",
        ),
    )


def unreached(text: str, accept: str) -> bytes:
    """Sends nothing: what a reader has until it is told how. Raises StoreTrouble."""
    raise StoreTrouble(
        "This process has no way to the remote store.",
        sv=Swedish("Den här processen når inte det fjärranslutna lagret."),
    )
