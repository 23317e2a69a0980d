"""Runs the commands that a person types against moto's server on this machine; takes no network.

Run it by itself: python3 src/it/python/check_commands.py
It ends with 0 if all is well, 1 if not, and 77 if a module or command that it needs is missing.
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
    commands=["aws", "bash"],
)

from deployment import ACCOUNT, CONSUMER, PREWARMING  # noqa: E402
from moto.events.models import EventPattern  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402


class Lambda(http.server.HTTPServer):
    """Stands in for Lambda, which moto can only run in a container, and keeps what it was sent."""

    def __init__(self, answers=True):
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


def status_change(stack, status):
    """What CloudFormation tells EventBridge of a stack."""
    return {
        "source": "aws.cloudformation",
        "detail-type": "CloudFormation Stack Status Change",
        "detail": {
            "stack-id": f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/{stack}/1234abcd-12ab-34cd-56ef-1234567890ab",
            "status-details": {"status": status, "status-reason": ""},
        },
    }


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
    def setUp(self):
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        self.addCleanup(server.stop)
        self.endpoint = "http://%s:%d" % server.get_host_and_port()
        self.reset()
        self.addCleanup(self.reset)

    def reset(self):
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")).close()

    def run_aws(self, *command, **more):
        environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": self.endpoint}
        return subprocess.run(
            command, env={**environment, **more}, capture_output=True, text=True, encoding="utf-8", timeout=60
        )

    def output_of(self, *command):
        done = self.run_aws(*command)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def run_once(self, stack, answers=True, shell="bash", more=""):
        """Runs the stack's command, and gives how it ended with the calls that it made."""
        server = Lambda(answers)
        self.addCleanup(server.stop)
        command = stack.outputs["RunOnceCommand"] + more
        scratch = tempfile.mkdtemp()
        done = self.run_aws(shell, "-c", command, AWS_ENDPOINT_URL_LAMBDA=server.endpoint, TMPDIR=scratch)
        os.rmdir(scratch)  # Fails if the command left anything there.
        return done, server.calls

    def test_run_once_command_sends_what_the_schedule_sends(self):
        prototype = "it's \"${x}\" \\ $(id) `id` 🐤 \\\""
        stack = PREWARMING.deploy("eu-west-1", {"MessagePrototype": prototype}, self.endpoint)
        done, ((path, body),) = self.run_once(stack)
        name = stack.outputs["Function"].rpartition(":")[2]
        self.assertEqual(f"/2015-03-31/functions/{name}/invocations", path)
        self.assertEqual(json.loads(stack.schedule()[1]["Input"]), json.loads(body))
        self.assertEqual(prototype, json.loads(body)["messagePrototype"])
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn('{"openShards": 4}', done.stdout)

    def test_run_once_command_tells_a_file_what_it_tells_a_person(self):
        stack = PREWARMING.deploy("eu-west-1", {}, self.endpoint)
        shown = self.run_once(stack)[0].stdout
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "answer")
            for shell, redirection, expected in (("bash", ">", shown), ("sh", ">", shown), ("sh", ">>", shown * 2)):
                done, _ = self.run_once(stack, shell=shell, more=f" {redirection} {file}")
                self.assertEqual((0, "", expected), (done.returncode, done.stdout, file.read_text()), done.stderr)

    def test_run_once_command_works_before_the_schedule_is_on(self):
        stack = PREWARMING.deploy("eu-west-1", {"ScheduleState": "DISABLED"}, self.endpoint)
        done, calls = self.run_once(stack)
        self.assertEqual((0, 1), (done.returncode, len(calls)), done.stderr)

    def test_run_once_command_repeats_no_run_whose_answer_is_lost(self):
        stack = PREWARMING.deploy("eu-west-1", {}, self.endpoint)
        done, calls = self.run_once(stack, answers=False)
        self.assertNotEqual(0, done.returncode, done.stdout)
        self.assertEqual(1, len(calls))

    def test_run_once_command_waits_longer_than_a_run_may_take(self):
        stack = PREWARMING.deploy("eu-west-1", {}, self.endpoint)
        (seconds,) = re.findall(r"--cli-read-timeout (\d+)", stack.outputs["RunOnceCommand"])
        self.assertGreater(int(seconds), stack.function()["Timeout"])

    def test_rule_after_a_deployment_warms_the_stream_then_and_only_then(self):
        stack = PREWARMING.deploy("eu-west-1", {}, self.endpoint)
        page = (support.REPOSITORY / "docs/operating.md").read_text(encoding="utf-8")
        _, _, section = page.partition("## After a deployment of the consumer\n")
        (script,) = re.findall(r"^```sh\n(.*?)^```$", section.partition("\n## ")[0], re.MULTILINE | re.DOTALL)
        function = stack.outputs["Function"]
        self.output_of("bash", "-ec", f"output() {{ echo {function}; }}\n{script}")
        events = stack.client("events")
        rule = events.describe_rule(Name="warm-after-deployment")
        (scheduled,) = events.list_targets_by_rule(Rule=stack.outputs["Rule"])["Targets"]
        (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        self.assertEqual(function, target["Arn"])
        # The function's own region is understood.
        self.assertEqual({"streamName": "orders", "messagePrototype": {"canary": True}}, json.loads(target["Input"]))
        self.assertEqual(scheduled["RetryPolicy"], target["RetryPolicy"])
        policy = json.loads(stack.client("lambda").get_policy(FunctionName=function)["Policy"])
        sources = [each["Condition"]["ArnLike"]["AWS:SourceArn"] for each in policy["Statement"]]
        self.assertIn(rule["Arn"], sources)
        for stack_name, status, fires in (
            ("orders-consumer", "UPDATE_COMPLETE", True),
            ("orders-consumer", "UPDATE_ROLLBACK_COMPLETE", False),
            ("orders-consumer-2", "UPDATE_COMPLETE", False),
        ):
            event = status_change(stack_name, status)
            self.assertEqual(fires, EventPattern.load(rule["EventPattern"]).matches_event(event), event)

    def test_package_of_the_plain_cli_uploads_the_consumer_alone(self):
        self.output_of("aws", "s3", "mb", "s3://artifacts")
        packaged = self.output_of(
            "aws", "cloudformation", "package", "--template-file", str(CONSUMER.file), "--s3-bucket", "artifacts"
        )
        (code,) = re.findall(r"CodeUri: (s3://artifacts/\S+)", packaged)
        with tempfile.TemporaryDirectory() as folder:
            self.output_of("aws", "s3", "cp", code, f"{folder}/code.zip")
            self.assertEqual(["consumer.py"], zipfile.ZipFile(f"{folder}/code.zip").namelist())

    def test_package_of_the_plain_cli_uploads_the_jar(self):
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder)
            jar = scratch / PREWARMING.code_uri()
            jar.parent.mkdir()
            shutil.make_archive(jar, "zip", support.REPOSITORY / "src/it/python")
            jar.with_name(f"{jar.name}.zip").rename(jar)
            shutil.copy(PREWARMING.file, scratch)
            for name in ("LICENSE", "docs/sar.md"):
                (scratch / name).parent.mkdir(exist_ok=True)
                (scratch / name).write_text(name)
            self.output_of("aws", "s3", "mb", "s3://artifacts")
            packaged = self.output_of(
                "aws", "cloudformation", "package", "--template-file", str(scratch / "deploy.yaml"),
                "--s3-bucket", "artifacts",
            )  # fmt: skip
            (code,) = re.findall(r"CodeUri: (s3://artifacts/\S+)", packaged)
            self.output_of("aws", "s3", "cp", code, str(scratch / "back.jar"))
            self.assertEqual(jar.read_bytes(), (scratch / "back.jar").read_bytes())


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
