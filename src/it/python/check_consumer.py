"""Checks the sample consumers in Python and Node.js, and the template that deploys the Python consumer.

The template is checked with cfn-lint, the SAM translator, and moto, a CloudFormation emulator. The Node.js consumer has
its own tests, which this script runs.

Run it by itself: python3 src/it/python/check_consumer.py
It ends with 0 if all is well, 1 if not, and 77 if a module or command that it needs is missing.
"""

import ast
import base64
import contextlib
import io
import json
import subprocess
import time
import types
import unittest
from unittest import mock

import support

support.start(
    "the consumers in Python and Node.js, and the template of a consumer",
    modules=["boto3", "cfnlint", "moto", "samtranslator"],
    commands=["node"],
)

import boto3  # noqa: E402
import deployment  # noqa: E402
from deployment import ACCOUNT, CONSUMER, REGIONS  # noqa: E402
from moto import mock_aws  # noqa: E402

KEY = "key/1234abcd-12ab-34cd-56ef-1234567890ab"
READ = ["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards"]
FOLDER = CONSUMER.file.parent
CODE = FOLDER / CONSUMER.code_uri()


def variants():
    """In every partition: a stream without and with a customer managed key, and alarms without and with a topic."""
    for partition in ("aws", "aws-cn", "aws-eusc", "aws-us-gov"):
        region = REGIONS[partition]
        arn = f"arn:{partition}:%s:{region}:{ACCOUNT}:%s"
        stream = {"StreamArn": arn % ("kinesis", "stream/orders")}
        yield region, stream
        yield region, {**stream, "StreamKmsKeyArn": arn % ("kms", KEY), "AlarmTopicArn": arn % ("sns", "alarms")}


def event(name):
    return json.loads((support.REPOSITORY / f"src/test/resources/events/kinesis-{name}.json").read_text(encoding="utf-8"))


def allow(sid, action, resource):
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}


class Lint(unittest.TestCase):
    def test_cfn_lint_finds_nothing_in_any_partition(self):
        self.assertEqual((0, ""), deployment.lint(CONSUMER.file))


