"""Short ways to use an S3 client."""

import io

from minio import Minio


def put(client: Minio, bucket: str, key: str, body: bytes) -> None:
    """Store some bytes."""
    client.put_object(bucket_name=bucket, object_name=key, data=io.BytesIO(body), length=len(body))


def get(client: Minio, bucket: str, key: str) -> bytes:
    """Read all bytes of an object."""
    with client.get_object(bucket_name=bucket, object_name=key) as answer:
        body: bytes = answer.read()
        return body


def list_keys(client: Minio, bucket: str) -> list[str]:
    """List all keys of a bucket."""
    return [str(found.object_name) for found in client.list_objects(bucket_name=bucket, recursive=True)]
