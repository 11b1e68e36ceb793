"""Every word that the command line says, in Swedish and English."""

from typing import Final, Literal

from msgspec import Struct

from samsyn.cli import words_of_levels, words_of_stores
from samsyn.model import Text

Lang = Literal["sv", "en"]

WORDS: Final[dict[str, Text]] = {
    **words_of_levels.WORDS,
    **words_of_stores.WORDS,
    # outcomes
    "outcome.passed": Text("uppfyllt", "fulfilled"),
    "outcome.failed": Text("inte uppfyllt", "not fulfilled"),
    "outcome.cantTell": Text("går inte att avgöra", "cannot be told"),
    "outcome.inapplicable": Text("inte tillämpligt", "not applicable"),
    "found": Text("förekommer", "is described"),
    # the heading and the verdict of a report
    "heading.kind": Text("bedömd som {kind}", "judged as {kind}"),
    "heading.date": Text("den {date}", "on {date}"),
    "heading.standard": Text("i strikt läge", "in standard mode"),
    "heading.period": Text(
        "Det är inte känt om avtalet gäller den {date}.", "Whether the agreement is in force on {date} is not known."
    ),
    "verdict.passed": Text(
        "Når upp till miniminivån, så långt avtalet är känt",
        "Reaches the minimum level, on what is known of the agreement",
    ),
    "verdict.passed.whole": Text("Når upp till miniminivån", "Reaches the minimum level"),
    "verdict.failed": Text("Når inte upp till miniminivån", "Does not reach the minimum level"),
    "verdict.cantTell": Text("Går inte att avgöra", "Cannot be told"),
    "verdict.inapplicable": Text("Inte tillämpligt", "Not applicable"),
    "why.counted": Text("Av {n} krav som räknas: {parts}.", "Of {n} requirements that count: {parts}."),
    "why.closed": Text("Verksamheten är stängd.", "The centre is closed."),
    "why.none": Text("Inget krav i avtalet gäller här.", "No requirement of the agreement applies here."),
    "why.cantTell": Text(
        "Inget som räknas är uteslutet, men beskrivningen säger för lite för att avgöra.",
        "Nothing that counts is ruled out, but too little is stated to tell.",
    ),
    "why.readings": Text(
        "Avtalet kan läsas på flera sätt, och svaren skiljer sig: {outcomes}.",
        "The agreement can be read in several ways, and the answers differ: {outcomes}.",
    ),
    "n.passed": Text("{n} uppfyllda", "{n} fulfilled"),
    "n.passed.one": Text("1 uppfyllt", "1 fulfilled"),
    "n.failed": Text("{n} inte uppfyllda", "{n} not fulfilled"),
    "n.failed.one": Text("1 inte uppfyllt", "1 not fulfilled"),
    "n.cantTell": Text("{n} går inte att avgöra", "{n} cannot be told"),
    "n.cantTell.one": Text("1 går inte att avgöra", "1 cannot be told"),
    "n.inapplicable": Text("{n} inte tillämpliga", "{n} not applicable"),
    "n.inapplicable.one": Text("1 inte tillämpligt", "1 not applicable"),
    "plan": Text("Om planen genomförs: {outcome}.", "If the plan is carried out: {outcome}."),
    "faulty": Text(
        "Beskrivningen har fel, och utfallet vilar på den:", "The description has faults, and the verdict rests on it:"
    ),
    "faulty.term": Text("Ord", "Word"),
    "faulty.value": Text("{message} Fel värde: {value}.", "{message} Wrong value: {value}."),
    "quoted": Text("”{text}”", "“{text}”"),
    "claim": Text("Källan säger själv: ”{text}” ({source})", "The source itself says: “{text}” ({source})"),
    "claim.note": Text("Källans ord visas men räknas inte.", "The source's words are shown, not counted."),
    # the parts of a report
    "part.failed": Text("Saknas", "What is missing"),
    "part.failed.standard": Text("Inte visat", "Not shown"),
    "part.cantTell": Text("Behöver anges", "What needs stating"),
    "part.cantTell.note": Text(
        "Beskrivningen säger inget säkert om detta.", "The description says nothing certain of this."
    ),
    "part.passed": Text("Uppfyllt", "Fulfilled"),
    "part.inapplicable": Text("Gäller inte här", "Does not apply here"),
    "part.warnings": Text("Varningar – räknas inte", "Warnings – not counted"),
    "part.information": Text("Upplysningar – räknas inte", "Information – not counted"),
    "part.description": Text("Beskrivningen själv har fel", "The description itself has faults"),
    "part.about": Text("Om bedömningen", "About this assessment"),
    "part.summary": Text("Sammanfattning", "Summary"),
    "responsible": Text("Ansvar: {who}", "Responsible: {who}"),
    "responsible.none": Text("Ingen ansvarig är utpekad", "Nobody is named as responsible"),
    "who.region": Text("regionen", "the region"),
    "who.municipality": Text("kommunen", "the municipality"),
    "who.steering-group": Text("styrgruppen", "the steering group"),
    "who.unknown": Text("ingen källa säger vem", "no source says who"),
    "and": Text("och", "and"),
    "reading": Text("{name} (”{said}”): {outcome} – {why}", "{name} (“{said}”): {outcome} – {why}"),
    "row.why": Text("Därför", "Why"),
    "row.mend": Text("Gör så här", "To mend"),
    "row.state": Text("Ange", "State"),
    "row.source": Text("Källa", "Source"),
    "row.readings": Text("Läsningar", "Readings"),
    "row.id": Text("Krav", "Requirement"),
    "row.clause": Text("Del av avtalet", "Clause"),
    "row.shape": Text("Regel", "Rule"),
    "row.add": Text("Lägg till", "Add"),
    "row.remove": Text("Ta bort", "Remove"),
    "ground.stated": Text("Angivet: {what}", "Stated: {what}"),
    "ground.silent": Text("Inget sägs om {what}", "Nothing is said of {what}"),
    "hint.verbose": Text("-v visar grunderna till allt.", "-v shows the grounds of all."),
    # about the assessment
    "about.coverage.whole": Text("Avtalet är läst i sin helhet.", "The agreement has been read as a whole."),
    "about.in_force.true": Text("Avtalet gällde den {date}.", "The agreement was in force on {date}."),
    "about.in_force.false": Text(
        "Avtalets angivna tid omfattar inte {date}; vad som gällde då är inte känt.",
        "The agreement's stated period does not hold {date}; what was in force then is not known.",
    ),
    "about.description": Text("Beskrivningen är från {date}.", "The description dates from {date}."),
    "about.undated": Text("Beskrivningen är odaterad.", "The description is undated."),
    "about.claimed": Text(
        "Verksamheten kallar sig {claimed}; här bedöms den som {kind}.",
        "The centre calls itself {claimed}; here it is judged as {kind}.",
    ),
    "about.claimed.other": Text(
        "Källan använder en annan benämning; här bedöms verksamheten som {kind}.",
        "The source uses another term; here the centre is judged as {kind}.",
    ),
    "about.derived": Text(
        "Beskrivningen nämner ingen form; av uppgifterna följer {kind}.",
        "The description names no kind; {kind} follows from what is stated.",
    ),
    "about.made_up": Text("Beskrivningen är påhittad, som exempel.", "The description is made up, as an example."),
    "about.standard": Text(
        "Strikt läge: det som inte är angivet räknas som att det saknas.",
        "Standard mode: what is not stated counts as missing.",
    ),
    "about.basis": Text("Regler {rules}, samsyn {version}.", "Rules {rules}, samsyn {version}."),
    # an agreement under the demands on it
    "demands.title": Text("Kraven på själva avtalet, den {date}", "The demands on the agreement itself, on {date}"),
    "demands.passed": Text("Kraven är uppfyllda, så långt avtalet är känt", "Fulfilled, on what is known"),
    "demands.failed": Text("Kraven är inte uppfyllda", "Not fulfilled"),
    "demands.cantTell": Text("Går inte att avgöra", "Cannot be told"),
    "demands.inapplicable": Text("Inget som räknas krävs av avtalet", "Nothing that counts is demanded of it"),
    "demands.none": Text("Inga krav på avtalets text är kända.", "No demands on its text are known."),
    "demands.coverage": Text("Läst av avtalets text: {read}.", "Read of its text: {read}."),
    "demands.own": Text("Vad avtalets text ska säga", "What its text is to say"),
    "demands.of": Text("Enligt {title}", "By {title}"),
    "demands.part.failed": Text("Saknas i avtalet", "Lacking in the agreement"),
    "demands.part.cantTell": Text("Inte känt om det står i avtalet", "Not known whether the agreement says so"),
    "demands.part.passed": Text("Framgår", "Stated"),
    "demands.unstated": Text("Prövas inte, eftersom regel saknas: {ids}.", "Not checked, as no rule states it: {ids}."),
    "demands.shown": Text("{part}: {what}", "{part}: {what}"),
    "row.shown": Text("Framgår", "Stated"),
    "row.who": Text("Ansvar", "Responsible"),
    "row.look": Text("Ta reda på", "Find out"),
    # notes on stderr
    "overall": Text("Samlat utfall: {outcome}", "Overall outcome: {outcome}"),
    "no-reports": Text("Inget att bedöma.", "Nothing to judge."),
    "progress": Text("{done} av {all} filer", "{done} of {all} files"),
    "written": Text("Skrivet till {name}", "Written to {name}"),
    "none-found": Text("Inget finns som passar.", "Nothing matches."),
    "error.no-text": Text(
        "Det här formatet är ingen text. Skriv det till en fil med --output.",
        "This format is no text. Write it to a file with --output.",
    ),
    "fulfilment.agreement": Text("Avtal: {title} ({id})", "Agreement: {title} ({id})"),
    # columns and rows of lists
    "col.id": Text("Id", "Id"),
    "col.title": Text("Titel", "Title"),
    "col.label": Text("Namn", "Name"),
    "col.kinds": Text("Former", "Kinds"),
    "col.kind": Text("Form", "Kind"),
    "col.level": Text("Nivå", "Level"),
    "col.document_kind": Text("Slag", "Document"),
    "col.period": Text("Giltighet", "Period"),
    "col.coverage": Text("Läst", "Read"),
    "col.requirements": Text("Krav", "Requirements"),
    "col.municipality": Text("Kommun", "Municipality"),
    "col.status": Text("Läge", "Status"),
    "col.date": Text("Beskriven", "Described"),
    "col.modality": Text("Styrka", "Modality"),
    "col.layer": Text("Lager", "Layer"),
    "col.statement": Text("Innehåll", "Statement"),
    "col.responsible": Text("Ansvar", "Responsible"),
    "col.checkable": Text("Prövas mot", "Checked against"),
    "col.centre": Text("Verksamhet", "Centre"),
    "col.agreement": Text("Avtal", "Agreement"),
    "col.outcome": Text("Utfall", "Outcome"),
    "col.theme": Text("Tema", "Theme"),
    "col.topic": Text("Ämne", "Topic"),
    "col.applies_to": Text("Gäller", "Applies to"),
    "col.confidence": Text("Säkerhet", "Confidence"),
    "col.evidence": Text("Underlag", "Evidence"),
    "col.check": Text("Så prövas det", "How it is checked"),
    "col.note": Text("Anmärkning", "Note"),
    "col.readings": Text("Läsningar", "Readings"),
    "col.sources": Text("Källor", "Sources"),
    "col.source": Text("Källa", "Source"),
    "col.not_known": Text("Inte känt", "Not known"),
    "col.serviceDelivery": Text("Tjänster", "Services"),
    "col.feature": Text("Kännetecken", "Features"),
    "col.post": Text("Befattningar", "Posts"),
    "col.participation": Text("Parter", "Parties"),
    "col.localAgreement": Text("Lokalt avtal", "Local agreement"),
    "col.other": Text("Övriga uppgifter", "Also stated"),
    "col.claim": Text("Källan säger själv", "The source itself says"),
    "col.question": Text("Fråga", "Question"),
    "col.audience": Text("För", "For"),
    "col.area": Text("Område", "Area"),
    "fulfilment.kind": Text("Bedömda som {kind} ({n})", "Judged as {kind} ({n})"),
    "legend": Text(
        "✓ uppfyllt   ✗ inte uppfyllt   ? går inte att avgöra   – inte tillämpligt   · förekommer",
        "✓ fulfilled   ✗ not fulfilled   ? cannot be told   – not applicable   · is described",
    ),
    # the report of `samsyn shacl`
    "shacl.conforms": Text("✓ Uppgifterna följer reglerna", "✓ The data conforms to the shapes"),
    "shacl.fails": Text("✗ Uppgifterna följer inte reglerna", "✗ The data does not conform to the shapes"),
    "shacl.results": Text("{n} resultat", "{n} results"),
    "shacl.results.one": Text("1 resultat", "1 result"),
    "shacl.no-target": Text(
        "{name}: inga regler med mål hittades; inget har prövats.",
        "{name}: no shapes with a target were found; nothing has been checked.",
    ),
    "shacl.focus": Text("nod", "node"),
    "shacl.path": Text("egenskap", "path"),
    "shacl.value": Text("värde", "value"),
    "shacl.shape": Text("regel", "shape"),
    "shacl.found": Text("funnet", "found"),
    "shacl.seen": Text("värden", "values"),
    "shacl.conforming": Text("följer", "conforms to"),
    "shacl.part": Text("del", "part"),
    "shacl.graphs": Text("{n} grafer, {broken} följer inte reglerna", "{n} graphs, {broken} do not conform"),
    "shacl.graph": Text("✗ {name}", "✗ {name}"),
    "shacl.stream-format": Text(
        "--each-graph skriver text eller json (ett objekt per rad).",
        "--each-graph writes text or json (an object a line).",
    ),
    "shacl.stream-file": Text(
        "--each-graph läser en fil i N-Quads (.nq) med samsyns egen motor.",
        "--each-graph reads a file of N-Quads (.nq) with the engine of samsyn.",
    ),
    "shacl.constraint": Text("villkor", "constraint"),
    # what an author's agreement lacks
    "draft.clear": Text("Inget saknas.", "Nothing is lacking."),
    "draft.wrong": Text("{n} saker att rätta", "{n} things to mend"),
    "draft.wrong.one": Text("1 sak att rätta", "1 thing to mend"),
    "draft.look": Text("{n} att se över", "{n} to look at"),
    "draft.look.one": Text("1 att se över", "1 to look at"),
    "draft.part.agreement": Text("Avtalet", "The agreement"),
    "draft.part.requirement": Text("Krav", "Requirement"),
    "draft.part.source": Text("Källa", "Source"),
    "draft.part.minimum": Text("Miniminivån", "The minimum level"),
    "draft.part.mandate": Text("Kraven på avtalstexter", "The demands on texts"),
    "draft.line": Text("Rad {n}:", "Line {n}:"),
    "draft.found": Text("Står nu", "Found"),
    "draft.meaning": Text("Betyder", "Meaning"),
    "draft.choose": Text("Välj", "Choose"),
    "draft.write": Text("Skriv", "Write"),
    "draft.list": Text("Visa alla", "List all"),
    "draft.read": Text("Läs", "Read"),
    "draft.requirements": Text("{n} krav", "{n} requirements"),
    "draft.requirements.one": Text("1 krav", "1 requirement"),
    "draft.checked.centre": Text("{n} prövas mot en familjecentral", "{n} checked on a centre"),
    "draft.checked.agreement": Text("{n} mot ett avtals text", "{n} on the text of an agreement"),
    "draft.checked.decision": Text("{n} mot ett beslut", "{n} on a decision"),
    "draft.checked.no": Text("{n} prövas inte alls", "{n} not at all"),
    "col.called": Text("Ord", "Word"),
    "col.meaning": Text("Betyder", "Meaning"),
    "col.list": Text("Lista", "List"),
    "col.size": Text("Antal ord", "Words"),
    # tokens
    "token.made": Text(
        "Nyckeln har id {id}. Den visas bara nu; spara den på ett säkert ställe.",
        "The id of the token is {id}. It is told only now; keep it in a safe place.",
    ),
    "token.gone": Text("Nyckeln {id} är återkallad.", "The token {id} is revoked."),
    "token.state.valid": Text("gäller", "holds"),
    "token.state.expired": Text("har gått ut", "expired"),
    "token.state.revoked": Text("återkallad", "revoked"),
    "col.may": Text("Får ändra", "May write"),
    "col.created": Text("Skapad", "Made"),
    "col.expires": Text("Går ut", "Expires"),
    # who has decided what
    "decisions.unknown": Text("inte känt", "not known"),
    "decisions.date.unknown": Text("inte känt", "not known"),
    "decisions.note": Text(
        "”Inte känt” är inte ett nej, en rekommendation är inte ett antagande, och ett antagande säger inget om en "
        "verksamhet.",
        "“Not known” is not a no, a recommendation is not an adoption, and an adoption says nothing of a centre.",
    ),
    "col.day": Text("Datum", "Date"),
    "col.body": Text("Organ", "Body"),
    "col.party": Text("Part", "Party"),
    "col.association": Text("Kommunalförbund", "Association"),
    # agreements compared
    "compare.left": Text("Vänster", "Left"),
    "compare.right": Text("Höger", "Right"),
    "compare.as": Text("Jämförda som {kind}.", "Compared as {kind}."),
    "compare.no-kind": Text(
        "De gäller olika former; vart och ett jämförs som sin egen.",
        "They speak of different kinds; each is compared as its own.",
    ),
    "compare.revision.left": Text(
        "Det vänstra är en senare version av det högra.", "The left is a later version of the right."
    ),
    "compare.revision.right": Text(
        "Det högra är en senare version av det vänstra.", "The right is a later version of the left."
    ),
    "compare.counts": Text("{n} ämnen: {parts}.", "{n} topics: {parts}."),
    "compare.as-read": Text(
        "Det som inte är läst kan säga mer. Att ett dokument tiger betyder inte nej.",
        "What has not been read may say more. That a document is silent does not mean no.",
    ),
    "compare.verbose": Text(
        "{n} ämnen som är okända på ena sidan visas med --verbose.",
        "{n} topics that are not known on one side are shown with --verbose.",
    ),
    "compare.unsure": Text("Osäkert.", "Uncertain."),
    "compare.beside": Text("Jämförs inte ({layer}): {text}", "Not compared ({layer}): {text}"),
    "compare.all": Text("{n} dokument jämförda med varandra", "{n} documents compared with each other"),
    "compare.distance": Text("Avstånd", "Distance"),
    "compare.topics": Text("Ämnen", "Topics"),
    "compare.left-out": Text(
        "Utelämnade, eftersom ingen version anger att den gäller {date}: {names}.",
        "Left out, since no version states that it holds on {date}: {names}.",
    ),
    # answers to queries
    "yes": Text("ja", "yes"),
    "no": Text("nej", "no"),
    "rows": Text("{n} rader", "{n} rows"),
    "rows.one": Text("1 rad", "1 row"),
    # errors
    "error": Text("fel", "error"),
    "error.internal": Text(
        "internt fel ({kind}: {message}). Felet ligger i samsyn, inte i det du skickade; SAMSYN_DEBUG=1 visar var.",
        "internal error ({kind}: {message}). The fault is in samsyn, not in your input; SAMSYN_DEBUG=1 shows where.",
    ),
    "error.missing": Text("Filen finns inte.", "There is no such file."),
    "error.missing.advice": Text("Kontrollera namnet.", "Check its name."),
    "error.directory": Text("Det här är en mapp, inte en fil.", "This is a directory, not a file."),
    "error.directory.advice": Text("Ange filerna, till exempel {name}/*.ttl.", "Name the files, such as {name}/*.ttl."),
    "error.unreadable": Text(
        "Filen går inte att läsa. Operativsystemet säger: ”{why}”.", "The file cannot be read: {why}."
    ),
    "error.unwritable": Text(
        "Filen går inte att skriva. Operativsystemet säger: ”{why}”.", "The file cannot be written: {why}."
    ),
    "error.jobs": Text(
        "--jobs {n} lämnar ingen process som gör arbetet; skriv 1 eller mer.",
        "--jobs {n} leaves no process to do the work; write 1 or more.",
    ),
    "error.assessment": Text("Ange vilket avtal.", "Name the agreement."),
    "error.twice": Text("Standard in kan bara läsas en gång.", "Standard input can be read only once."),
}


class Words(Struct, frozen=True):
    """The words of one language."""

    lang: Lang

    def __call__(self, key: str, **values: object) -> str:
        """The text under a key, with the values put in."""
        return WORDS[key].of(self.lang).format(**values)

    def count(self, key: str, n: int) -> str:
        """The text under a key for a number, in the singular for one."""
        return self(f"{key}.one" if n == 1 else key, n=n)

    def of(self, text: Text) -> str:
        """A text of the data in this language."""
        return text.of(self.lang)