class Variants(unittest.TestCase):
    def test_each_deploys_just_what_it_should(self):
        checks = [getattr(self, name) for name in dir(self) if name.startswith("check_")]
        for region, given in variants():
            with mock_aws():
                boto3.client("kinesis", region_name=region).create_stream(StreamName="orders", ShardCount=1)
                stack = CONSUMER.deploy(region, given)
                for check in checks:
                    with self.subTest(check.__name__, region=region, given=sorted(given)):
                        check(given, stack)

    def check_function(self, given, stack):
        self.assertEqual("CREATE_COMPLETE", stack.status)
        self.assertEqual(("consumer.handler", 60), tuple(stack.function()[key] for key in ("Handler", "Timeout")))

    def check_mapping(self, given, stack):
        (deployed,) = stack.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        self.assertEqual(given["StreamArn"], deployed["EventSourceArn"])
        self.assertEqual(stack.function()["FunctionArn"], deployed["FunctionArn"])
        mapping = stack.properties("ConsumerStream")
        self.assertEqual(["ReportBatchItemFailures"], mapping["FunctionResponseTypes"])
        # A limit on attempts would discard good records during a short outage.
        self.assertNotIn("MaximumRetryAttempts", mapping)
        self.assertEqual(23 * 3600, mapping["MaximumRecordAgeInSeconds"])
        # LATEST can miss records while the mapping is being created.
        self.assertEqual("TRIM_HORIZON", mapping["StartingPosition"])
        self.assertEqual({"Metrics": ["EventCount"]}, mapping["MetricsConfig"])
        self.assertIs(True, mapping["BisectBatchOnFunctionError"])
        self.assertEqual({"OnFailure": {"Destination": self.bucket(given, stack)}}, mapping["DestinationConfig"])

    def check_role(self, given, stack):
        bucket = self.bucket(given, stack)
        expected = [
            allow("ReadTheStream", [f"kinesis:{action}" for action in READ], given["StreamArn"]),
            *self.decrypt(given),
            allow("StoreFailedRecords", "s3:PutObject", f"{bucket}/*"),
            allow("ListFailedRecords", "s3:ListBucket", bucket),
            allow("WriteTheLog", ["logs:CreateLogStream", "logs:PutLogEvents"], self.log_group(stack)["logGroupArn"]),
        ]
        self.assertEqual((expected, []), (stack.statements(), stack.managed_policies()))

    def decrypt(self, given):
        if "StreamKmsKeyArn" not in given:
            return []
        _, partition, _, region, *_ = given["StreamKmsKeyArn"].split(":")
        services = [f"kinesis.{region}.{suffix}" for suffix in ("amazonaws.com", deployment.URL_SUFFIXES[partition])]
        condition = {"kms:ViaService": services, "kms:EncryptionContext:aws:kinesis:arn": given["StreamArn"]}
        statement = allow("DecryptTheStream", "kms:Decrypt", given["StreamKmsKeyArn"])
        return [{**statement, "Condition": {"StringEquals": condition}}]

    def check_outputs(self, given, stack):
        (mapping,) = stack.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        self.assertEqual(self.log_group(stack)["logGroupName"], stack.outputs["LogGroup"])
        self.assertEqual(mapping["UUID"], stack.outputs["EventSourceMapping"])
        self.assertIn(stack.outputs["FailedRecords"], [b["Name"] for b in stack.client("s3").list_buckets()["Buckets"]])

    def check_bucket(self, given, stack):
        self.assertEqual({True}, set(stack.properties("FailedRecords")["PublicAccessBlockConfiguration"].values()))
        policy = stack.properties("FailedRecordsPolicy")
        self.assertEqual(stack.outputs["FailedRecords"], policy["Bucket"])
        bucket = self.bucket(given, stack)
        deny = {"Sid": "RequireTls", "Effect": "Deny", "Principal": "*", "Action": "s3:*"}
        expected = {**deny, "Resource": [bucket, f"{bucket}/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
        self.assertEqual([expected], policy["PolicyDocument"]["Statement"])

    def check_iterator_age_alarm(self, given, stack):
        alarm = stack.properties("IteratorAgeAlarm")
        self.assertEqual([{"Name": "FunctionName", "Value": stack.function()["FunctionName"]}], alarm["Dimensions"])
        kind = ("Namespace", "MetricName", "Statistic", "Period", "ComparisonOperator", "Threshold", "TreatMissingData")
        self.assertEqual(
            ["AWS/Lambda", "IteratorAge", "Maximum", 300, "GreaterThanThreshold", 300_000, "ignore"],
            [alarm[key] for key in kind],
        )
        self.assertEqual(self.topic(given), alarm.get("AlarmActions"))

    def check_failed_records_alarm(self, given, stack):
        alarm = stack.properties("FailedRecordsAlarm")
        total, *counts = alarm["Metrics"]
        self.assertEqual("FILL(delivered, 0) + FILL(dropped, 0)", total["Expression"])
        self.assertEqual(
            [("delivered", "OnFailureDestinationDeliveredEventCount"), ("dropped", "DroppedEventCount")],
            [(count["Id"], count["MetricStat"]["Metric"]["MetricName"]) for count in counts],
        )
        mapping = [{"Name": "EventSourceMappingUUID", "Value": stack.outputs["EventSourceMapping"]}]
        self.assertEqual([mapping, mapping], [count["MetricStat"]["Metric"]["Dimensions"] for count in counts])
        self.assertEqual(("GreaterThanThreshold", 0), (alarm["ComparisonOperator"], alarm["Threshold"]))
        self.assertEqual(self.topic(given), alarm.get("AlarmActions"))

    def topic(self, given):
        return [given["AlarmTopicArn"]] if "AlarmTopicArn" in given else None

    def bucket(self, given, stack):
        return f"arn:{given['StreamArn'].split(':')[1]}:s3:::{stack.outputs['FailedRecords']}"

    def log_group(self, stack):
        return stack.log_group("ConsumerLogGroup")


class Code(unittest.TestCase):
    def properties(self):
        return CONSUMER.read()["Resources"][CONSUMER.function]["Properties"]

    def test_handler_is_the_example(self):
        module, _, name = self.properties()["Handler"].partition(".")
        tree = ast.parse((CODE / f"{module}.py").read_text(encoding="utf-8"))
        self.assertIn(name, [part.name for part in tree.body if isinstance(part, ast.FunctionDef)])

    def test_folder_contains_only_the_function(self):
        self.assertEqual(["consumer.py"], [file.name for file in CODE.iterdir() if file.name != "__pycache__"])

    def test_timeout_is_longer_than_the_hold(self):
        tree = ast.parse((CODE / "consumer.py").read_text(encoding="utf-8"))
        constants = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign)}
        self.assertGreater(self.properties()["Timeout"], ast.literal_eval(constants["CANARY_HOLD_SECONDS"]))

    def test_filter_is_the_one_of_the_page(self):
        criteria = self.properties()["Events"]["Stream"]["Properties"]["FilterCriteria"]
        self.assertEqual(json.loads((FOLDER / "mapping-filter.json").read_text(encoding="utf-8")), criteria)


