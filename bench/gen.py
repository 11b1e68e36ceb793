"""The generator: made-up family centres of about 85 triples each, one in five with a planted defect.

A centre depends on its number and the seed alone, so that it is the same in every size.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final, Literal

from bench import writing
from bench.writing import Triple, fc, integer, iri, lang, text, typed

Form = Literal["ttl", "nt", "nq"]

SEED: Final = 7
RATE: Final = 0.2
BASE: Final = "https://example.org/"
TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

STREETS: Final = ("Storgatan", "Kyrkogatan", "Skolgatan", "Parkvägen", "Torggatan")
CITIES: Final = ("Borås", "Göteborg", "Umeå", "Luleå", "Malmö", "Örebro", "Växjö")
COMPETENCE: Final = ("Midwife", "Nurse", "PreschoolTeacher", "SocialWorker", "Psychologist", "Librarian")
CORE: Final = ("MaternalHealth", "ChildHealth", "OpenPreschool", "SocialService")
EXTRA: Final = ("FamilyCounselling", "DentalHealth", "LanguageCafe")
DEFECTS: Final = (
    "missing_service", "bad_datatype", "not_colocated", "bad_card", "bad_code", "dangling", "closed", "dates",
    "dup_lang", "bad_status", "ill_formed", "range", "bad_contact", "no_members", "closed_centre",
)  # fmt: skip


@dataclass(frozen=True)
class Centre:
    """A generated description, and the defect that was planted in it."""

    number: int
    defect: str | None
    triples: tuple[Triple, ...]

    @property
    def graph(self) -> str:
        """The term that names the centre, and its graph in N-Quads."""
        return name(self.number)

    @property
    def turtle(self) -> bytes:
        """The description as a Turtle document."""
        return (writing.HEAD + writing.turtle(self.triples)).encode()

    def text(self, form: Form) -> str:
        """The description as part of a file; in Turtle, what follows the prefixes."""
        if form == "ttl":
            return writing.turtle(self.triples)
        end = f" {self.graph} .\n" if form == "nq" else " .\n"
        return "".join(f"{subject} {predicate} {value}{end}" for subject, predicate, value in self.triples)


def name(number: int) -> str:
    """The term that names the centre of a number."""
    return iri(f"{BASE}centre/{number}")


def number(node: str) -> int:
    """The number of the centre that a node is or belongs to."""
    return int(node.partition("/centre/")[2].partition("/")[0].rstrip(">"))


def centre(number: int, seed: int = SEED, rate: float = RATE) -> Centre:
    """The centre of a number; `rate` is how many of all have a defect."""
    random = Random(seed * 1_000_003 + number)
    defect = random.choice(DEFECTS) if random.random() < rate else None
    return Centre(number, defect, tuple(_Author(number, random, defect).write()))


def write(folder: Path, size: int, form: Form) -> Path:
    """The file of the first centres of all, written unless it is there already."""
    file = folder / f"c{size}.{form}"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(f".{form}.part")  # what was broken off is not taken for the whole
        with half.open("w", encoding="utf-8", newline="\n") as out:
            out.write(writing.HEAD if form == "ttl" else "")
            out.writelines(centre(each).text(form) for each in range(size))
        half.rename(file)
    return file


class _Author:
    """A centre being written. The order of the draws is part of what the seed means."""

    def __init__(self, number: int, random: Random, defect: str | None) -> None:
        self.number, self.random, self.defect = number, random, defect
        self.written: list[Triple] = []
        self.place = f"{BASE}centre/{number}"
        self.centre, self.location = iri(self.place), self.part("location")
        self.address = f"_:a{number}"

    def part(self, path: str) -> str:
        return iri(f"{self.place}/{path}")

    def state(self, subject: str, **stated: str | Iterable[str]) -> None:
        for name, values in stated.items():
            predicate = TYPE if name == "type" else fc(name)
            for value in (values,) if isinstance(values, str) else values:
                self.written.append((subject, predicate, value))

    def write(self) -> list[Triple]:
        self.municipality = f"{self.random.randrange(100, 2600):04d}"
        self.city = self.random.choice(CITIES)
        self.itself()
        self.site()
        self.services()
        self.staff()
        self.principals()
        self.plan()
        return self.written

    def itself(self) -> None:
        number, city, random = self.number, self.city, self.random
        names = [lang(f"Familjecentral {city} {number}", "sv"), lang(f"Family centre {city} {number}", "en")]
        if self.defect == "dup_lang":
            names.append(lang(f"Familjens hus {number}", "sv"))
        code = self.municipality
        if self.defect == "bad_code":
            code = f"{code[:2]}A{code[3:]}"
        self.state(self.centre, type=fc("FamilyCentre"), name=names)
        municipality = iri(f"{BASE}municipality/{self.municipality}")
        self.state(self.centre, municipality=municipality, municipalityCode=text(code))
        self.addresses()
        status = "Bogus" if self.defect == "bad_status" else random.choice(("Active", "Planned", "Dormant"))
        self.state(self.centre, location=self.location, status=fc(status))
        self.state(self.centre, description=lang(f"En mötesplats för familjer i {city}.", "sv"))
        by_mail = random.random() < 0.5
        contact = text(f"fc{number}@example.org") if by_mail else typed(f"{BASE}c/{number}", "anyURI")
        self.state(self.centre, contact=text("in the blue house") if self.defect == "bad_contact" else contact)
        self.year = random.randrange(2022, 2032)
        year = 1999 if self.defect == "range" else self.year
        self.state(self.centre, followUpYear=text(str(year)) if self.defect == "bad_datatype" else integer(year))
        if self.defect == "closed_centre":
            self.state(self.centre, closedDate=typed("2024-05-01", "date"))

    def addresses(self) -> None:
        self.state(self.centre, address=self.address)
        if self.defect == "bad_card":
            second = f"_:b{self.number}"
            self.state(self.centre, address=second)
            self.state(second, street=text("Annan gata 1"), postalCode=text("123 45"))
            self.state(second, city=text(self.city), country=text("SE"))

    def site(self) -> None:
        random = self.random
        street = text(f"{random.choice(STREETS)} {random.randrange(1, 90)}")
        code = text(f"{random.randrange(100, 999)} {random.randrange(10, 99)}")
        self.state(self.address, type=fc("Address"), street=street, postalCode=code)
        self.state(self.address, city=text(self.city), country=text("SE"))
        if self.defect == "closed":
            self.state(self.address, floor=integer(2))
        lat, long = (typed(f"{least + random.random() * span:.5f}", "decimal") for least, span in ((55, 13), (11, 12)))
        self.state(self.location, type=fc("Location"), lat=lat, long=long)

    def services(self) -> None:
        random, defect = self.random, self.defect
        kinds = [*CORE, *random.sample(EXTRA, random.randrange(0, 3))]
        gone = random.choice(CORE) if defect == "missing_service" else None
        elsewhere = {"not_colocated": self.part("elsewhere"), "dangling": self.part("nowhere")}
        if defect == "not_colocated":
            self.state(elsewhere[defect], type=fc("Location"))
        moved = random.choice(CORE)
        for kind in (each for each in kinds if each != gone):
            service = self.part(f"service/{kind}")
            self.state(self.centre, hasService=service)
            self.state(service, type=(fc("Service"), fc(kind)), label=lang(f"{kind} {self.city}", "sv"))
            self.state(service, openHours=typed(f"{random.randrange(4, 80) / 2:.1f}", "decimal"))
            at = elsewhere.get(defect or "", self.location) if kind == moved else self.location
            self.state(service, locatedAt=at)

    def staff(self) -> None:
        random = self.random
        for place, kind in enumerate(random.sample(COMPETENCE, 3)):
            group, count = self.part(f"staff/{place}"), random.randrange(2, 9)
            heads = typed("many", "integer") if self.defect == "ill_formed" and place == 0 else integer(count)
            self.state(self.centre, staff=group)
            self.state(group, type=fc("StaffCompetence"), competence=fc(kind), headCount=heads)
            self.state(group, fte=typed(f"{count * random.uniform(0.4, 1):.2f}", "decimal"))
        coordinator = self.part("coordinator")
        self.state(self.centre, coordinator=coordinator)
        self.state(coordinator, type=fc("Coordinator"), percentage=integer(random.randrange(25, 101, 5)))

    def principals(self) -> None:
        group = self.part("steering")
        self.state(self.centre, steeringGroup=group)
        self.state(group, type=fc("SteeringGroup"), meetingsPerYear=integer(self.random.randrange(2, 10)))
        region, municipality = (self.part(f"principal/{place}") for place in (0, 1))
        for who, kind, code in (
            (region, "Region", self.municipality[:2]),
            (municipality, "Municipality", self.municipality),
        ):
            self.state(self.centre, **{"principal" if who == region else "coPrincipal": who})
            self.state(who, type=fc("Principal"), kind=fc(kind), organisation=iri(f"{BASE}org/{kind}/{code}"))
            if who == region or self.defect != "no_members":
                self.state(group, member=who)

    def plan(self) -> None:
        plan, year = self.part("plan"), self.year
        days = [f"{year}-{month}-{self.random.randrange(1, 28):02d}" for month in ("01", "12")]
        start, end = reversed(days) if self.defect == "dates" else days
        self.state(self.centre, activityPlan=plan)
        self.state(plan, type=fc("ActivityPlan"), title=lang(f"Verksamhetsplan {year}", "sv"))
        self.state(plan, startDate=typed(start, "date"), endDate=typed(end, "date"))
