"""Checks the templates with cfn-lint, the SAM translator, and moto, a CloudFormation emulator. Needs no network.

Run it by itself: python3 src/it/python/check_template.py
With --all, it deploys every combination of options. Otherwise, it deploys a set with every combination of two options.
It exits with 0 if all checks pass, 1 if one fails, and 77 if a module or command that it needs is missing.
"""

import itertools
import json
import re
import sys
import unittest
from dataclasses import dataclass

import support

support.start(
    "the templates with cfn-lint, the SAM translator, and moto",
    modules=["boto3", "cfnlint", "moto", "samtranslator"],
)

import cfnlint.helpers  # noqa: E402
import deployment  # noqa: E402
from deployment import ACCOUNT, API, PREWARMING, REGIONS, STREAM  # noqa: E402
from moto import mock_aws  # noqa: E402

ALL = "--all" in sys.argv
# Regions of a stream that is not in the Region of the stack.
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
STATISTIC = ("Namespace", "MetricName", "ComparisonOperator", "Threshold", "TreatMissingData")
PERIODS = ("Period", "EvaluationPeriods", "DatapointsToAlarm")
ACTIONS = ("AlarmActions", "InsufficientDataActions", "OKActions")
FUNCTION_METRICS = ["Invocations", "Errors", "Duration"]
STREAM_METRICS = ["IncomingRecords", "GetRecords.IteratorAgeMilliseconds"]
FAN_OUT_METRIC = (
    'SEARCH(\'Namespace="AWS/Kinesis" MetricName="SubscribeToShardEvent.MillisBehindLatest" StreamName="orders"\','
    " 'Maximum', 300)"
)
NAMES_IN_RULE = ("ScheduleExpression", "MissedRunsMinutes")
RETRY_POLICY = {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 300}
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
# CloudFormation would replace these before the rule receives them.
RESOLVED = ["{{resolve:ssm:x}}", 'a {"b":"{{resolve:secretsmanager:x}}"}', "{{{resolve:", "\u2028{{resolve:ssm:x}}"]


@dataclass(frozen=True)
class Variant:
    """A Region and its partition, and the optional parameters that have values."""

    partition: str
    region: str
    given: dict

    @property
    def stream_region(self):
        return self.given.get("StreamRegion", self.region)

    def stream(self, name):
        return f"arn:{self.partition}:kinesis:{self.stream_region}:{ACCOUNT}:stream/{name}"

    def topic(self):
        return [self.given["AlarmTopicArn"]] if "AlarmTopicArn" in self.given else None


def variants(options):
    """All options in every partition, and combinations of options in the partition aws."""
    for partition, region in REGIONS.items():
        every = options(partition, OTHER_REGIONS.get(partition, region))
        if partition in ("aws-iso-e", "aws-iso-f"):
            # Moto rejects the ARN of a policy in these partitions.
            every.pop("PermissionsBoundaryArn", None)
        yield Variant(partition, region, every)
    every = options("aws", OTHER_REGIONS["aws"])
    for chosen in (every_subset if ALL else subsets_with_every_pair)(len(every)):
        yield Variant("aws", REGIONS["aws"], {name: value for name, value in every.items() if next(chosen)})


def every_subset(count):
    return map(iter, itertools.product((False, True), repeat=count))


def subsets_with_every_pair(count):
    """An orthogonal array: any two columns take all four combinations of values. Up to 7 options need 8 rows."""
    rows = range(1 << count.bit_length())
    return (iter([bin(row & column).count("1") % 2 == 1 for column in range(1, count + 1)]) for row in rows)


