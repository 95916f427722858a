"""The protections of secrets, settings, databases and log, each to be broken on purpose; `tests.mutants` tries them."""

from tests.mutation import Mutant

TESTS = ("tests/store", "tests/gui/test_the_disk.py")

_CREDENTIALS, _FILE, _WHOLE = "store/credentials.py", "store/settings_file.py", "store/whole_file.py"
_DATABASE, _HISTORY, _PATHS, _DIARY = "store/database.py", "store/history.py", "store/paths.py", "store/diary.py"

MUTANTS = (
    Mutant(
        "backend allow-list off",
        _CREDENTIALS,
        "        for name, module, kind in _ALLOWED.get",
        "        import keyring\n\n        return cls(keyring.get_keyring())\n"
        "        for name, module, kind in _ALLOWED.get",
        "test_foreign_backends",
    ),
    Mutant(
        "allowed backends bent by the environment",
        _CREDENTIALS,
        ', "set_properties_from_env": _nothing_from_env}',
        "}",
        "does_not_bend",
    ),
    Mutant(
        "secrets not read back",
        _CREDENTIALS,
        "            if self._item(account_id) != item:\n                raise KeyringUnavailable(NOT_KEPT)\n",
        "",
        "does_not_keep",
    ),
    Mutant(
        "deletion not checked",
        _CREDENTIALS,
        "        if self._item(account_id) is not None:\n            raise KeyringUnavailable(NOT_FORGOTTEN)\n",
        "",
        "does_not_delete",
    ),
    Mutant("length of an item unchecked", _CREDENTIALS, "if units > LONGEST_ITEM:", "if False:", "longest_item"),
    Mutant(
        "length of an item in characters",
        _CREDENTIALS,
        'len(item.encode("utf-16-le", "surrogatepass")) // 2',
        "len(item)",
        "longest_item",
    ),
    Mutant(
        "a backend's error told with the secret in it",
        _CREDENTIALS,
        "return kind if tells else plain(text, 200) or kind",
        "return plain(text, 200) or kind",
        "no_error_repeats",
    ),
    Mutant(
        "a backend's error in the traceback",
        _CREDENTIALS,
        "        fault = KeyringLocked(LOCKED) if locked else KeyringUnavailable(_reason(error, secrets or Secrets()))\n"
        "    raise fault",
        "        raise KeyringUnavailable(_reason(error, secrets or Secrets())) from error",
        "no_error_repeats",
    ),
    Mutant(
        "a locked keyring like any other trouble",
        _CREDENTIALS,
        "locked = type(error).__name__ in _LOCKED_ERRORS",
        "locked = False",
        "locked",
    ),
    Mutant(
        "an item that is none of ours taken for empty",
        _CREDENTIALS,
        "    raise KeyringUnavailable(DAMAGED_ITEM)",
        "    return Secrets()",
        "none_of_ours",
    ),
    Mutant(
        "the session's secrets go into the keyring",
        _CREDENTIALS,
        "        self._session[account_id] = secrets\n\n    def forget",
        "        self._session[account_id] = secrets\n"
        "        if self._backend:\n"
        "            self._backend.set_password(SERVICE, account_id, _item_from(secrets))\n\n    def forget",
        "remembered_for_the_session",
    ),
    Mutant(
        "settings written in place",
        _WHOLE,
        "    target = path.resolve()\n",
        "    target = path.resolve()\n    target.write_bytes(data)\n    return\n",
        "killed_at_any_line or full_disk_leaves",
    ),
    Mutant(
        "half a new file left behind",
        _WHOLE,
        "            Path(name).unlink()",
        "            pass",
        "full_disk_leaves",
    ),
    Mutant(
        "a linked settings file replaced",
        _WHOLE,
        "target = path.resolve()",
        "target = path.absolute()",
        "linked_settings_file",
    ),
    Mutant(
        "broken settings thrown away",
        _FILE,
        '        return Notice(FILE_SET_ASIDE, str(set_aside(path, "broken")))',
        "        return Notice(FILE_SET_ASIDE, str(path))",
        "broken_file_is_kept",
    ),
    Mutant(
        "settings broken meanwhile overwritten",
        _FILE,
        '        set_aside(path, "broken")\n        return {}',
        "        return {}",
        "broken_while",
    ),
    Mutant(
        "settings of a newer version forgotten",
        _FILE,
        "        *(value for value, _ in strangers),\n",
        "",
        "test_settings",
    ),
    Mutant(
        "no copy before an upgrade", _DATABASE, "elif 0 < found < newest:", "elif False:", "upgrade_makes_a_copy_first"
    ),
    Mutant(
        "an upgrade in pieces",
        _DATABASE,
        '    connection.execute("BEGIN IMMEDIATE")\n    try:\n        for script',
        "    try:\n        for script",
        "upgrade_that_fails",
        also=((_DATABASE, '        connection.execute("COMMIT")\n    finally', "    finally"),),
    ),
    Mutant(
        "an upgrade done twice",
        _DATABASE,
        "for script in migrations[_version(connection) :]:",
        "for script in migrations:",
        "not_done_twice or upgrade",
    ),
    Mutant(
        "a corrupt database thrown away",
        _DATABASE,
        "            aside = self._backups.put_aside_damaged()",
        "            self._backups.put_aside_damaged().unlink()\n            aside = self.path",
        "damaged",
    ),
    Mutant(
        "what SQLite keeps beside a corrupt file left there",
        "store/backups.py",
        "        for companion in _COMPANIONS:",
        "        for companion in ():",
        "goes_with_it",
    ),
    Mutant(
        "the backup not restored",
        _DATABASE,
        "restored = self._backups.restore_newest(_is_sound)",
        "restored = None",
        "damaged",
    ),
    Mutant(
        "a damaged backup restored",
        "store/backups.py",
        "            if is_sound(copy):",
        "            if True:",
        "damaged",
    ),
    Mutant(
        "a lock taken for damage", _DATABASE, "if _trouble_of(error) is Trouble.DAMAGED:", "if True:", "never_taken"
    ),
    Mutant(
        "a newer version's file written",
        _DATABASE,
        "self.read_only = found > newest or not os.access(self.path, os.W_OK)",
        "self.read_only = not os.access(self.path, os.W_OK)",
        "newer_version",
    ),
    Mutant(
        "a log of its own beside the file (WAL)", _DATABASE, "journal_mode = TRUNCATE", "journal_mode = WAL", "no_wal"
    ),
    Mutant("commits not synced", _DATABASE, "synchronous = FULL", "synchronous = OFF", "synced"),
    Mutant(
        "another program's lock waited for at length",
        _DATABASE,
        "WAITS_FOR_LOCK_S = 0.25",
        "WAITS_FOR_LOCK_S = 25.0",
        "history_that_is_locked",
    ),
    Mutant(
        "a deleted file written on",
        _DATABASE,
        "_OPENED_ANEW_AFTER = frozenset({Trouble.DAMAGED, Trouble.MOVED})",
        "_OPENED_ANEW_AFTER = frozenset({Trouble.DAMAGED})",
        "deleted_while",
    ),
    Mutant(
        "damage noticed at the next start only",
        _DATABASE,
        "_OPENED_ANEW_AFTER = frozenset({Trouble.DAMAGED, Trouble.MOVED})",
        "_OPENED_ANEW_AFTER = frozenset({Trouble.MOVED})",
        "damaged_while",
    ),
    Mutant("old copies kept for ever", "store/backups.py", "_DAILY_KEPT = 2", "_DAILY_KEPT = 200", "one_copy_a_day"),
    Mutant(
        "UNKNOWN overwritten by what says less",
        _HISTORY,
        "    WHERE excluded.certainty > calls.certainty\n",
        "    WHERE 1\n",
        "test_history",
    ),
    Mutant(
        "UNKNOWN never gives way to evidence",
        _HISTORY,
        "OR calls.state = 'UNKNOWN' AND excluded.state IN ('RINGING_AGENT', 'IN_CALL')",
        "OR 0",
        "gives_way_to_evidence",
    ),
    Mutant(
        "orphans called ended",
        _HISTORY,
        "SET state = 'UNKNOWN'",
        "SET state = 'ENDED'",
        "dead_programs",
    ),
    Mutant(
        "a database that cannot be written stops the call",
        _HISTORY,
        "            raise JournalUnavailable(str(error)) from error",
        "            raise",
        "says_so_in_plain_words",
    ),
    Mutant(
        "folders of other users taken",
        _PATHS,
        "if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():",
        "if False:",
        "another_user or linked_folder",
    ),
    Mutant(
        "folders open to others", _PATHS, "if stat.S_IMODE(found.st_mode) & 0o077:", "if False:", "nothing_below_it"
    ),
    Mutant(
        "redaction off",
        _DIARY,
        '    text = _BEARER.sub(r"\\1…", _SIGNED.sub(r"\\1…", text))\n',
        "",
        "masked",
    ),
    Mutant("numbers unmasked", _DIARY, "if show_numbers else _NUMBER.sub(_last_digits, text)", "", "masked"),
    Mutant("the log never turns over", _DIARY, "maxBytes=_LONGEST_FILE", "maxBytes=0", "turns_over"),
    Mutant(
        "a full disk in the log is a fault",
        _DIARY,
        "        with suppress(OSError):\n            super().close()",
        "        super().close()",
        "test_the_disk",
    ),
)
