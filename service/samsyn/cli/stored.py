"""The store that a command is about."""

from pathlib import Path

from samsyn.errors import BadInput, FileTrouble, Swedish, Where


def named(store: Path | None) -> Path:
    """The folder that was named. Raises BadInput where none was."""
    if store is None:
        raise BadInput(
            "It is not said which store is meant.",
            advice="Name its folder with --store DIR, or in SAMSYN_STORE.",
            sv=Swedish(
                "Det framgår inte vilket lager det gäller.", "Ange dess mapp med --store MAPP, eller i SAMSYN_STORE."
            ),
        )
    return store


def indexed(store: Path | None) -> Path:
    """The folder of a store whose index lies in it. Raises BadInput, FileTrouble."""
    from samsyn.store.disk.layout import Layout

    folder = there(store)
    if Layout(folder).elsewhere.exists():
        raise FileTrouble(
            "The index of this store lies in a store elsewhere, so the folder itself cannot be asked.",
            advice="Ask the service, or the other store: samsyn query --store-url URL. To have the index in a folder "
            "again: samsyn backup --store DIR COPY, then samsyn serve --store COPY once.",
            where=Where(str(folder)),
            sv=Swedish(
                "Lagrets index ligger i ett annat lager, så mappen själv går inte att fråga.",
                "Fråga tjänsten, eller det andra lagret: samsyn query --store-url ADRESS. För att få indexet i en mapp "
                "igen: samsyn backup --store MAPP KOPIA, och sedan samsyn serve --store KOPIA en gång.",
            ),
        )
    return folder


def there(store: Path | None) -> Path:
    """The folder of a store that is there. Raises BadInput, FileTrouble."""
    from samsyn.store.disk.layout import Layout

    folder = named(store)
    if not folder.is_dir() or Layout(folder).mark() is None:
        raise FileTrouble(
            "There is no store in this folder.",
            advice="Check its name.",
            where=Where(str(folder)),
            sv=Swedish("Det finns inget lager i mappen.", "Kontrollera namnet."),
        )
    return folder
