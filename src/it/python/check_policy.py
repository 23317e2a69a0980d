"""Evaluates the deployer's policy and the permissions boundary of the pages as IAM does. Needs no network.

Run it by itself: python3 src/it/python/check_policy.py
It exits with 0 if all checks pass, 1 if one fails, and 77 if a module or command that it needs is missing.
"""

import json
import re
import tempfile
import unittest
from pathlib import Path

import support

support.start(
    "the deployer's policy and the permissions boundary",
    modules=["boto3", "cfnlint", "moto", "samtranslator"],
)

import cfnlint  # noqa: E402
import deployment  # noqa: E402
from deployment import ACCOUNT, API, PREWARMING, STREAM  # noqa: E402
from moto import mock_aws  # noqa: E402

# The longest stack name for which the policy works.
STACK, EXTENSION = "kinesis-prewarming-orders", "kinesis-prewarming-stream"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/kinesis-prewarming-boundary"
WITH_BOUNDARY = {"iam:PermissionsBoundary": BOUNDARY}
TO_LAMBDA = {"iam:PassedToService": "lambda.amazonaws.com"}
# What CloudFormation calls to create, read, update, and delete a resource of each type.
CALLS = {
    "AWS::ApiGatewayV2::Api": "DELETE GET PATCH POST PUT",
    "AWS::CloudWatch::Alarm": "DeleteAlarms ListTagsForResource PutMetricAlarm",
    "AWS::CloudWatch::Dashboard": "DeleteDashboards GetDashboard PutDashboard",
    "AWS::Events::Rule": "DeleteRule DescribeRule ListTargetsByRule PutRule PutTargets RemoveTargets",
    "AWS::IAM::Policy": "DeleteRolePolicy GetRolePolicy PutRolePolicy",
    "AWS::IAM::Role": "CreateRole DeleteRole DeleteRolePolicy GetRole ListRolePolicies PutRolePolicy TagRole",
    "AWS::Lambda::EventInvokeConfig": "DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig "
    "PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig",
    "AWS::Lambda::Function": "CreateFunction DeleteFunction GetFunction GetFunctionCodeSigningConfig "
    "GetFunctionScalingConfig TagResource UpdateFunctionCode UpdateFunctionConfiguration",
    "AWS::Lambda::Permission": "AddPermission GetPolicy RemovePermission",
    "AWS::Logs::LogGroup": "CreateLogGroup DeleteLogGroup DescribeIndexPolicies ListTagsForResource PutRetentionPolicy "
    "TagResource",
}
CALLS.update({f"AWS::ApiGatewayV2::{part}": "DELETE GET PATCH POST" for part in ("Integration", "Route", "Stage")})
STACK_CALLS = (
    "CancelUpdateStack ContinueUpdateRollback CreateChangeSet CreateStack DeleteStack DescribeChangeSet "
    "DescribeStackEvents DescribeStacks DetectStackDrift ExecuteChangeSet GetTemplate UpdateStack"
).split()
# The actions of each service, with the types of resources that a policy can name for them.
SERVICES = json.loads((Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json").read_text())


def policy(name, stack=STACK, extension=EXTENSION, **other_values):
    """The statements of a policy of the pages after a deployer has replaced the placeholders."""
    values = {"PARTITION": "aws", "REGION": "eu-west-1", "ACCOUNT": ACCOUNT, "STACK": stack, "EXTENSION": extension}
    values = {**values, "BUCKET": "code", "BOUNDARY": "kinesis-prewarming-boundary", **other_values}
    text = (support.REPOSITORY / "docs" / name).read_text(encoding="utf-8")
    return json.loads(re.sub("|".join(values), lambda match: values[match[0]], text))


def needs_every_resource(action):
    """Whether IAM applies a statement for an action only if its resource is *."""
    service, name = action.lower().split(":")
    return "*" not in name and SERVICES[service]["Actions"].get(name) == {}


def allows(document, action, resource, context=None):
    """Whether a policy without deny statements allows a request."""
    return any(statement_allows(each, action, resource, context or {}) for each in document["Statement"])


def statement_allows(statement, action, resource, context):
    if set(statement) - {"Sid", "Effect", "Action", "Resource", "Condition"} or statement["Effect"] != "Allow":
        raise ValueError(f"not evaluated here: {statement}")
    return (
        any(matches(pattern, action) for pattern in as_list(statement["Action"]))
        and any(matches(pattern, resource) for pattern in as_list(statement["Resource"]))
        and all(holds(*each, context) for each in statement.get("Condition", {}).items())
    )


def holds(operator, keys, context):
    compare = {"StringEquals": str.__eq__, "StringLike": matches}[operator]
    return all(
        any(key in context and compare(expected, context[key]) for expected in as_list(value))
        for key, value in keys.items()
    )


def matches(pattern, value):
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), value) is not None


def as_list(value):
    return value if isinstance(value, list) else [value]


