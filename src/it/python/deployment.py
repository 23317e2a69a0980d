"""Deploys templates into moto, a CloudFormation emulator, after the SAM translator has expanded them."""

import ast
import contextlib
import copy
import functools
import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import boto3
import botocore.loaders
from moto import mock_aws
from moto.cloudformation import parsing
from moto.cloudformation.models import cloudformation_backends
from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam import policy_validation
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

import support

ACCOUNT = DEFAULT_ACCOUNT_ID
STACK = "prewarm-orders"
# The domain of the services in each partition, from botocore.
URL_SUFFIXES = {
    partition["id"]: partition["outputs"]["dnsSuffix"]
    for partition in botocore.loaders.create_loader().load_data("partitions")["partitions"]
}
# A Region of each partition.
REGIONS = {
    "aws": "eu-west-1",
    "aws-cn": "cn-north-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
    "aws-us-gov": "us-gov-west-1",
}

# `not_deployed` lists once what moto can't deploy. Its log messages repeat the list.
for name in ("moto", "samtranslator", "werkzeug"):
    logging.getLogger(name).setLevel(logging.CRITICAL)


def clean_json(value, resources):
    """Resolves intrinsic functions as moto does, and removes AWS::NoValue from lists, which moto keeps as None."""
    resolved = moto_clean_json(value, resources)
    return [item for item in resolved if item is not None] if isinstance(resolved, list) else resolved


moto_clean_json, parsing.clean_json = parsing.clean_json, clean_json
# Moto does not know all partitions.
policy_validation.PARTITION_NAMES = list(URL_SUFFIXES)


class NoManagedPolicies:
    """The templates name no managed policies, and the translator would ask IAM for them over the network."""

    def load(self):
        return {}


@dataclass(frozen=True)
class Template:
    """A template, the logical ID of its function if it has one, and its required parameters."""

    file: Path
    function: str | None
    required: dict

    def read(self):
        return yaml_parse(self.file.read_text(encoding="utf-8"))

    def code_uri(self):
        """The path of the code, relative to the folder of the template."""
        return self.read()["Resources"][self.function]["Properties"]["CodeUri"]

    def translate(self, region, parameters):
        """The template without transforms, as CloudFormation deploys it in a Region."""
        packaged = self.read()
        if "Transform" not in packaged:
            return packaged
        packaged["Resources"][self.function]["Properties"]["CodeUri"] = "s3://artifacts/code.zip"
        with mock.patch.dict(os.environ, AWS_DEFAULT_REGION=region):
            return transform(packaged, parameters, NoManagedPolicies())

    @contextlib.contextmanager
    def deployed(self, region, **parameters):
        """A stack in a new emulated account, which exists until the block ends."""
        with mock_aws():
            yield self.deploy(region, parameters)

    def deploy(self, region, parameters, endpoint=None, name=STACK):
        """Deploys into an existing emulated account: in this process, or in moto's server at an endpoint."""
        parameters = {**self.required, **parameters}
        translated = in_partition(region, self.translate(region, parameters))
        if self.function:
            s3 = client("s3", region, endpoint)
            s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": region})
            s3.put_object(Bucket="artifacts", Key="code.zip", Body=b"code")
        cloudformation = client("cloudformation", region, endpoint)
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=json.dumps(translated),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
        return Stack(region, translated, cloudformation.describe_stacks(StackName=name)["Stacks"][0], endpoint)

    def not_deployed(self):
        """The types of resources that moto does not deploy."""
        translated = self.translate("eu-west-1", self.required)
        types = {resource["Type"] for resource in translated["Resources"].values()}
        return sorted(types - set(parsing.get_model_map()))


PREWARMING = Template(support.REPOSITORY / "deploy.yaml", "PrewarmingFunction", {"StreamName": "orders"})
EXTENSIONS = support.REPOSITORY / "src/main/templates"
STREAM = Template(EXTENSIONS / "stream.yaml", None, {"PrewarmingStack": STACK, "StreamName": "payments"})
API = Template(EXTENSIONS / "api.yaml", None, {"PrewarmingStack": STACK})
CONSUMER = Template(
    support.REPOSITORY / "src/it/consumers/consumer.yaml",
    "Consumer",
    {"StreamArn": f"arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream/orders"},
)


