"""What a random company through the program and through an oracle comes to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Compared:
    """How many people were compared, and where the two differ; each part counts things of its own beside them."""

    people: int = 0
    differences: tuple[str, ...] = ()

    def hold(self, where: str, got: object, wanted: object) -> None:
        """Note a difference, if it is one."""
        if got != wanted:
            self.differences += (f"{where}: {got} for {wanted}",)
