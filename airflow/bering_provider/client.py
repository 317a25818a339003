"""Talks to `bering serve`; plain Python, no dependency."""

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request


class BeringError(Exception):
    """The server refused, or did not answer.

    `temporary` says whether the same request may succeed later.
    """

    def __init__(self, message, temporary):
        super().__init__(message)
        self.temporary = temporary


class RunFailed(Exception):
    """A run ended and did not succeed.

    `temporary` says whether another run may succeed without a change; it never does so for a
    failure of the job's own code.
    """

    def __init__(self, message, temporary):
        super().__init__(message)
        self.temporary = temporary


class BeringClient:
    """One server. Requests that cannot do harm are sent again when the server does not answer."""

    def __init__(self, url="http://127.0.0.1:8080", token=None, timeout=30, tries=5, pause=1.0):
        self.url = url.rstrip("/")
        self.token = token
        self.timeout = timeout
        self.tries = tries
        self.pause = pause

    def start(self, job, key, parameters=None, settings=None, platform=None, environment=None, date=None):
        """Starts a run; with the same key again, finds it. Returns the run as JSON."""
        sets = {f"params.{name}": value for name, value in (parameters or {}).items()}
        sets.update(settings or {})
        body = {"job": job, "set": sets}
        if platform:
            body["platform"] = platform
        if environment:
            body["environment"] = environment
        if date:
            body["date"] = date
        return self._send("/api/v1/runs", body, {"Idempotency-Key": key})

    def run(self, run_id):
        """How a run is."""
        return self._send(f"/api/v1/runs/{urllib.parse.quote(run_id, safe='')}")

    def cancel(self, run_id):
        """Asks for a run to be stopped."""
        return self._send(f"/api/v1/runs/{urllib.parse.quote(run_id, safe='')}/cancel", {})

    def log(self, run_id, stream="output", start=0):
        """A part of a run's log: (text, where to go on)."""
        query = urllib.parse.urlencode({"stream": stream, "from": start})
        part = self._send(f"/api/v1/runs/{urllib.parse.quote(run_id, safe='')}/log?{query}")
        return part["text"], part["next"]

    def _send(self, path, body=None, headers=None):
        last = None
        for attempt in range(self.tries):
            if attempt:
                time.sleep(self.pause * 2 ** (attempt - 1))
            try:
                return self._send_once(path, body, headers)
            except BeringError as e:
                if not e.temporary:
                    raise
                last = e
        raise last

    def _send_once(self, path, body, headers):
        request = urllib.request.Request(self.url + path)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        if body is not None:
            request.data = json.dumps(body).encode("utf-8")
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as e:
            raise BeringError(_problems(e), e.code >= 500) from None
        except (OSError, ValueError, http.client.HTTPException) as e:
            raise BeringError(f"Cannot reach {self.url}: {e}.", True) from None


def _problems(error):
    try:
        problems = json.loads(error.read())["problems"]
        return "\n".join(f"{one['message']}\nhint: {one['hint']}" for one in problems)
    except (OSError, ValueError, KeyError, TypeError):
        return f"Bering answered with status {error.code}."


def require_success(shown):
    """Raises unless a closed run succeeded; every other end is a failure, whatever it is called."""
    if shown["state"] == "succeeded":
        return
    attempts = shown["run"]["attempts"]
    failure = (attempts[-1].get("failure") if attempts else None) or {}
    words = failure.get("words") or "nobody knows why"
    lines = [f"Run {shown['run']['id']} {shown['state']}: {failure.get('kind', 'UNKNOWN')}: {words}"]
    if failure.get("exception"):
        lines.append(failure["exception"])
    if failure.get("look"):
        lines.append(f"more: {failure['look']}")
    raise RunFailed("\n".join(lines), shown.get("exitCode") == 5)


def links(shown):
    """The pages about a run, by what they show."""
    attempts = shown["run"]["attempts"]
    return attempts[-1]["links"] if attempts else {}
