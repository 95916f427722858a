"""The protections of the hand, the window and the last resort, to be broken on purpose; `tests.mutants` tries them."""

from tests.mutation import Mutant

TESTS = ("tests/gui", "tests/core/test_guest.py", "tests/test_second_start.py")

_SWITCHBOARD, _WINDOW, _LATE = "gui/switchboard.py", "gui/main_window.py", "gui/late_button.py"
_SECRETS, _PROGRAM, _GUESTS, _SHEET = "gui/secrets_desk.py", "app/program.py", "gui/guest_desk.py", "gui/guest_sheet.py"
_TRAY = "app/tray_desk.py"
_ANY_ORDER = "whatever_happens_no_call"
_GATE = "        if self._in_the_air is not None:\n            return None\n"

MUTANTS = (
    Mutant("the gate itself removed", _SWITCHBOARD, _GATE, "", "test_the_gate_itself"),
    Mutant(
        "every gate removed",
        _SWITCHBOARD,
        _GATE,
        "",
        _ANY_ORDER,
        also=(
            (
                _WINDOW,
                "if account is None or self._switchboard.call_in_the_air is not None:",
                "if account is None:",
            ),
            (_WINDOW, "self.call_button.setEnabled(ready and not in_the_air)", "self.call_button.setEnabled(ready)"),
        ),
    ),
    Mutant(
        "a question over a call in the air",
        _WINDOW,
        "if account is None or self._switchboard.call_in_the_air is not None:",
        "if account is None:",
        "no_question_covers",
    ),
    Mutant(
        "repeats of a held key obeyed",
        "gui/one_press.py",
        "return event.isAutoRepeat() or 0 <= since_ms < _QUICKEST_HAND_MS",
        "return False",
        "held",
    ),
    Mutant(
        "repeats without a mark obeyed",
        "gui/one_press.py",
        "return event.isAutoRepeat() or 0 <= since_ms < _QUICKEST_HAND_MS",
        "return event.isAutoRepeat()",
        "unmarked_repeats",
    ),
    Mutant(
        "no question after an unknown call",
        _WINDOW,
        "        if last is not None:\n            tr = self.look.tr",
        "        if False:\n            tr = self.look.tr",
        "unknown_call",
    ),
    Mutant(
        "intent not frozen",
        _WINDOW,
        "                lambda: self.place(intent),",
        "                lambda: self.place(Intent.of(callee, destination, self._switchboard.account or account, literal=literal)),",
        "what_was_shown_when",
    ),
    Mutant(
        "Call is the default answer",
        "gui/question_card.py",
        "        self.cancel.setFocus()",
        "        self.confirm.setFocus()",
        "test_the_question",
    ),
    Mutant(
        "confirming control awake at once",
        _LATE,
        "        if not self._barred:\n            self._wake.start()\n",
        "        if not self._barred:\n            self.setEnabled(True)\n",
        "appears_under_the_cursor",
    ),
    Mutant(
        "confirming control awake under the keyboard",
        _LATE,
        "if event.reason() in _BY_KEYBOARD:",
        "if False:",
        "keyboard_has_just_come",
    ),
    Mutant(
        "confirming control awake in a window that comes forward",
        _LATE,
        "if event.type() == QEvent.Type.WindowActivate:",
        "if False:",
        "window_has_just_come",
    ),
    Mutant(
        "a rule of the dial plan that breaks the window",
        _WINDOW,
        "except BrokenPlan as fault:",
        "except FileExistsError as fault:",
        "broken_rule",
    ),
    Mutant("keyring deadline removed", _SECRETS, "while waited_s < self._patience_s:", "while True:", "never_answers"),
    Mutant(
        "stop not heard while the keyring hangs", _SECRETS, "if stopped():", "if False:", "stopped_while_the_keyring"
    ),
    Mutant(
        "keyring read on the GUI thread",
        _SECRETS,
        "        self._lane.submit(read, lambda _: self._told_of(account_id),"
        " lambda error: self.trouble.emit(str(error)))",
        "        read()",
        "stopped_while_the_keyring",
    ),
    Mutant("clocks not looked at", _SWITCHBOARD, "        self._clock.start()\n", "", "slept_through"),
    Mutant(
        "a worker that breaks down keeps the gate",
        _SWITCHBOARD,
        ", partial(self._broke_down, call))",
        ")",
        "fault_on_the_worker",
    ),
    Mutant(
        "a lost call called not sent",
        "dialer.py",
        "return self._recorded(call.unknown(failure))",
        "return self._recorded(call.not_sent(failure))",
        "fault_on_the_worker",
    ),
    Mutant(
        "what was learnt of a call not written down",
        "dialer.py",
        "        return self._recorded(call)\n\n    def stop_waiting",
        "        return call\n\n    def stop_waiting",
        "test_following or test_a_day",
    ),
    Mutant(
        "strays told to nobody",
        _PROGRAM,
        "lambda error: self.background.to_gui(lambda: self._announcements.fault(error))",
        "lambda error: None",
        "nobody_caught",
    ),
    Mutant(
        "strays of slots not caught",
        "store/diary.py",
        "    sys.excepthook = lambda _, error, trace: take(error, trace)\n",
        "",
        "nobody_caught",
    ),
    Mutant(
        "strays of threads not caught",
        "store/diary.py",
        "    threading.excepthook = lambda stray: take(stray.exc_value, stray.exc_traceback)\n",
        "",
        "nobody_caught and thread",
    ),
    Mutant(
        "strays of the garbage collector not caught",
        "store/diary.py",
        "    sys.unraisablehook = lambda stray: take(stray.exc_value, stray.exc_traceback)\n",
        "",
        "nobody_caught and garbage",
    ),
    Mutant(
        "faults of workers told to nobody",
        _PROGRAM,
        "        self.background.faulted.connect(self._announcements.fault)\n",
        "",
        "nobody_caught and worker",
    ),
    Mutant(
        "early faults lost",
        "app/start.py",
        "    write_down_early_faults(data_dir)\n",
        "",
        "before_the_window_is_open",
    ),
    Mutant(
        "numbers in the log without being asked",
        _PROGRAM,
        "show_numbers=self.settings_desk.settings.numbers_in_logs",
        "show_numbers=True",
        "telephone_numbers_in_the_log",
    ),
    Mutant(
        "hooks and log kept after the end",
        _PROGRAM,
        "        self._closing.close()",
        "        pass",
        "nothing_of_the_program_stays",
    ),
    Mutant(
        "guests' clock outlives the window",
        _PROGRAM,
        "        self.guests.close()\n",
        "",
        "nothing_of_the_program_stays",
    ),
    Mutant(
        "rich text in a notice",
        "gui/notice_bar.py",
        "        self._text.setTextFormat(Qt.TextFormat.PlainText)\n",
        "",
        "foreign_text_is_plain",
    ),
    Mutant(
        "rich text in the question",
        "gui/question_card.py",
        "        self._question.setTextFormat(Qt.TextFormat.PlainText)\n",
        "",
        "foreign_text_is_plain",
    ),
    Mutant(
        "rich text in a hint",
        "gui/tool_tip.py",
        "{escape(text)}",
        "{text}",
        "foreign_text_is_plain or tool_tip",
    ),
    Mutant(
        "an offer that dials",
        _GUESTS,
        "    def take(self, offer: Offer) -> None:\n",
        "    def take(self, offer: Offer) -> None:\n"
        "        around = self._surroundings()\n"
        "        asked = question_about(offer, around) if around else None\n"
        "        if isinstance(asked, GuestQuestion):\n"
        "            self.chosen.emit(asked.calls[0].intent)\n",
        "rings_nobody_before",
    ),
    Mutant(
        "guests without a limit",
        "core/offer_pace.py",
        "if flood or (len(self._asked) == MOST_IN_A_WHILE and now - self._asked[0] < A_WHILE_S):",
        "if False:",
        "fault_matrix_guests",
    ),
    Mutant(
        "a later guest takes the question over",
        _GUESTS,
        "        elif self._offer is not None:\n            self._turn_away(offer)\n",
        "",
        "two_hundred_links",
    ),
    Mutant(
        "something else confirmed than was shown",
        _GUESTS,
        "        self.chosen.emit(call.intent)",
        "        found = question_about(Offer('0733555010', wrong.source), self._surroundings())\n"
        "        self.chosen.emit(found.calls[0].intent)",
        "rings_nobody_before",
        also=(
            (
                _GUESTS,
                "        self._close()\n        self._pace",
                "        wrong = self._question\n        self._close()\n        self._pace",
            ),
        ),
    ),
    Mutant(
        "dear numbers confirmed once",
        _SHEET,
        "not self._shown.may_be_dear or self.knows_the_cost.isChecked()",
        "True",
        "dear_number",
    ),
    Mutant(
        "emergency numbers from links",
        "core/guest.py",
        "if call.kind is not NumberKind.EMERGENCY)",
        "if True)",
        "emergency",
    ),
    Mutant(
        "focus taken from who types",
        _SHEET,
        "if wants_keyboard and not typing:",
        "if wants_keyboard:",
        "keeps_the_keyboard",
    ),
    Mutant(
        "tray: a second click of a double click closes the panel",
        _TRAY,
        "        if self.clicked_just_now:\n            return\n",
        "",
        "double_click",
    ),
    Mutant(
        "tray: the click that closed the panel opens it again",
        _TRAY,
        "elif _is_within(self._left, _ONE_CLICK_MS):",
        "elif False:",
        "double_click",
    ),
    Mutant(
        "tray: the menu calls while a call is in the air",
        _TRAY,
        "is_calling=program.switchboard.call_in_the_air is not None",
        "is_calling=False",
        "menu_shows_the_digits",
    ),
    Mutant(
        "tray: the menu shows other digits than it dials",
        _TRAY,
        "            return (account.dial_plan.literal(number) if literal else account.dial_plan.dial_string(number)).digits",
        "            return number.digits",
        "menu_shows_the_digits",
    ),
    Mutant(
        "tray: the panel does not know of the call in the air",
        "app/at_hand.py",
        "        program.switchboard.gate_changed.connect(palette.close_gate)\n",
        "",
        "while_a_call_is_in_the_air_the_panel",
    ),
    Mutant(
        "tray: a problem is forgotten after a minute",
        "gui/tray_sign.py",
        "not seen if sign in _PROBLEMS else still_speaks(call, now)",
        "not seen and still_speaks(call, now)",
        "problem_until_it_is_seen",
    ),
    Mutant(
        "tray: the panel beyond the edge of the screen",
        "gui/quick_palette.py",
        "        return QPoint(max(x, area.left()), max(y, area.top()))",
        "        return beside.topLeft()",
        "never_off_the_screen",
    ),
    Mutant(
        "closing: asked each time",
        "app/closing.py",
        "        desk.change(replace(desk.settings, closing=meant))\n",
        "",
        "asks_once or asked_once",
    ),
    Mutant(
        "closing: a hidden window without a tray is never seen again",
        "app/closing.py",
        "        if self._looks_in_vain >= _LOOKS:\n            self._program.window.showMinimized()\n",
        "",
        "gone_for_good",
    ),
)
