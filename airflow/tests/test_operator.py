"""The operator against a real server, whose address is in BERING_TEST_URL.

The server has a job `features` whose parameter `command` is a shell command.
"""

import asyncio
import os
import sys
import threading
import time
import unittest
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

import airflow_names  # noqa: E402

airflow_names.install()

from bering_provider.client import BeringClient, BeringError  # noqa: E402
from bering_provider.operators.job import BeringJobOperator, BeringRunLink  # noqa: E402
from bering_provider.triggers.job import BeringRunTrigger  # noqa: E402

URL = os.environ["BERING_TEST_URL"]
HOST, PORT = URL.rsplit(":", 1)
airflow_names.CONNECTIONS["bering_default"] = airflow_names.Connection(HOST, int(PORT), None)


class OlderClient(BeringClient):
    """A client of a server that does not tell whether a cancel was asked for."""

    def start(self, *args, **kwargs):
        shown = super().start(*args, **kwargs)
        del shown["cancelAsked"]
        return shown


class Instance:
    """A task instance, as far as the operator looks at it."""

    def __init__(self, try_number=1, run_id=None):
        self.dag_id, self.task_id, self.map_index, self.try_number = "dag", "task", -1, try_number
        self.run_id = run_id or str(uuid.uuid4())
        self.pushed = {}

    def xcom_push(self, key, value):
        self.pushed[key] = value


def operator(command, **kwargs):
    return BeringJobOperator(
        task_id="task", job="features", parameters={"command": command}, poll_seconds=0.1, **kwargs
    )


def run(task, instance):
    """What Airflow does with a deferrable task."""
    try:
        return task.execute({"ti": instance})
    except airflow_names.Deferred as deferred:

        async def first():
            async for event in deferred.trigger.run():
                return event

        event = asyncio.run(first())
        return getattr(task, deferred.method_name)({"ti": instance}, event.payload)


