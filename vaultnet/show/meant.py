"""Who is meant by a name that somebody typed: asked at a terminal where it fits several, never guessed."""

from vaultnet.errors import NoSuchName
from vaultnet.index.pulse import PersonRow
from vaultnet.people.person import find_person
from vaultnet.show.console import Call, choose


def meant(call: Call, name: str) -> PersonRow:
    """The person of this name; one that fits several is asked about where somebody is there to answer.

    Raises `NoSuchName` with the candidates.
    """
    try:
        return find_person(call.desk, name)
    except NoSuchName as error:
        chosen = choose(call.settings, f"{error.message} (Enter: none)", error.candidates) if error.candidates else None
        if chosen is None:
            raise
        return find_person(call.desk, error.candidates[chosen].rsplit(" · ", 1)[-1])
