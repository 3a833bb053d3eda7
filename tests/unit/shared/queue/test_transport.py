"""The transport keeps what kombu makes anew for every message, and not longer than it may."""

from kombu import Connection

from shared.queue.transport import Channel, Transport


def _channel() -> Channel:
    """Make a channel that has connected to nobody."""
    channel: Channel = Channel.__new__(Channel)
    channel.connection = Transport(Connection("redis://broker.example:6379/0", transport=Transport))
    channel.Client = channel._get_client()
    channel._async_pool = channel._pool = None
    channel._get_pool = lambda asynchronous=False: _Pool()  # noqa: ARG005
    return channel


class _Pool:
    connection_kwargs: dict[str, object] = {}  # noqa: RUF012

    def disconnect(self) -> None:
        """Be left."""


def test_a_channel_has_one_client_for_its_connections_and_another_for_new_ones() -> None:
    """A client that was kept beyond its pool would talk through connections that were given up."""
    channel = _channel()

    first, second = channel._create_client(), channel._create_client()
    channel._pool = None  # as when the channel's connection has died
    third = channel._create_client()

    assert first is second
    assert third is not first
    assert third.connection_pool is channel.pool
