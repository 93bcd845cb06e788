# SPDX-License-Identifier: GPL-2.0-or-later
"""A screen, and the real Wireshark on it, read over the accessibility bus.

What the window shows is read as text (the cells of the packet list, the lines of the tree, the status
bar), as a screen reader would, never guessed from pixels. Every wait is for a condition.
"""
import contextlib
import os
import pathlib
import subprocess
import sys
import time

from gi.repository import Gio, GLib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "analyzer"))
from processes import end  # pylint: disable=wrong-import-position

ACCESSIBLE = "org.a11y.atspi.Accessible"
ACTION = "org.a11y.atspi.Action"
COMPONENT = "org.a11y.atspi.Component"
BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
CROWDED = ("tree", "menu bar", "list")  # roles that hold hundreds of others
PATIENCE = 300  # seconds until a condition counts as never coming; only reached by a failure
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
gui.geometry_main_upper_pane: 80
column.width: %m, 50, %t, 110, %s, 120, %d, 120, %p, 80, %i, 700
"""


def wait_for(what, condition):
    """The first true value of condition(); fails, naming what was waited for, when none comes."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"waited {PATIENCE} s for {what}")


class Desktop:
    """The settings of whoever sits in front of the screen, in a home of their own. @failed: a file, opened by who may
    write where it lies, for a picture of a window that was not as expected."""

    def __init__(self, home: pathlib.Path, failed=None):
        self.home, self.failed = home, failed
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

    def run(self, *command):
        """Output of a command that needs no screen."""
        return _run(command, self.environment)


def _run(command, environment):
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout


class Screen(contextlib.AbstractContextManager):
    """An X server that nobody sees: the first display that is free, as the server itself says.

    A window has one of its own, for what one leaves at the server (where its accessibility bus is) misleads the
    next. And it is told not to start again when its last client leaves, which is its habit: xdotool is a client too,
    and a Wireshark that comes while it leaves would be turned away.
    """

    def __enter__(self):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        if not number:
            self.__exit__(None, None, None)
            raise AssertionError("Xvfb did not start")
        self.display = f":{number}"
        return self

    def __exit__(self, *_):
        end(self.server, PATIENCE)


class SessionBus(contextlib.AbstractContextManager):
    """A message bus for one session, which starts the accessibility bus when it is asked for."""

    def __enter__(self):
        self.daemon = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                       env=self.environment)
        self.address = self.daemon.stdout.readline().strip()
        if not self.address:
            self.__exit__(None, None, None)
            raise AssertionError("dbus-daemon did not start")
        return self

    def __init__(self, environment):
        self.environment = environment

    def __exit__(self, *_):
        end(self.daemon, PATIENCE)
        self.daemon.stdout.close()

    def accessibility(self):
        """A connection to the accessibility bus."""
        (address,) = _ask_bus(_connect(self.address), ("org.a11y.Bus", "/org/a11y/bus"), "GetAddress")
        return _connect(address)


def _connect(address):
    flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
             Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
    return Gio.DBusConnection.new_for_address_sync(address, flags, None, None)


def _ask_bus(bus, whom, method, arguments=None):
    """Calls a method of the interface that has the same name as who is asked."""
    return bus.call_sync(*whom, whom[0], method, arguments, None, Gio.DBusCallFlags.NONE, -1,
                         None).unpack()


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

    def press(self):
        """What a click on it does. Does not wait for it: a dialog that opens answers when it closes."""
        self.bus.call(self.owner, self.path, ACTION, "DoAction", GLib.Variant("(i)", (0,)), None,
                      Gio.DBusCallFlags.NONE, -1, None, None)


