"""``referat bucket subscribe``: the store tells the fetcher of every file from now on."""

from typing import Annotated

import typer

from services.cli.console import CommandError, out, printable
from services.cli.options import without_home
from shared.objectstore.subscribing import subscribe as have_told
from shared.settings import StoreSettings, load

ARN = "arn:minio:sqs::FETCHER:webhook"  # what MinIO and Silo call a webhook that is configured under the name FETCHER


def subscribe(
    context: typer.Context,
    *,
    arn: Annotated[str, typer.Option(metavar="ARN", help="Whom the store shall tell, as the store calls it.")] = ARN,
) -> None:
    """Have the store tell the fetcher's door of every file that is dropped or removed.

    Reads what the bucket of drops is configured to tell, adds what is lacking, and keeps everything else. Saying it
    again changes nothing. Without it sweeps find every file as well, only later.

    The store is named by environment variables (REFERAT_STORE_URL, REFERAT_STORE_ACCESS_KEY, ...: see .env.example),
    with a user who may get and put the notifications of the bucket. The ARN must be known to the store: MinIO, Silo
    and RustFS make it from their settings of the webhook, Ceph and AWS when the topic is created. Of AWS, SNS topics
    alone can call the door.

    Try:
    * `referat bucket subscribe`
    * `referat bucket subscribe --arn arn:aws:sns:default::referat`
    """
    settings = load(StoreSettings, without_home(context.obj))
    if settings.store_url.startswith("file:"):
        raise CommandError("a folder tells nobody; set REFERAT_STORE_URL to the address of an S3 store")
    added = have_told(settings, settings.drop_bucket, arn)
    whom = printable(f"The bucket {settings.drop_bucket} tells {arn}")
    out().print(
        f"{whom} of {', '.join(added)} from now on." if added else f"{whom} of everything already.", markup=False
    )
