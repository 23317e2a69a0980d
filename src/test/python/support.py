"""What the checks of this folder share: where things are, what they need, and accounts that nobody has."""

import importlib
import os
import shutil
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
TEMPLATE = REPOSITORY / "deploy.yaml"

# The code by which automake and its kin mark a skipped test.
NOT_CHECKED = 77


def need(subject, modules=(), commands=()):
    """Ends the script, saying what stays unchecked, where a module or command is missing."""
    missing = [f"the Python module {name}" for name in modules if not _importable(name)]
    missing += [f"the command {name}" for name in commands if not shutil.which(name)]
    if missing:
        print(f"not checked: {subject}; missing: {', '.join(missing)}")
        sys.exit(NOT_CHECKED)


def _importable(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def forget_accounts():
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
