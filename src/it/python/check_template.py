"""Checks deploy.yaml with cfn-lint, the SAM translator and moto, a CloudFormation emulator; takes no network.

Run it by itself: python3 src/it/python/check_template.py
It ends with 0 if all is well, 1 if not, and 77 if a module or command that it needs is missing.
"""

import json
import re
import tempfile
import unittest
from dataclasses import dataclass

import support

support.start(
    "deploy.yaml with cfn-lint, the SAM translator and moto",
    modules=["boto3", "cfnlint", "moto", "samtranslator"],
)

import deployment  # noqa: E402
from deployment import ACCOUNT, PREWARMING, REGIONS  # noqa: E402

# For a stream that lies elsewhere.
OTHER_REGIONS = {"aws": "ap-southeast-2", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-east-1"}
CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-eusc": "console.amazonaws-eusc.eu",
    "aws-iso": "console.c2shome.ic.gov",
    "aws-iso-b": "console.sc2shome.sgov.gov",
    "aws-iso-e": "console.csphome.adc-e.uk",
    "aws-iso-f": "console.csphome.hci.ic.gov",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
WARM = ["kinesis:DescribeStream", "kinesis:PutRecords"]
NOTIFIED = ("AlarmActions", "InsufficientDataActions", "OKActions")
FUNCTION_METRICS = ["Invocations", "Errors", "Duration"]
STREAM_METRICS = ["IncomingRecords", "GetRecords.IteratorAgeMilliseconds"]
FAN_OUT_METRIC = (
    'SEARCH(\'Namespace="AWS/Kinesis" MetricName="SubscribeToShardEvent.MillisBehindLatest" StreamName="orders"\','
    " 'Maximum', 300)"
)
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
    "${x} ${StreamName} ${!Literal} ${AWS::Region}",
    "{{x}} {{resolve}} {{ resolve:ssm:x}} {resolve:ssm:x}",
    "it's <b>50%</b> & 'more' `id` $HOME $(id) !Ref",
    "kanári 金糸雀 🐤 👩‍👩‍👧",
    " spaces at both ends ",
    ",|;:[]{}()",
]
# CloudFormation would replace these before the schedule has them.
RESOLVED = ["{{resolve:ssm:x}}", 'a {"b":"{{resolve:secretsmanager:x}}"}', "{{{resolve:", "\u2028{{resolve:ssm:x}}"]


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
    """In every partition all optional parameters; in the first also each one alone, and none."""
    for partition, region in REGIONS.items():
        every = optional_parameters(partition, OTHER_REGIONS.get(partition, region))
        if partition in ("aws-iso-e", "aws-iso-f"):
            # Moto's IAM takes no such ARN.
            del every["PermissionsBoundaryArn"]
        yield Variant(partition, region, every)
        if partition == "aws":
            yield Variant(partition, region, {})
            for name, value in every.items():
                yield Variant(partition, region, {name: value})


def optional_parameters(partition, other_region):
    arn = f"arn:{partition}:%s:{other_region}:{ACCOUNT}:%s"
    return {
        "StreamRegion": other_region,
        "StreamKmsKeyArn": arn % ("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        "OtherStreamArns": ",".join([arn % ("kinesis", "stream/payments"), arn % ("kinesis", "stream/clicks")]),
        "OtherStreamKmsKeyArns": ",".join([arn % ("kms", "key/payments"), arn % ("kms", "key/clicks")]),
        "ScheduleState": "DISABLED",
        "EnableApi": "true",
        "AlarmTopicArn": arn % ("sns", "alarms"),
        "ConsumerLogGroups": "/aws/lambda/process-orders,audit.orders_1#a",
        "PermissionsBoundaryArn": f"arn:{partition}:iam::{ACCOUNT}:policy/teams/boundary",
    }


def expected_statements(variant, log_group):
    """What the function's role may do, and nothing else."""
    stream = f"arn:{variant.partition}:kinesis:{variant.stream_region}:{ACCOUNT}:stream/orders"
    statements = [allow("WarmTheStream", WARM, stream)]
    if "OtherStreamArns" in variant.given:
        statements.append(allow("WarmOtherStreams", WARM, variant.given["OtherStreamArns"].split(",")))
    if "StreamKmsKeyArn" in variant.given:
        key = variant.given["StreamKmsKeyArn"]
        condition = {"StringEquals": {**through_kinesis(variant.stream_region, variant), **for_streams(stream)}}
        statements.append({**allow("EncryptCanaries", "kms:GenerateDataKey", key), "Condition": condition})
    if {"OtherStreamArns", "OtherStreamKmsKeyArns"} <= set(variant.given):
        keys = variant.given["OtherStreamKmsKeyArns"].split(",")
        others = variant.given["OtherStreamArns"].split(",")
        condition = {"StringLike": through_kinesis("*", variant), "StringEquals": for_streams(others)}
        granted = allow("EncryptCanariesOfOtherStreams", "kms:GenerateDataKey", keys)
        statements.append({**granted, "Condition": condition})
    statements.append(allow("WriteTheLog", ["logs:CreateLogStream", "logs:PutLogEvents"], log_group["logGroupArn"]))
    return statements


def through_kinesis(region, variant):
    suffixes = ("amazonaws.com", deployment.URL_SUFFIXES[variant.partition])
    return {"kms:ViaService": [f"kinesis.{region}.{suffix}" for suffix in suffixes]}


def for_streams(arns):
    return {"kms:EncryptionContext:aws:kinesis:arn": arns}


def allow(sid, action, resource):
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}


