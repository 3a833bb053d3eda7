"""Reading what a municipality reads."""

from minio import Minio
from minio.error import S3Error


def receipt_of(client: Minio, key: str) -> str | None:
    """Read the receipt of a file, as text; nothing while there is none."""
    try:
        with client.get_object(bucket_name="receipts", object_name=f"{key}.txt") as answer:
            return str(answer.read().decode())
    except S3Error as error:
        if error.code != "NoSuchKey":
            raise
        return None
