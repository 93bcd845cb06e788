# SPDX-License-Identifier: GPL-2.0-or-later
"""The scenes: one function a capture, its docstring says what the capture shows."""

CAPTURES = {}


def capture(name, **how):
    """Registers a scene under the name of its file (without .pcapng)."""
    def register(play):
        assert name not in CAPTURES, name
        CAPTURES[name] = (play, how)
        return play
    return register