class Lint(unittest.TestCase):
    def test_cfn_lint_finds_nothing_in_any_partition(self):
        self.assertEqual((0, ""), deployment.lint(PREWARMING.file))

    def test_cfn_lint_knows_what_the_deployers_policy_allows(self):
        policy = (support.REPOSITORY / "docs/deployer-policy.json").read_text(encoding="utf-8")
        for name, value in {"REGION": "eu-west-1", "ACCOUNT": ACCOUNT, "STACK": "orders", "BUCKET": "code"}.items():
            policy = policy.replace(name, value)
        document = json.loads(policy)
        # Of a transform, which CloudFormation's documentation asks for, it does not know.
        document["Statement"] = [each for each in document["Statement"] if each["Sid"] != "Transform"]
        resource = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"Resources": {"DeployersPolicy": resource}}, file)
            file.flush()
            self.assertEqual((0, ""), deployment.lint(file.name, ["eu-west-1"]))


class Variants(unittest.TestCase):
    def test_every_parameter_is_tried(self):
        elsewhere = {"StreamName", "MessagePrototype", "MessageFrequency", *Settings.VALUES}
        self.assertEqual(set(PREWARMING.read()["Parameters"]), elsewhere | set(optional_parameters("aws", "eu-west-1")))

    def test_each_deploys_just_what_it_should(self):
        checks = [getattr(self, name) for name in dir(self) if name.startswith("check_")]
        for variant in variants():
            given = variant.given
            with PREWARMING.deployed(variant.region, **given) as stack:
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
        log_group = stack.log_group("PrewarmingLogGroup")
        self.assertEqual(30, log_group["retentionInDays"])
        self.assertEqual(
            {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "LogGroup": log_group["logGroupName"]},
            stack.properties("PrewarmingFunction")["LoggingConfig"],
        )

    def check_role(self, variant, stack):
        self.assertEqual(expected_statements(variant, stack.log_group("PrewarmingLogGroup")), stack.statements())
        self.assertEqual([], stack.managed_policies())
        boundary = stack.role().get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        self.assertEqual(variant.given.get("PermissionsBoundaryArn"), boundary)

    def check_schedule(self, variant, stack):
        rule, target = stack.schedule()
        event = {"streamName": "orders", "regionName": variant.stream_region, "messagePrototype": ""}
        self.assertEqual(event, json.loads(target["Input"]))
        self.assertEqual(stack.function()["FunctionArn"], target["Arn"])
        state = variant.given.get("ScheduleState", "ENABLED")
        self.assertEqual((state, "rate(60 minutes)"), (rule["State"], rule["ScheduleExpression"]))
        self.assertEqual({"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 300}, target["RetryPolicy"])

    def check_api(self, variant, stack):
        wanted = "EnableApi" in variant.given
        parts = ("PrewarmingApi", "PrewarmingApiApiGatewayDefaultStage", "PrewarmingApiPermission")
        parts += ("PrewarmingApiLogGroup",)
        self.assertEqual([wanted] * 4, [stack.exists(part) for part in parts])
        self.assertEqual(wanted, "ApiUrl" in stack.outputs)
        if wanted:
            self.has_signed_route_alone(variant, stack)
            self.is_logged_and_throttled(variant, stack)
            suffix = re.escape(deployment.URL_SUFFIXES[variant.partition])
            address = f"^https://.+\\.execute-api\\.{variant.region}\\.{suffix}/prewarm$"
            self.assertRegex(stack.outputs["ApiUrl"], address)

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

    def is_logged_and_throttled(self, variant, stack):
        stage = stack.properties("PrewarmingApiApiGatewayDefaultStage")
        name = stack.log_group("PrewarmingApiLogGroup")["logGroupName"]
        log = f"arn:{variant.partition}:logs:{variant.region}:{ACCOUNT}:log-group:{name}"
        self.assertEqual(log, stage["AccessLogSettings"]["DestinationArn"])
        fields = json.loads(stage["AccessLogSettings"]["Format"])
        self.assertEqual("$context.requestId", fields["requestId"])
        self.assertEqual(set(), {"time", "caller", "status", "error"} - set(fields), "not in the API's log")
        self.assertEqual({"ThrottlingRateLimit": 5, "ThrottlingBurstLimit": 10}, stage["DefaultRouteSettings"])

    def check_alarms(self, variant, stack):
        errors, silence = stack.properties("ErrorsAlarm"), stack.properties("MissedRunsAlarm")
        watched = [{"Name": "FunctionName", "Value": stack.function()["FunctionName"]}]
        topic = [variant.given["AlarmTopicArn"]] if "AlarmTopicArn" in variant.given else None
        for alarm in (errors, silence):
            self.assertEqual(("AWS/Lambda", "Sum"), (alarm["Namespace"], alarm["Statistic"]))
            self.assertEqual(watched, alarm["Dimensions"])
        self.assertEqual([topic, None, None], [errors.get(state) for state in NOTIFIED])
        self.assertEqual([topic, None, topic], [silence.get(state) for state in NOTIFIED])
        self.assertEqual("ScheduleState" not in variant.given, stack.exists("MissedRunsAlarm"))
        kind = ("MetricName", "ComparisonOperator", "Threshold", "TreatMissingData")
        self.assertEqual(["Errors", "GreaterThanThreshold", 0, "notBreaching"], [errors[key] for key in kind])
        self.assertEqual(["Invocations", "LessThanThreshold", 1, "breaching"], [silence[key] for key in kind])

    def check_dashboard(self, variant, stack):
        function, elsewhere = stack.function()["FunctionName"], variant.stream_region
        of_function = {(name, "FunctionName", function, variant.region) for name in FUNCTION_METRICS}
        of_stream = {(name, "StreamName", "orders", elsewhere) for name in STREAM_METRICS}
        expected = {*of_function, *of_stream, (FAN_OUT_METRIC, elsewhere)}
        self.assertEqual(expected, {shown for widget in widgets(stack, "metric") for shown in metrics(widget)})

    def check_consumers(self, variant, stack):
        shown, wanted = widgets(stack, "log"), "ConsumerLogGroups" in variant.given
        self.assertEqual((wanted, wanted), (len(shown) == 1, stack.exists("ConsumersQuery")))
        if wanted:
            query = stack.properties("ConsumersQuery")
            # A group that does not exist yet may not be refused.
            self.assertEqual({"Name", "QueryString"}, set(query))
            groups = variant.given["ConsumerLogGroups"].split(",")
            sources = " | ".join(f"SOURCE '{group}'" for group in groups)
            properties = shown[0]["properties"]
            self.assertEqual(f"{sources} | {query['QueryString']}", properties["query"])
            self.assertEqual(variant.region, properties["region"])

    def check_outputs(self, variant, stack):
        self.assertEqual(stack.function()["FunctionArn"], stack.outputs["Function"])
        self.assertEqual(stack.schedule()[0]["Name"], stack.outputs["Rule"])
        self.assertEqual(stack.log_group("PrewarmingLogGroup")["logGroupName"], stack.outputs["LogGroup"])
        console = f"https://{CONSOLES[variant.partition]}/cloudwatch/home?region={variant.region}"
        link = f"{console}#dashboards:name={deployment.STACK}-{variant.region}"
        self.assertEqual(link, stack.outputs["DashboardUrl"])


def widgets(stack, kind):
    """The dashboard's widgets of a kind."""
    dashboard = stack.client("cloudwatch").get_dashboard(DashboardName=f"{deployment.STACK}-{stack.region}")
    return [widget for widget in json.loads(dashboard["DashboardBody"])["widgets"] if widget["type"] == kind]


def metrics(widget):
    """What each line of a widget shows, and in which region: a metric with its dimension, or an expression."""
    for line in widget["properties"]["metrics"]:
        shown = (line[0]["expression"],) if len(line) == 1 else tuple(line[1:])
        yield *shown, widget["properties"]["region"]


class Settings(unittest.TestCase):
    VALUES = {"MemorySize": "256", "LogLevel": "WARN", "LogRetentionDays": "7"}

    def test_reach_the_function_and_the_logs(self):
        with PREWARMING.deployed("eu-west-1", EnableApi="true", **self.VALUES) as stack:
            self.assertEqual(256, stack.function()["MemorySize"])
            self.assertEqual("WARN", stack.properties("PrewarmingFunction")["LoggingConfig"]["ApplicationLogLevel"])
            self.assertEqual(7, stack.log_group("PrewarmingLogGroup")["retentionInDays"])
            self.assertEqual(7, stack.log_group("PrewarmingApiLogGroup")["retentionInDays"])


class Frequency(unittest.TestCase):
    def test_form_takes_whole_minutes_alone(self):
        pattern = PREWARMING.read()["Parameters"]["MessageFrequency"]["AllowedPattern"]
        taken = [minutes for minutes in range(1000) if re.fullmatch(pattern, str(minutes))]
        self.assertEqual(list(range(1, 721)), taken)
        for value in ("", "4.5", "4,5", "04", " 4", "4\n", "-4", "4 minutes", "1e2"):
            self.assertIsNone(re.fullmatch(pattern, value), value)

    def test_rate_and_silence_fit_every_interval(self):
        rates = {1: "rate(1 minute)", 2: "rate(2 minutes)", 60: "rate(60 minutes)", 720: "rate(720 minutes)"}
        for minutes, rate in rates.items():
            given = {"MessageFrequency": str(minutes)}
            with self.subTest(minutes=minutes), PREWARMING.deployed("eu-west-1", **given) as stack:
                self.assertEqual(rate, stack.schedule()[0]["ScheduleExpression"])
                alarm = stack.properties("MissedRunsAlarm")
                seconds = alarm["Period"] * int(alarm["EvaluationPeriods"])
                self.assertEqual(2 * 60 * minutes, seconds)
                self.assertLessEqual(seconds, 86_400)


class Prototype(unittest.TestCase):
    def test_input_carries_it_unchanged(self):
        for prototype in PROTOTYPES:
            given = {"MessagePrototype": prototype}
            with self.subTest(prototype=prototype), PREWARMING.deployed("eu-west-1", **given) as stack:
                event = json.loads(stack.schedule()[1]["Input"])
                expected = {"streamName": "orders", "regionName": "eu-west-1", "messagePrototype": prototype}
                self.assertEqual(expected, event)

    def test_pattern_takes_printable_text_alone(self):
        parameter = PREWARMING.read()["Parameters"]["MessagePrototype"]
        for prototype in PROTOTYPES:
            self.assertRegex(prototype, parameter["AllowedPattern"])
        for prototype in RESOLVED:
            self.assertIsNone(re.fullmatch(parameter["AllowedPattern"], prototype), prototype)
        for control in [*range(0x20), 0x7F, *range(0x80, 0xA0)]:
            self.assertIsNone(re.fullmatch(parameter["AllowedPattern"], f"a{chr(control)}b"), hex(control))

    def test_longest_one_fits_the_rule(self):
        parameters = PREWARMING.read()["Parameters"]
        longest = {
            "StreamName": "s" * parameters["StreamName"]["MaxLength"],
            "MessagePrototype": '"' * parameters["MessagePrototype"]["MaxLength"],
        }
        with PREWARMING.deployed("us-gov-west-1", **longest) as stack:
            self.assertLessEqual(len(stack.schedule()[1]["Input"]), 8_192)
            self.assertLessEqual(len(stack.function()["Description"]), 256)


if __name__ == "__main__":
    statically = ", ".join(PREWARMING.not_deployed())
    print(f"not deployed by moto, so checked by their resolved properties: {statically}", flush=True)
    unittest.main(verbosity=2, warnings="ignore")