class Wireshark(contextlib.AbstractContextManager):
    """The real Wireshark with a capture open, as a user starts it."""

    def __init__(self, desktop: Desktop, capture, *arguments):
        self.desktop = desktop
        self.title = pathlib.Path(capture).name
        self.command = ["wireshark", "-r", str(capture), *arguments]
        self.opened = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as opened:
            # A bus for each, for it must not know of accessibility yet: Qt 5, told at its start, may
            # use its connection before it has one, and then never answers. So it is told when the
            # window stands.
            screen = opened.enter_context(Screen())
            self.environment = {**self.desktop.environment, "DISPLAY": screen.display}
            session = opened.enter_context(SessionBus(self.environment))
            self._start(session)
            opened.push(self._stop)
            wait_for("Wireshark's window", self._stands)
            bus = session.accessibility()
            owner = wait_for("Wireshark on the accessibility bus", lambda: self._owner(bus))
            self.root = Widget(bus, owner, "/org/a11y/atspi/accessible/root")
            wait_for("the capture to be loaded", self.displayed)
            self.opened = opened.pop_all()
        return self

    def __exit__(self, *failure):
        return self.opened.__exit__(*failure)

    def _start(self, session):
        self.log = self.desktop.home / "wireshark.log"
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**self.environment, "DBUS_SESSION_BUS_ADDRESS": session.address})

    def _stop(self, failure, *_):
        if failure and self.desktop.failed and self.process.poll() is None:
            picture = self.desktop.home / "failed.png"
            self.picture(picture)
            self.desktop.failed.write(picture.read_bytes())
            self.desktop.failed.flush()
            print(f"What the window showed: {self.desktop.failed.name}")
        end(self.process, PATIENCE)

    def run(self, *command):
        """Output of a command that works on this window's screen."""
        return _run(command, self.environment)

    def picture(self, path, *geometry):
        """Takes a picture of the screen, or of WIDTHxHEIGHT+X+Y of it."""
        crop = ["-crop", geometry[0], "+repage"] if geometry else []
        self.run("import", "-window", "root", *crop, str(path))

    def _stands(self):
        """Whether the window with the capture is on the screen."""
        if self.process.poll() is not None:
            raise AssertionError(f"Wireshark ended: {self.log.read_text(errors='replace')}")
        search = ["xdotool", "search", "--onlyvisible", "--name", self.title]
        return subprocess.run(search, env=self.environment, check=False,
                              capture_output=True, timeout=PATIENCE).stdout

    def _owner(self, bus):
        """Wireshark's name on the bus: the one that belongs to our process."""
        (names,) = _ask_bus(bus, BUS, "ListNames")
        for name in names:
            with contextlib.suppress(GLib.Error):  # gone since it was listed
                if name.startswith(":") and (self.process.pid,) == _ask_bus(
                        bus, BUS, "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,))):
                    return name
        return None

    def displayed(self):
        """The status bar's count of packets, once there is one. (How many are displayed stands there too; since
        Wireshark 4.4 only where it is not all of them.)"""
        label = self.root.find("label", "Packets: ")
        return label and label.name

    def filter(self, text):
        """Types a display filter and applies it, over the one that was there."""
        entry = wait_for("the filter's entry", self._filter_entry)
        x, y, _, height = entry.place
        self.run("xdotool", "mousemove", str(x + 80), str(y + height // 2), "click", "1",
                         "key", "ctrl+a", "type", text)
        self.run("xdotool", "key", "Escape", "key", "Return")  # Escape: the list of completions

    def filter_bar(self):
        """The bar with the display filter and its buttons, or None. (The bar's own name is its title, which is not to
        be had since Wireshark 4.4.)"""
        return next((bar for bar in self.root.walk() if bar.role == "tool bar" and
                     bar.find("text", "Display filter entry")), None)

    def _filter_entry(self):
        bar = self.filter_bar()
        return bar and bar.find("text", "Display filter entry")

    def choose(self, *names):
        """Chooses an entry of the menus by its whole name, which comes last, behind those of the menus that hold it."""
        found = wait_for("the menu bar", lambda: self.root.find("menu bar", ""))
        for name in names:
            found = wait_for(f"{name} in the menus", lambda menu=found, name=name: next(
                (entry for entry in menu.walk(closed=()) if entry.role == "menu item" and entry.name == name), None))
        found.press()

    def preferences(self, line, protocol):
        """The dialog of the preferences at the page of a protocol, opened by the menu of a line of its tree. (In the
        dialog's own list a page is found by typing, and a slow machine takes slow letters for several words.)"""
        found = wait_for(f'a line "{line}…" in the tree', lambda: self.line(line))
        x, y, _, height = found.place
        # Upwards from the end of the menu: Decode As, Protocol Preferences; its first entry opens the dialog. The
        # keys come after the click, so the menu is there for them.
        self.run("xdotool", "mousemove", str(x + 30), str(y + height // 2), "click", "3",
                 "key", "Up", "Up", "Right", "Return")
        dialog = wait_for("the dialog of the preferences", lambda: self.root.find("dialog", "Preferences"))
        wait_for(f"the page {protocol}", lambda: dialog.find("label", protocol))
        return dialog

    def tree(self, name):
        return wait_for(f"the pane {name}", lambda: self.root.find("tree", name))

    def packets(self):
        """The rows of the packet list that the window shows, each a dictionary by column."""
        columns, cells = [], []
        for child in self.tree("Packet list").children:
            (columns if child.role == "column header" else cells).append(child.name.strip())
        width = len(columns)  # none while the list is being filled anew
        return [dict(zip(columns, cells[i:i + width])) for i in range(0, len(cells), width or 1)]

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
        self.run("xdotool", "mousemove", str(x + 30), str(y + height // 2), "click", "1",
                         "key", "shift+Right" if below else "Right")
        return line
