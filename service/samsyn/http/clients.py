"""What one client may take of the workers: some jobs at once, and time on a processor that comes back slowly.

So that many small jobs of one client are felt by that client alone. The time is that of the workers; what a client
sends and is sent costs it nothing.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from samsyn.errors import Swedish, TookTooMuch
from samsyn.workers.limits import Limits

#: clients that are remembered at most
_CLIENTS: Final = 10_000


class Account:
    """What a client has taken."""

    def __init__(self, places: int, clock: Callable[[], float]) -> None:
        self.places = asyncio.Semaphore(places)
        self.holders = 0
        self._clock = clock
        self._seconds = 0.0
        self._told = clock()

    def charge(self, seconds: float) -> None:
        """Adds time on a processor."""
        self._seconds += seconds

    def seconds(self, refill: float) -> float:
        """What is not given back yet, at so much a second."""
        now = self._clock()
        self._seconds = max(0.0, self._seconds - (now - self._told) * refill)
        self._told = now
        return self._seconds


class Clients:
    """One for each application."""

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._accounts: dict[str, Account] = {}
        self._nobody = Account(1, clock)

    @asynccontextmanager
    async def place(self, client: str | None) -> AsyncIterator[Account]:
        """A place for a job of a client, whose time is then charged; None is not held back.

        Waits for its turn for as long as for a worker. Raises TookTooMuch.
        """
        if client is None:
            yield self._nobody
            return
        account = self._account(client)
        account.holders += 1
        try:
            self._let_in(account)
            try:
                await asyncio.wait_for(account.places.acquire(), self._limits.wait_seconds)
            except TimeoutError as error:
                raise self._at_once() from error
            try:
                self._let_in(account)
                yield account
            finally:
                account.places.release()
        finally:
            account.holders -= 1

    def _account(self, client: str) -> Account:
        """That of a client, which is now the last to be forgotten."""
        account = self._accounts.pop(client, None) or Account(self._limits.client_in_flight, self._clock)
        if len(self._accounts) >= _CLIENTS:
            idle = next((name for name, each in self._accounts.items() if not each.holders), None)
            if idle:
                del self._accounts[idle]
        self._accounts[client] = account
        return account

    def _let_in(self, account: Account) -> None:
        over = account.seconds(self._limits.client_refill) - self._limits.client_seconds
        if over >= 0:
            raise self._too_much(max(1, math.ceil(over / self._limits.client_refill)))

    def _too_much(self, seconds: int) -> TookTooMuch:
        error = TookTooMuch(
            "This address has used the processor time that one address may use.",
            limit="client_seconds",
            advice=f"Try again in {seconds} seconds, and ask for less at a time.",
            sv=Swedish(
                "Den här adressen har använt den beräkningstid som en adress får använda.",
                f"Försök igen om {seconds} sekunder, och fråga efter mindre åt gången.",
            ),
        )
        error.retry_after = seconds
        return error

    def _at_once(self) -> TookTooMuch:
        count = self._limits.client_in_flight
        error = TookTooMuch(
            f"Other requests from this address are still being worked on; {count} may be at once.",
            limit="client_in_flight",
            advice="Wait for an answer before you send the next request.",
            sv=Swedish(
                f"Andra begäranden från den här adressen är ännu inte besvarade; {count} får vara det på en gång.",
                "Vänta på ett svar innan du skickar nästa begäran.",
            ),
        )
        error.retry_after = self._limits.retry_after
        return error
