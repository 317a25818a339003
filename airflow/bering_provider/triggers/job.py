"""Waits for a run without holding a worker."""

import asyncio

from airflow.triggers.base import BaseTrigger, TriggerEvent

from bering_provider.client import BeringClient, BeringError


# States of a task that somebody has taken away. A task that waits for its trigger is "deferred",
# also while its triggerer restarts; one that is on its way to a worker again finds its run there.
TAKEN_AWAY = (None, "failed", "success", "skipped", "removed", "upstream_failed", "up_for_retry")


def task_state(instance):
    """The state of a task instance as Airflow has it now, by whichever way this Airflow tells it."""
    try:
        from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
    except ImportError:
        from airflow.models.taskinstance import TaskInstance
        from airflow.utils.session import create_session

        with create_session() as session:
            found = (
                session.query(TaskInstance)
                .filter(
                    TaskInstance.dag_id == instance.dag_id,
                    TaskInstance.task_id == instance.task_id,
                    TaskInstance.run_id == instance.run_id,
                    TaskInstance.map_index == instance.map_index,
                )
                .one()
            )
            return found.state
    states = RuntimeTaskInstance.get_task_states(
        dag_id=instance.dag_id,
        task_ids=[instance.task_id],
        run_ids=[instance.run_id],
        map_index=instance.map_index,
    )[instance.run_id]
    mapped = f"{instance.task_id}_{instance.map_index}"
    return states[mapped] if mapped in states else states[instance.task_id]


class BeringRunTrigger(BaseTrigger):
    """Fires once the run is closed, or once it cannot be asked about any more.

    A task that is cleared, or marked by hand, while it is deferred takes its run along, unless
    `cancel_on_kill` is false. A triggerer that ends or restarts does not.
    """

    def __init__(self, run_id, url, connection, poll_seconds, cancel_on_kill=True):
        super().__init__()
        self.run_id = run_id
        self.url = url
        self.connection = connection
        self.poll_seconds = poll_seconds
        self.cancel_on_kill = cancel_on_kill

    def serialize(self):
        # The token is not among these: they are stored in Airflow's database.
        return (
            "bering_provider.triggers.job.BeringRunTrigger",
            {
                "run_id": self.run_id,
                "url": self.url,
                "connection": self.connection,
                "poll_seconds": self.poll_seconds,
                "cancel_on_kill": self.cancel_on_kill,
            },
        )

    async def on_kill(self):
        """Airflow 3.3 and later call this when somebody takes the task away, and only then."""
        if self.cancel_on_kill:
            await self._cancel()

    async def _client(self):
        from bering_provider.operators.job import token_of

        token = await asyncio.to_thread(token_of, self.connection)
        return BeringClient(self.url, token)

    async def _cancel(self):
        client = await self._client()
        await asyncio.to_thread(client.cancel, self.run_id)

    async def _is_taken_away(self):
        """False where nobody can tell: a run too many is better than one that somebody waits for."""
        try:
            return await asyncio.to_thread(task_state, self.task_instance) in TAKEN_AWAY
        except Exception:  # whatever this Airflow raises, the task may still wait for its run
            return False

    async def run(self):
        try:
            async for event in self._events():
                yield event
        except asyncio.CancelledError:
            # Before Airflow 3.3 this is all that a trigger hears, of a restart as well.
            is_told = hasattr(BaseTrigger, "on_kill")
            if self.cancel_on_kill and not is_told and await self._is_taken_away():
                await self._cancel()
            raise

    async def _events(self):
        client = await self._client()
        while True:
            try:
                shown = await asyncio.to_thread(client.run, self.run_id)
                if shown["closed"]:
                    yield TriggerEvent({"run_id": self.run_id})
                    return
            except BeringError as e:
                # A server that is away comes back; how long a task may take is Airflow's to say.
                if not e.temporary:
                    yield TriggerEvent({"run_id": self.run_id, "error": str(e)})
                    return
            await asyncio.sleep(self.poll_seconds)