class Python(unittest.TestCase):
    def setUp(self):
        self.consumer = types.ModuleType("consumer")
        exec((CODE / "consumer.py").read_text(encoding="utf-8"), self.consumer.__dict__)
        self.now, self.holds = 0.0, []

    def run_on(self, event):
        """Returns the response and the printed lines, without waiting."""
        output = io.StringIO()
        with (
            mock.patch.object(time, "sleep", self.holds.append),
            mock.patch.object(time, "monotonic", lambda: self.now),
            contextlib.redirect_stdout(output),
        ):
            response = self.consumer.handler(event, None)
        return [failure["itemIdentifier"] for failure in response["batchItemFailures"]], output.getvalue().splitlines()

    def test_stops_at_the_failed_record_and_does_not_hold_a_mixed_batch(self):
        failures, lines = self.run_on(event("batch"))
        self.assertEqual((["496" + "0" * 51 + "04"], []), (failures, self.holds))
        self.assertRegex(lines[0], r'^{"canaries": 3, "canaryWaitedMillis": \d+}$')
        self.assertRegex(lines[1], r'^{"waitedMillis": \d+}$')
        self.assertEqual("order 1001", lines[2])
        self.assertNotIn("order 1003", lines)

    def test_reports_the_record_whatever_the_error(self):
        self.consumer.process = lambda data: {}["what the code looks for"]
        batch = event("batch")
        self.assertEqual([batch["Records"][1]["kinesis"]["sequenceNumber"]], self.run_on(batch)[0])

    def test_holds_a_batch_of_canaries_once_and_logs_the_wait_of_the_oldest(self):
        with mock.patch.object(time, "time", lambda: 1767225604.5):
            failures, lines = self.run_on(event("canaries"))
        self.assertEqual(([], [1.0]), (failures, self.holds))
        self.assertEqual(['{"canaries": 2, "canaryWaitedMillis": 3500}'], lines)

    def test_counts_warm_up_as_part_of_the_hold_and_ignores_its_failure(self):
        def warm_up():
            self.now += 0.3
            raise OSError("the database is down")

        self.consumer.warm_up = warm_up
        failures, lines = self.run_on(event("canaries"))
        self.assertEqual(([], [0.7]), (failures, self.holds))
        self.assertIn("the database is down", lines[1])

    def test_does_not_hold_after_a_long_warm_up(self):
        self.consumer.warm_up = lambda: setattr(self, "now", 9.0)
        self.run_on(event("canaries"))
        self.assertEqual([0], self.holds)

    def test_processes_records_without_a_partition_key_or_with_an_odd_arrival_time(self):
        batch = event("no-partition-key")
        batch["Records"][0]["kinesis"]["approximateArrivalTimestamp"] = "yesterday"
        failures, lines = self.run_on(batch)
        self.assertEqual([], failures)
        orders = [line for line in lines if line.startswith("order")]
        self.assertEqual(["order 1001", "order 1002", "order 1003"], orders)
        self.assertEqual(3, lines.count('{"waitedMillis": null}'))
        self.assertEqual('{"canaries": 1, "canaryWaitedMillis": null}', lines[0])

    def test_does_nothing_with_an_empty_batch(self):
        self.assertEqual(([], []), self.run_on({"Records": []}))
        self.assertEqual([], self.holds)


class Events(unittest.TestCase):
    def test_prefix_and_text_recognize_the_same_canaries(self):
        for name in ("batch", "canaries", "no-partition-key"):
            for record in event(name)["Records"]:
                by_key = (record["kinesis"].get("partitionKey") or "").startswith("kinesis-prewarming-")
                by_text = base64.b64decode(record["kinesis"]["data"]) == b'{"canary":true}'
                self.assertEqual(by_key, by_text, record["eventID"])


class Node(unittest.TestCase):
    def test_its_own_tests_pass(self):
        done = subprocess.run(["node", "--test", FOLDER / "node/consumer.test.mjs"], capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"pass [1-9]")


if __name__ == "__main__":
    statically = ", ".join(CONSUMER.not_deployed())
    print(f"not deployed by moto, so checked by their resolved properties: {statically or 'none'}", flush=True)
    unittest.main(verbosity=2, warnings="ignore")
