# SPDX-License-Identifier: GPL-2.0-or-later
"""A Chromium without a window, spoken to over a pipe: DevTools messages are JSON, each ended by a NUL."""
import base64
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

NAMES = ["chromium", "chromium-browser", "google-chrome"]


def program():
    """The browser's path, or None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """A browser with a fresh profile, which sees nothing of the user's; for `with`."""

    def __init__(self, *switches):
        self._switches = switches
        self._events = []
        self._last_id = 0
        self._rest = b""

    def __enter__(self):
        # The folder is made by us, so that it is ours to remove whatever the browser leaves in it.
        self._profile = tempfile.mkdtemp(prefix="sipfix-browser-")
        its_in, self._out = os.pipe()
        self._in, its_out = os.pipe()
        # It reads from descriptor 3 and writes to 4; a shell puts them there.
        command = [program(), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                   "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
                   "--disable-sync", "--no-default-browser-check", "--hide-scrollbars", "--lang=en",
                   f"--user-data-dir={self._profile}", "--remote-debugging-pipe", *self._switches, "about:blank"]
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$@" 3<&{its_in} 4>&{its_out}', "sh", *command], pass_fds=(its_in, its_out),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            env={"PATH": os.environ["PATH"], "HOME": self._profile, "LC_ALL": "C.UTF-8", "TZ": "UTC"})
        os.close(its_in)
        os.close(its_out)
        return self

    def __exit__(self, *_):
        os.close(self._out)  # which ends it
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)  # its own session: it and its children, nobody else
            self._process.wait()
        os.close(self._in)
        shutil.rmtree(self._profile, ignore_errors=True)

    def _receive(self):
        while b"\0" not in self._rest:
            piece = os.read(self._in, 1 << 20)
            if not piece:
                raise RuntimeError("the browser has ended")
            self._rest += piece
        message, self._rest = self._rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        """Calls a DevTools method and returns its result."""
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") != self._last_id:
                self._events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']['message']}")
            else:
                return answer["result"]

    def wait(self, method, session):
        """Waits for an event, which may have come already, and takes it out of those kept."""
        while True:
            for event in self._events:
                if event.get("method") == method and event.get("sessionId") == session:
                    self._events.remove(event)
                    return event["params"]
            self._events.append(self._receive())

    def events(self, session):
        """The names and parameters of what has happened on a page so far and was not waited for."""
        self.call("Browser.getVersion")  # whatever came before its answer has been read then
        return [(event["method"], event["params"]) for event in self._events if event.get("sessionId") == session]

    def forget(self, method, session):
        """Takes out the events of that name that have come so far."""
        self.events(session)
        self._events = [event for event in self._events if (event.get("method"), event.get("sessionId")) != (method, session)]

    def open(self, path, width=1280, height=900, fragment="", dark=False):
        """Opens a file as a page of that size."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ["Page", "Runtime", "Network", "Log"]:
            page.call(f"{domain}.enable")
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        page.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
                            {"name": "prefers-reduced-motion", "value": "reduce"}])
        page.call("Page.navigate", url=pathlib.Path(path).resolve().as_uri() + fragment)
        self.wait("Page.loadEventFired", session)
        return page


class Page:
    """A page of the browser."""

    def __init__(self, browser, session):
        self._browser = browser
        self._session = session

    def call(self, method, **parameters):
        """Calls a DevTools method of this page."""
        return self._browser.call(method, self._session, **parameters)

    def events(self):
        """What has happened on it, see Browser.events()."""
        return self._browser.events(self._session)

    def reload(self):
        """Loads it once more; it is there at the return."""
        self._browser.forget("Page.loadEventFired", self._session)
        self.call("Page.reload")
        self._browser.wait("Page.loadEventFired", self._session)

    def ask(self, expression):
        """The value of a JavaScript expression in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True,
                           userGesture=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", expression))
        return answer["result"].get("value")

    def picture(self, height=None):
        """A PNG of what is seen, or of the page from its top to @height."""
        clip = {}
        if height:
            width = self.call("Page.getLayoutMetrics")["cssContentSize"]["width"]
            clip = {"clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}}
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=bool(height), **clip)
        return base64.b64decode(answer["data"])

    def pdf(self):
        """What a printer would get."""
        return base64.b64decode(self.call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)["data"])
