"""The one Celery configuration, every key with its reason. A test holds that Celery and its transport know each.

Celery ignores keys that it does not know, in silence; whoever adds one here adds nothing unless that test passes.
"""

from typing import Any

from kombu import Exchange, Queue

from shared.queue.routes import QUEUES
from shared.queue.transport import Transport
from shared.settings import BrokerSettings

SOFT_SHUTDOWN_SECONDS = 20.0  # what a running task gets to end by itself; the container's own grace is 45 s
# The wire to the broker: a connection that is dead without knowing it is given up, instead of waited for.
CONNECT_SECONDS = 5
SOCKET_SECONDS = 15
SILENT_SECONDS = 10
PUBLISHING_SECONDS = 3  # a hint is not worth a longer wait, three of which make one attempt


def configuration(settings: BrokerSettings, broker_url: str, socket_seconds: int = SOCKET_SECONDS) -> dict[str, Any]:
    """Make the configuration of every process that talks to the broker, whether it publishes or consumes.

    ``broker_url`` is the address with the password. What a worker took and did not finish in
    ``visibility_seconds`` goes to another: more than the longest task takes (a document's 240 s of wall clock, its
    transfer, a stopped machine) and the soft shutdown, and the same in every process, since the shortest one counts
    for all. What is lost for so long the sweep does much earlier.
    """
    return {
        "broker_url": broker_url,
        "broker_transport": Transport,
        # JSON and nothing else: what unpickles a message does what the message says.
        "accept_content": ["json"],
        "task_serializer": "json",
        "event_serializer": "json",
        # Results are objects in a bucket; nobody waits for a task.
        "result_backend": None,
        "task_ignore_result": True,
        # A message is done when its task has ended, however it ended: what failed is still missing, and the sweep,
        # not the broker, tries again. So a poisonous message never loops.
        "task_acks_late": True,
        "task_acks_on_failure": True,
        "task_acks_on_timeout": True,
        "task_reject_on_worker_lost": False,
        # A thread that is busy holds no other message: they go to whoever is free, live ones first.
        "worker_prefetch_multiplier": 1,
        # Threads only wait, for stores and children: one process, one registry of metrics, no fork.
        "worker_pool": "threads",
        "worker_soft_shutdown_timeout": SOFT_SHUTDOWN_SECONDS,
        "worker_enable_remote_control": False,  # whoever reaches the broker must not command the workers
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,  # logs are ours: one line of JSON for each task
        "worker_redirect_stdouts": False,
        # A reconnect finds every message where it was; nothing is thrown away because a connection broke.
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        # Only queues that are spelled in the route table exist: a misspelt one is an error, not a new queue.
        "task_create_missing_queues": False,
        "task_queues": [Queue(name, Exchange(""), routing_key=name) for name in QUEUES],
        "task_default_queue": QUEUES[0],
        # A broker that is away is waited for, for ever, at the start and later.
        "broker_connection_retry_on_startup": True,
        "broker_connection_retry": True,
        "broker_connection_max_retries": None,
        # So is one that answers with an error, since it has no memory or no disk left: by default that ends a worker.
        "broker_channel_error_retry": True,
        "broker_pool_acquire_timeout": 10,
        # One more try hides a connection that has died in the pool. More would keep a task waiting for a hint that
        # the sweep gives anyway.
        "task_publish_retry": True,
        "task_publish_retry_policy": {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0},
        "broker_transport_options": _transport_options(settings, socket_seconds),
    }


def _transport_options(settings: BrokerSettings, socket_seconds: int) -> dict[str, Any]:
    return {
        "global_keyprefix": settings.queue_prefix,  # several environments on one broker do not see each other
        "visibility_timeout": settings.visibility_seconds,
        # Kombu looks every 10 s, but only every tenth time: what a dead worker held comes back after 1.2 times
        # the timeout at the latest.
        "unacked_restore_interval": settings.visibility_seconds / 10,
        "unacked_restore_throttle": 1,
        # Who looks locks the others out, and who has died while looking for as long as this: five minutes by default.
        "unacked_mutex_expire": settings.visibility_seconds / 10,
        "queue_order_strategy": "sorted",  # by name: live before sweep. The default takes turns
        "socket_timeout": socket_seconds,
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_keepalive": True,
        # A consumer's connection that has said nothing for so long is given up when it is looked at, which is as often.
        "health_check_interval": SILENT_SECONDS,
        "retry_on_timeout": False,  # the reply that was lost may have been a message
    }