def generated(stack, logical_id):
    """A name that CloudFormation generates, cut to 64 characters as seen in names that are public."""
    name = f"{stack}-{logical_id}-1A2B3C4D5E6F7"
    return name if len(name) <= 64 else f"{stack[:25]}-{logical_id[:24]}-1A2B3C4D5E6F7"


def requests(template, stack):
    """What creating and deleting a stack calls, as actions, resources, and conditions."""
    here = f"eu-west-1:{ACCOUNT}"
    for name, resource in template.translate("eu-west-1", template.required)["Resources"].items():
        service, kind = resource["Type"].removeprefix("AWS::").split("::")
        prefix = {"ApiGatewayV2": "apigateway", "CloudWatch": "cloudwatch"}.get(service, service.lower())
        arn = {
            "Alarm": f"arn:aws:cloudwatch:{here}:alarm:{stack}-{name}-1A2B3C4D5E6F",
            "Api": "arn:aws:apigateway:eu-west-1::/apis",
            "Dashboard": f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{stack}-eu-west-1",
            "LogGroup": f"arn:aws:logs:{here}:log-group:{stack}-{name}-1A2B3C4D5E6F:*",
            "Rule": f"arn:aws:events:{here}:rule/{generated(stack, name)}",
        }.get(kind, "arn:aws:apigateway:eu-west-1::/apis/a1b2c3/x")
        if "LogGroupName" in resource["Properties"]:
            arn = f"arn:aws:logs:{here}:log-group:/aws/vendedlogs/{stack}:*"
        # Stacks that extend another one change the function and the role of that stack.
        first = stack if template is PREWARMING else STACK
        if service == "Lambda":
            arn = f"arn:aws:lambda:{here}:function:{generated(first, 'PrewarmingFunction')}"
        if service == "IAM":
            arn = f"arn:aws:iam::{ACCOUNT}:role/{generated(first, 'PrewarmingRole')}"
        for call in CALLS[resource["Type"]].split():
            action = f"{prefix}:{call}"
            yield action, "*" if needs_every_resource(action) else arn, WITH_BOUNDARY
        if kind == "Role":
            yield "iam:PassRole", arn, TO_LAMBDA
    for call in STACK_CALLS:
        yield f"cloudformation:{call}", f"arn:aws:cloudformation:{here}:stack/{stack}/1234", {}