def common_options(partition, other_region):
    arn = f"arn:{partition}:%s:{other_region}:{ACCOUNT}:%s"
    return {
        "StreamRegion": other_region,
        "StreamKmsKeyArn": arn % ("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        "ScheduleState": "DISABLED",
        "AlarmTopicArn": arn % ("sns", "alarms"),
    }


def prewarming_options(partition, other_region):
    return {
        **common_options(partition, other_region),
        "ConsumerLogGroups": "/aws/lambda/process-orders,audit.orders_1#a",
        "UseFipsEndpoint": "true",
        "PermissionsBoundaryArn": f"arn:{partition}:iam::{ACCOUNT}:policy/teams/boundary",
    }


def stream_options(partition, other_region):
    return {**common_options(partition, other_region), "MissedRunsMinutes": "0"}


def expected_statements(variant, name):
    """What a policy for a stream allows, and nothing else."""
    statements = [allow("WriteCanaries", ["kinesis:DescribeStream", "kinesis:PutRecords"], variant.stream(name))]
    if "StreamKmsKeyArn" in variant.given:
        suffixes = ("amazonaws.com", deployment.URL_SUFFIXES[variant.partition])
        condition = {
            "kms:ViaService": [f"kinesis.{variant.stream_region}.{suffix}" for suffix in suffixes],
            "kms:EncryptionContext:aws:kinesis:arn": variant.stream(name),
        }
        statement = allow("EncryptCanaries", "kms:GenerateDataKey", variant.given["StreamKmsKeyArn"])
        statements.append({**statement, "Condition": {"StringEquals": condition}})
    return statements


def allow(sid, action, resource):
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}


class TemplateCase(unittest.TestCase):
    def run_checks(self, variant, *stacks):
        for name in [name for name in dir(self) if name.startswith("check_")]:
            with self.subTest(name, partition=variant.partition, given=variant.given):
                getattr(self, name)(variant, *stacks)

    def has_alarm(self, stack, name, dimension, kind, periods, topic):
        alarm = stack.properties(name)
        self.assertEqual([dict(zip(("Name", "Value"), dimension))], alarm["Dimensions"])
        self.assertEqual(kind, [alarm[key] for key in STATISTIC])
        self.assertEqual(("Sum", periods), (alarm["Statistic"], [alarm.get(key) for key in PERIODS]))
        self.assertEqual([topic, None, topic], [alarm.get(state) for state in ACTIONS])
        self.assertLessEqual(len(alarm["AlarmDescription"]), 1024)


class Lint(unittest.TestCase):
    REGIONS = sorted({*cfnlint.helpers.REGIONS, *REGIONS.values()})

    def test_cfn_lint_finds_nothing_in_any_region(self):
        self.assertEqual((0, ""), deployment.lint(PREWARMING.file, STREAM.file, regions=self.REGIONS))

    def test_cfn_lint_finds_that_two_regions_have_no_http_apis(self):
        _, findings = deployment.lint(API.file, regions=self.REGIONS)
        self.assertEqual({"E3006"}, set(re.findall(r"^[EWI]\d{4}", findings, re.MULTILINE)))
        regions = set(re.findall(r"does not exist in '(\S+)'", findings))
        self.assertEqual(regions, set(re.findall(r"\bap-\w+-\d\b", API.read()["Description"])))


