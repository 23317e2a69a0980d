"""Runs the commands that a person types against stand-ins and moto's server on this machine. Needs no network.

Run it by itself: python3 src/it/python/check_commands.py
It exits with 0 if all checks pass, 1 if one fails, and 77 if a module or command that it needs is missing.
"""

import http.server
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import unittest
import urllib.request
import zipfile
from pathlib import Path

import support

support.start(
    "the commands that a person types, against moto's server",
    modules=["boto3", "flask", "flask_cors", "moto", "samtranslator"],
    commands=["aws", "bash", "zsh"],
)

from deployment import ACCOUNT, CONSUMER, PREWARMING, STREAM  # noqa: E402
from moto import mock_aws  # noqa: E402
from moto.events.models import EventPattern  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

SHELLS = ("sh", "bash", "zsh")
PROTOTYPE = "it's \"${x}\" \\ $(id) `id` 🐤 \\\""
EVENT = json.dumps({"streamName": "orders", "regionName": "eu-west-1", "messagePrototype": PROTOTYPE})
# An AWS CLI that logs its commands, and keeps the payload that it would send.
STAND_IN = """#!/bin/sh
echo "$1 $2" >>"$LOG"
if [ "$1" = events ]; then
  cat "$TARGET"
  exit "$EVENTS_STATUS"
fi
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


class Lambda(http.server.HTTPServer):
    """Replaces Lambda, which moto can run only in a container, and keeps the requests."""

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Invocation)
        self.answers = answers
        self.calls = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def endpoint(self):
        return "http://127.0.0.1:%d" % self.server_port

    def stop(self):
        self.shutdown()
        self.server_close()


class Invocation(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, body))
        if self.server.answers:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"openShards": 4}')

    def log_message(self, *_):
        pass


class CommandLine(unittest.TestCase):
    """Commands with the real AWS CLI."""

    @classmethod
    def setUpClass(cls):
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        cls.addClassCleanup(server.stop)
        cls.endpoint = "http://%s:%d" % server.get_host_and_port()

    def setUp(self):
        reset = urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")
        self.addCleanup(lambda: urllib.request.urlopen(reset).close())

    def run_aws(self, *command, **more):
        environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": self.endpoint}
        return subprocess.run(
            command, env={**environment, **more}, capture_output=True, text=True, encoding="utf-8", timeout=60
        )

    def output_of(self, *command):
        done = self.run_aws(*command)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def run_once(self, stack, answers=True, **more):
        server = Lambda(answers)
        self.addCleanup(server.stop)
        command = stack.outputs["RunOnceCommand"]
        return self.run_aws("sh", "-c", command, AWS_ENDPOINT_URL_LAMBDA=server.endpoint, **more), server.calls

    def test_run_once_command_reaches_the_function(self):
        first = PREWARMING.deploy("eu-west-1", {"ScheduleState": "DISABLED"}, self.endpoint)
        given = {"MessagePrototype": PROTOTYPE, "CanariesPerShard": "2"}
        for stack in (first, STREAM.deploy("eu-west-1", given, self.endpoint, "second")):
            done, ((path, body),) = self.run_once(stack)
            self.assertEqual((0, '{"openShards": 4}\n'), (done.returncode, done.stdout), done.stderr)
            self.assertIn("/2015-03-31/functions/", path)
            self.assertIn(first.outputs["FunctionArn"].rpartition(":")[2], path)
            self.assertEqual(json.loads(stack.schedule()[1][0]["Input"]), json.loads(body))

    def test_run_once_command_sends_the_whole_prototype_or_fails_in_the_locale_c(self):
        stack = PREWARMING.deploy("eu-west-1", {"MessagePrototype": PROTOTYPE}, self.endpoint)
        done, calls = self.run_once(stack, LC_ALL="C")
        sent = [json.loads(body)["messagePrototype"] for _, body in calls]
        self.assertEqual([PROTOTYPE] if done.returncode == 0 else [], sent)

    def test_run_once_command_does_not_repeat_a_run_whose_response_is_lost(self):
        done, calls = self.run_once(PREWARMING.deploy("eu-west-1", {}, self.endpoint), answers=False)
        self.assertNotEqual(0, done.returncode, done.stdout)
        self.assertEqual(1, len(calls))

    def test_rule_after_a_deployment_of_the_consumer_starts_and_ends_as_the_pages_say(self):
        stack = PREWARMING.deploy("eu-west-1", {}, self.endpoint)
        create, remove = (self.block(page, text) for page, text in (
            ("operating.md", "put-rule --name warm-after-deployment"),
            ("deploying.md", "delete-rule --name warm-after-deployment"),
        ))  # fmt: skip
        function = f"output() {{ echo {stack.outputs['FunctionArn']}; }}\n"
        self.output_of("bash", "-ec", function + create)
        events = stack.client("events")
        rule = events.describe_rule(Name="warm-after-deployment")
        (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        self.assertEqual(stack.outputs["FunctionArn"], target["Arn"])
        # The event omits the Region, which is that of the function by default.
        self.assertEqual({"streamName": "orders", "messagePrototype": {"canary": True}}, json.loads(target["Input"]))
        self.assertEqual(stack.schedule()[1][0]["RetryPolicy"], target["RetryPolicy"])
        self.assertIn(rule["Arn"], self.callers(stack))
        for stack_name, status, fires in (
            ("orders-consumer", "UPDATE_COMPLETE", True),
            ("orders-consumer", "UPDATE_ROLLBACK_COMPLETE", False),
            ("orders-consumer-2", "UPDATE_COMPLETE", False),
        ):
            event = status_change(stack_name, status)
            self.assertEqual(fires, EventPattern.load(rule["EventPattern"]).matches_event(event), event)
        self.output_of("bash", "-ec", function + remove)
        self.assertEqual([stack.outputs["RuleName"]], [each["Name"] for each in events.list_rules()["Rules"]])
        self.assertNotIn(rule["Arn"], self.callers(stack))

    def block(self, page, text):
        """The shell commands of a page that contain a text."""
        blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", (support.REPOSITORY / "docs" / page).read_text(), re.M | re.S)
        (found,) = [block for block in blocks if text in block]
        return found

    def callers(self, stack):
        policy = stack.client("lambda").get_policy(FunctionName=stack.outputs["FunctionArn"])["Policy"]
        return [each["Condition"]["ArnLike"]["AWS:SourceArn"] for each in json.loads(policy)["Statement"]]

    def test_package_uploads_only_the_code_of_the_consumer(self):
        code = self.package(CONSUMER.file)
        self.assertEqual(["consumer.py"], zipfile.ZipFile(code).namelist())

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

    def package(self, template):
        """The code that aws cloudformation package uploads."""
        self.output_of("aws", "s3", "mb", "s3://artifacts")
        packaged = self.output_of(
            "aws", "cloudformation", "package", "--template-file", str(template), "--s3-bucket", "artifacts"
        )
        code = Path(self.enterContext(tempfile.TemporaryDirectory())) / "code.zip"
        self.output_of("aws", "s3", "cp", re.search(r"CodeUri: (s3://artifacts/\S+)", packaged)[1], str(code))
        return code


def status_change(stack, status):
    """The event that CloudFormation sends to EventBridge for a stack."""
    stack_id = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/{stack}/1234abcd-12ab-34cd-56ef-1234567890ab"
    return {
        "source": "aws.cloudformation",
        "detail-type": "CloudFormation Stack Status Change",
        "detail": {"stack-id": stack_id, "status-details": {"status": status, "status-reason": ""}},
    }


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
