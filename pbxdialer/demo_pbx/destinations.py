"""Who rings first? The agent behind a user, queue, context, e-mail address or extension."""

from dataclasses import dataclass

from pbxdialer.demo_pbx.admission import Refused
from pbxdialer.demo_pbx.config import PbxConfig, User
from pbxdialer.demo_pbx.exchange import Exchange
from pbxdialer.demo_pbx.phones import PhoneState


@dataclass(frozen=True, slots=True)
class Destination:
    """What ``type`` and ``destination`` mean: the users who may be rung, in that order."""

    type: str
    name: str
    users: tuple[User, ...]

    def agent(self, exchange: Exchange) -> User:
        """Return who is rung: the first who is free, else the first who is online.

        Raises Refused when nobody is online. The vendor publishes no texts for this; these are our own.
        """
        online = [user for user in self.users if exchange.phone(user.name).state is not PhoneState.OFFLINE]
        free = [user for user in online if exchange.phone(user.name).state is PhoneState.IDLE]
        if not online:
            who = f"Queue {self.name} has no agent" if self.type == "queue" else f"User {self.users[0].name} is not"
            raise Refused(f"{who} online")
        return (free or online)[0]


def find_destination(config: PbxConfig, type_: str, name: str) -> Destination:
    """Return what the fields `type_` and `name` mean.

    Raises Refused for an unknown type or name; the text about queues is documented, the others follow it.
    """
    match type_:
        case "user":
            users = tuple(user for user in config.users if user.name == name)
        case "user_email":
            users = tuple(user for user in config.users if user.email == name)
        case "extension":
            users = tuple(user for user in config.users if user.extension == name)
        case "queue":
            members = [member for queue in config.queues if queue.name == name for member in queue.members]
            users = tuple(user for member in members for user in config.users if user.name == member)
        case "context":
            rung = [context.rings for context in config.contexts if context.name == name]
            users = tuple(user for user in config.users if user.name in rung)
        case _:
            raise Refused(f"Invalid type: {type_}")
    if not users:
        word = type_.replace("_", " ")
        raise Refused(f"Invalid {word.capitalize()}. Check if pbx {word} exists")
    return Destination(type_, name, users)
