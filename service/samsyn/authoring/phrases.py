"""What is said of each fault that no shape tells of, in Swedish and English, and where the guide speaks of it."""

from typing import Final

from samsyn.model import Text
from samsyn.terms import CV, DCAT, DCTERMS, FOAF, RDF, RDFS, SAM, SKOS, Term, iri

GUIDE: Final = "docs/adding-an-agreement.md"

SAID: Final[dict[str, Text]] = {
    "file-name": Text(
        "Filen heter {name}.ttl, men avtalets identitet är {id}. Döp filen till {id}.ttl.",
        "The file is called {name}.ttl, but the identifier of the agreement is {id}. Name the file {id}.ttl.",
    ),
    "identifier-other": Text(
        "Identiteten ”{id}” är en annan än namnet {code}. Skriv samma på båda ställena.",
        "The identifier “{id}” differs from the name {code}. Write the same in both places.",
    ),
    "identifier-taken": Text(
        "{code} finns redan i {file} och betyder något annat där. Välj ett eget namn som börjar "
        "med avtalets identitet.",
        "{code} is there already in {file} and means something else. Choose a name of your own; begin it with the "
        "identifier of the agreement.",
    ),
    "text-in-one-language": Text(
        "{code} finns bara på {there}. Skriv samma sak på {lacking} också.",
        "{code} is there in {there} only. Write the same in {lacking} too.",
    ),
    "topic-unknown": Text("Ämnet {code} finns inte i ämneslistan.", "The topic {code} is not in the list of topics."),
    "word-unknown": Text("{code} finns inte i listan ”{list}”.", "{code} is not in the list “{list}”."),
    "word-without-list": Text("Ordet {code} finns inte.", "There is no word {code}."),
    "property-unknown": Text(
        "Ordet {code} finns inte; det som står efter det läses av ingen.",
        "There is no word {code}; nobody reads what stands after it.",
    ),
    "not-described": Text("{code} nämns här men beskrivs inte i filen.", "{code} is named here but not described."),
    "rule-missing": Text(
        "Kravet prövas mot en familjecentral, men ingen regel i miniminivån uttrycker det.",
        "The requirement is checked on a centre, but no rule of the minimum level states it.",
    ),
    "rule-missing-for-reading": Text(
        "Läsningen {id} har ingen egen regel i miniminivån.",
        "The reading {id} has no rule of its own in the minimum level.",
    ),
    "rule-states-nothing": Text(
        "Regeln {code} säger inte vilket krav den prövar.", "The rule {code} does not say which requirement it checks."
    ),
    "rule-states-other": Text(
        "Regeln {code} prövar {other}, som inte är ett krav eller en läsning i det här avtalet.",
        "The rule {code} checks {other}, which is no requirement or reading of this agreement.",
    ),
    "rule-not-called-for": Text(
        "Regeln {code} prövar {other}, som enligt avtalet inte prövas mot en familjecentral.",
        "The rule {code} checks {other}, which by the agreement is not checked on a centre.",
    ),
    "rule-for-all-readings": Text(
        "Kravet {other} har läsningar: skriv en regel för varje läsning, och ingen för kravet självt.",
        "The requirement {other} has readings: write a rule for each reading, and none for the requirement itself.",
    ),
    "rule-twice": Text(
        "Flera regler prövar {other}. Behåll en och samla delarna i den.",
        "Several rules check {other}. Keep one and gather the parts in it.",
    ),
    "rule-severity": Text(
        "Regeln {code} ska ha allvaret {right}: det följer av kravets modalitet ({modality}) och lager ({layer}).",
        "The rule {code} is to have the severity {right}: that follows from the modality ({modality}) of the "
        "requirement and its layer ({layer}).",
    ),
    "rule-name": Text("Regeln {code} saknar namn på {lacking}.", "The rule {code} has no name in {lacking}."),
    "rule-message": Text(
        "Regeln {code} saknar meddelande på {lacking}: det som den som beskriver en familjecentral ska göra.",
        "The rule {code} has no message in {lacking}: what the one who describes a centre is to do.",
    ),
    "rule-target": Text(
        "Regeln {code} måste gälla familjecentraler.", "The rule {code} must be for family centres."
    ),
    "rule-missing-on-text": Text(
        "Kravet prövas mot ett avtals text, men ingen regel i shapes/mandate uttrycker det. Centraler kan prövas ändå.",
        "The requirement is checked on the text of an agreement, but no rule in shapes/mandate states it. Centres can "
        "be judged all the same.",
    ),
    "rule-not-called-for-on-text": Text(
        "Regeln {code} prövar {other}, som enligt avtalet inte prövas mot ett avtals text.",
        "The rule {code} checks {other}, which by the agreement is not checked on the text of an agreement.",
    ),
    "rule-message-on-text": Text(
        "Regeln {code} saknar meddelande på {lacking}: det som den som skriver ett avtal ska ange.",
        "The rule {code} has no message in {lacking}: what the one who writes an agreement is to state.",
    ),
    "rule-target-on-text": Text("Regeln {code} måste gälla avtal.", "The rule {code} must be for agreements."),
    "rule-unknown": Text(
        "Regeln {code} används här men beskrivs inte i filen, så den prövar ingenting.",
        "The rule {code} is used here but not described in the file, so that it checks nothing.",
    ),
    "rules-of-another": Text(
        "Filen säger att den hör till {other}, inte till {code}.",
        "The file says that it belongs to {other}, not to {code}.",
    ),
}  # fmt: skip

