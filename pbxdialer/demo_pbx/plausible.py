"""What would the PBX of a small office know? Invented people; the credentials open nothing but this computer."""

from pbxdialer.demo_pbx.config import (
    AgentHabits,
    Context,
    Credentials,
    PbxConfig,
    Presence,
    Project,
    Queue,
    Span,
    Technology,
    User,
)

DEMO_CREDENTIALS = Credentials(username="demo", password="demo-password", key="demo-key", token="demo-token")  # noqa: S106


def plausible_config() -> PbxConfig:
    """Return a small office: six users, one of them offline and one busy, three queues, two contexts, two projects.

    Its agents pick up by themselves after some seconds, which leaves a person the time to be quicker. Nobody is
    online for ``night-queue``.
    """
    return PbxConfig(
        users=(
            User("ionescu", "101", "ionescu@demo.example", "Ștefan Ionescu"),
            User("popescu", "102", "popescu@demo.example", "Maria Popescu"),
            User("ana.marin", "103", "ana.marin@demo.example", "Ana Marin"),
            User("dumitru", "104", "dumitru@demo.example", "Radu Dumitru", Presence.OFFLINE),
            User("stan", "105", "stan@demo.example", "Elena Stan", Presence.BUSY),
            User("georgescu", "106", "georgescu@demo.example", "Țvetana Georgescu", technology=Technology.IAX),
        ),
        queues=(
            Queue("sales-queue", ("ionescu", "popescu", "ana.marin")),
            Queue("support-queue", ("ana.marin", "georgescu"), project_id=2),
            Queue("night-queue", ("dumitru",), project_id=2),
        ),
        contexts=(Context("outbound", rings="ionescu"), Context("from-internal", rings="popescu")),
        projects=(Project(1, "Sales"), Project(2, "Support")),
        credentials=DEMO_CREDENTIALS,
        agents=AgentHabits(after=Span(6.0, 9.0)),
    )
