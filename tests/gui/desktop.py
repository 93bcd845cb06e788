# SPDX-License-Identifier: GPL-2.0-or-later
"""A screen, and the real Wireshark on it, read over the accessibility bus.

What the window shows is read as text (the cells of the packet list, the lines of the tree, the status
bar), as a screen reader would, never guessed from pixels. Every wait is for a condition.
"""
import contextlib
import os
import pathlib
import shutil
import subprocess
import time

from gi.repository import Gio, GLib

ACCESSIBLE = "org.a11y.atspi.Accessible"
COMPONENT = "org.a11y.atspi.Component"
BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
CROWDED = ("tree", "menu bar", "list")  # roles that hold hundreds of others
PATIENCE = 90  # seconds until a condition counts as never coming; only reached by a failure
SCREEN = "1400x900x24"

# A window that fills the screen, asks nothing, and lays its panes out in the same way each time.
PREFERENCES = """\
gui.ask_unsaved: FALSE
gui.update.enabled: FALSE
gui.layout_type: 1
gui.layout_content_1: PLIST
gui.layout_content_2: PDETAILS
gui.layout_content_3: NONE
gui.column.format: "No.", "%m", "Time", "%t", "Source", "%s", "Destination", "%d", "Protocol", "%p", "Info", "%i"
"""
RECENT = """\
gui.geometry_main_x: 0
gui.geometry_main_y: 0
gui.geometry_main_width: 1280
gui.geometry_main_height: 800
gui.geometry_main_maximized: FALSE
gui.geometry_main_upper_pane: 200
column.width: %m, 50, %t, 90, %s, 130, %d, 130, %p, 80, %i, 700
"""


