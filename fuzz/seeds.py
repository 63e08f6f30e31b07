#!/usr/bin/env python3
"""Writes what the fuzzer begins with: seeds.py FOLDER makes FOLDER/preprocess, FOLDER/parse and FOLDER/convert.

The wikitext of the cases in tests/suite, and, where they are, of the outside suites and wikis in ../shared.  A file is
at most 4 KiB, so that the fuzzer stays fast.
"""
import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT / ".." / "shared"
MOST = 4096


def texts():
    for path in sorted((ROOT / "tests" / "suite").rglob("*.txt")):
        if path.parent.name in {"markdown", "parse", "preprocess", "notes", "variant", "lint"}:
            for case in path.read_text(encoding="utf-8").split("\n%% ")[1:]:
                yield case.split("\n", 1)[-1].split("\n---\n")[0]
    for path in sorted((SHARED / "conformance" / "cases").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            yield json.loads(line)["wikitext"]
    for ending in ("*.mediawiki", "*.wiki", "*.wikitext"):
        for path in sorted((SHARED / "corpora").rglob(ending)):
            text = path.read_text(encoding="utf-8", errors="replace")
            # A page is cut at paragraphs; every tenth piece will do.
            part = ""
            for number, paragraph in enumerate(text.split("\n\n")):
                part += paragraph + "\n\n"
                if len(part) > 1000:
                    if number % 10 == 0:
                        yield part
                    part = ""


def main():
    root = Path(sys.argv[1])
    count = 0
    for text in texts():
        data = text.encode("utf-8")[:MOST]
        name = hashlib.sha256(data).hexdigest()[:16]
        for target, files in {
            "preprocess": {name: data},
            "parse": {name: data},
            # The first byte says the language, the kind and the view.
            "convert": {name: b"\x04" + data, name + "-tw": b"\x08" + data},
        }.items():
            folder = root / target
            folder.mkdir(parents=True, exist_ok=True)
            for file, content in files.items():
                (folder / file).write_bytes(content)
        count += 1
    print(f"{count} texts")


main()
