"""The sending end of a Windows named pipe, with a deadline, and with a look at who made the pipe.

ctypes and not ``open()``: that would let the pipe's owner impersonate us, and could wait for an answer for ever.
"""

import sys

if sys.platform == "win32":
    import ctypes
    import msvcrt
    import os
    import time
    from ctypes import wintypes

    _GENERIC_READ_WRITE = 0x80000000 | 0x40000000
    _OPEN_EXISTING = 3
    _IDENTIFY_ONLY = 0x00100000 | 0x00010000  # SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION
    _INVALID_HANDLE = wintypes.HANDLE(-1).value
    _PIPE_BUSY = 231
    _PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
    _TOKEN_QUERY = 0x0008
    _TOKEN_USER = 1
    _LOOK_AGAIN_S = 0.005

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _security = ctypes.WinDLL("advapi32", use_last_error=True)
    _user = ctypes.WinDLL("user32", use_last_error=True)
    _kernel.CreateFileW.restype = wintypes.HANDLE
    _kernel.OpenProcess.restype = wintypes.HANDLE
    _kernel.GetCurrentProcess.restype = wintypes.HANDLE
    _kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    _kernel.LocalFree.argtypes = [ctypes.c_void_p]
    _kernel.PeekNamedPipe.argtypes = [wintypes.HANDLE, *[ctypes.c_void_p] * 5]
    _kernel.GetNamedPipeServerProcessId.argtypes = [wintypes.HANDLE, ctypes.c_void_p]
    _security.OpenProcessToken.argtypes = [wintypes.HANDLE, wintypes.DWORD, ctypes.c_void_p]
    _security.GetTokenInformation.argtypes = [
        wintypes.HANDLE,
        ctypes.c_int,
        ctypes.c_void_p,
        wintypes.DWORD,
        ctypes.c_void_p,
    ]
    _security.ConvertSidToStringSidW.argtypes = [ctypes.c_void_p, ctypes.c_void_p]

    def exchanged(name: str, data: bytes, answer_bytes: int, deadline_s: float) -> bytes:
        """Write `data` into the pipe `name` and return the answer, up to `answer_bytes` of it.

        Returns nothing, and writes nothing, where the pipe belongs to another user. Raises OSError,
        FileNotFoundError where nobody listens.
        """
        end = time.monotonic() + deadline_s
        handle = _opened(name, end)
        pipe = msvcrt.open_osfhandle(handle, os.O_RDWR | os.O_BINARY)
        try:
            server = wintypes.DWORD()
            _checked(_kernel.GetNamedPipeServerProcessId(handle, ctypes.byref(server)))
            if _sid_of_process(server.value) != user_sid():
                return b""
            _user.AllowSetForegroundWindow(server.value)  # or its window would stay behind ours
            os.write(pipe, data)
            return _answer(pipe, answer_bytes, end)
        finally:
            os.close(pipe)

    def user_sid() -> str:
        """Return the security identifier of our user, ``S-1-5-…``. Raises OSError."""
        return _sid_of(_kernel.GetCurrentProcess())

    def session_id() -> int:
        """Return the number of our login session on this computer. Raises OSError."""
        session = wintypes.DWORD()
        _checked(_kernel.ProcessIdToSessionId(os.getpid(), ctypes.byref(session)))
        return session.value

    def _opened(name: str, end: float) -> int:
        while True:
            handle = _kernel.CreateFileW(name, _GENERIC_READ_WRITE, 0, None, _OPEN_EXISTING, _IDENTIFY_ONLY, None)
            if handle is not None and handle != _INVALID_HANDLE:
                return int(handle)
            error = ctypes.get_last_error()
            if error != _PIPE_BUSY or time.monotonic() >= end:
                raise ctypes.WinError(error)
            time.sleep(_LOOK_AGAIN_S)

    def _answer(pipe: int, most: int, end: float) -> bytes:
        answer = b""
        waiting = wintypes.DWORD()
        while len(answer) < most:
            peeked = _kernel.PeekNamedPipe(msvcrt.get_osfhandle(pipe), None, 0, None, ctypes.byref(waiting), None)
            if not peeked:
                break  # it hung up
            if waiting.value:
                answer += os.read(pipe, min(waiting.value, most - len(answer)))
            elif time.monotonic() >= end:
                raise TimeoutError
            else:
                time.sleep(_LOOK_AGAIN_S)
        return answer

    def _sid_of_process(pid: int) -> str:
        """Return whose process `pid` is. Raises PermissionError for processes we may not even look at."""
        process = _kernel.OpenProcess(_PROCESS_QUERY_LIMITED_INFORMATION, False, pid)
        _checked(process)
        try:
            return _sid_of(process)
        finally:
            _kernel.CloseHandle(process)

    def _sid_of(process: int) -> str:
        token = wintypes.HANDLE()
        _checked(_security.OpenProcessToken(process, _TOKEN_QUERY, ctypes.byref(token)))
        try:
            record = ctypes.create_string_buffer(256)  # TOKEN_USER: a pointer to the SID, flags, the SID
            length = wintypes.DWORD()
            _checked(
                _security.GetTokenInformation(token, _TOKEN_USER, record, len(record), ctypes.byref(length)),
            )
            sid = ctypes.c_void_p.from_buffer(record)
            text = wintypes.LPWSTR()
            _checked(_security.ConvertSidToStringSidW(sid, ctypes.byref(text)))
            try:
                return str(text.value)
            finally:
                _kernel.LocalFree(ctypes.cast(text, ctypes.c_void_p))
        finally:
            _kernel.CloseHandle(token)

    def _checked(result: object) -> None:
        if not result:
            raise ctypes.WinError(ctypes.get_last_error())
