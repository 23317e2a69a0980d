"""Checks deploy.yaml with cfn-lint, the SAM translator and moto, a CloudFormation emulator; takes no network.

Run it by itself: python3 src/test/python/check_template.py
It ends with 0 if all is well, 1 if not, and 77 if a module or command that it needs is missing.
"""

import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import support

support.need(
    "deploy.yaml with cfn-lint, the SAM translator and moto",
    modules=["boto3", "cfnlint", "flask", "flask_cors", "moto", "samtranslator"],
    commands=["aws", "bash"],
)
support.forget_accounts()

import deployment  # noqa: E402
from deployment import ACCOUNT, deployed  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

# A region of each partition, and another for a stream that lies elsewhere.
PARTITIONS = {
    "aws": ("eu-west-1", "ap-southeast-2"),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-west-1", "us-gov-east-1"),
}
CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
WARM = ["kinesis:DescribeStream", "kinesis:PutRecords"]
FUNCTION_METRICS = ["Invocations", "Errors", "Duration"]
STREAM_METRICS = ["IncomingRecords", "GetRecords.IteratorAgeMilliseconds"]
PROTOTYPES = [
    "",
    "canary",
    '{"type": "canary", "list": [1, 2]}',
    '"',
    "\\",
    '\\"',
    '"\\',
    "ends with \\",
    'ends with "',
    "\\\\",
    "\\n \\u0041 \\'",
    "${x} ${StreamName} ${!Literal} ${AWS::Region} {{resolve:ssm:x}}",
    "it's <b>50%</b> & 'more' `id` $HOME $(id) !Ref",
    "kanári 金糸雀 🐤 👩‍👩‍👧",
    " spaces at both ends ",
    ",|;:[]{}()",
]


@dataclass(frozen=True)
class Variant:
    """A way to fill in the form: in which partition and region, and which optional parameters are given."""

    partition: str
    region: str
    given: dict

    @property
    def stream_region(self):
        return self.given.get("StreamRegion", self.region)


def variants():
    """In every partition: no optional parameter, each one alone, and all of them."""
    for partition, (region, other_region) in PARTITIONS.items():
        every = optional_parameters(partition, other_region)
        yield Variant(partition, region, {})
        for name, value in every.items():
            yield Variant(partition, region, {name: value})
        yield Variant(partition, region, every)


def optional_parameters(partition, other_region):
    arn = f"arn:{partition}:%s:{other_region}:{ACCOUNT}:%s"
    return {
        "StreamRegion": other_region,
        "StreamKmsKeyArn": arn % ("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        "OtherStreamArns": ",".join([arn % ("kinesis", "stream/payments"), arn % ("kinesis", "stream/clicks")]),
        "EnableApi": "true",
        "AlarmTopicArn": arn % ("sns", "alarms"),
    }


def expected_statements(variant, log_group):
    """What the function's role may do, and nothing else."""
    stream = f"arn:{variant.partition}:kinesis:{variant.stream_region}:{ACCOUNT}:stream/orders"
    statements = [allow("WarmTheStream", WARM, stream)]
    if "OtherStreamArns" in variant.given:
        statements.append(allow("WarmOtherStreams", WARM, variant.given["OtherStreamArns"].split(",")))
    if "StreamKmsKeyArn" in variant.given:
        via = {"StringEquals": {"kms:ViaService": f"kinesis.{variant.stream_region}.amazonaws.com"}}
        key = variant.given["StreamKmsKeyArn"]
        statements.append({**allow("EncryptCanaries", "kms:GenerateDataKey", key), "Condition": via})
    statements.append(allow("WriteTheLog", ["logs:CreateLogStream", "logs:PutLogEvents"], log_group["logGroupArn"]))
    return statements


def allow(sid, action, resource):
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}


