"""Waits for a run without holding a worker."""

import asyncio

from airflow.triggers.base import BaseTrigger, TriggerEvent

from bering_provider.client import BeringClient, BeringError


class BeringRunTrigger(BaseTrigger):
    """Fires once the run is closed, or once it cannot be asked about any more."""

    def __init__(self, run_id, url, connection, poll_seconds):
        super().__init__()
        self.run_id = run_id
        self.url = url
        self.connection = connection
        self.poll_seconds = poll_seconds

    def serialize(self):
        # The token is not among these: they are stored in Airflow's database.
        return (
            "bering_provider.triggers.job.BeringRunTrigger",
            {
                "run_id": self.run_id,
                "url": self.url,
                "connection": self.connection,
                "poll_seconds": self.poll_seconds,
            },
        )

    async def run(self):
        from bering_provider.operators.job import token_of

        token = await asyncio.to_thread(token_of, self.connection)
        client = BeringClient(self.url, token)
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
