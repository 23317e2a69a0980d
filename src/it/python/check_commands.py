"""Runs the commands that a person types against stand-ins and moto's server on this machine. Needs no network.

Run it by itself: python3 src/it/python/check_commands.py
It exits with 0 if all checks pass, 1 if one fails, and 77 if a module or command that it needs is missing.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import unittest.mock
import urllib.request
import zipfile
from pathlib import Path

import support

support.start(
    "the commands that a person types, against moto's server",
    modules=["boto3", "flask", "flask_cors", "moto", "samtranslator"],
    commands=["aws", "bash", "zsh"],
)

import moto.core.config  # noqa: E402
from deployment import CONSUMER, PREWARMING, STREAM  # noqa: E402
from moto import mock_aws  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

SHELLS = ("sh", "bash", "zsh")
PROTOTYPE = "it's \"${x}\" \\ $(id) `id` 🐤 \\\""
EVENT = json.dumps({"streamName": "orders", "regionName": "eu-west-1", "messagePrototype": PROTOTYPE})
# An AWS CLI that logs its commands, keeps the payload that it would send, and must not repeat an invocation.
STAND_IN = """#!/bin/sh
echo "$1 $2" >>"$LOG"
if [ "$1" = events ]; then
  cat "$TARGET"
  exit "$EVENTS_STATUS"
fi
[ "$AWS_MAX_ATTEMPTS" = 1 ] || exit 1
for argument; do
  case $argument in fileb://*) cat "${argument#fileb://}" >"$PAYLOAD" ;; esac
done
printf '{"openShards": 4}' >"$argument"
echo "$FUNCTION_ERROR"
exit "$INVOKE_STATUS"
"""


class RunOnceCommand(unittest.TestCase):
    """The command of both templates in each shell, with a stand-in for the AWS CLI."""

    @classmethod
    def setUpClass(cls):
        with mock_aws():
            stacks = [PREWARMING.deploy("eu-west-1", {}), STREAM.deploy("eu-west-1", {}, name="second")]
        cls.commands = [stack.outputs["RunOnceCommand"] for stack in stacks]
        cls.timeout = PREWARMING.read()["Resources"]["PrewarmingFunction"]["Properties"]["Timeout"]

    def runs(self, target=EVENT, events=0, error="None", invoke=0):
        """Runs each command in each shell. Yields what it printed, its exit code, its calls, and the payload."""
        for command in self.commands:
            for shell in SHELLS:
                with self.subTest(shell=shell, command=command), tempfile.TemporaryDirectory() as folder:
                    yield self.run_in(shell, command, Path(folder), target, events, error, invoke)

    def run_in(self, shell, command, folder, target, events, error, invoke):
        (folder / "aws").write_text(STAND_IN)
        (folder / "aws").chmod(0o755)
        (folder / "target").write_text(f"{target}\n")
        (folder / "tmp").mkdir()
        settings = {"LOG": folder / "log", "TARGET": folder / "target", "PAYLOAD": folder / "payload"}
        settings.update(EVENTS_STATUS=events, INVOKE_STATUS=invoke, FUNCTION_ERROR=error, TMPDIR=folder / "tmp")
        settings.update(PATH=f"{folder}:{os.environ['PATH']}", COMMAND=command)
        # A function of the caller continues after the command.
        script = 'run() { eval "$COMMAND"; }; run; code=$?; echo after >&2; exit "$code"'
        environment = {**os.environ, **{name: str(value) for name, value in settings.items()}}
        done = subprocess.run([shell, "-c", script], env=environment, capture_output=True, text=True, timeout=60)
        self.assertTrue(done.stderr.endswith("after\n"), done.stderr)
        self.assertEqual([], list((folder / "tmp").iterdir()), "temporary files are left")
        payload = folder / "payload"
        return done.stdout, done.returncode, (folder / "log").read_text().splitlines(), payload

    def test_sends_the_input_of_the_rule_and_prints_the_response(self):
        for printed, status, calls, payload in self.runs():
            self.assertEqual(('{"openShards": 4}\n', 0), (printed, status))
            self.assertEqual(["events list-targets-by-rule", "lambda invoke"], calls)
            self.assertEqual(f"{EVENT}\n", payload.read_text())

    def test_fails_without_an_invocation_if_the_input_cannot_be_read(self):
        for target, code in ((EVENT, 254), ("None", 0), ("", 0)):
            for _, status, calls, _ in self.runs(target=target, events=code):
                self.assertNotEqual(0, status)
                self.assertEqual(["events list-targets-by-rule"], calls)

    def test_fails_if_the_invocation_is_rejected(self):
        self.assertNotIn(0, [status for _, status, _, _ in self.runs(invoke=254)])

    def test_fails_and_prints_the_response_if_the_run_fails(self):
        for printed, status, _, _ in self.runs(error="Unhandled"):
            self.assertEqual('{"openShards": 4}\n', printed)
            self.assertNotEqual(0, status)

    def test_waits_longer_than_a_run_takes(self):
        for command in self.commands:
            self.assertGreater(int(re.search(r"--cli-read-timeout (\d+)", command)[1]), self.timeout)


class CommandLine(unittest.TestCase):
    """Commands with the real AWS CLI and moto's server, whose Lambda returns the payload as the response."""

    def setUp(self):
        settings = {"lambda": {"use_docker": False}}
        self.enterContext(unittest.mock.patch.dict(moto.core.config.default_user_config, settings))
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        self.addCleanup(server.stop)
        self.endpoint = "http://%s:%d" % server.get_host_and_port()
        reset = urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")
        self.addCleanup(lambda: urllib.request.urlopen(reset).close())

    def output_of(self, *command):
        environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": self.endpoint}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def test_run_once_command_reaches_the_function(self):
        given = {"MessagePrototype": PROTOTYPE, "CanariesPerShard": "2"}
        first = PREWARMING.deploy("eu-west-1", {"ScheduleState": "DISABLED"}, self.endpoint)
        for stack in (first, STREAM.deploy("eu-west-1", given, self.endpoint, "second")):
            response = self.output_of("sh", "-c", stack.outputs["RunOnceCommand"])
            self.assertEqual(json.loads(stack.schedule()[1][0]["Input"]), json.loads(response))

    def test_package_uploads_the_jar(self):
        scratch = Path(self.enterContext(tempfile.TemporaryDirectory()))
        jar = scratch / PREWARMING.code_uri()
        jar.parent.mkdir()
        with zipfile.ZipFile(jar, "w") as archive:
            archive.writestr("a", "class")
        shutil.copy(PREWARMING.file, scratch)
        for name in ("LICENSE", "docs/sar.md"):
            (scratch / name).parent.mkdir(exist_ok=True)
            (scratch / name).write_text(name)
        self.assertEqual(jar.read_bytes(), self.package(scratch / "deploy.yaml").read_bytes())

    def test_package_uploads_only_the_code_of_the_consumer(self):
        self.assertEqual(["consumer.py"], zipfile.ZipFile(self.package(CONSUMER.file)).namelist())

    def package(self, template):
        """The code that aws cloudformation package uploads."""
        self.output_of("aws", "s3", "mb", "s3://artifacts")
        packaged = self.output_of(
            "aws", "cloudformation", "package", "--template-file", str(template), "--s3-bucket", "artifacts"
        )
        code = Path(self.enterContext(tempfile.TemporaryDirectory())) / "code.zip"
        self.output_of("aws", "s3", "cp", re.search(r"CodeUri: (s3://artifacts/\S+)", packaged)[1], str(code))
        return code


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