@functools.cache
def session():
    return boto3.Session()


@functools.cache
def client(service, region, endpoint):
    """One client for all stacks, because creating a client takes longer than its calls."""
    return session().client(service, region_name=region, endpoint_url=endpoint)


def in_partition(region, translated):
    """Replaces the two pseudo parameters for which moto knows only the values of the partition aws."""
    partition = session().get_partition_for_region(region)
    values = {"AWS::Partition": partition, "AWS::URLSuffix": URL_SUFFIXES[partition]}
    text = json.dumps(translated)
    for name, value in values.items():
        text = text.replace("${%s}" % name, value).replace('{"Ref": "%s"}' % name, f'"{value}"')
    return json.loads(text)


def lint(*files, regions=tuple(REGIONS.values())):
    """The exit code and the findings of cfn-lint for templates in some Regions."""
    # I2530 asks for SnapStart, which needs versions and does not help a function that runs a few times an hour. W6001
    # warns of outputs that pass on imported values. The command in such an output is not meant to be imported.
    command = [sys.executable, "-c", "import sys; from cfnlint.runner import main; sys.exit(main())"]
    options = ["-r", *regions, "-c", "I", "-i", "I2530", "W6001", "--", *files]
    done = subprocess.run([*command, *options], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


class Stack:
    """A deployed stack, read through the APIs of the services, or through moto's intrinsic functions."""

    def __init__(self, region, translated, description, endpoint):
        self.region = region
        self.name = description["StackName"]
        self.status = description["StackStatus"]
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in description.get("Outputs", [])}
        self._translated = translated
        self._endpoint = endpoint
        stacks = cloudformation_backends[ACCOUNT][region].stacks.values()
        self._resources = next(stack for stack in stacks if stack.name == self.name).resource_map

    def client(self, service):
        # Moto reads the Region from the host name, and IAM's host name in us-gov-west-1 is iam.us-gov.amazonaws.com.
        host = f"https://iam.{self.region}.amazonaws.com" if service == "iam" else None
        return client(service, self.region, self._endpoint or host)

    def exists(self, logical_id):
        condition = self._translated["Resources"][logical_id].get("Condition")
        return condition is None or self._resources.lazy_condition_map[condition]

    def properties(self, logical_id):
        """The properties that CloudFormation would send to the service, also for types that moto does not deploy."""
        return clean_json(copy.deepcopy(self._translated["Resources"][logical_id]["Properties"]), self._resources)

    def resolve_output(self, name):
        """An output of a stack with types that moto does not deploy, for which moto lists no outputs."""
        return clean_json(copy.deepcopy(self._translated["Outputs"][name]["Value"]), self._resources)

    def schedule(self):
        """The stack's rule and the rule's targets."""
        events = self.client("events")
        rule = events.describe_rule(Name=self.outputs["RuleName"])
        return rule, events.list_targets_by_rule(Rule=rule["Name"])["Targets"]

    def log_group(self, logical_id):
        name = self._resources[logical_id].physical_resource_id
        (log_group,) = self.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        return log_group

    def function(self):
        (function,) = self.client("lambda").list_functions()["Functions"]
        return function

    def statements(self, policy=None):
        """The statements of an inline policy of the role, or of its only one."""
        iam, role = self.client("iam"), self.role()["RoleName"]
        if policy is None:
            (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        # Moto keeps the document as the text of a Python value, or as the value itself.
        return (ast.literal_eval(document) if isinstance(document, str) else document)["Statement"]

    def role(self):
        iam = self.client("iam")
        (role,) = iam.list_roles()["Roles"]
        return iam.get_role(RoleName=role["RoleName"])["Role"]

    def managed_policies(self):
        return self.client("iam").list_attached_role_policies(RoleName=self.role()["RoleName"])["AttachedPolicies"]
