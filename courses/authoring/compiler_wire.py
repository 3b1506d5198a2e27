"""What goes over the socket between a process and its compiler child: frames of JSON, nothing that could run.

A frame is eight bytes of length and that many bytes of UTF-8 JSON. The child never hands back pickles: it reads hostile
text, so what it says is data at most. Pictures do not come back at all; the parent has their bytes.
"""

from __future__ import annotations

import base64
import json
import socket
import struct
import time
from collections.abc import Mapping
from datetime import date
from typing import Any

from courses.core.document import AssetFile, Compiled, Course, Folder, History, Signature
from courses.core.previewed import Previewed
from courses.core.problem import Edit, Problem, Repair

HEADER = struct.Struct(">Q")
MOST_BYTES = 200_000_000
CHUNK = 1 << 18


class Closed(Exception):
    """The other side is gone, or says something that is no frame."""


def send(channel: socket.socket, message: Mapping[str, Any]) -> None:
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    channel.sendall(HEADER.pack(len(body)) + body)


def receive(channel: socket.socket, *, deadline: float | None = None) -> dict[str, Any]:
    """The next frame. Raises Closed, or TimeoutError when `deadline` (time.monotonic) passes first."""
    (length,) = HEADER.unpack(_exactly(channel, HEADER.size, deadline))
    if length > MOST_BYTES:
        raise Closed
    try:
        message = json.loads(_exactly(channel, length, deadline))
    except (ValueError, RecursionError) as error:
        raise Closed from error
    if not isinstance(message, dict):
        raise Closed
    return message


def _exactly(channel: socket.socket, length: int, deadline: float | None) -> bytes:
    chunks: list[bytes] = []
    while length:
        if deadline is not None:
            channel.settimeout(max(0.001, deadline - time.monotonic()))
        chunk = channel.recv(min(length, CHUNK))
        if not chunk:
            raise Closed
        chunks.append(chunk)
        length -= len(chunk)
    return b"".join(chunks)


def compile_request(folder: Folder, history: History, today: date) -> dict[str, Any]:
    return {
        "do": "compile",
        "name": folder.name,
        "files": {path: base64.b64encode(data).decode("ascii") for path, data in folder.files.items()},
        "history": _history_message(history),
        "today": today.isoformat(),
    }


def preview_request(folder: Folder, path: str, history: History, today: date) -> dict[str, Any]:
    return {**compile_request(folder, history, today), "do": "preview", "path": path}


def read_compile_request(message: Mapping[str, Any]) -> tuple[Folder, History, date]:
    files = {path: base64.b64decode(data) for path, data in message["files"].items()}
    return Folder(message["name"], files), _read_history(message["history"]), date.fromisoformat(message["today"])


def _history_message(history: History) -> dict[str, Any]:
    return {
        "published": sorted(history.published),
        "prerequisites": {slug: list(needs) for slug, needs in history.prerequisites.items()},
        "kinds": dict(history.kinds),
        "answered": dict(history.answered),
        "signatures": [[one.source_sha256, one.name, one.role, one.date] for one in history.signatures],
        "reviewed_text": history.reviewed_text,
        "reviewed_by": [list(one) for one in history.reviewed_by],
    }


def _read_history(message: Mapping[str, Any]) -> History:
    return History(
        published=frozenset(message["published"]),
        prerequisites=message["prerequisites"],
        kinds=message["kinds"],
        answered=message["answered"],
        signatures=tuple(Signature(*one) for one in message["signatures"]),
        reviewed_text=message["reviewed_text"],
        reviewed_by=tuple((name, role, day) for name, role, day in message["reviewed_by"]),
    )


def compiled_message(compiled: Compiled) -> dict[str, Any]:
    course = compiled.course
    return {
        "problems": [problem_message(problem) for problem in compiled.problems],
        "course": None
        if course is None
        else {
            "structure": course.structure,
            "units": course.units,
            "quizzes": course.quizzes,
            "key": dict(course.key),
            "assets": [[asset.path, asset.sha256, asset.extension] for asset in course.assets],
            "source_sha256": course.source_sha256,
            "lab_key": dict(course.lab_key),
            "was": dict(course.was),
        },
    }


def problem_message(problem: Problem) -> dict[str, Any]:
    repair = problem.repair
    fix = repair and {
        "edits": [[one.line, one.column, one.end_line, one.end_column, one.text] for one in repair.edits],
        "rename": repair.rename,
        "recode": repair.recode,
        "picture": repair.picture,
    }
    return {**problem.as_json(), "repair": fix}


def read_problem(message: Mapping[str, Any]) -> Problem:
    fix = message["repair"]
    repair = fix and Repair(tuple(Edit(*one) for one in fix["edits"]), fix["rename"], fix["recode"], fix["picture"])
    place = message["file"], message["line"], message["column"]
    return Problem(*place, message["code"], message["message"], message["fix"], repair)


def read_compiled(message: Mapping[str, Any], folder: Folder) -> Compiled:
    """`folder` is the one that was sent: its pictures become the assets."""
    problems = tuple(read_problem(one) for one in message["problems"])
    course = message["course"]
    if course is None:
        return Compiled(problems, None)
    assets = tuple(AssetFile(path, digest, kind, folder.files[path]) for path, digest, kind in course["assets"])
    return Compiled(
        problems,
        Course(
            structure=course["structure"],
            units=tuple(course["units"]),
            quizzes=tuple(course["quizzes"]),
            key=course["key"],
            assets=assets,
            source_sha256=course["source_sha256"],
            lab_key=course["lab_key"],
            was=course["was"],
        ),
    )


def previewed_message(previewed: Previewed) -> dict[str, Any]:
    return {
        "problems": [problem_message(problem) for problem in previewed.problems],
        "page": previewed.page,
        "key": dict(previewed.key),
        "lab_key": dict(previewed.lab_key),
        "pictures": [[asset.path, asset.sha256, asset.extension] for asset in previewed.pictures],
    }


def read_previewed(message: Mapping[str, Any], folder: Folder) -> Previewed:
    """`folder` is the one that was sent: its pictures are those of the page."""
    pictures = tuple(AssetFile(path, digest, kind, folder.files[path]) for path, digest, kind in message["pictures"])
    problems = tuple(read_problem(one) for one in message["problems"])
    return Previewed(problems, message["page"], message["key"], message["lab_key"], pictures)
