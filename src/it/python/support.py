"""Shared by the checks in this folder: finds files, verifies what a check needs, and cleans up after it."""

import importlib
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as xml
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]

# The exit code that marks a skipped test, as in automake.
NOT_CHECKED = 77


def start(subject, modules=(), commands=()):
    """Begins a check. Ends it with a message if a module or command that it needs is missing."""
    missing = [f"the Python module {name}" for name in modules if not _importable(name)]
    missing += [f"the command {name}" for name in commands if not shutil.which(name)]
    if missing:
        print(f"not checked: {subject}; missing: {', '.join(missing)}")
        # A build server must not skip a check.
        sys.exit(1 if os.environ.get("CI") else NOT_CHECKED)
    _forget_accounts()
    _work_in_target()
    _end_with_the_build()


def jar():
    """The name of the jar that Maven builds."""
    pom = xml.parse(REPOSITORY / "pom.xml").getroot()
    space = pom.tag.partition("}")[0] + "}"
    return f"{pom.findtext(space + 'artifactId')}-{pom.findtext(space + 'version')}.jar"


def _importable(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _forget_accounts():
    """Hides every AWS account of the person who runs the checks."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(
        AWS_ACCESS_KEY_ID="testing",
        AWS_SECRET_ACCESS_KEY="testing",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        AWS_EC2_METADATA_DISABLED="true",
        AWS_PAGER="",
    )


def _work_in_target():
    """Puts temporary files where `mvn clean` deletes them if a process was killed."""
    scratch = REPOSITORY / "target" / "python-checks"
    scratch.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(scratch)


def _end_with_the_build():
    """Ends the check as Ctrl-C does, with all cleanup, when it is terminated or when its parent process is gone."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    threading.Thread(target=_interrupt_without_parent, args=(os.getppid(),), daemon=True).start()


def _interrupt_without_parent(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
