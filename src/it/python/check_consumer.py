"""Checks the template of a consumer with cfn-lint, the SAM translator and moto, a CloudFormation emulator.

Run it by itself: python3 src/it/python/check_consumer.py
It ends with 0 if all is well, 1 if not, and 77 if a module or command that it needs is missing.
"""

import ast
import json
import unittest

import support

support.start(
    "the template of a consumer with cfn-lint, the SAM translator and moto",
    modules=["boto3", "cfnlint", "moto", "samtranslator"],
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
    """In every partition: a stream without and with a customer key, the alarm heard by nobody and by a topic."""
    for partition in ("aws", "aws-cn", "aws-eusc", "aws-us-gov"):
        region = REGIONS[partition]
        arn = f"arn:{partition}:%s:{region}:{ACCOUNT}:%s"
        stream = {"StreamArn": arn % ("kinesis", "stream/orders")}
        yield region, stream
        yield region, {**stream, "StreamKmsKeyArn": arn % ("kms", KEY), "AlarmTopicArn": arn % ("sns", "alarms")}


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
        self.assertEqual(10, mapping["MaximumRetryAttempts"])
        # An outage longer than a bound on the age would throw good records away.
        self.assertNotIn("MaximumRecordAgeInSeconds", mapping)
        self.assertEqual({"Metrics": ["EventCount"]}, mapping["MetricsConfig"])
        self.assertIs(True, mapping["BisectBatchOnFunctionError"])
        self.assertEqual({"OnFailure": {"Destination": self.queue(stack)}}, mapping["DestinationConfig"])

    def check_role(self, given, stack):
        key = given.get("StreamKmsKeyArn")
        expected = [
            allow("ReadTheStream", [f"kinesis:{action}" for action in READ], given["StreamArn"]),
            *([allow("DecryptTheStream", "kms:Decrypt", key)] if key else []),
            allow("TellWhatWasGivenUp", "sqs:SendMessage", self.queue(stack)),
            allow("WriteTheLog", ["logs:CreateLogStream", "logs:PutLogEvents"], self.log_group(stack)["logGroupArn"]),
        ]
        self.assertEqual((expected, []), (stack.statements(), stack.managed_policies()))

    def check_outputs(self, given, stack):
        self.assertEqual(self.log_group(stack)["logGroupName"], stack.outputs["LogGroup"])
        self.assertEqual(self.queue(stack).rpartition(":")[2], stack.outputs["FailedRecords"])

    def check_queue(self, given, stack):
        policy = stack.properties("GivenUpPolicy")
        # Moto has the suffix of the partition aws alone.
        self.assertEqual([stack.outputs["FailedRecords"]], [queue.rpartition("/")[2] for queue in policy["Queues"]])
        (statement,) = policy["PolicyDocument"]["Statement"]
        self.assertEqual({**allow("OnlyByTls", "sqs:*", self.queue(stack)), "Effect": "Deny"}, {
            key: statement[key] for key in ("Sid", "Effect", "Action", "Resource")
        })
        self.assertEqual(("*", {"Bool": {"aws:SecureTransport": "false"}}), (
            statement["Principal"], statement["Condition"],
        ))

    def check_alarm(self, given, stack):
        alarm = stack.properties("GivenUpAlarm")
        self.assertEqual([{"Name": "QueueName", "Value": stack.outputs["FailedRecords"]}], alarm["Dimensions"])
        kind = ("Namespace", "MetricName", "Statistic", "ComparisonOperator", "Threshold", "TreatMissingData")
        self.assertEqual(
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", "GreaterThanThreshold", 0, "notBreaching"],
            [alarm[key] for key in kind],
        )
        topic = [given["AlarmTopicArn"]] if "AlarmTopicArn" in given else None
        self.assertEqual(topic, alarm.get("AlarmActions"))

    def log_group(self, stack):
        return stack.log_group("ConsumerLogGroup")

    def queue(self, stack):
        sqs, address = stack.client("sqs"), stack.queue_address()
        return sqs.get_queue_attributes(QueueUrl=address, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


class Code(unittest.TestCase):
    def properties(self):
        return CONSUMER.read()["Resources"][CONSUMER.function]["Properties"]

    def test_handler_is_the_example(self):
        module, _, name = self.properties()["Handler"].partition(".")
        tree = ast.parse((CODE / f"{module}.py").read_text(encoding="utf-8"))
        self.assertIn(name, [part.name for part in tree.body if isinstance(part, ast.FunctionDef)])

    def test_any_error_of_the_work_is_answered_with_its_record(self):
        example = {}
        exec((CODE / "consumer.py").read_text(encoding="utf-8"), example)
        example["process"] = lambda data: {}["what the work looks for"]
        batch = json.loads((support.REPOSITORY / "src/test/resources/events/kinesis-batch.json").read_text())
        (failure,) = example["handler"](batch, None)["batchItemFailures"]
        self.assertEqual(batch["Records"][1]["kinesis"]["sequenceNumber"], failure["itemIdentifier"])

    def test_folder_holds_the_function_and_nothing_else(self):
        self.assertEqual(["consumer.py"], [file.name for file in CODE.iterdir() if file.name != "__pycache__"])

    def test_timeout_is_longer_than_the_hold(self):
        tree = ast.parse((CODE / "consumer.py").read_text(encoding="utf-8"))
        constants = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign)}
        self.assertGreater(self.properties()["Timeout"], ast.literal_eval(constants["CANARY_HOLD_SECONDS"]))

    def test_filter_is_the_one_that_lets_canaries_through(self):
        criteria = self.properties()["Events"]["Stream"]["Properties"]["FilterCriteria"]
        self.assertEqual(json.loads((FOLDER / "mapping-filter.json").read_text(encoding="utf-8")), criteria)


if __name__ == "__main__":
    statically = ", ".join(CONSUMER.not_deployed())
    print(f"not deployed by moto, so checked by their resolved properties: {statically or 'none'}", flush=True)
    unittest.main(verbosity=2, warnings="ignore")