LANGUAGES: Final = {"sv": Text("svenska", "Swedish"), "en": Text("engelska", "English")}

MEANING: Final = {
    "whole": Text(
        "Vid en jämförelse med andra avtal räknas det som inte står här som att avtalet tiger.",
        "In a comparison with other agreements, what does not stand here counts as what the agreement is silent about.",
    ),
    "": Text(
        "Vid en jämförelse med andra avtal räknas det som inte står här som inte läst, aldrig som att det saknas i "
        "avtalet.",
        "In a comparison with other agreements, what does not stand here counts as not read, never as lacking in the "
        "agreement.",
    ),
}  # fmt: skip

_S: Final = 'sam:{name} "…"@sv , "…"@en ;'
#: what is written of a property, where it is not a choice from a list
WRITE: Final[dict[Term, str]] = {
    iri(DCTERMS + "identifier"): 'dcterms:identifier "…" ;',
    iri(DCTERMS + "title"): 'dcterms:title "…"@sv , "…"@en ;',
    iri(DCTERMS + "bibliographicCitation"): 'dcterms:bibliographicCitation "utgivare, titel, datum"@sv ;',
    iri(DCTERMS + "source"): "dcterms:source source:… ;",
    iri(DCTERMS + "temporal"):
        'dcterms:temporal [ a dcterms:PeriodOfTime ; dcat:startDate "2026-01-01"^^xsd:date ; '
        'dcat:endDate "2027-12-31"^^xsd:date ] ;',
    iri(DCAT + "startDate"): 'dcat:startDate "2026-01-01"^^xsd:date',
    iri(DCAT + "endDate"): 'dcat:endDate "2027-12-31"^^xsd:date',
    iri(FOAF + "page"): "foaf:page <https://…> ;",
    iri(CV + "hasRequirement"): "cv:hasRequirement requirement:… , requirement:… ;",
    iri(RDFS + "label"): 'rdfs:label "…"@sv , "…"@en ;',
    iri(SKOS + "notation"): 'skos:notation "A" ;',
    iri(SKOS + "note"): 'skos:note "…"@sv , "…"@en ;',
    iri(RDF + "type"): "a sam:SetValue ;",
    iri(SAM + "area"): "sam:area county:… ;",
    iri(SAM + "party"): "sam:party party:… , party:… ;",
    iri(SAM + "covers"): "sam:covers ( kind:familjecentral kind:familjecentralsliknande ) ;",
    iri(SAM + "topic"): "sam:topic topic:… ;",
    iri(SAM + "citation"): 'sam:citation [ a sam:Citation ; dcterms:source source:… ; sam:locator "…"@sv , "…"@en ] ;',
    iri(SAM + "locator"): 'sam:locator "…"@sv , "…"@en',
    iri(SAM + "extentRead"): 'sam:extentRead "i sin helhet"@sv , "in full"@en ;',
    iri(SAM + "unit"): 'sam:unit "…"',
    iri(SAM + "profile"): "sam:profile profile:… ;",
    **{iri(SAM + name): _S.format(name=name) for name in ("check", "coverageNote", "statement", "statusNote", "text")},
}  # fmt: skip

#: a value of each kind, as it is written
VALUES: Final[dict[str, str]] = {
    "PresenceValue": 'sam:value [ a sam:PresenceValue ; sam:frequency "varje år"@sv , "every year"@en ] ;',
    "SetValue": "sam:value [ a sam:SetValue ; sam:allOf service:child-health , service:open-preschool ] ;",
    "QuantityValue": 'sam:value [ a sam:QuantityValue ; sam:max 12 ; sam:unit "months" ] ;',
    "IntervalValue": 'sam:value [ a sam:IntervalValue ; sam:from 0 ; sam:to 6 ; sam:unit "years" ] ;',
    "OrderedValue": "sam:value [ a sam:OrderedValue ; sam:degree degree:under-one-roof ] ;",
    "ModalityValue": "sam:value [ a sam:ModalityValue ; sam:modality modality:should ] ;",
    "TextValue": 'sam:value [ a sam:TextValue ; sam:text "Nära en vårdcentral."@sv , "Near a health centre."@en ] ;',
}  # fmt: skip

#: the section of the guide that speaks of a property
SECTIONS: Final[dict[Term, str]] = {
    **{iri(SAM + name): "topics" for name in ("topic", "alsoTopic", "theme", "comparison")},
    **{iri(SAM + name): "values" for name in ("value", "degree", "unit", "from", "to", "max", "min", "count", "of")},
    **{iri(SAM + name): "readings" for name in ("reading", "profile", "holdsInProfile")},
    **{iri(SAM + name): "where-it-comes-from" for name in ("layer", "evidence", "confidence", "layerUse", "use")},
    **{iri(SAM + name): "sources" for name in ("citation", "furtherCitation", "locator", "extentRead")},
    **{iri(SAM + name): "coverage" for name in ("coverage", "coverageNote")},
    iri(SAM + "checkable"): "the-minimum-level",
    iri(SAM + "states"): "the-minimum-level",
    iri(DCTERMS + "source"): "sources",
}
OF_PARTS: Final = {
    "agreement": "the-agreement",
    "requirement": "a-requirement",
    "source": "sources",
    "minimum": "the-minimum-level",
    "mandate": "demands-on-texts",
}


def section(predicate: Term | None, part: str) -> str:
    """Where the guide speaks of a property, or of a part."""
    return f"{GUIDE}#{SECTIONS.get(predicate or '', OF_PARTS[part])}"