class Prewarming(TemplateCase):
    def test_every_parameter_is_an_option_or_has_a_test(self):
        others = {"StreamName", "MessagePrototype", "MessageFrequency", "MemorySize", "LogLevel", "LogRetentionDays"}
        self.assertEqual(set(PREWARMING.read()["Parameters"]), others | set(prewarming_options("aws", "eu-west-1")))

    def test_each_variant_deploys_as_specified(self):
        for variant in variants(prewarming_options):
            with PREWARMING.deployed(variant.region, **variant.given) as stack:
                self.run_checks(variant, stack)

    def check_function(self, variant, stack):
        self.assertEqual("CREATE_COMPLETE", stack.status)
        function = stack.function()
        self.assertEqual(["java25", 60, 512], [function[key] for key in ("Runtime", "Timeout", "MemorySize")])
        self.assertEqual(["arm64"], stack.properties("PrewarmingFunction")["Architectures"])
        fips = variant.given.get("UseFipsEndpoint", "false")
        self.assertEqual({"AWS_USE_FIPS_ENDPOINT": fips}, function["Environment"]["Variables"])

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
        log_group = stack.log_group("PrewarmingLogGroup")["logGroupArn"]
        log = allow("WriteLog", ["logs:CreateLogStream", "logs:PutLogEvents"], log_group)
        self.assertEqual([*expected_statements(variant, "orders"), log], stack.statements())
        self.assertEqual([], stack.managed_policies())
        boundary = stack.role().get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        self.assertEqual(variant.given.get("PermissionsBoundaryArn"), boundary)

    def check_schedule(self, variant, stack):
        rule, (target,) = stack.schedule()
        event = {"streamName": "orders", "regionName": variant.stream_region, "messagePrototype": ""}
        self.assertEqual(event, json.loads(target["Input"]))
        self.assertEqual((stack.function()["FunctionArn"], RETRY_POLICY), (target["Arn"], target["RetryPolicy"]))
        state = variant.given.get("ScheduleState", "ENABLED")
        self.assertEqual((state, "rate(60 minutes)"), (rule["State"], rule["ScheduleExpression"]))

    def check_alarms(self, variant, stack):
        function = ("FunctionName", stack.function()["FunctionName"])
        errors = ["AWS/Lambda", "Errors", "GreaterThanThreshold", 0, "notBreaching"]
        self.has_alarm(stack, "ErrorsAlarm", function, errors, [120, "60", 1], variant.topic())
        runs = ["AWS/Lambda", "Invocations", "LessThanThreshold", 1, "breaching"]
        self.has_alarm(stack, "MissedRunsAlarm", function, runs, [120, "60", None], variant.topic())
        self.assertEqual("ScheduleState" not in variant.given, stack.exists("MissedRunsAlarm"))

    def check_dashboard(self, variant, stack):
        function, elsewhere = stack.function()["FunctionName"], variant.stream_region
        of_function = {(name, "FunctionName", function, variant.region) for name in FUNCTION_METRICS}
        of_stream = {(name, "StreamName", "orders", elsewhere) for name in STREAM_METRICS}
        shown = {metric for widget in widgets(stack, "metric") for metric in metrics(widget)}
        self.assertEqual({*of_function, *of_stream, (FAN_OUT_METRIC, elsewhere)}, shown)

    def check_consumers(self, variant, stack):
        shown = [(widget["properties"]["region"], widget["properties"]["query"]) for widget in widgets(stack, "log")]
        groups = variant.given.get("ConsumerLogGroups")
        self.assertEqual([variant.region] if groups else [], [region for region, _ in shown])
        for _, query in shown:
            sources = " | ".join(f"SOURCE '{group}'" for group in groups.split(","))
            self.assertTrue(query.startswith(f"{sources} | filter @message like /^REPORT RequestId/ or "), query)
            self.assertTrue(query.endswith("count_distinct(@logStream) as environments by bin(5m)"), query)

    def check_outputs(self, variant, stack):
        self.assertEqual(stack.function()["FunctionArn"], stack.outputs["FunctionArn"])
        self.assertEqual(stack.role()["RoleName"], stack.outputs["RoleName"])
        self.assertEqual(stack.log_group("PrewarmingLogGroup")["logGroupName"], stack.outputs["LogGroupName"])
        console = f"https://{CONSOLES[variant.partition]}/cloudwatch/home?region={variant.region}"
        link = f"{console}#dashboards:name={deployment.STACK}-{variant.region}"
        self.assertEqual(link, stack.outputs["DashboardUrl"])
        exports = {each["Name"]: each["Value"] for each in stack.client("cloudformation").list_exports()["Exports"]}
        names = ("FunctionArn", "RoleName")
        self.assertEqual({f"{deployment.STACK}-{name}": stack.outputs[name] for name in names}, exports)

    def test_settings_reach_the_function_and_the_log(self):
        settings = {"MemorySize": "256", "LogLevel": "WARN", "LogRetentionDays": "7"}
        with PREWARMING.deployed("eu-west-1", **settings) as stack:
            self.assertEqual(256, stack.function()["MemorySize"])
            self.assertEqual("WARN", stack.properties("PrewarmingFunction")["LoggingConfig"]["ApplicationLogLevel"])
            self.assertEqual(7, stack.log_group("PrewarmingLogGroup")["retentionInDays"])

    def test_frequency_is_a_whole_number_of_minutes(self):
        self.accepts_integers(PREWARMING, "MessageFrequency", range(1, 721))
        self.accepts_integers(STREAM, "MissedRunsMinutes", range(1441))

    def accepts_integers(self, template, parameter, expected):
        pattern = template.read()["Parameters"][parameter]["AllowedPattern"]
        self.assertEqual(list(expected), [minutes for minutes in range(2000) if re.fullmatch(pattern, str(minutes))])
        for value in ("", "4.5", "4,5", "04", " 4", "4\n", "-4", "4 minutes", "1e2"):
            self.assertIsNone(re.fullmatch(pattern, value), value)

    def test_rate_and_alarms_fit_every_interval(self):
        rates = {1: "rate(1 minute)", 2: "rate(2 minutes)", 60: "rate(60 minutes)", 720: "rate(720 minutes)"}
        for minutes, rate in rates.items():
            given = {"MessageFrequency": str(minutes)}
            with self.subTest(minutes=minutes), PREWARMING.deployed("eu-west-1", **given) as stack:
                self.assertEqual(rate, stack.schedule()[0]["ScheduleExpression"])
                for name in ("ErrorsAlarm", "MissedRunsAlarm"):
                    alarm = stack.properties(name)
                    seconds = alarm["Period"] * int(alarm["EvaluationPeriods"])
                    self.assertEqual(2 * 60 * minutes, seconds)
                    self.assertLessEqual(seconds, 86_400)