class Lint(unittest.TestCase):
    def test_cfn_lint_finds_nothing_in_any_partition(self):
        # I2530 wants SnapStart, which needs versions and gains nothing for a function that runs a few times an hour.
        regions = [region for region, _ in PARTITIONS.values()]
        lint = [sys.executable, "-c", "import sys; from cfnlint.runner import main; sys.exit(main())"]
        options = ["-r", *regions, "-c", "I", "-i", "I2530", "--", support.TEMPLATE]
        done = subprocess.run([*lint, *options], capture_output=True, text=True)
        self.assertEqual((0, ""), (done.returncode, done.stdout + done.stderr))


class Variants(unittest.TestCase):
    def test_each_deploys_just_what_it_should(self):
        checks = [getattr(self, name) for name in dir(self) if name.startswith("check_")]
        for variant in variants():
            given = variant.given
            with deployed(variant.region, **given) as stack:
                for check in checks:
                    with self.subTest(check.__name__, partition=variant.partition, given=sorted(given)):
                        check(variant, stack)

    def check_function(self, variant, stack):
        self.assertEqual("CREATE_COMPLETE", stack.status)
        function = stack.function()
        self.assertEqual(["java25", 60, 512], [function[key] for key in ("Runtime", "Timeout", "MemorySize")])
        self.assertEqual(["arm64"], stack.properties("PrewarmingFunction")["Architectures"])

    def check_asynchronous_invocations(self, variant, stack):
        config = stack.properties("PrewarmingFunctionEventInvokeConfig")
        self.assertEqual(stack.function()["FunctionName"], config["FunctionName"])
        self.assertEqual((2, 600), (config["MaximumRetryAttempts"], config["MaximumEventAgeInSeconds"]))

    def check_log(self, variant, stack):
        log_group = stack.log_group()
        self.assertEqual(30, log_group["retentionInDays"])
        self.assertEqual(
            {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "LogGroup": log_group["logGroupName"]},
            stack.properties("PrewarmingFunction")["LoggingConfig"],
        )

    def check_role(self, variant, stack):
        self.assertEqual(expected_statements(variant, stack.log_group()), stack.statements())
        self.assertEqual([], stack.managed_policies())

    def check_schedule(self, variant, stack):
        rule, target = stack.schedule()
        event = {"streamName": "orders", "regionName": variant.stream_region, "messagePrototype": ""}
        self.assertEqual(event, json.loads(target["Input"]))
        self.assertEqual(stack.function()["FunctionArn"], target["Arn"])
        self.assertEqual(("ENABLED", "rate(60 minutes)"), (rule["State"], rule["ScheduleExpression"]))
        self.assertEqual({"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 300}, target["RetryPolicy"])

    def check_api(self, variant, stack):
        wanted = "EnableApi" in variant.given
        parts = ("PrewarmingApi", "PrewarmingApiApiGatewayDefaultStage", "PrewarmingApiPermission")
        self.assertEqual([wanted] * 3, [stack.exists(part) for part in parts])
        self.assertEqual(wanted, "ApiAddress" in stack.outputs)
        if wanted:
            self.has_signed_route_alone(variant, stack)
            suffix = re.escape(deployment.URL_SUFFIXES[variant.partition])
            address = f"^https://.+\\.execute-api\\.{variant.region}\\.{suffix}/prewarm$"
            self.assertRegex(stack.outputs["ApiAddress"], address)

    def has_signed_route_alone(self, variant, stack):
        body = stack.properties("PrewarmingApi")["Body"]
        self.assertEqual([["/prewarm"], ["post"]], [list(body["paths"]), list(body["paths"]["/prewarm"])])
        route = body["paths"]["/prewarm"]["post"]
        self.assertEqual([{"AWS_IAM": []}], route["security"])
        scheme = body["components"]["securitySchemes"]["AWS_IAM"]
        self.assertEqual("awsSigv4", scheme["x-amazon-apigateway-authtype"])
        gateway = f"arn:{variant.partition}:apigateway:{variant.region}:lambda:path/2015-03-31/functions"
        function = stack.function()["FunctionArn"]
        self.assertEqual(f"{gateway}/{function}/invocations", route["x-amazon-apigateway-integration"]["uri"])
        source = f"^arn:{variant.partition}:execute-api:{variant.region}:{ACCOUNT}:.+/\\*/POST/prewarm$"
        self.assertRegex(stack.properties("PrewarmingApiPermission")["SourceArn"], source)

    def check_alarms(self, variant, stack):
        errors, silence = stack.properties("ErrorsAlarm"), stack.properties("SilenceAlarm")
        watched = [{"Name": "FunctionName", "Value": stack.function()["FunctionName"]}]
        topic = [variant.given["AlarmTopicArn"]] if "AlarmTopicArn" in variant.given else None
        for alarm in (errors, silence):
            self.assertEqual(("AWS/Lambda", "Sum"), (alarm["Namespace"], alarm["Statistic"]))
            self.assertEqual(watched, alarm["Dimensions"])
            self.assertEqual(topic, alarm.get("AlarmActions"))
        self.assertEqual(topic, silence.get("OKActions"))
        kind = ("MetricName", "ComparisonOperator", "Threshold", "TreatMissingData")
        self.assertEqual(["Errors", "GreaterThanThreshold", 0, "notBreaching"], [errors[key] for key in kind])
        self.assertEqual(["Invocations", "LessThanThreshold", 1, "breaching"], [silence[key] for key in kind])

    def check_dashboard(self, variant, stack):
        cloudwatch = stack.client("cloudwatch")
        dashboard = cloudwatch.get_dashboard(DashboardName=f"{deployment.STACK}-{variant.region}")
        metrics = {
            (name, dimension, value, widget["properties"]["region"])
            for widget in json.loads(dashboard["DashboardBody"])["widgets"]
            for _, name, dimension, value in widget["properties"]["metrics"]
        }
        function, elsewhere = stack.function()["FunctionName"], variant.stream_region
        of_function = {(name, "FunctionName", function, variant.region) for name in FUNCTION_METRICS}
        of_stream = {(name, "StreamName", "orders", elsewhere) for name in STREAM_METRICS}
        self.assertEqual(of_function | of_stream, metrics)

    def check_outputs(self, variant, stack):
        self.assertEqual(stack.function()["FunctionArn"], stack.outputs["Function"])
        self.assertEqual(stack.schedule()[0]["Name"], stack.outputs["Rule"])
        self.assertEqual(stack.log_group()["logGroupName"], stack.outputs["LogGroup"])
        console = f"https://{CONSOLES[variant.partition]}/cloudwatch/home?region={variant.region}"
        link = f"{console}#dashboards:name={deployment.STACK}-{variant.region}"
        self.assertEqual(link, stack.outputs["DashboardLink"])


class Settings(unittest.TestCase):
    def test_reach_the_function_and_its_log(self):
        settings = {"MemorySize": "256", "LogLevel": "WARN", "LogRetentionDays": "7"}
        with deployed("eu-west-1", **settings) as stack:
            self.assertEqual(256, stack.function()["MemorySize"])
            self.assertEqual("WARN", stack.properties("PrewarmingFunction")["LoggingConfig"]["ApplicationLogLevel"])
            self.assertEqual(7, stack.log_group()["retentionInDays"])


class Frequency(unittest.TestCase):
    def test_rate_and_silence_fit_every_interval(self):
        rates = {1: "rate(1 minute)", 2: "rate(2 minutes)", 60: "rate(60 minutes)", 720: "rate(720 minutes)"}
        for minutes, rate in rates.items():
            with self.subTest(minutes=minutes), deployed("eu-west-1", MessageFrequency=str(minutes)) as stack:
                self.assertEqual(rate, stack.schedule()[0]["ScheduleExpression"])
                alarm = stack.properties("SilenceAlarm")
                seconds = alarm["Period"] * int(alarm["EvaluationPeriods"])
                self.assertEqual(2 * 60 * minutes, seconds)
                self.assertLessEqual(seconds, 86_400)


class Prototype(unittest.TestCase):
    def test_input_carries_it_unchanged(self):
        for prototype in PROTOTYPES:
            with self.subTest(prototype=prototype), deployed("eu-west-1", MessagePrototype=prototype) as stack:
                event = json.loads(stack.schedule()[1]["Input"])
                expected = {"streamName": "orders", "regionName": "eu-west-1", "messagePrototype": prototype}
                self.assertEqual(expected, event)

    def test_pattern_takes_printable_text_alone(self):
        parameter = deployment.template()["Parameters"]["MessagePrototype"]
        for prototype in PROTOTYPES:
            self.assertRegex(prototype, parameter["AllowedPattern"])
        for control in [*range(0x20), 0x7F, *range(0x80, 0xA0)]:
            self.assertIsNone(re.fullmatch(parameter["AllowedPattern"], f"a{chr(control)}b"), hex(control))

    def test_longest_one_fits_the_rule(self):
        parameters = deployment.template()["Parameters"]
        longest = {
            "StreamName": "s" * parameters["StreamName"]["MaxLength"],
            "MessagePrototype": '"' * parameters["MessagePrototype"]["MaxLength"],
        }
        with deployed("us-gov-west-1", **longest) as stack:
            self.assertLessEqual(len(stack.schedule()[1]["Input"]), 8_192)
            self.assertLessEqual(len(stack.function()["Description"]), 256)


class Recorder(http.server.BaseHTTPRequestHandler):
    """Stands in for Lambda, which moto can only run in a container, and keeps what it was sent."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"openShards": 4}')

    def log_message(self, *_):
        pass


class CommandLine(unittest.TestCase):
    """What a person types, against moto's server on this machine."""

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
        done = subprocess.run(
            command, env={**environment, **more}, capture_output=True, text=True, encoding="utf-8", timeout=60
        )
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def test_run_once_command_sends_what_the_schedule_sends(self):
        with http.server.HTTPServer(("127.0.0.1", 0), Recorder) as recorder:
            recorder.calls = []
            threading.Thread(target=recorder.serve_forever, daemon=True).start()
            self.addCleanup(recorder.shutdown)
            prototype = "it's \"${x}\" \\ $(id) `id` 🐤 \\\""
            stack = deployment.deploy("eu-west-1", {"MessagePrototype": prototype}, self.endpoint)
            lambda_endpoint = "http://127.0.0.1:%d" % recorder.server_port
            command = stack.outputs["RunOnceCommand"]
            answer = self.run_aws("bash", "-c", command, AWS_ENDPOINT_URL_LAMBDA=lambda_endpoint)
        ((path, body),) = recorder.calls
        name = stack.outputs["Function"].rpartition(":")[2]
        self.assertEqual(f"/2015-03-31/functions/{name}/invocations", path)
        self.assertEqual(json.loads(stack.schedule()[1]["Input"]), json.loads(body))
        self.assertEqual(prototype, json.loads(body)["messagePrototype"])
        self.assertIn('{"openShards": 4}', answer)

    def test_package_of_the_plain_cli_uploads_the_jar(self):
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder)
            jar = scratch / deployment.code_uri()
            jar.parent.mkdir()
            shutil.make_archive(jar, "zip", support.REPOSITORY / "src/test/python")
            jar.with_name(f"{jar.name}.zip").rename(jar)
            shutil.copy(support.TEMPLATE, scratch)
            for name in ("LICENSE", "README.md"):
                (scratch / name).write_text(name)
            self.run_aws("aws", "s3", "mb", "s3://artifacts")
            packaged = self.run_aws(
                "aws", "cloudformation", "package", "--template-file", str(scratch / "deploy.yaml"),
                "--s3-bucket", "artifacts",
            )  # fmt: skip
            (code,) = re.findall(r"CodeUri: (s3://artifacts/\S+)", packaged)
            self.run_aws("aws", "s3", "cp", code, str(scratch / "back.jar"))
            self.assertEqual(jar.read_bytes(), (scratch / "back.jar").read_bytes())


if __name__ == "__main__":
    statically = ", ".join(deployment.not_deployed())
    print(f"not deployed by moto, so checked by their resolved properties: {statically}", flush=True)
    unittest.main(verbosity=2, warnings="ignore")
