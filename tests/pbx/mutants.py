"""The protections of the wire, each to be broken on purpose; `tests.mutants` tries them."""

from tests.mutation import Mutant

TESTS = ("tests/pbx", "tests/core", "tests/test_dialer.py")

_TRANSPORT, _LINE, _ATTEMPT = "pbx/transport.py", "pbx/line.py", "pbx/attempt.py"
_WIRE, _QUERY, _CLIENT, _DIALER = "pbx/wire.py", "pbx/php_query.py", "pbx/client.py", "dialer.py"

MUTANTS = (
    Mutant("redirects followed", _TRANSPORT, "follow_redirects=False", "follow_redirects=True", "redirect_is_never"),
    Mutant("SSL_CERT_FILE obeyed", "pbx/environment.py", '"SSL_CERT_FILE", ', "", "fault_matrix_environment"),
    Mutant("SSLKEYLOGFILE obeyed", "pbx/environment.py", ', "SSLKEYLOGFILE"', "", "taken_out_of_the_process"),
    Mutant(
        "proxy of the environment",
        _TRANSPORT,
        'if not proxy or is_loopback(target.host):\n        return ""\n    if proxy != "system":',
        'if is_loopback(target.host):\n        return ""\n    if proxy and proxy != "system":',
        "fault_matrix_environment",
    ),
    Mutant("CONNECT counts as sent", _TRANSPORT, ' and info["request"].method != b"CONNECT"', "", "failing_proxy"),
    Mutant("body cap removed", _TRANSPORT, "if len(body) > longest:", "if False:", "endless"),
    Mutant("compression accepted", _TRANSPORT, "not in _NOTHING_ENCODED", "in ()", "gzip"),
    Mutant("compression asked for", _TRANSPORT, '"Accept-Encoding": "identity",', "", "nothing_compressed"),
    Mutant("connection kept", _TRANSPORT, '"Connection": "close",', "", "used_once"),
    Mutant(
        "point of no return not noticed",
        _TRANSPORT,
        "            attempt.passes_point_of_no_return()",
        "            pass",
        "after_sending",
    ),
    Mutant(
        "TLS not verified",
        _TRANSPORT,
        "    if extra_ca_file:",
        "    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE\n    if extra_ca_file:",
        "bad_certificate",
    ),
    Mutant("issuer not remembered", _TRANSPORT, "    remember_certificates(context)\n", "", "bad_certificate"),
    Mutant("Windows' codes not known", _LINE, "0x800B0109, 0x800B010A, 0x800B010D, 0x800B0112", "", "windows_refuses"),
    Mutant("macOS' codes not known", _LINE, "*(-67843, -25318, -67612)", "", "macos_refuses"),
    Mutant("expired called untrusted", _LINE, "if code in _EXPIRED:", "if False:", "bad_certificate"),
    Mutant("another name called untrusted", _LINE, "if code in _WRONG_HOST:", "if False:", "bad_certificate"),
    Mutant(
        "host name not verified",
        _TRANSPORT,
        "    if extra_ca_file:",
        "    context.check_hostname = False\n    if extra_ca_file:",
        "bad_certificate",
    ),
    Mutant(
        "proxy blamed on the PBX", _TRANSPORT, "if via and failure.code in _NOT_REACHED:", "if False:", "dead_proxy"
    ),
    Mutant("garbage called lost", _TRANSPORT, "if attempt.far_end_closed:", "if True:", "after_sending"),
    Mutant(
        "a retry on a lost reply",
        _CLIENT,
        "        return _understood(exchange(request, attempt, context, account.proxy), longest_reply)",
        "        try:\n"
        "            return _understood(exchange(request, attempt, context, account.proxy), longest_reply)\n"
        "        except WireFault:\n"
        "            return _understood(exchange(request, Attempt(2.0), context, account.proxy), longest_reply)",
        "lost_reply or before_sending",
    ),
    Mutant("3xx parsed as an answer", _CLIENT, "if 300 <= reply.status < 400:", "if False:", "30"),
    Mutant("long GET sent", _CLIENT, "> _LONGEST_ADDRESS", "> 10**9", "too_long_for_an_address"),
    Mutant("GET sent as POST", _CLIENT, "if account.method is Method.GET else", "if False else", "php_accepts"),
    Mutant(
        "each read gets the deadline anew",
        _LINE,
        "waited_s, left_s = 0.0, self._attempt.seconds_left()",
        "waited_s, left_s = 0.0, self._attempt._deadline_s",
        "dripped",
    ),
    Mutant("endless answers heard out", _LINE, "if self._heard > _MOST_BYTES:", "if False:", "endless_1xx"),
    Mutant(
        "localhost anywhere",
        _LINE,
        "if is_loopback(host) and not is_loopback(where[0]):",
        "if False:",
        "localhost_that_points",
    ),
    Mutant(
        "only the first address",
        _LINE,
        "                fault = this_fault\n",
        "                raise this_fault\n",
        "second_address",
    ),
    Mutant(
        "greeting blocks in one piece",
        _LINE,
        "line.setblocking(False)\n"
        "    with selectors.DefaultSelector() as selector:\n"
        "        selector.register(line, selectors.EVENT_READ)",
        "line.settimeout(longest_s)\n"
        "    with selectors.DefaultSelector() as selector:\n"
        "        selector.register(line, selectors.EVENT_READ)",
        "stop_in_the_tls",
    ),
    Mutant(
        "readers do not look again", _LINE, "min(self._attempt.look_again_s, left_s", "min(9e9, left_s", "stop_frees"
    ),
    Mutant("line not held for stop", _LINE, "            self._attempt.holds(secure)\n", "", "stop_while"),
    Mutant("plain line not held for stop", _LINE, "        attempt.holds(line)\n", "", "stop_while"),
    Mutant(
        "stop ignored",
        _ATTEMPT,
        "        self.stopped = True\n        self._cut()",
        "        self.stopped = True",
        "stop_while",
    ),
    Mutant(
        "stop forgotten",
        _ATTEMPT,
        "        self.stopped = True\n        self._cut()",
        "        self._cut()",
        "fault_matrix_stop",
    ),
    Mutant("wall clock ignored", _ATTEMPT, ", (wall, wall() + deadline_s))", ",)", "deadline_that_passed_in_sleep"),
    Mutant(
        "monotonic clock ignored",
        _ATTEMPT,
        "((monotonic, monotonic() + deadline_s), (wall",
        "((wall, wall() + deadline_s), (wall",
        "set_back",
    ),
    Mutant(
        "late attempts not cut",
        _ATTEMPT,
        "        if self._seconds_left() <= 0:\n            self._cut()",
        "        pass",
        "deadline_that_passed_in_sleep",
    ),
    Mutant(
        "an attempt sends twice",
        _ATTEMPT,
        "        if self.sent:\n            raise",
        "        if False:\n            raise",
        "carries_one_request",
    ),
    Mutant(
        "a stage may take the whole deadline", _ATTEMPT, "_STAGE_SHARE = 0.3", "_STAGE_SHARE = 9.0", "before_sending"
    ),
    Mutant(
        "lookup not stoppable",
        "pbx/name_lookup.py",
        "        attempt.seconds_left()\n        try:",
        "        try:",
        "name_lookup",
    ),
    Mutant(
        "lookup without an end", "pbx/name_lookup.py", "while waited_s < longest_s:", "while True:", "lookup_that_hangs"
    ),
    Mutant(
        "journal after sending",
        _DIALER,
        "            call = self._recorded(call)\n"
        "            changed(call)\n"
        "            call = self._sent(call, account, secrets, attempt)",
        "            changed(call)\n"
        "            sent = self._sent(call, account, secrets, attempt)\n"
        "            self._recorded(call)\n"
        "            call = sent",
        "journal",
    ),
    Mutant(
        "a broken journal stops the call",
        _DIALER,
        "        except Exception:  # a journal",
        "        except FileExistsError:  # a journal",
        "journal_that",
    ),
    Mutant(
        "outcome not journaled",
        _DIALER,
        "        return self._recorded(call)\n\n    def write_down",
        "        return call\n\n    def write_down",
        "journal",
    ),
    Mutant("no pace", _DIALER, "if wait_s := self._pace.take():", "if wait_s := 0.0:", "runaway"),
    Mutant("no minute limit", _DIALER, "if len(self._sent) == MOST_PER_MINUTE:", "if False:", "pace_is"),
    Mutant("seconds rounded down", _DIALER, "math.ceil(wait_s)", "math.floor(wait_s)", "rounded_down"),
    Mutant("slow network taken for ringing", _DIALER, "attempt.waited_s() > _A_PHONE", "3 > _A_PHONE", "async_0"),
    Mutant(
        "error after ringing is refused",
        _DIALER,
        "return call.not_answered(answer.messages) if rang else call.refused",
        "return call.refused",
        "async_0",
    ),
    Mutant(
        "unknown told as not sent",
        _DIALER,
        "call.not_sent(failure) if failure.surely_not_sent else call.unknown(failure)",
        "call.not_sent(failure)",
        "after_sending",
    ),
    Mutant(
        "clocks not checked",
        _DIALER,
        "            attempt.expire_if_late()",
        "            pass",
        "deadline_that_passed_in_sleep",
    ),
    Mutant(
        "attempts kept for ever",
        _DIALER,
        "        finally:\n            self._attempts.pop(call.external_id, None)\n",
        "        finally:\n            pass\n",
        "nothing_is_kept",
    ),
    Mutant("tilde bare", _QUERY, '.replace("~", "%7E")', "", "php_query or php_accepts"),
    Mutant(
        "space as %20",
        _QUERY,
        'quote_plus(text, safe="")',
        'quote_plus(text, safe="").replace("+", "%20")',
        "php_query or php_accepts",
    ),
    Mutant(
        "None as empty",
        _QUERY,
        "        case None:\n            return",
        '        case None:\n            yield f"{name}="',
        "php_query",
    ),
    Mutant(
        "floats sent",
        _QUERY,
        "        case bool() | int():",
        '        case float():\n            yield f"{name}={value}"\n        case bool() | int():',
        "php_query",
    ),
    Mutant("hash in upper case", _QUERY, ".hexdigest()", ".hexdigest().upper()", "php_accepts"),
    Mutant(
        "credentials behind the data",
        _WIRE,
        "top_level = credentials | dict(fields)",
        "top_level = dict(fields) | credentials",
        "vendors_hash",
    ),
    Mutant("token unchecked", _WIRE, "if secrets.api_token and not", "if False and not", "token_no_header"),
    Mutant(
        "secrets unchecked",
        _WIRE,
        "        _check_text(name, getattr(secrets, name))",
        "        pass",
        "secrets_no_request",
    ),
    Mutant("control characters sent", _WIRE, 'if kind == "Cc":', "if False:", "bad_value"),
    Mutant("variable names unchecked", _WIRE, "if not _VARIABLE_NAME.fullmatch(name):", "if False:", "bad_value"),
    Mutant("mandatory fields unchecked", _WIRE, "if mandatory and not value.strip():", "if False:", "bad_value"),
    Mutant("duplicate keys believed", _WIRE, "if len(members) != len(pairs):", "if False:", "duplicate_keys"),
    Mutant("NaN believed", _WIRE, ", parse_constant=no_constant", "", "NaN or Infinity"),
    Mutant(
        "surrogates believed",
        _WIRE,
        "    json.dumps(answer, ensure_ascii=False).encode()",
        "    json.dumps(answer)",
        "surrogate",
    ),
    Mutant("deep nesting crashes", _WIRE, "except RecursionError:", "except FileExistsError:", "nested or x_60000"),
    Mutant("BOM believed", _WIRE, 'body.decode("utf-8")', 'body.decode("utf-8-sig")', "BOM"),
    Mutant(
        "has_error guessed",
        _WIRE,
        'not isinstance(answer.get("has_error"), bool)',
        '"has_error" not in answer',
        "has_error",
    ),
    Mutant("messages unstripped", _WIRE, "plain(_readable(message))", "_readable(message)", "verbatim"),
    Mutant(
        "plain http anywhere",
        "core/account.py",
        'if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):',
        "if False:",
        "address or account_that",
    ),
    Mutant("userinfo accepted", "core/account.py", "parts.username is not None or ", "", "address or account_that"),
    Mutant(
        "foreign digits accepted",
        "core/number.py",
        "if char in allowed or",
        "if char.isdigit() or char in allowed or",
        "test_number",
    ),
    Mutant(
        "guests may send codes",
        "core/number.py",
        "return cls(_ascii_digits(text, DIGITS))",
        "return cls(_ascii_digits(text, DIGITS | _TYPED_ONLY))",
        "test_number",
    ),
    Mutant(
        "stars dropped from codes",
        "core/number.py",
        "if not _TYPED_ONLY.isdisjoint(digits):",
        "if False:",
        "test_number or dial_plan",
    ),
    Mutant(
        "short numbers made international",
        "core/number.py",
        "return number if whole else None",
        "return number",
        "test_number or dial_plan",
    ),
    Mutant(
        "rewrite by part of a number", "core/rewrite.py", ".fullmatch(digits)", ".match(digits)", "dial_plan or rewrite"
    ),
    Mutant(
        "undialable rewrites",
        "core/rewrite.py",
        "if not is_dialable(result) or len(result) > LONGEST_DIALLED:",
        "if False:",
        "dial_plan or rewrite",
    ),
    Mutant(
        "rewrite rules that hang",
        "core/rewrite.py",
        "if steps > _MOST_STEPS or ways * steps > _MOST_TRIES:",
        "if False:",
        "could_hang or holds_the_program_up",
    ),
    Mutant("bidi characters shown", "core/plain_text.py", '"Cc", "Cf", ', '"Cc", ', "plain_text or verbatim"),
    Mutant(
        "a code on the wrong side",
        "core/failure.py",
        "_AFTER = FailureCode.REPLY_LOST",
        "_AFTER = FailureCode.REPLY_LATE",
        "test_call or wording",
    ),
)
