#!/usr/bin/env python3
"""Plays the console examples of a document and compares what they print with what the document shows.

A fenced block marked `console` holds commands after `$ ` and their output. In the output `…` stands for any text on its
line, and a line that is only `…` for any lines. All blocks run in order in one fresh folder, with the program on PATH.

    transcript.py DOCUMENT.md PROGRAM
"""

import os
import re
import subprocess
import sys
import tempfile


def steps_of(text):
    """Yields (line number, command, expected lines)."""
    step = None
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if step:
                yield step
            step = None
            inside = line.strip() == "```console"
        elif inside and line.startswith("$ "):
            if step:
                yield step
            step = (number, line[2:], [])
        elif inside and step:
            step[2].append(line.rstrip())


def pattern_of(expected):
    """The expected lines as one regular expression."""
    parts = []
    for line in expected:
        if line.strip() == "…":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(".*?".join(re.escape(part) for part in line.split("…")) + r"[ ]*\n")
    return re.compile("".join(parts) + r"\Z")


def main():
    document, program = sys.argv[1:]
    with open(document, encoding="utf-8") as file:
        steps = list(steps_of(file.read()))
    if not steps:
        sys.exit(f"{document}: no console block")
    failures = 0
    environment = dict(os.environ, PATH=os.path.dirname(os.path.abspath(program)) + ":" + os.environ["PATH"])
    environment.pop("JIEDUI_DATA", None)
    with tempfile.TemporaryDirectory() as folder:
        for number, command, expected in steps:
            done = subprocess.run(command, shell=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
            said = "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())
            if done.returncode == 0 and pattern_of(expected).match(said):
                continue
            failures += 1
            print(f"{document}:{number}: {command}\n  ended with {done.returncode} and said:\n{said}")
    sys.exit(1 if failures else 0)


main()
