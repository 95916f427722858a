"""The desks that open once the first frame is there, and serve whichever window there is."""

from typing import TYPE_CHECKING

from pbxdialer.app.account_choice import AccountChoice
from pbxdialer.app.at_hand import AtHand
from pbxdialer.app.call_later import CallLater
from pbxdialer.app.closing import ClosingDesk
from pbxdialer.app.contacts import ContactsDesk
from pbxdialer.app.customer_page import CustomerPage
from pbxdialer.app.desktop_colours import DesktopColours
from pbxdialer.app.destinations import Destinations
from pbxdialer.app.directories import Directories
from pbxdialer.app.history_desk import HistoryDesk
from pbxdialer.app.key_help import KeyHelp
from pbxdialer.app.log_off import LogOff
from pbxdialer.app.notifications import CallNotifications
from pbxdialer.app.support import SupportDesk
from pbxdialer.app.telephones import TelephoneDesk
from pbxdialer.app.this_week import ThisWeek
from pbxdialer.app.updates import Updates
from pbxdialer.app.window_place import WindowPlace
from pbxdialer.gui.stillness import keep_still

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.main_window import MainWindow


class Desks:
    """The contacts, what the telephones do, who can ring first, the customer's page, calls for later."""

    def __init__(self, program: "Program") -> None:
        keep_still()
        self.contacts = ContactsDesk(program)
        self.telephones = TelephoneDesk(program)
        self.destinations = Destinations(program, self.telephones)
        self.customer_page = CustomerPage(program)
        self.call_later = CallLater(program, self.telephones.questions)
        self.account_choice = AccountChoice(program)
        self.history = HistoryDesk(program, self.telephones.follower)
        self.at_hand = AtHand(program)
        self.directories = Directories(program)
        self.closing = ClosingDesk(program)
        self.support = SupportDesk(program)
        self.window_place = WindowPlace(program)
        self.notifications = CallNotifications(program)
        self.log_off = LogOff(program)
        self.key_help = KeyHelp(program)
        self.this_week = ThisWeek(program)
        self.updates = Updates(program)
        self.colours = DesktopColours(program)

    def serve(self, window: "MainWindow") -> None:
        """Serve `window`; it is built anew in another language or colour."""
        self.contacts.serve(window)
        self.telephones.watch(window)
        self.destinations.serve(window)
        self.customer_page.serve(window)
        self.call_later.serve(window)
        self.account_choice.serve(window)
        self.history.serve(window)
        self.at_hand.serve(window)
        self.closing.serve(window)
        self.window_place.serve(window)
        self.key_help.serve(window)
        self.this_week.serve(window)
        self.updates.serve(window)
        self.colours.serve(window)

    def close(self) -> None:
        """Close what was opened; the program is ending."""
        self.at_hand.close()
        self.closing.close()
        self.directories.close()
        self.contacts.close()
        self.window_place.close()
        self.notifications.close()
        self.log_off.close()
        self.updates.close()
        self.colours.close()
