"""What a terminal says when the stack stands: where everything is, and lines to copy."""

from collections.abc import Iterator
from typing import Final

from deploy.stack.secrets import user_of
from deploy.stack.stack import Stack

ROWS: Final = (
    "SELECT m.date, i.number, i.title, d.outcome, d.page FROM decisions d"
    " JOIN agenda_items i ON i.id = d.agenda_item_id JOIN documents o ON o.id = i.document_id"
    " JOIN meetings m ON m.id = o.meeting_id ORDER BY m.date, i.position"
)


def guide(stack: Stack, *, municipality: str) -> str:
    """Spell everything that somebody needs who has just started the stack."""
    return "\n".join([*_places(stack), *_dropping(stack, municipality), *_asking(stack), *_operating(stack)])


def _places(stack: Stack) -> Iterator[str]:
    yield "Where everything is"
    yield f"  store      {stack.url}  (S3, region us-east-1; buckets drop, archive, items, receipts)"
    yield f"  broker     {stack.broker.url}  (password {stack.secrets.broker})"
    yield f"  database   {stack.database_url('reader')}  (reads; every role's password is in secrets.json)"
    for name, service in stack.services.items():
        yield f"  {name:9}  {service.http}/metrics  {service.http}/health/ready"
    if stack.why_no_ocr:
        yield f"  ocr        is not there, and scans are rejected: {stack.why_no_ocr}"
    yield f"  secrets    {stack.folder / 'secrets.json'}  (every user of the store: root, the services, k101 to k860)"
    yield f"  logs       {stack.logs}"
    yield ""


def _dropping(stack: Stack, municipality: str) -> Iterator[str]:
    user = user_of(municipality)
    secret = stack.secrets.store[user]
    key = f"{municipality}/minutes.pdf"
    yield f"Drop a file as the municipality {municipality} (user {user}, secret {secret}); any of these:"
    yield f"  MC_HOST_referat=http://{user}:{secret}@{stack.forwarder.address} mc cp minutes.pdf referat/drop/{key}"
    yield (
        f"  AWS_ACCESS_KEY_ID={user} AWS_SECRET_ACCESS_KEY={secret} AWS_REGION=us-east-1"
        f" aws --endpoint-url {stack.url} s3 cp minutes.pdf s3://drop/{key}"
    )
    client = (
        f"Minio(endpoint='{stack.forwarder.address}', access_key='{user}', secret_key='{secret}',"
        " secure=False, region='us-east-1')"
    )
    python = f'  .venv/bin/python -c "from minio import Minio; c = {client}'
    yield f"{python}; c.fput_object(bucket_name='drop', object_name='{key}', file_path='minutes.pdf')\""
    yield "Read its receipt a few seconds later:"
    yield f"{python}; print(c.get_object(bucket_name='receipts', object_name='{key}.txt').read().decode())\""
    yield ""


def _asking(stack: Stack) -> Iterator[str]:
    url = stack.database_url("reader")
    yield "Ask the rows:"
    yield f'  psql {url} -c "{ROWS}"'
    yield f"  .venv/bin/python -c \"import psycopg; print(*psycopg.connect('{url}').execute('{ROWS}'), sep='\\n')\""
    yield ""


def _operating(stack: Stack) -> Iterator[str]:
    yield "Do what an operator does (referat --help has all of it):"
    yield f"  (. {stack.operator_file}; .venv/bin/referat sweep --dry-run)"
    yield f"  (. {stack.operator_file}; .venv/bin/referat pause parse --because 'to see what happens')"
    yield ""
