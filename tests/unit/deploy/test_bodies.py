"""What the forwarder tells of a request that a store has carried out: nothing where nothing has changed."""

import pytest

from deploy.stack.forwarder.bodies import Body, Exchange, bodies

SIGNED = {"authorization": "AWS4-HMAC-SHA256 Credential=k165/20261125/us-east-1/s3/aws4_request, Signature=0"}
DELETE = b"<Delete><Object><Key>165/a</Key></Object><Object><Key>165/\xc3\xa6 b</Key></Object></Delete>"
KEPT = b'<DeleteResult xmlns="http://s3"><Error><Key>165/a</Key><Code>AccessDenied</Code></Error></DeleteResult>'


def _told(method: str, target: str, status: int = 200, **more: object) -> list[tuple[str, str]]:
    exchange = Exchange(method=method, target=target, status=status, **{"asked": SIGNED, "answered": {}, **more})  # type: ignore[arg-type]
    return [(body["EventName"], body["Key"]) for body in bodies(exchange)]


def _object(**more: object) -> Body:
    exchange = Exchange(method="PUT", target="/drop/165/a", status=200, **{"asked": SIGNED, "answered": {}, **more})  # type: ignore[arg-type]
    (body,) = bodies(exchange)
    about: Body = body["Records"][0]["s3"]["object"]
    return about


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/drop/165/a", 200),
        ("HEAD", "/drop/165/a", 200),
        ("PUT", "/drop", 200),
        ("PUT", "/drop/165/a", 403),
        ("PUT", "/drop/165/a?partNumber=1&uploadId=2", 200),
        ("PUT", "/drop/165/a?tagging", 200),
        ("POST", "/drop/165/a?uploads", 200),
        ("DELETE", "/drop/165/a", 404),
        ("DELETE", "/drop/165/a?uploadId=2", 204),
        ("GET", "/", 200),
    ],
)
def test_what_changes_no_object_is_not_told(method: str, target: str, status: int) -> None:
    """Reading, refusals, buckets, tags, and parts of what is not yet whole."""
    assert _told(method, target, status) == []


def test_a_key_is_told_plain_and_encoded() -> None:
    """As the store has it beside the record, and form-encoded in it."""
    exchange = Exchange(method="PUT", target="/drop/165/%C3%A6%20b%2Bc", status=200, asked=SIGNED, answered={})
    (body,) = bodies(exchange)

    assert body["Key"] == "drop/165/æ b+c"
    assert body["Records"][0]["s3"]["object"]["key"] == "165%2F%C3%A6+b%2Bc"


def test_a_size_is_the_objects_own() -> None:
    """Without the signatures of a stream that is signed piece by piece, and left out where there is none."""
    assert _object(asked=SIGNED | {"content-length": "12"})["size"] == 12
    assert _object(asked=SIGNED | {"content-length": "99", "x-amz-decoded-content-length": "12"})["size"] == 12
    assert "size" not in _object(asked=SIGNED | {"content-length": "0"})


def test_versions_and_their_markers_are_told() -> None:
    """A bucket with versions names them, and keeps a marker of what is gone."""
    assert _object(answered={"x-amz-version-id": "v1"})["versionId"] == "v1"
    assert "versionId" not in _object()
    marker = {"x-amz-delete-marker": "true"}
    assert _told("DELETE", "/drop/165/a", 204, answered=marker) == [
        ("s3:ObjectRemoved:DeleteMarkerCreated", "drop/165/a")
    ]


def test_many_that_are_gone_are_told_one_by_one() -> None:
    """Without those that the store kept; it need not tell of the others."""
    assert _told("POST", "/drop?delete", question=DELETE, answer=b"<DeleteResult/>") == [
        ("s3:ObjectRemoved:Delete", "drop/165/a"),
        ("s3:ObjectRemoved:Delete", "drop/165/æ b"),
    ]
    assert _told("POST", "/drop/?delete", question=DELETE, answer=KEPT) == [("s3:ObjectRemoved:Delete", "drop/165/æ b")]


def test_parts_are_told_when_they_are_whole() -> None:
    """A store may answer 200 and say in the body that it could not."""
    whole = b"<CompleteMultipartUploadResult/>"
    assert _told("POST", "/drop/165/a?uploadId=2", answer=whole) == [
        ("s3:ObjectCreated:CompleteMultipartUpload", "drop/165/a")
    ]
    assert _told("POST", "/drop/165/a?uploadId=2", answer=b"<Error/>") == []


@pytest.mark.parametrize(
    ("asked", "target", "user"),
    [
        (SIGNED, "/drop/165/a", "k165"),
        ({}, "/drop/165/a?X-Amz-Credential=k306%2F20261125%2Fus-east-1", "k306"),
        ({}, "/drop/165/a", ""),
    ],
)
def test_the_user_is_who_has_signed(asked: dict[str, str], target: str, user: str) -> None:
    """In a header, or in the address that was signed beforehand."""
    (body,) = bodies(Exchange(method="PUT", target=target, status=200, asked=asked, answered={}))

    assert body["Records"][0]["userIdentity"] == {"principalId": user}
