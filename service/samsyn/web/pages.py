"""The pages: templates over values."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined

from samsyn import answering
from samsyn.catalog import NAMES
from samsyn.engine import Graph
from samsyn.errors import SamsynError, Swedish, UnknownThing
from samsyn.knowledge import FAMILY_CENTRE, Centre, Described
from samsyn.library import Library
from samsyn.model import Agreement, Question, Requirement, Text, Validation
from samsyn.model.assessed import Assessed
from samsyn.model.catalog import Catalog
from samsyn.model.decision import Process
from samsyn.model.mandate import AgreementAssessment
from samsyn.outcomes import counts
from samsyn.web import editor, workbook
from samsyn.web.answer import place, shown
from samsyn.web.asked import Asked, kept
from samsyn.web.comparing import ComparePages
from samsyn.web.demanded import Demanded
from samsyn.web.editor import Answered, Wanted
from samsyn.web.history import HistoryPages
from samsyn.web.levels import LevelPages
from samsyn.web.stated import stated
from samsyn.web.verdict import WORST_FIRST, Verdict
from samsyn.web.voice import Voice, capital, web_address

SAMPLE: Final = "alingsas-sollebrunn"
#: the sample that is a text to fill in
TEMPLATE: Final = "mall"
_PACKAGE: Final = files("samsyn.web")
_TYPES: Final = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
_FORMATS: Final = (("json", "JSON"), ("turtle", "Turtle"), ("json-ld", "JSON-LD"), ("csv", "CSV"), ("junit", "JUnit"))
_EXCERPT: Final = 160
_AFTER_Z: Final = str.maketrans("åäö", "{|}")


class Pages(ComparePages, HistoryPages, LevelPages):
    """All pages over one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._voices = {lang: Voice(library, lang) for lang in ("sv", "en")}
        self._files = {
            each.name: each.read_bytes() for each in (_PACKAGE / "static").iterdir() if _type(each.name) is not None
        }
        self._templates = Environment(
            loader=FunctionLoader(_template),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"web_address": web_address, "capital": capital, "place": place, "shown": shown}
        style = hashlib.sha256(self._files["samsyn.css"]).hexdigest()[:12]
        self._templates.globals |= {"style": f"/static/samsyn.css?v={style}", "formats": _FORMATS}

    def over(self, library: Library) -> "Pages":
        """The same over the same knowledge with other centres."""
        if library is self._library:
            return self
        found = copy(self)
        found._library = library
        return found

    def file(self, name: str) -> tuple[bytes, str]:
        """A file that pages need, and its media type. Raises UnknownThing."""
        if name not in self._files:
            raise UnknownThing(f"There is no file '{name}'.", sv=Swedish(f"Filen '{name}' finns inte."))
        return self._files[name], _type(name) or ""

    def start(self, asked: Asked) -> str:
        """What this is, and the form, filled in with what was asked or with a sample."""
        text = asked.text or self._turtle(asked.sample)
        return self._page("start.html", asked.lang, here="/", asked=asked, text=text, **self._choices())

    def describe(self, lang: str) -> str:
        """How to write a description."""
        return self._page("describe.html", lang, here="/beskriv", text=self._turtle(TEMPLATE), template=TEMPLATE)

    def verdict(self, found: Validation, asked: Asked) -> str:
        """What came out of a comparison."""
        voice = self._voices[asked.lang]
        verdicts = [Verdict(report, voice) for report in found.reports]
        verdicts.sort(key=lambda each: WORST_FIRST.index(each.report.outcome))
        is_there = self._library.find(asked.centre) is not None  # or withdrawn since the date
        here = f"/centres/{asked.centre}/assessment" if asked.centre else "/"
        query = {"agreement": asked.agreement, "kind": asked.kind, "date": asked.date} if asked.centre else {}
        return self._page(
            "verdict.html", asked.lang, here=here, query=query, verdicts=verdicts, asked=asked, is_there=is_there
        )

    def problem(self, error: SamsynError, title: Text, asked: Asked) -> str:
        """Why it cannot be answered, with the place, and the form to mend it."""
        asked = asked if asked.lang in self._voices else replace(asked, lang="sv")
        said = error.said(asked.lang)
        lines = asked.text.splitlines()
        line = error.where.line
        excerpt = lines[line - 1][:_EXCERPT] if line and line <= len(lines) else ""
        return self._page(
            "problem.html",
            asked.lang,
            here="/",
            title=title,
            message=said.message,
            advice=said.advice,
            where=error.where,
            excerpt=excerpt,
            valid=getattr(error, "valid", ()),
            asked=asked,
            text=asked.text,
            **self._choices(),
        )

    def plain_problem(self, title: Text, detail: Text, lang: str) -> str:
        """That there is nothing here, or that something is wrong with the service."""
        return self._page("plain_problem.html", lang, here="/", title=title, detail=detail)

    def agreements(self, found: Sequence[Agreement], query: Mapping[str, str], lang: str) -> str:
        """Some agreements."""
        return self._page("agreements.html", lang, here="/agreements", query=kept(query), agreements=found)

    def agreement(self, found: Agreement, lang: str) -> str:
        """One agreement with its requirements, by theme."""
        themes = dict.fromkeys(each.theme for each in found.requirements)
        by_theme = {name: [each for each in found.requirements if each.theme == name] for name in themes}
        decided = found.id in self._library.process.agreements
        here = f"/agreements/{found.id}"
        return self._page("agreement.html", lang, here=here, agreement=found, themes=by_theme, decided=decided)

    def demands(self, found: AgreementAssessment, query: Mapping[str, str], lang: str) -> str:
        """An agreement under the demands on it."""
        date = query.get("date", "")
        return self._page(
            "demands.html",
            lang,
            here=f"/agreements/{found.agreement}/assessment",
            query={"date": date},
            date=date,
            verdict=Demanded(found, self._voices[lang]),
        )

    def responsibilities(self, found: Agreement, by_principal: Mapping[str, Sequence[str]], lang: str) -> str:
        """Who is responsible for which requirements; "" is nobody."""
        known = {each.id: each for each in found.requirements}
        return self._page(
            "responsibilities.html",
            lang,
            here=f"/agreements/{found.id}/responsibilities",
            agreement=found,
            principals={name: _apart([known[each] for each in ids]) for name, ids in by_principal.items() if ids},
        )

    def requirement(
        self, agreement: Agreement, found: Requirement, fulfilment: Mapping[str, Sequence[str]], lang: str
    ) -> str:
        """One requirement, and who fulfils it."""
        by_outcome = {outcome: [self._library.centre(each) for each in fulfilment[outcome]] for outcome in fulfilment}
        return self._page(
            "requirement.html",
            lang,
            here=f"/requirements/{found.id}",
            agreement=agreement,
            requirement=found,
            fulfilment=by_outcome,
        )

    def fulfilment(
        self,
        found: Agreement,
        matrix: Mapping[str, Any],
        centres: Mapping[str, workbook.Described],
        asked: Asked,
        query: Mapping[str, str],
    ) -> str:
        """Which centre fulfils which requirement; those that apply to nobody are left out, those that count first."""
        known = {each.id: each for each in found.requirements}
        shown = [known[name] for name in matrix["requirements"] if _tells(matrix["rows"], name)]
        rows = [(centres[row["centre"]], row) for row in matrix["rows"]]
        return self._page(
            "fulfilment.html",
            asked.lang,
            here="/fulfilment",
            query={**kept(query), "agreement": found.id},
            agreement=found,
            asked=asked,
            counted=[each for each in shown if _counts(each)],
            besides=[each for each in shown if not _counts(each)],
            rows=rows,
            given=kept(query),
            **self._filters(),
        )

    def fulfilment_book(
        self,
        found: Agreement,
        matrix: Mapping[str, Any],
        centres: Mapping[str, workbook.Described],
        date: str,
        lang: str,
    ) -> bytes:
        """The same as a workbook, with every requirement."""
        return workbook.fulfilment(found, matrix, centres, date, self._voices[lang])

    def centres(
        self,
        found: Sequence[Centre],
        total: int,
        services: Sequence[str],
        query: Mapping[str, str],
        lang: str,
        *,
        more: bool = False,
    ) -> str:
        """Some centres of those chosen, whether there are more behind them, and a form to choose among all."""
        query = kept(query)
        return self._page(
            "centres.html",
            lang,
            here="/centres",
            query=query,
            chosen=query,
            centres=found,
            total=total,
            more={**query, "after": found[-1].id} if more else {},
            services=services,
            statuses=tuple(dict.fromkeys(each.status for each in self._library.centres if each.status)),
            **self._filters(),
        )

    def decisions(self, found: Process, query: Mapping[str, str], lang: str) -> str:
        """Who has decided what, how far each party has come, how it came about, and where sources differ."""
        query = {key: value for key, value in kept(query).items() if value}
        every = self._library.process
        centres = self._by_place()
        return self._page(
            "decisions.html",
            lang,
            here="/decisions",
            query=query,
            chosen=query,
            found=found,
            agreements=[self._library.agreement(name) for name in found.agreements],
            positions={each.part_of.id: each for each in every.decisions if each.relation == "on"},
            associations=[
                (name, sorted(members, key=lambda each: _swedish(each.party.label.sv)))
                for name, members in found.associations.values()
            ],
            listed={each.id for each in found.decisions},
            centres=centres,
            municipalities=sorted(
                ((each.municipality, each.party) for each in every.adoption if each.municipality),
                key=lambda each: _swedish(each[1].label.sv),
            ),
            outcomes=every.outcomes,
        )

    def catalog(self, found: Catalog, lang: str) -> str:
        """What is published, and where it can be fetched."""
        return self._page("catalog.html", lang, here="/catalog", catalog=found, formats_called=NAMES)

    def _filters(self) -> dict[str, Any]:
        """What lists of centres are chosen by."""
        used = self._by_place()
        names = {code: name for code, name in self._library.municipalities.items() if used[code]}
        return {"municipalities": names, "kinds": self._library.knowledge.kinds}

    def _by_place(self) -> Counter[str]:
        """How many centres lie in a municipality."""
        found = Counter[str]()
        for codes, number in self._library.places.items():
            found.update(dict.fromkeys(codes, number))
        return found

    def centre(self, found: Described, lang: str, versions: Sequence[Mapping[str, Any]] = ()) -> str:
        """One centre: what is stated of it, who sent it and when, and a way to its assessment."""
        graph = Graph(found.triples)
        node = next(iter(graph.instances(FAMILY_CENTRE)))
        told = stated(graph, node, self._voices[lang])
        return self._page(
            "centre.html",
            lang,
            here=f"/centres/{found.id}",
            centre=found,
            told=told,
            versions=versions,
            **self._choices(),
        )

    def questions(self, found: Sequence[Question], lang: str) -> str:
        """The stored questions, by audience and keyword."""
        audiences: dict[str, dict[str, list[Question]]] = {}
        for each in found:
            audiences.setdefault(each.audience, {}).setdefault(each.keyword.of(lang), []).append(each)
        return self._page("questions.html", lang, here="/questions", audiences=audiences)

    def question(self, found: Question, answer: bytes, date: str, lang: str, behind: Assessed | None = None) -> str:
        """One stored question with its answer, which is SPARQL results in JSON; how far assessments under way are."""
        truth = answering.boolean(answer) if found.asks else None
        table = answering.Table((), ()) if found.asks else answering.table(answer, lang, self._library.label)
        rows = [list(zip(table.columns, row, strict=True)) for row in table.rows[: editor.ROWS]]
        return self._page(
            "question.html",
            lang,
            here=f"/questions/{found.id}",
            question=found,
            requirements=[self._library.requirement(each)[1] for each in found.states],
            truth=truth,
            columns=table.columns,
            rows=rows,
            total=len(table.rows),
            numbers=editor.numbers(rows),
            headings=answering.HEADINGS,
            date=date,
            behind=behind,
        )

    def query(self, wanted: Wanted, answered: Answered | None, lang: str, behind: Assessed | None = None) -> str:
        """The editor with what is asked, and its answer; how far assessments under way are."""
        asked = {"query": wanted.text} | ({"answer": "1"} if answered else {})
        values = editor.values(wanted, answered, self._library, lang)
        return self._page("query.html", lang, here="/query", query=asked, behind=behind, **values)

    def _choices(self) -> dict[str, Any]:
        """What the form has to choose from."""
        heads = self._library.knowledge.heads.values()
        levels = dict.fromkeys(each.level for each in heads)
        samples = (self._library.find(each.id) for each in self._library.described)  # the texts of others are not here
        return {
            "agreements": {name: [each for each in heads if each.level == name] for name in levels},
            "kinds": self._library.knowledge.kinds,
            "centres": sorted(filter(None, samples), key=lambda each: each.label.sv.casefold()),
            "default_sample": SAMPLE,
            "template": TEMPLATE,
        }

    def _turtle(self, centre: str) -> str:
        """The description of a bundled centre, or the text to fill in; empty for none."""
        if centre == TEMPLATE:
            return (_PACKAGE / "templates" / "description.ttl").read_text(encoding="utf-8")
        path = f"data/centres/{centre}.ttl"
        return next((each.data.decode() for each in self._library.files if each.path == path), "")


def _tells(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    return any(row["outcomes"].get(name, "inapplicable") != "inapplicable" for row in rows)


def _swedish(name: str) -> str:
    """A name as Swedish sorts it: å, ä, ö after z."""
    return name.casefold().translate(_AFTER_Z)


def _counts(found: Requirement) -> bool:
    """Whether a requirement counts under some reading."""
    return any(counts(found.judged_as or each.modality, found.layer) for each in found.readings or (found,))


def _apart(found: Sequence[Requirement]) -> tuple[list[Requirement], list[Requirement]]:
    """The requirements, and apart from them the local precedents."""
    return (
        [each for each in found if each.layer != "local-precedent"],
        [each for each in found if each.layer == "local-precedent"],
    )


def _type(name: str) -> str | None:
    return _TYPES.get(name.rpartition(".")[2])


def _template(name: str) -> str | None:
    if not re.fullmatch(r"[a-z_]+\.html", name):
        return None
    found = _PACKAGE / "templates" / name
    return found.read_text(encoding="utf-8") if found.is_file() else None
