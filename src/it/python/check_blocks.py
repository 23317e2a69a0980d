"""Checks the commands that people paste from the pages: `sh`, `bash` and `zsh`, the shell of macOS, must give each
program the same arguments. No program runs; a stand-in for each notes its arguments. JSON blocks must be JSON.

Run it by itself: python3 src/it/python/check_blocks.py
It ends with 0 if all is well, 1 if not, and 77 if a shell that it needs is missing.
"""

import collections
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

import support

support.start("the shell blocks of the pages", commands=["bash", "sh"])

PAGES = [
    support.REPOSITORY / "README.md",
    *sorted((support.REPOSITORY / "docs").rglob("*.md")),
    *sorted((support.REPOSITORY / ".github").rglob("*.md")),
]
# As a person starts them. Interactively, zsh takes a comment for a command, and `!` can recall an earlier command.
SHELLS = {
    "sh": ["sh", "-s"],
    "bash": ["bash", "--norc", "--noprofile", "-i", "-s"],
    "zsh": ["zsh", "-f", "-i", "-s"],
}
INSTALLED = [shell for shell in SHELLS if shutil.which(shell)]
# Add a program here when a page begins to use it. `output` and `change` are functions that docs/deploying.md defines.
PROGRAMS = """
    .ci/run apt aws base64 cat cdk change curl gh git java jq mktemp mvn node npm npx openssl output pip python3 rm sam
    sed sha256sum shasum sleep src/main/scripts/publish.sh sudo terraform
""".split()
# It prints several words, as commands do, and the first is a program, because some pages evaluate the output. `cat`
# without arguments copies its input, so that a page can write a file.
STAND_IN = f"""#!/bin/sh
printf '%s\\0' "${{0##*/}}" "$@" >"$CALLS/$$"
case "${{0##*/}}$#" in
  cat0) exec {shutil.which("cat")} ;;
  *) echo 'aws a word' ;;
esac
"""
# Variables that the pages ask their readers to set.
GIVEN = {"AWS_REGION": "eu-west-1", "STACK": "kinesis-prewarming"}
CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
BEFORE = "set -eu\ncd() { :; }\n"
AFTER = "\necho yes >finished\n"


def blocks(text, languages):
    """The code blocks of a page in some languages."""
    found = re.findall(rf"^( *)```(?:{languages})\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for _, block in found]


def commands(text):
    """What a page tells people to type, in its blocks and then in its sentences."""
    prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    spans = [span.replace("\\|", "|") for span in re.findall(r"`([^`\n]+)`", prose)]
    return blocks(text, "sh|bash|zsh|shell|console") + [
        span for span in spans if " " in span and span.split()[0] in [*PROGRAMS, "eval"]
    ]


class Failure(AssertionError):
    pass


def calls(shell, script):
    """How often a script calls each program with which arguments, and the files that it writes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("calls", "bin"):
            (folder / each).mkdir()
        for program in PROGRAMS:
            file = folder / program if "/" in program else folder / "bin" / program
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(STAND_IN)
            file.chmod(0o755)
        own = {"PATH": str(folder / "bin"), "CALLS": str(folder / "calls"), "HOME": "/home/me", "TERM": "dumb"}
        done = subprocess.run(
            [shutil.which(shell), *SHELLS[shell][1:]],
            input=BEFORE + script + AFTER,
            env={**own, **GIVEN, **dict.fromkeys(CREDENTIALS, "a secret")},
            cwd=folder, capture_output=True, text=True, timeout=60,
            # Without a terminal, which interactive shells would take for themselves.
            start_new_session=True,
        )  # fmt: skip
        if not (folder / "finished").exists():
            said = re.findall(rf"(?:{shell}: |line \d+: ).*", done.stderr) or [done.stderr]
            raise Failure(f"{shell} stopped: {said[-1][-500:]}")
        called = [file.read_text().split("\0")[:-1] for file in (folder / "calls").iterdir()]
        written = [["writes", file.name, file.read_text()] for file in folder.iterdir() if file.is_file()]
        return collections.Counter(map(tuple, called + written))


def difference(script):
    """What the shells make of a script, where they differ."""
    expected, *others = [calls(shell, script) for shell in INSTALLED]
    for shell, found in zip(INSTALLED[1:], others):
        if found != expected:
            differing = ["\n  ".join(map(shlex.join, each)) for each in (expected - found, found - expected)]
            return f"\n{INSTALLED[0]} runs\n  {differing[0]}\n{shell} runs\n  {differing[1]}"
    return ""


class Blocks(unittest.TestCase):
    def test_shells_agree_on_the_commands_of_each_page(self):
        for page in PAGES:
            with self.subTest(page=page.name):
                if found := difference("\n".join(commands(page.read_text(encoding="utf-8")))):
                    self.fail(found)

    def test_json_blocks_are_json(self):
        for page in PAGES:
            for block in blocks(page.read_text(encoding="utf-8"), "json"):
                with self.subTest(page=page.name):
                    json.loads(block)

    def test_differences_between_shells_are_found(self):
        self.assertEqual("", difference('for word in $(aws --query "a[?b!=\'c\']"); do curl "$word:x"; done 2>note'))
        if "zsh" in INSTALLED:
            self.assertIn("aws:eu-west-1:execute-api", difference('curl "aws:$AWS_REGION:execute-api"'))
            self.assertIn("curl", difference('curl ${STACK:+--header "x"}'))
            self.assertIn("writes note", difference('cat >note <<EOF\n$STACK:e\nEOF'))
            for unlike in ("# A comment (that zsh runs)", "aws --names a[0]", 'words="a b"; aws $words'):
                with self.subTest(unlike=unlike), self.assertRaisesRegex(AssertionError, "zsh"):
                    self.assertEqual("", difference(unlike))
        for wrong in ("if true; then aws", "aws 'a", "unknown-program", 'aws "$UNSET"'):
            with self.subTest(wrong=wrong), self.assertRaisesRegex(Failure, "sh stopped"):
                difference(wrong)


if __name__ == "__main__":
    done = unittest.main(verbosity=2, exit=False).result
    if not done.wasSuccessful():
        sys.exit(1)
    if "zsh" not in INSTALLED:
        print("not checked: the shell blocks of the pages in zsh; missing: the command zsh")
        sys.exit(1 if os.environ.get("CI") else support.NOT_CHECKED)
