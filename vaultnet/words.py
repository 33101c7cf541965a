"""The vocabulary that note text is read with: types, keys, channels, verbs. Shapes only; chapters give them meaning."""

from typing import NamedTuple

TYPES = (
    "person",
    "organization",
    "event",
    "project",
    "request",
    "insight",
    "goal",
    "follow-up",
    "agenda",
    "me",
    "daily",
)

# folder -> type, where a note has no `type:` of its own; vaultnet.toml replaces it
FOLDERS = {
    "People": "person",
    "Organizations": "organization",
    "Events": "event",
    "Projects": "project",
    "Requests": "request",
    "Insights": "insight",
    "Goals": "goal",
    "Follow-ups": "follow-up",
    "Daily": "daily",
}

# other tools' words for our types (compared casefolded, singular or plural)
TYPE_ALIASES = {
    "contact": "person",
    "contacts": "person",
    "people": "person",
    "company": "organization",
    "companies": "organization",
    "organisation": "organization",
    "organisations": "organization",
    "org": "organization",
    "meeting": "event",
    "meetings": "event",
    "conference": "event",
    "conferences": "event",
    "followup": "follow-up",
    "follow up": "follow-up",
} | {f"{name}s": name for name in TYPES if name not in ("person", "me", "daily")}
# a foreign type that says what kind of event it is
KIND_BY_TYPE = {"meeting": "meeting", "meetings": "meeting", "conference": "conference", "conferences": "conference"}
PERSON_TAGS = frozenset({"person", "people", "contact", "contacts"})

# foreign key -> ours, for every type, then for one type only
KEY_ALIASES = {
    "org": "organization",
    "company": "organization",
    "organisation": "organization",
    "attendees": "people",
    "members": "people",
    "role": "title",
    "started": "start",
    "last-contact": "last_contact",
    "last_contacted": "last_contact",
    "fn": "name",
    "title": "title",
    "bday": "birthday",
    "uid": "uid",
}
PERSON_KEY_ALIASES = {"topics": "interests"}

LIST_KEYS = frozenset(
    """aliases tags relationship expertise interests email phone memberships offers needs introduced_by met_at
    knows colleagues manager reports mentors mentees family people targets goals topics organizations shared_with
    organization relations""".split()
)
# which keys of a type hold dates
DATES = {
    "person": ("met", "snooze_until", "last_contact"),
    "event": ("date",),
    "project": ("start",),
    "request": ("asked", "due", "closed"),
    "insight": ("date",),
    "goal": ("by",),
    "follow-up": ("created", "due"),
}
TOPIC_KEYS = ("expertise", "interests", "topics")
NEED_KEYS = ("needs", "offers")

# a tie and the tie that the other person thereby has
TIES = {
    "knows": "knows",
    "colleagues": "colleagues",
    "manager": "reports",
    "reports": "manager",
    "mentors": "mentees",
    "mentees": "mentors",
    "family": "family",
}

CHANNELS = ("call", "video", "meeting", "met", "coffee", "lunch", "dinner", "email", "message", "linkedin", "letter",
            "event", "intro")  # fmt: skip
CHANNEL_ALIASES = {"video-call": "video", "video call": "video", "e-mail": "email", "mail": "email", "text": "message"}
WRITTEN = frozenset({"email", "message", "linkedin", "letter"})
VERBS = ("gave", "got", "thanked", "news", "insight")
CONTACT_VERBS = frozenset({"gave", "got", "thanked"})
FAVORS = ("introduction", "advice", "referral", "recommendation", "review", "time", "feedback", "resource",
          "endorsement", "opportunity")  # fmt: skip
FAVOR_ALIASES = {"intro": "introduction"}

# an event of these kinds is contact with all its people; of any other only its `met` lines are
PRIVATE_KINDS = frozenset({"", "meeting", "one-on-one", "mentoring", "call", "coffee", "lunch", "dinner"})
UNHELD = frozenset(
    "cancelled canceled planned postponed moved tentative proposed invited idea draft declined skipped no-show".split()
)

TIERS = {"inner": 14, "close": 30, "casual": 90, "distant": 180}

# what counts how much, group by group; docs/strategies/ has the formulas, vaultnet.toml may change each under [weights.GROUP]
WEIGHTS: dict[str, dict[str, float]] = {
    "warmth": {"recent": 0.5, "often": 0.3, "both": 0.2, "half_life": 120, "monthly": 30},
    "tie": {"family": 0.9, "mentors": 0.7, "project": 0.65, "colleagues": 0.6, "manager": 0.6, "meeting": 0.5,
            "introduction": 0.5, "knows": 0.5, "relations": 0.5},
    "know": {"field": 0.5, "voice": 0.3, "warmth": 0.2},
    "advise": {"field": 0.4, "warmth": 0.25, "seniority": 0.2, "reach": 0.15},
    "mentor": {"warmth": 0.35, "field": 0.3, "seniority": 0.25, "reach": 0.1},
    "sponsor": {"seniority": 0.35, "reach": 0.3, "warmth": 0.25, "field": 0.1},
    "join": {"field": 0.35, "worked": 0.3, "free": 0.2, "near": 0.15},
    "vouch": {"worked": 0.4, "warmth": 0.35, "field": 0.15, "seniority": 0.1},
    "worked": {"project": 0.5, "request": 0.4, "relationship": 0.4, "review": 0.3},
    "together": {"finished": 0.6, "going": 0.3, "thanked": 0.2},
}  # fmt: skip
# words of a title -> how far its bearer can decide, 0-1; the highest counts; vaultnet.toml adds words under [seniority]
SENIORITY = {
    "chief": 1.0, "ceo": 1.0, "cto": 1.0, "cfo": 1.0, "coo": 1.0, "cio": 1.0, "founder": 0.95, "president": 0.95,
    "partner": 0.9, "vp": 0.9, "vice": 0.9, "director": 0.8, "head": 0.8, "dean": 0.8, "professor": 0.75,
    "principal": 0.75, "fellow": 0.75, "staff": 0.65, "manager": 0.6, "lead": 0.6, "senior": 0.5, "architect": 0.5,
    "junior": 0.1, "trainee": 0.1, "intern": 0.1, "student": 0.1, "apprentice": 0.1,
}  # fmt: skip
# words that say nothing by themselves, in the languages that most notes are written in
LITTLE = frozenset(
    "a about an and any as at be but by can could for from has have he her his how i in into is it me my"
    " of on or our she so that the their"
    " them they this to us we what where which who whom will with would you your"
    " als am auf bei das dem den der des die ein eine einem einen einer für im jemand jemanden mit oder und von wer zu zum zur"
    " au aux avec chez dans de du en et la le les ou par pour quelqu'un sur un une"
    " al alguien con del el las los para por que quien un una uno y alguém com da do dos e em no na o os ou quem um uma"
    " che chi di il in lo per qualcuno aan een het iemand van voor".split()
)
UNTITLED = 0.3  # how far somebody can decide whose title has none of these words


class Reading(NamedTuple):
    """What of the configuration changes how notes are read."""

    folders: dict[str, str] = FOLDERS
    keys: dict[str, str] = {}  # noqa: RUF012 - a NamedTuple's default, never changed
    channels: frozenset[str] = frozenset()
    tiers: dict[str, int] = TIERS
    ties: dict[str, str] = TIES
