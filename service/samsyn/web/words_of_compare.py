"""What the pages on agreements beside each other say of levels, groups and topics, in Swedish and English."""

from typing import Final

from samsyn.model import Text

WORDS: Final[dict[str, Text]] = {
    "reach.title": Text("Räcker det ena för det andra?", "Is the one enough for the other?"),
    "reach.lead": Text(
        "Når en verksamhet som når det ena avtalets lägsta nivå också det andras? Lägsta nivån är de krav som räknas "
        "och som prövas på en verksamhet.",
        "Does a centre that reaches the one agreement's minimum level reach the other's too? The minimum level is the "
        "requirements that count and that are checked on a centre.",
    ),
    "reach.way": Text(
        "Den som når ”{start}”: når den också ”{end}”?", "Who reaches “{start}”: does it reach “{end}” too?"
    ),
    "reach.refuted": Text(
        "En påhittad verksamhet når det ena men inte det andra.", "A made-up centre reaches the one and not the other."
    ),
    "reach.contained": Text("Ja", "Yes"),
    "reach.notContained": Text("Nej", "No"),
    "reach.undecided": Text("Går inte att avgöra", "Cannot be decided"),
    "reach.short.contained": Text("ja", "yes"),
    "reach.short.notContained": Text("nej", "no"),
    "reach.short.undecided": Text("?", "?"),
    "reach.certain": Text("Svaret gäller vad resten av texterna än säger.", "The answer holds whatever the rest says."),
    "reach.asRead": Text("Svaret gäller det som är läst.", "The answer holds as far as the texts are read."),
    "reach.lacks": Text("Det den saknar", "What it lacks"),
    "reach.witness": Text("Visa den påhittade verksamheten", "Show the made-up centre"),
    "reach.made-up": Text("Påhittad", "Made up"),
    "reach.made-up.note": Text(
        "Verksamheten finns inte. Den är den minsta som hittades, och beskrivningen är fullständig: det som inte står "
        "här finns inte.",
        "There is no such centre. It is the smallest that was found, and its description is complete: what is not "
        "stated is not there.",
    ),
    "reach.readings": Text("Enligt olika läsningar", "Under different readings"),
    "reach.table": Text("Alla avtal", "All agreements"),
    "levels.title": Text("Vilken nivå räcker för vilken?", "Which level is enough for which?"),
    "levels.lead": Text(
        "Läs raden först: når en verksamhet som når radens avtal också kolumnens? Svaret gäller avtalens lägsta nivå, "
        "så långt de är lästa. Varje svar leder till paret, med bevis eller motexempel.",
        "Read the row first: does a centre that reaches the agreement of the row also reach that of the column? The "
        "answer is about minimum levels, as far as they are read. Each answer leads to the pair, with a proof or a "
        "counterexample.",
    ),
    "levels.counts": Text(
        "{contained} ja, {notContained} nej, {undecided} går inte att avgöra.",
        "{contained} yes, {notContained} no, {undecided} cannot be decided.",
    ),
    "levels.without": Text("Har ingen lägsta nivå", "Without a minimum level"),
    "levels.without.note": Text(
        "Så långt de är lästa finns inget krav som räknas. Det betyder inte att de inget kräver.",
        "As far as they are read no requirement counts. That does not mean that they ask for nothing.",
    ),
    "levels.row": Text("Når radens avtal", "Reaches the agreement"),
    "levels.download": Text("Hämta tabellen", "Take the table along"),
    "tree.title": Text("Grupper av dokument", "Groups of documents"),
    "tree.note": Text(
        "Dokument förs samman i grupper, de närmaste först. Ju längre till höger de möts, desto längre från varandra "
        "ligger de: medelavståndet mellan grupperna. Par där för lite är läst räknas som avstånd 1.",
        "Documents are joined to groups, the nearest first. The further to the right they meet, the further apart they "
        "lie: the mean distance between the groups. Pairs of which too little is read count as distance 1.",
    ),
    "tree.unplaced": Text(
        "Utan plats, eftersom för lite är läst: {names}.", "Without a place, since too little is read: {names}."
    ),
    "tree.join": Text("{left} och {right} möts vid {distance}", "{left} and {right} meet at {distance}"),
    "tree.table": Text("Grupperna som tabell", "The groups as a table"),
    "tree.one": Text("En grupp", "One group"),
    "tree.other": Text("Möter", "Meets"),
    "topic.lead": Text(
        "Vilka dokument säger något om det här, och hur bindande är det?",
        "Which documents speak of this, and how binding is it?",
    ),
    "topic.speaks": Text("Säger något om det ({n})", "Speak of it ({n})"),
    "topic.silent": Text("Lästa i sin helhet, säger inget om det ({n})", "Read as a whole, say nothing of it ({n})"),
    "topic.silent.note": Text("Att de tiger betyder inte att de förbjuder något.", "Silence does not forbid anything."),
    "topic.notRead": Text("Inte känt ({n})", "Not known ({n})"),
    "topic.notRead.note": Text(
        "De är inte lästa, eller lästa i delar. De kan säga något om det här.",
        "They are not read, or read in part. They may speak of it.",
    ),
    "topic.every-kind": Text("Alla former", "Every kind"),
    "topic.button": Text("Visa", "Show"),
    "topic.document": Text("Dokument", "Document"),
    "topic.area": Text("Gäller i", "Holds in"),
    "topic.binding": Text("Hur bindande", "How binding"),
    "topic.says": Text("Vad det säger", "What it says"),
}
