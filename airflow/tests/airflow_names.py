"""The names of Airflow that the operator uses, so that it can be imported where there is none.

They do nothing; what is tested is the operator against a real server.
"""

import logging
import sys
import types


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    pass


class Deferred(BaseException):
    """What defer() raises in Airflow as well."""

    def __init__(self, trigger, method_name):
        super().__init__(method_name)
        self.trigger = trigger
        self.method_name = method_name


class Connection:
    def __init__(self, host, port, password):
        self.host, self.port, self.password, self.schema = host, port, password, "http"


CONNECTIONS = {}


class BaseHook:
    @staticmethod
    def get_connection(name):
        if name not in CONNECTIONS:
            raise AirflowException(f"The conn_id `{name}` isn't defined")
        return CONNECTIONS[name]


class BaseOperator:
    def __init__(self, task_id, **kwargs):
        assert not kwargs, kwargs
        self.task_id = task_id
        self.log = logging.getLogger(task_id)

    def defer(self, *, trigger, method_name):
        raise Deferred(trigger, method_name)


class BaseTrigger:
    """Of an Airflow before 3.3: it knows no on_kill."""

    task_instance = None


STATES = {}


class RuntimeTaskInstance:
    """What Airflow 3 tells of other tasks' states."""

    @staticmethod
    def get_task_states(*, dag_id, task_ids, run_ids, map_index):
        return {run: {task: STATES[(dag_id, task, run, map_index)] for task in task_ids} for run in run_ids}


class TriggerEvent:
    def __init__(self, payload):
        self.payload = payload


class BaseOperatorLink:
    pass


class XCom:
    @staticmethod
    def get_value(*, ti_key, key):
        return ti_key.get(key)


def install():
    """Makes `import airflow...` find these."""

    def module(name, **names):
        made = types.ModuleType(name)
        for key, value in names.items():
            setattr(made, key, value)
        sys.modules[name] = made

    module("airflow")
    module("airflow.exceptions", AirflowException=AirflowException, AirflowFailException=AirflowFailException)
    module("airflow.hooks")
    module("airflow.hooks.base", BaseHook=BaseHook)
    module("airflow.models", BaseOperator=BaseOperator)
    module("airflow.models.baseoperatorlink", BaseOperatorLink=BaseOperatorLink)
    module("airflow.models.xcom", XCom=XCom)
    module("airflow.sdk")
    module("airflow.sdk.execution_time")
    module("airflow.sdk.execution_time.task_runner", RuntimeTaskInstance=RuntimeTaskInstance)
    module("airflow.triggers")
    module("airflow.triggers.base", BaseTrigger=BaseTrigger, TriggerEvent=TriggerEvent)
