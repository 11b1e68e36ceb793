"""What the page on decisions says, in Swedish and English."""

from typing import Final

from samsyn.model import Text

WORDS: Final[dict[str, Text]] = {
    "decisions.title": Text("Vem har beslutat vad", "Who has decided what"),
    "decisions.lead": Text(
        "Vad som är känt om besluten: vem som har tagit ställning, hur och när, och vilken källa som säger det.",
        "What is known of the decisions: who has taken a position, which and when, and which source says so.",
    ),
    "decisions.read": Text("Så läser du sidan", "How to read this page"),
    "decisions.read.unknown": Text(
        "”Inte känt” är inte ett nej. Det betyder att ingen av de källor som är lästa säger vad som har beslutats.",
        "“Not known” is not a no. It means that none of the sources read says what has been decided.",
    ),
    "decisions.read.recommended": Text(
        "En rekommendation är inte ett antagande. Ett förslag är det inte heller.",
        "A recommendation is not an adoption. Nor is a proposal.",
    ),
    "decisions.read.centre": Text(
        "Att ett avtal är antaget säger ingenting om hur en verksamhet är. Det står under {link}.",
        "That an agreement has been adopted says nothing about any centre. That is told under {link}.",
    ),
    "decisions.none": Text(
        "Här finns inga uppgifter om sådana beslut. Det betyder inte att det inte finns några.",
        "Nothing is told here of such decisions. That does not mean that there are none.",
    ),
    "decisions.adoption": Text("Hur långt varje part har kommit", "How far each party has come"),
    "decisions.adoption.none": Text(
        "Ingen av de lästa källorna visar att någon part slutligt har antagit avtalet.",
        "None of the sources read shows that any party has finally adopted the agreement.",
    ),
    "decisions.count": Text("{n} kommuner: {parts}.", "{n} municipalities: {parts}."),
    "decisions.in": Text("{outcome} i {n}", "{outcome} in {n}"),
    "decisions.unknown": Text("inte känt", "not known"),
    "decisions.own": Text("Förbundets eget ställningstagande:", "The association's own position:"),
    "decisions.party": Text("Part", "Party"),
    "decisions.how-far": Text("Känt beslut", "Known decision"),
    "decisions.centres": Text("Verksamheter", "Centres"),
    "decisions.centres.none": Text("ingen beskriven här", "none described here"),
    "decisions.list": Text("Beslut och ställningstaganden i tidsordning", "Decisions and positions in order of time"),
    "decisions.date.unknown": Text("Datum inte känt", "Date not known"),
    "decisions.paragraph": Text("§ {n}", "§ {n}"),
    "decisions.or": Text("eller", "or"),
    "decisions.item": Text("punkt {n}", "item {n}"),
    "decisions.case": Text("ärende {n}", "case {n}"),
    "decisions.context": Text("Bakgrund till avtalet", "Background of the agreement"),
    "decisions.differ": Text("Källorna skiljer sig åt", "The sources differ"),
    "decisions.steps": Text("Så kom avtalet till", "How the agreement came about"),
    "decisions.steps.note": Text(
        "Vid varje steg står om det är belagt, bara planerat eller berättat i efterhand.",
        "Each step says whether it is shown by a dated source, only planned, or told afterwards.",
    ),
    "decisions.contradictions": Text("Där källorna säger emot varandra", "Where sources contradict each other"),
    "decisions.contradictions.elsewhere": Text("I andra dokument", "In other documents"),
    "decisions.hold": Text("Så hanteras det här:", "How it is held here:"),
    "decisions.half.1": Text("första halvåret {year}", "first half of {year}"),
    "decisions.half.2": Text("andra halvåret {year}", "second half of {year}"),
    "decisions.other": Text("Samma uppgifter i andra format:", "The same in other formats:"),
    "decisions.filter.outcome": Text("Beslut", "Decision"),
}
