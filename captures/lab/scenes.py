# SPDX-License-Identifier: GPL-2.0-or-later
"""The scenes of the lab: one function a capture; its docstring says what the capture shows."""

SCENES = {}

PBX1 = "udp:198.51.100.20:5060"
PBX2 = "udp:198.51.100.30:5060"


def capture(name):
    """Registers a scene under the name of its capture."""
    def register(scene):
        SCENES[name] = scene
        return scene
    return register


def caller(troupe, local, remote, to, header="Subject: lab", scenario="uac.xml", more=()):
    """A sipp that sends one request and takes any final answer to it."""
    troupe.sipp(scenario, local, remote, "-key", "to", to, "-key", "header", header, *more).ends_well()


@capture("301-invite-udp")
def invite_udp(recording, troupe):
    """Kamailio answers an INVITE with 301 and one Contact; sipp does not follow it."""
    troupe.kamailio("moved.cfg", PBX1)
    with recording():
        caller(troupe, "203.0.113.5", "198.51.100.20:5060", "sip:bob@pbx1.example.net")


@capture("421-100rel-asterisk-sipp")
def asterisk_100rel(recording, troupe):
    """Asterisk with 100rel=required answers 421 to a caller that does not offer 100rel; it gives up."""
    troupe.asterisk()
    with recording():
        caller(troupe, "203.0.113.5", "198.51.100.10:5060", "sip:echo@198.51.100.10", "Supported: replaces")