class Extensions(TemplateCase):
    def test_every_parameter_of_a_stream_is_an_option_or_has_a_test(self):
        others = {"PrewarmingStack", "StreamName", "MessagePrototype", "CanariesPerShard", "ScheduleExpression"}
        self.assertEqual(set(STREAM.read()["Parameters"]), others | set(stream_options("aws", "eu-west-1")))

    def test_each_variant_of_a_stream_deploys_as_specified(self):
        for number, variant in enumerate(variants(stream_options)):
            for canaries in "12345" if ALL else str(1 + number % 5):
                with PREWARMING.deployed(variant.region) as first:
                    given = {**variant.given, "CanariesPerShard": canaries}
                    self.run_checks(variant, first, STREAM.deploy(variant.region, given, name="second"), int(canaries))

    def check_stream(self, variant, first, second, canaries):
        self.assertEqual("CREATE_COMPLETE", second.status)
        self.assertEqual(expected_statements(variant, "payments"), first.statements("second"))
        rule, targets = second.schedule()
        state = variant.given.get("ScheduleState", "ENABLED")
        self.assertEqual((state, "rate(4 minutes)"), (rule["State"], rule["ScheduleExpression"]))
        event = {"streamName": "payments", "regionName": variant.stream_region, "messagePrototype": ""}
        self.assertEqual([event] * canaries, [json.loads(target["Input"]) for target in targets])
        expected = {(f"canary-{number}", first.outputs["FunctionArn"]) for number in range(1, canaries + 1)}
        self.assertEqual(expected, {(target["Id"], target["Arn"]) for target in targets})
        self.assertEqual([RETRY_POLICY] * canaries, [target["RetryPolicy"] for target in targets])
        permission, function = second.properties("StreamRulePermission"), first.outputs["FunctionArn"]
        self.assertEqual((function, rule["Arn"]), (permission["FunctionName"], permission["SourceArn"]))

    def check_alarms(self, variant, first, second, canaries):
        rule = ("RuleName", second.outputs["RuleName"])
        failed = ["AWS/Events", "FailedInvocations", "GreaterThanThreshold", 0, "notBreaching"]
        self.has_alarm(second, "FailedInvocationsAlarm", rule, failed, [3600, 24, 1], variant.topic())
        function = ("FunctionName", first.outputs["FunctionArn"].split(":")[6])
        dropped = ["AWS/Lambda", "AsyncEventsDropped", "GreaterThanThreshold", 0, "notBreaching"]
        self.has_alarm(second, "DroppedRunsAlarm", function, dropped, [3600, 24, 1], variant.topic())
        missed = ["AWS/Events", "Invocations", "LessThanThreshold", 1, "breaching"]
        minutes = variant.given.get("MissedRunsMinutes", "8")
        self.has_alarm(second, "MissedRunsAlarm", rule, missed, [60, minutes, None], variant.topic())
        wanted = not {"ScheduleState", "MissedRunsMinutes"} & set(variant.given)
        self.assertEqual(wanted, second.exists("MissedRunsAlarm"))

    def test_another_schedule_needs_another_value_for_missed_runs(self):
        (rule,) = STREAM.read()["Rules"].values()
        schedule, default = (STREAM.read()["Parameters"][name]["Default"] for name in NAMES_IN_RULE)
        values = zip(NAMES_IN_RULE, (schedule, default))
        expected = [{"Fn::Not": [{"Fn::Equals": [{"Ref": name}, value]}]} for name, value in values]
        self.assertEqual(expected, [rule["RuleCondition"], rule["Assertions"][0]["Assert"]])

    def test_policy_of_a_stream_can_not_replace_the_policy_of_the_function(self):
        pattern = STREAM.read()["Parameters"]["PrewarmingStack"]["AllowedPattern"]
        (policy,) = PREWARMING.read()["Resources"]["PrewarmingRole"]["Properties"]["Policies"]
        self.assertNotRegex(policy["PolicyName"], pattern)

    def test_schedule_is_a_rate_or_a_cron_expression(self):
        parameter = STREAM.read()["Parameters"]["ScheduleExpression"]
        self.assertIn("cron(0/4 8-17 ? * MON-FRI *)", parameter["Description"])
        for valid in ("rate(1 minute)", "rate(4 minutes)", "rate(2 hours)", "cron(0/4 8-17 ? * MON-FRI *)"):
            self.assertRegex(valid, parameter["AllowedPattern"])
        for invalid in ("", "4", "rate(1 minutes)", "rate(4 minute)", "rate(0 minutes)", "cron(0/4 8-17 ? * *)"):
            self.assertNotRegex(invalid, parameter["AllowedPattern"])

    def test_api_deploys_as_specified(self):
        for partition, region in REGIONS.items():
            variant = Variant(partition, region, {})
            for days in ("30", "7"):
                with PREWARMING.deployed(region) as first:
                    api = API.deploy(region, {"LogRetentionDays": days}, name="second")
                    self.assertEqual(("CREATE_COMPLETE", int(days)), (api.status, self.log(api)["retentionInDays"]))
                    self.has_one_route_for_callers_that_iam_authorizes(variant, first, api)
                    self.has_access_log_and_limits(variant, api)

    def has_one_route_for_callers_that_iam_authorizes(self, variant, first, api):
        resources = API.read()["Resources"]
        self.assertEqual(1, [each["Type"] for each in resources.values()].count("AWS::ApiGatewayV2::Route"))
        route, integration = api.properties("PrewarmRoute"), api.properties("FunctionIntegration")
        self.assertEqual(("POST /prewarm", "AWS_IAM"), (route["RouteKey"], route["AuthorizationType"]))
        self.assertEqual("integrations/${FunctionIntegration}", route["Target"])
        function = first.outputs["FunctionArn"]
        self.assertEqual((function, "2.0"), (integration["IntegrationUri"], integration["PayloadFormatVersion"]))
        permission = api.properties("PrewarmingApiPermission")
        gateway = f"arn:{variant.partition}:execute-api:{variant.region}:{ACCOUNT}:${{PrewarmingApi}}/*/POST/prewarm"
        self.assertEqual((function, gateway), (permission["FunctionName"], permission["SourceArn"]))
        self.assertEqual(gateway, api.outputs["RouteArn"])
        host = f"${{PrewarmingApi}}.execute-api.{variant.region}.{deployment.URL_SUFFIXES[variant.partition]}"
        self.assertEqual(f"https://{host}/prewarm", api.outputs["ApiUrl"])

    def has_access_log_and_limits(self, variant, api):
        stage, name = api.properties("DefaultStage"), self.log(api)["logGroupName"]
        self.assertEqual(("/aws/vendedlogs/second", name), (name, api.outputs["LogGroupName"]))
        log = f"arn:{variant.partition}:logs:{variant.region}:{ACCOUNT}:log-group:{name}"
        self.assertEqual(log, stage["AccessLogSettings"]["DestinationArn"])
        fields = json.loads(stage["AccessLogSettings"]["Format"])
        self.assertEqual(set(), {"requestId", "time", "caller", "status", "error"} - set(fields))
        self.assertEqual({"ThrottlingRateLimit": 1, "ThrottlingBurstLimit": 5}, stage["DefaultRouteSettings"])

    def log(self, api):
        return api.log_group("AccessLogGroup")


