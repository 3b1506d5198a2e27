"""The real compiler child around a compiler with every fault a compiler can have: the text says which."""

from __future__ import annotations

import os
import sys
import time

from courses.authoring import compiler_child


def misbehave(markdown: str) -> str:
    match markdown:
        case "spin":
            while True:
                pass
        case "sleep":
            time.sleep(60)
        case "eat":
            return "x" * (4 * compiler_child.ADDRESS_SPACE)
        case "recurse":
            return misbehave(markdown)
        case "crash":
            os._exit(3)
        case "raise":
            raise ValueError(markdown)
        case "django":
            return str("django" in sys.modules)
        case "environment":
            return " ".join(sorted(os.environ))
    return f"<p>{markdown}</p>"


if __name__ == "__main__":
    compiler_child.render_prose = misbehave
    compiler_child.compile_course = lambda folder, **_: misbehave("spin")
    compiler_child.preview_page = lambda folder, path, **_: misbehave("spin")
    compiler_child.main()