class DeployerPolicy(unittest.TestCase):
    def setUp(self):
        self.policy = policy("deployer-policy.json")

    def assert_allowed(self, *requests):
        self.assertEqual([], [each for each in requests if not allows(self.policy, *each)])

    def assert_denied(self, *requests):
        self.assertEqual([], [each for each in requests if allows(self.policy, *each)])

    def test_allows_every_call_for_the_three_templates(self):
        self.assertEqual([25, 25], [len(STACK), len(EXTENSION)])
        for template, stack in ((PREWARMING, STACK), (STREAM, EXTENSION), (API, EXTENSION)):
            self.assert_allowed(*requests(template, stack))

    def test_fails_for_a_stack_name_of_26_characters(self):
        name = STACK + "2"
        self.policy = policy("deployer-policy.json", stack=name)
        denied = {resource for action, resource, *more in requests(PREWARMING, name) if action == "events:PutRule"}
        self.assert_denied(*[("events:PutRule", resource) for resource in denied])
        self.assertEqual(1, len(denied))

    def test_names_every_resource_for_actions_that_need_it(self):
        for statement in self.policy["Statement"]:
            useless = [each for each in as_list(statement["Action"]) if needs_every_resource(each)]
            self.assertTrue(statement["Resource"] == "*" or not useless, useless)

    def test_allows_the_documented_steps(self):
        here = f"eu-west-1:{ACCOUNT}"
        log_group = f"arn:aws:logs:{here}:log-group:{STACK}-PrewarmingLogGroup-1A2B3C4D5E6F:*"
        rule = f"arn:aws:events:{here}:rule/{generated(STACK, 'PrewarmingFunctionSchedule')}"
        sam = "aws-sam-cli-managed-default"
        self.assert_allowed(
            ("cloudformation:CreateChangeSet", "arn:aws:cloudformation:eu-west-1:aws:transform/Serverless-2016-10-31"),
            ("logs:FilterLogEvents", log_group),
            ("logs:DescribeResourcePolicies", "*"),
            ("cloudwatch:DescribeAlarms", "*"),
            ("cloudwatch:GetMetricStatistics", "*"),
            ("events:ListTargetsByRule", rule),
            ("lambda:InvokeFunction", f"arn:aws:lambda:{here}:function:{generated(STACK, 'PrewarmingFunction')}"),
            ("s3:PutObject", "arn:aws:s3:::code/kinesis-prewarming/1234"),
            ("s3:DeleteObject", "arn:aws:s3:::code/kinesis-prewarming/1234"),
            ("cloudformation:CreateChangeSet", f"arn:aws:cloudformation:{here}:stack/{sam}/1234"),
            ("s3:CreateBucket", f"arn:aws:s3:::{sam}-samclisourcebucket-1a2b3c"),
            ("s3:DeleteObject", f"arn:aws:s3:::{sam}-samclisourcebucket-1a2b3c/{STACK}/1234"),
            ("cloudformation:DescribeStacks", f"arn:aws:cloudformation:{here}:stack/{STACK}-1a2b3c-CompanionStack/1234"),
        )

    def test_denies_a_role_without_the_boundary(self):
        role = f"arn:aws:iam::{ACCOUNT}:role/{generated(STACK, 'PrewarmingRole')}"
        for action in ("iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"):
            self.assert_allowed((action, role, WITH_BOUNDARY))
            other = {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"}
            self.assert_denied((action, role), (action, role, other))

    def test_denies_every_way_around_the_boundary(self):
        role = f"arn:aws:iam::{ACCOUNT}:role/{generated(STACK, 'PrewarmingRole')}"
        self.assert_denied(
            ("iam:DeleteRolePermissionsBoundary", role, WITH_BOUNDARY),
            ("iam:AttachRolePolicy", role, WITH_BOUNDARY),
            ("iam:UpdateAssumeRolePolicy", role, WITH_BOUNDARY),
            ("iam:CreatePolicyVersion", BOUNDARY),
            ("iam:SetDefaultPolicyVersion", BOUNDARY),
            ("iam:DeletePolicy", BOUNDARY),
            ("iam:PassRole", role),
            ("iam:PassRole", role, {"iam:PassedToService": "ec2.amazonaws.com"}),
            ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/admin", TO_LAMBDA),
        )

    def test_denies_resources_of_a_stack_whose_name_begins_alike(self):
        self.policy = policy("deployer-policy.json", stack="orders", extension="orders-stream")
        here = f"eu-west-1:{ACCOUNT}"
        function = f"arn:aws:lambda:{here}:function:orders-PrewarmingFunction-1A2B"
        self.assert_allowed(("lambda:UpdateFunctionCode", function))
        for name in ("orders-api-Handler-1", "orders-api-PrewarmingFunction-1", "orders-stream-2-StreamRule-1"):
            self.assert_denied(
                ("lambda:UpdateFunctionCode", f"arn:aws:lambda:{here}:function:{name}"),
                ("lambda:InvokeFunction", f"arn:aws:lambda:{here}:function:{name}"),
                ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/{name}", WITH_BOUNDARY),
                ("events:DeleteRule", f"arn:aws:events:{here}:rule/{name}"),
                ("logs:DeleteLogGroup", f"arn:aws:logs:{here}:log-group:{name}:*"),
                ("logs:DeleteLogGroup", f"arn:aws:logs:{here}:log-group:/aws/vendedlogs/{name}:*"),
                ("cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:{here}:alarm:{name}"),
                ("cloudwatch:DeleteDashboards", f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{name}"),
                ("cloudformation:DeleteStack", f"arn:aws:cloudformation:{here}:stack/{name}/1234"),
            )

    def test_cfn_lint_accepts_both_as_managed_policies_of_legal_size(self):
        for name in ("deployer-policy.json", "deployer-boundary.json"):
            longest = policy(name, PARTITION="aws-us-gov", REGION="us-gov-west-1", BUCKET="b" * 63)
            self.assertLessEqual(len(re.sub(r"\s", "", json.dumps(longest))), 6144)
            document = policy(name)
            # cfn-lint does not know the ARN of a transform.
            document["Statement"] = [each for each in document["Statement"] if each["Sid"] != "SamTransform"]
            resource = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
            with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
                json.dump({"Resources": {"Policy": resource}}, file)
                file.flush()
                self.assertEqual((0, ""), deployment.lint(file.name, regions=["eu-west-1"]))


class Boundary(unittest.TestCase):
    def test_allows_what_the_role_allows_and_nothing_of_iam(self):
        boundary, key = policy("deployer-boundary.json"), f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234"
        with mock_aws():
            first = PREWARMING.deploy("eu-west-1", {"StreamKmsKeyArn": key})
            STREAM.deploy("eu-west-1", {"StreamRegion": "us-east-1", "StreamKmsKeyArn": key}, name=EXTENSION)
            statements = first.statements("prewarming_function") + first.statements(EXTENSION)
        for statement in statements:
            context = {"kms:ViaService": "kinesis.us-east-1.amazonaws.com"} if "Condition" in statement else {}
            for action in as_list(statement["Action"]):
                self.assertTrue(allows(boundary, action, statement["Resource"], context), statement)
        self.assertFalse(allows(boundary, "kms:GenerateDataKey", key))
        for action in ("kinesis:GetRecords", "iam:CreateRole", "s3:GetObject", "sts:AssumeRole"):
            self.assertFalse(allows(boundary, action, "*"), action)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
