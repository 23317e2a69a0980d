"""Deploys templates into moto, a CloudFormation emulator, after the SAM translator has made them plain."""

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
from moto.cloudformation.models import cloudformation_backends
from moto.cloudformation.parsing import clean_json, get_model_map
from moto.core import DEFAULT_ACCOUNT_ID
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

import support

ACCOUNT = DEFAULT_ACCOUNT_ID
STACK = "prewarm-orders"
# What ends the services' addresses in each partition, as botocore has it.
URL_SUFFIXES = {
    partition["id"]: partition["outputs"]["dnsSuffix"]
    for partition in botocore.loaders.create_loader().load_data("partitions")["partitions"]
}
# A region of each partition.
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

# What moto can't deploy is told once, by `not_deployed`; the rest is chatter.
for talker in ("moto", "samtranslator", "werkzeug"):
    logging.getLogger(talker).setLevel(logging.CRITICAL)


class NoManagedPolicies:
    """The templates name none, and asking IAM for them takes a network."""

    def load(self):
        return {}


@dataclass(frozen=True)
class Template:
    """A SAM template, its function, and the parameters that have to be given."""

    file: Path
    function: str
    required: dict

    def read(self):
        return yaml_parse(self.file.read_text(encoding="utf-8"))

    def code_uri(self):
        """Where the template expects the code, from its own folder."""
        return self.read()["Resources"][self.function]["Properties"]["CodeUri"]

    def translate(self, region, parameters):
        """What CloudFormation makes of the template in a region before it deploys it."""
        packaged = self.read()
        packaged["Resources"][self.function]["Properties"]["CodeUri"] = "s3://artifacts/code.zip"
        with mock.patch.dict(os.environ, AWS_DEFAULT_REGION=region):
            return transform(packaged, parameters, NoManagedPolicies())

    @contextlib.contextmanager
    def deployed(self, region, **parameters):
        """A stack in a fresh emulated account, gone when the block ends."""
        with mock_aws():
            yield self.deploy(region, parameters)

    def deploy(self, region, parameters, endpoint=None):
        """Deploys into the account that is there: moto's in this process, or its server at an endpoint."""
        parameters = {**self.required, **parameters}
        translated = in_partition(region, self.translate(region, parameters))
        s3 = client("s3", region, endpoint)
        s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": region})
        s3.put_object(Bucket="artifacts", Key="code.zip", Body=b"code")
        cloudformation = client("cloudformation", region, endpoint)
        cloudformation.create_stack(
            StackName=STACK,
            TemplateBody=json.dumps(translated),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
        return Stack(region, translated, cloudformation.describe_stacks(StackName=STACK)["Stacks"][0], endpoint)

    def not_deployed(self):
        """The types of its resources that moto leaves out."""
        translated = self.translate("eu-west-1", self.required)
        types = {resource["Type"] for resource in translated["Resources"].values()}
        return sorted(types - set(get_model_map()))


PREWARMING = Template(support.REPOSITORY / "deploy.yaml", "PrewarmingFunction", {"StreamName": "orders"})
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
    """One for all stacks, as making it takes longer than its calls."""
    return session().client(service, region_name=region, endpoint_url=endpoint)


def in_partition(region, translated):
    """Writes out the two pseudo parameters for which moto has the values of the partition aws alone."""
    partition = session().get_partition_for_region(region)
    values = {"AWS::Partition": partition, "AWS::URLSuffix": URL_SUFFIXES[partition]}
    text = json.dumps(translated)
    for name, value in values.items():
        text = text.replace("${%s}" % name, value).replace('{"Ref": "%s"}' % name, f'"{value}"')
    return json.loads(text)


def lint(file, regions=tuple(REGIONS.values())):
    """What cfn-lint finds in a template, in a region of each partition or in others, and its exit code."""
    # I2530 wants SnapStart, which needs versions and gains nothing for a function that runs a few times an hour.
    command = [sys.executable, "-c", "import sys; from cfnlint.runner import main; sys.exit(main())"]
    options = ["-r", *regions, "-c", "I", "-i", "I2530", "--", file]
    done = subprocess.run([*command, *options], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


class Stack:
    """A deployed stack, asked through the services' own APIs, or through moto's intrinsic functions."""

    def __init__(self, region, translated, description, endpoint):
        self.region = region
        self.status = description["StackStatus"]
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in description.get("Outputs", [])}
        self._translated = translated
        self._endpoint = endpoint
        stacks = cloudformation_backends[ACCOUNT][region].stacks.values()
        self._resources = next(stack for stack in stacks if stack.name == STACK).resource_map

    def client(self, service):
        # Moto reads the region off a host's name, and IAM's in us-gov-west-1 is iam.us-gov.amazonaws.com.
        host = f"https://iam.{self.region}.amazonaws.com" if service == "iam" else None
        return client(service, self.region, self._endpoint or host)

    def exists(self, logical_id):
        condition = self._translated["Resources"][logical_id].get("Condition")
        return condition is None or self._resources.lazy_condition_map[condition]

    def properties(self, logical_id):
        """The properties that CloudFormation would hand to the service, for what moto does not deploy too."""
        return clean_json(copy.deepcopy(self._translated["Resources"][logical_id]["Properties"]), self._resources)

    def schedule(self):
        events = self.client("events")
        (rule,) = events.list_rules()["Rules"]
        (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        return rule, target

    def log_group(self, logical_id):
        name = self._resources[logical_id].physical_resource_id
        (log_group,) = self.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        return log_group

    def queue_address(self):
        (address,) = self.client("sqs").list_queues()["QueueUrls"]
        return address

    def function(self):
        (function,) = self.client("lambda").list_functions()["Functions"]
        return function

    def statements(self):
        iam = self.client("iam")
        (role,) = iam.list_roles()["Roles"]
        (policy,) = iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
        document = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=policy)["PolicyDocument"]
        # Moto keeps what CloudFormation gave it as Python's text of it, not as JSON.
        statements = ast.literal_eval(document)["Statement"]
        # Nor does it drop what AWS::NoValue stands for in a list.
        return [statement for statement in statements if statement is not None]

    def role(self):
        iam = self.client("iam")
        (role,) = iam.list_roles()["Roles"]
        return iam.get_role(RoleName=role["RoleName"])["Role"]

    def managed_policies(self):
        iam = self.client("iam")
        (role,) = iam.list_roles()["Roles"]
        return iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