def wait_for(what, condition):
    """The first true value of condition(); fails, naming what was waited for, when none comes."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"waited {PATIENCE} s for {what}")


class Desktop(contextlib.AbstractContextManager):
    """An X server without a screen, a session bus, and on it the accessibility bus."""

    def __init__(self, home: pathlib.Path):
        self.home = home
        self.processes = []
        runtime = home / "run"
        runtime.mkdir(mode=0o700, exist_ok=True)
        config = home / ".config" / "wireshark"
        config.mkdir(parents=True, exist_ok=True)
        (config / "preferences").write_text(PREFERENCES)
        (config / "recent").write_text(RECENT)
        self.environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(runtime),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }

    def __enter__(self):
        try:
            self._start_screen()
            self._start_bus()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            process.wait(PATIENCE)
            process.stdout.close()

    def _start(self, *command, **options):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   env=self.environment, text=True, **options)
        self.processes.append(process)
        return process

    def _start_screen(self):
        """Xvfb takes the first display that is free and says which."""
        reading, writing = os.pipe()
        self._start("Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp",
                    pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        if not number:
            raise AssertionError("Xvfb did not start")
        self.environment["DISPLAY"] = f":{number}"

    def _start_bus(self):
        daemon = self._start("dbus-daemon", "--session", "--nofork", "--print-address")
        address = daemon.stdout.readline().strip()
        if not address:
            raise AssertionError("dbus-daemon did not start")
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        session = _connect(address)
        # Qt speaks to the accessibility bus only when somebody said that it is wanted.
        session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set",
                          GLib.Variant("(ssv)", ("org.a11y.Status", "IsEnabled",
                                                 GLib.Variant("b", True))),
                          None, Gio.DBusCallFlags.NONE, -1, None)
        (accessibility,) = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus",
                                             "GetAddress", None, None, Gio.DBusCallFlags.NONE, -1,
                                             None).unpack()
        self.accessibility = _connect(accessibility)

    def run(self, *command):
        """Output of a command that works on this screen."""
        return subprocess.run(command, env=self.environment, check=True, capture_output=True,
                              text=True, timeout=PATIENCE).stdout

    def picture(self, path, *geometry):
        """Takes a picture of the screen, or of WIDTHxHEIGHT+X+Y of it."""
        crop = ["-crop", geometry[0], "+repage"] if geometry else []
        self.run("import", "-window", "root", *crop, str(path))


def _connect(address):
    flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
             Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
    return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)


class Widget:
    """One thing in the window: its role and name, its place, and what is in it.

    A window that is being built or changed loses widgets while we look: what went away has no name, no
    role and no children.
    """

    def __init__(self, bus, owner, path):
        self.bus, self.owner, self.path = bus, owner, path

    def _call(self, interface, method, arguments=None):
        return self.bus.call_sync(self.owner, self.path, interface, method, arguments, None,
                                  Gio.DBusCallFlags.NONE, PATIENCE * 1000, None).unpack()

    def _ask(self, gone, *call):
        try:
            return self._call(*call)[0]
        except GLib.Error:
            return gone

    @property
    def name(self):
        return self._ask("", "org.freedesktop.DBus.Properties", "Get",
                         GLib.Variant("(ss)", (ACCESSIBLE, "Name")))

    @property
    def role(self):
        return self._ask("", ACCESSIBLE, "GetRoleName")

    @property
    def children(self):
        return [Widget(self.bus, *child) for child in self._ask([], ACCESSIBLE, "GetChildren")]

    def walk(self, closed=CROWDED):
        """This one and all in it, but nothing that is in one of the closed roles."""
        yield self
        if self.role in closed:
            return
        for child in self.children:
            yield from child.walk(closed)

    def find(self, role, name, closed=CROWDED):
        """The first one in here with that role and a name that holds this one, or None."""
        for widget in self.walk(closed):
            if widget.role == role and name in widget.name:
                return widget
        return None

    @property
    def place(self):
        """x, y, width, height on the screen."""
        return self._call(COMPONENT, "GetExtents", GLib.Variant("(u)", (0,)))[0]


class Wireshark(contextlib.AbstractContextManager):
    """The real Wireshark with a capture open, as a user starts it."""

    def __init__(self, desktop: Desktop, capture, *arguments):
        self.desktop = desktop
        self.command = [shutil.which("wireshark"), "-r", str(capture), *arguments]

    def __enter__(self):
        log = open(self.desktop.home / "wireshark.log", "w", encoding="utf-8")
        with log:
            self.process = subprocess.Popen(self.command, env=self.desktop.environment,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            bus = self.desktop.accessibility
            owner = wait_for("Wireshark on the accessibility bus", lambda: self._owner(bus))
            self.root = Widget(bus, owner, "/org/a11y/atspi/accessible/root")
            self.status = wait_for("the capture to be loaded", self.displayed)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def _owner(self, bus):
        """Wireshark's name on the bus: the one that belongs to our process."""
        if self.process.poll() is not None:
            raise AssertionError("Wireshark ended: " +
                                 (self.desktop.home / "wireshark.log").read_text(errors="replace"))

        def ask(method, arguments=None):
            return bus.call_sync(*BUS, BUS[0], method, arguments, None, Gio.DBusCallFlags.NONE, -1,
                                 None).unpack()[0]

        for name in ask("ListNames"):
            with contextlib.suppress(GLib.Error):  # gone since it was listed
                if name.startswith(":") and self.process.pid == ask(
                        "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,))):
                    return name
        return None

    def displayed(self):
        """The status bar's count of packets, once there is one."""
        label = self.root.find("label", "Displayed: ")
        return label and label.name

    def tree(self, name):
        return wait_for(f"the pane {name}", lambda: self.root.find("tree", name))

    def packets(self):
        """The rows of the packet list that the window shows, each a dictionary by column."""
        columns, cells = [], []
        for child in self.tree("Packet list").children:
            (columns if child.role == "column header" else cells).append(child.name.strip())
        width = len(columns)
        return [dict(zip(columns, cells[i:i + width])) for i in range(0, len(cells), width)]

    def details(self):
        """The lines of the packet's tree that are open, top down."""
        return [line for line in self.tree("Packet details").children if line.role == "tree item"]

    def line(self, start):
        """The tree's line that starts so, or None."""
        return next((line for line in self.details() if line.name.startswith(start)), None)

    def open_line(self, start, below=True):
        """Clicks the tree's line that starts so and opens it, with all below it if wanted."""
        line = wait_for(f'a line "{start}…" in the tree', lambda: self.line(start))
        x, y, _, height = line.place
        self.desktop.run("xdotool", "mousemove", str(x + 30), str(y + height // 2), "click", "1",
                         "key", "shift+Right" if below else "Right")
        return line