class OperatorTest(unittest.TestCase):
    def test_a_run_that_succeeds(self):
        for deferrable in (True, False):
            instance = Instance()
            result = run(operator("echo fine", deferrable=deferrable), instance)
            self.assertEqual(result["state"], "succeeded")
            self.assertEqual(instance.pushed["run_id"], result["run_id"])
            self.assertEqual(BeringRunLink().get_link(None, ti_key={"run_page_url": "x"}), "x")
            self.assertEqual(BeringClient(URL).log(result["run_id"]), ("fine\n", 5))

    def test_a_run_that_fails_raises_and_is_not_tried_again(self):
        with self.assertRaises(airflow_names.AirflowFailException) as raised:
            run(operator("echo java.lang.ArithmeticException: / by zero >&2; exit 3"), Instance())
        self.assertRegex(
            str(raised.exception), r"Run features-\S+ failed: USER_CODE: java.lang.ArithmeticException: / by zero"
        )

    def test_a_run_that_fails_at_once_is_no_success(self):
        instance = Instance()
        task = operator("exit 1")
        first = BeringClient(URL).start(
            "features", f"dag/task/{instance.run_id}/-1", parameters={"command": "exit 1"}
        )
        while not BeringClient(URL).run(first["run"]["id"])["closed"]:
            time.sleep(0.1)
        with self.assertRaises(airflow_names.AirflowFailException):
            run(task, instance)
        self.assertEqual(instance.pushed["run_id"], first["run"]["id"])

    def test_a_wrong_parameter_is_told_and_not_tried_again(self):
        with self.assertRaises(airflow_names.AirflowFailException) as raised:
            run(BeringJobOperator(task_id="t", job="features", parameters={"comand": "x"}), Instance())
        self.assertIn("did you mean command?", str(raised.exception))

    def test_a_task_that_is_tried_again_finds_its_run_while_it_is_under_way(self):
        instance = Instance()
        try:
            operator("sleep 3").execute({"ti": instance})
        except airflow_names.Deferred:
            pass
        again = Instance(try_number=2, run_id=instance.run_id)
        result = run(operator("sleep 3"), again)
        self.assertEqual(result["run_id"], instance.pushed["run_id"])
        # Once it is over, whoever tries again wants another one; and only one.
        third = run(operator("sleep 3"), Instance(try_number=3, run_id=instance.run_id))
        self.assertNotEqual(third["run_id"], result["run_id"])

    def test_a_task_that_is_tried_again_understands_an_older_server(self):
        task = operator("echo fine", deferrable=False)
        task.client = lambda: OlderClient(URL)
        self.assertEqual(run(task, Instance(try_number=2))["state"], "succeeded")

    def test_a_task_that_is_killed_stops_its_run(self):
        instance = Instance()
        task = operator("sleep 60", deferrable=False)
        ends = []

        def execute():
            try:
                task.execute({"ti": instance})
            except airflow_names.AirflowFailException as e:
                ends.append(str(e))

        thread = threading.Thread(target=execute)
        thread.start()
        while "run_id" not in instance.pushed:
            time.sleep(0.05)
        task.on_kill()
        thread.join(60)
        self.assertEqual(len(ends), 1)
        self.assertIn("cancelled: CANCELLED", ends[0])

    def deferred(self, **kwargs):
        """A task that waits for a run that takes a minute."""
        instance = Instance()
        with self.assertRaises(airflow_names.Deferred) as raised:
            operator("sleep 60", **kwargs).execute({"ti": instance})
        trigger = raised.exception.trigger
        path, arguments = trigger.serialize()
        self.assertEqual(path, "bering_provider.triggers.job.BeringRunTrigger")
        again = BeringRunTrigger(**arguments)
        again.task_instance = instance
        return instance, again

    def taken_down(self, trigger):
        """What a triggerer does with a trigger that it no longer wants, and when it ends."""

        async def main():
            async def first():
                async for event in trigger.run():
                    return event

            waiting = asyncio.ensure_future(first())
            await asyncio.sleep(0.3)
            waiting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await waiting

        asyncio.run(main())

    def state(self, run_id):
        return BeringClient(URL).run(run_id)

    def stopped(self, run_id):
        while not self.state(run_id)["closed"]:
            time.sleep(0.1)
        return self.state(run_id)["state"]

    def test_a_task_that_is_taken_away_while_deferred_takes_its_run_along(self):
        for state in (None, "failed", "success"):
            instance, trigger = self.deferred()
            key = (instance.dag_id, instance.task_id, instance.run_id, instance.map_index)
            airflow_names.STATES[key] = state
            self.taken_down(trigger)
            self.assertTrue(self.state(trigger.run_id)["cancelAsked"])
            self.assertEqual(self.stopped(trigger.run_id), "cancelled")

    def test_a_triggerer_that_restarts_leaves_runs_alone(self):
        instance, trigger = self.deferred()
        key = (instance.dag_id, instance.task_id, instance.run_id, instance.map_index)
        for states in ({}, {key: "deferred"}, {key: "running"}):
            airflow_names.STATES.clear()
            airflow_names.STATES.update(states)
            self.taken_down(trigger)
            self.assertFalse(self.state(trigger.run_id)["cancelAsked"])
        # Airflow 3.3 says which is which, and a trigger that is taken down hears of it there alone.
        airflow_names.STATES[key] = None
        airflow_names.BaseTrigger.on_kill = None
        try:
            self.taken_down(trigger)
        finally:
            del airflow_names.BaseTrigger.on_kill
        self.assertFalse(self.state(trigger.run_id)["cancelAsked"])
        asyncio.run(trigger.on_kill())
        self.assertEqual(self.stopped(trigger.run_id), "cancelled")

    def test_a_run_outlives_its_task_where_that_is_wanted(self):
        instance, trigger = self.deferred(cancel_on_kill=False)
        airflow_names.STATES[(instance.dag_id, instance.task_id, instance.run_id, instance.map_index)] = None
        self.taken_down(trigger)
        asyncio.run(trigger.on_kill())
        self.assertFalse(self.state(trigger.run_id)["cancelAsked"])
        BeringClient(URL).cancel(trigger.run_id)
        self.stopped(trigger.run_id)

    def test_the_next_try_of_a_task_that_was_taken_away_starts_another_run(self):
        instance, trigger = self.deferred()
        asyncio.run(trigger.on_kill())
        again = Instance(try_number=2, run_id=instance.run_id)
        with self.assertRaises(airflow_names.Deferred) as raised:
            operator("sleep 60").execute({"ti": again})
        self.assertNotEqual(raised.exception.trigger.run_id, trigger.run_id)
        self.assertEqual(self.state(trigger.run_id)["state"], "cancelled")
        asyncio.run(raised.exception.trigger.on_kill())
        self.stopped(raised.exception.trigger.run_id)

    def test_a_server_that_is_away_may_be_asked_again(self):
        client = BeringClient("http://127.0.0.1:1", tries=2, pause=0.01)
        with self.assertRaises(BeringError) as raised:
            client.run("features-1")
        self.assertTrue(raised.exception.temporary)
        self.assertTrue(str(raised.exception).startswith("Cannot reach http://127.0.0.1:1: "))


if __name__ == "__main__":
    unittest.main()