class Prototype(unittest.TestCase):
    def test_input_contains_it_unchanged(self):
        for prototype in PROTOTYPES:
            given = {"MessagePrototype": prototype}
            with self.subTest(prototype=prototype), PREWARMING.deployed("eu-west-1", **given) as stack:
                second = STREAM.deploy("eu-west-1", {**given, "CanariesPerShard": "5"}, name="second")
                targets = stack.schedule()[1] + second.schedule()[1]
                self.assertEqual([prototype] * 6, [json.loads(each["Input"])["messagePrototype"] for each in targets])

    def test_pattern_accepts_only_printable_text(self):
        for template in (PREWARMING, STREAM):
            pattern = template.read()["Parameters"]["MessagePrototype"]["AllowedPattern"]
            for prototype in PROTOTYPES:
                self.assertRegex(prototype, pattern)
            for prototype in RESOLVED:
                self.assertIsNone(re.fullmatch(pattern, prototype), prototype)
            for control in [*range(0x20), 0x7F, *range(0x80, 0xA0)]:
                self.assertIsNone(re.fullmatch(pattern, f"a{chr(control)}b"), hex(control))

    def test_longest_one_fits_the_rule(self):
        with mock_aws():
            for template, name in ((PREWARMING, deployment.STACK), (STREAM, "second")):
                parameters = template.read()["Parameters"]
                longest = {
                    "StreamName": "s" * parameters["StreamName"]["MaxLength"],
                    "MessagePrototype": '"' * parameters["MessagePrototype"]["MaxLength"],
                }
                stack = template.deploy("us-gov-west-1", longest, name=name)
                self.assertLessEqual(len(stack.schedule()[1][0]["Input"]), 8_192)
                self.assertLessEqual(len(stack.function()["Description"]), 256)


def widgets(stack, kind):
    """The widgets of a type in the dashboard."""
    dashboard = stack.client("cloudwatch").get_dashboard(DashboardName=f"{deployment.STACK}-{stack.region}")
    return [widget for widget in json.loads(dashboard["DashboardBody"])["widgets"] if widget["type"] == kind]


def metrics(widget):
    """The metrics of a widget with their dimension, or the expressions, with their Region."""
    for line in widget["properties"]["metrics"]:
        shown = (line[0]["expression"],) if len(line) == 1 else tuple(line[1:])
        yield *shown, widget["properties"]["region"]


if __name__ == "__main__":
    types = sorted({name for template in (PREWARMING, STREAM, API) for name in template.not_deployed()})
    print(f"Moto does not deploy these types, so only their properties are checked: {', '.join(types)}", flush=True)
    unittest.main(argv=[each for each in sys.argv if each != "--all"], verbosity=2, warnings="ignore")
