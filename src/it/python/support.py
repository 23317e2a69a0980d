"""What the checks of this folder share: where things are, what they need, and that they leave nothing behind."""

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

# The code by which automake and its kin mark a skipped test.
NOT_CHECKED = 77


def start(subject, modules=(), commands=()):
    """What every script begins with. Ends it here, saying what stays unchecked, where it misses a module or command."""
    missing = [f"the Python module {name}" for name in modules if not _importable(name)]
    missing += [f"the command {name}" for name in commands if not shutil.which(name)]
    if missing:
        print(f"not checked: {subject}; missing: {', '.join(missing)}")
        # On a build server nothing may be skipped.
        sys.exit(1 if os.environ.get("CI") else NOT_CHECKED)
    _forget_accounts()
    _work_in_target()
    _end_with_the_build()


def jar():
    """The name of the jar that Maven leaves."""
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
    """Hides any real AWS account of the person who runs the checks."""
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
    """Puts temporary files where `mvn clean` finds those that a killed process left."""
    scratch = REPOSITORY / "target" / "python-checks"
    scratch.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(scratch)


def _end_with_the_build():
    """Stops as by Ctrl-C, so with all tidying up, when it is told to end or when whoever started it is gone."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    threading.Thread(target=_interrupt_without_parent, args=(os.getppid(),), daemon=True).start()


def _interrupt_without_parent(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
