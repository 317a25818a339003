"""Runs one Bering job."""

import time

from airflow.exceptions import AirflowException, AirflowFailException
from airflow.hooks.base import BaseHook
from airflow.models import BaseOperator
from airflow.models.baseoperatorlink import BaseOperatorLink
from airflow.models.xcom import XCom

from bering_provider.client import BeringClient, BeringError, RunFailed, links, require_success
from bering_provider.triggers.job import BeringRunTrigger

DEFAULT_URL = "http://127.0.0.1:8080"


def url_of(connection):
    """The server's address: that of the connection, or this machine."""
    found = _connection(connection)
    if found is None or not found.host:
        return DEFAULT_URL
    host = found.host if "://" in found.host else f"{found.schema or 'http'}://{found.host}"
    return f"{host}:{found.port}" if found.port else host


def token_of(connection):
    """The server's token: the connection's password."""
    found = _connection(connection)
    return found.password if found is not None else None


def _connection(connection):
    try:
        return BaseHook.get_connection(connection)
    except AirflowException:
        return None


class _Link(BaseOperatorLink):
    key = ""

    def get_link(self, operator, *, ti_key):
        return (XCom.get_value(ti_key=ti_key, key=self.key) or "") if ti_key else ""


class BeringRunLink(_Link):
    """The platform's page of the run."""

    name = "Run"
    key = "run_page_url"


class BeringSparkLink(_Link):
    """Spark's own page of the run."""

    name = "Spark UI"
    key = "spark_ui_url"


class BeringJobOperator(BaseOperator):
    """Runs a published job, and succeeds only if the run does."""

    template_fields = ("job", "parameters", "settings", "platform", "environment", "date")
    operator_extra_links = (BeringRunLink(), BeringSparkLink())

    def __init__(
        self,
        *,
        job,
        parameters=None,
        settings=None,
        platform=None,
        environment=None,
        date=None,
        connection="bering_default",
        deferrable=True,
        poll_seconds=30,
        cancel_on_kill=True,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.job = job
        self.parameters = parameters
        self.settings = settings
        self.platform = platform
        self.environment = environment
        self.date = date
        self.connection = connection
        self.deferrable = deferrable
        self.poll_seconds = poll_seconds
        self.cancel_on_kill = cancel_on_kill
        self.run_id = None

    def client(self):
        """A client of the connection's server."""
        return BeringClient(url_of(self.connection), token_of(self.connection))

    def execute(self, context):
        instance = context["ti"]
        key = f"{instance.dag_id}/{instance.task_id}/{instance.run_id}/{instance.map_index}"
        try:
            shown = self._start(key)
            # Tried again or cleared: a run that is still under way is found, one that is over is
            # followed by another.
            # One that is being stopped, as its task was taken away, is waited for first.
            while instance.try_number > 1 and (shown["closed"] or shown.get("cancelAsked")):
                self.run_id = shown["run"]["id"]
                self._closed()
                key = f"{key}/after/{self.run_id}"
                shown = self._start(key)
        except BeringError as e:
            raise (AirflowException if e.temporary else AirflowFailException)(str(e)) from e
        self.run_id = shown["run"]["id"]
        self.log.info("run %s of job %s", self.run_id, self.job)
        instance.xcom_push(key="run_id", value=self.run_id)
        if shown["closed"] or not self.deferrable:
            return self._wait(context)
        self.defer(
            trigger=BeringRunTrigger(
                self.run_id,
                url_of(self.connection),
                self.connection,
                self.poll_seconds,
                self.cancel_on_kill,
            ),
            method_name="resume",
        )

    def _start(self, key):
        return self.client().start(
            self.job,
            key,
            parameters=self.parameters,
            settings=self.settings,
            platform=self.platform,
            environment=self.environment,
            date=self.date,
        )

    def _closed(self):
        """The run once it is closed; a server that is away for a while changes nothing of it."""
        while True:
            try:
                shown = self.client().run(self.run_id)
                if shown["closed"]:
                    return shown
            except BeringError as e:
                if not e.temporary:
                    raise AirflowFailException(str(e)) from e
                self.log.warning("%s", e)
            time.sleep(self.poll_seconds)

    def _wait(self, context):
        self._closed()
        return self.resume(context, {"run_id": self.run_id})

    def resume(self, context, event):
        """The run is closed, or cannot be asked about: everything but success raises."""
        self.run_id = event["run_id"]
        if "error" in event:
            raise AirflowFailException(event["error"])
        shown = self._closed()
        pages = links(shown)
        instance = context["ti"]
        instance.xcom_push(key="run_page_url", value=pages.get("run", ""))
        instance.xcom_push(key="spark_ui_url", value=pages.get("spark-ui", ""))
        try:
            require_success(shown)
        except RunFailed as e:
            raise (AirflowException if e.temporary else AirflowFailException)(str(e)) from e
        return {"run_id": self.run_id, "run_page_url": pages.get("run", ""), "state": shown["state"]}

    def on_kill(self):
        """Nothing that Airflow does not watch any more goes on."""
        if self.run_id and self.cancel_on_kill:
            self.client().cancel(self.run_id)
