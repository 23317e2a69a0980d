"""Deploys stream.yaml to moto and prints the inputs of the rule's targets as a JSON list.

Run it with the name of a stream, the ARN of its key, and the number of canaries for each shard.
"""

import json
import sys

import support

support.start("stream.yaml with a stream in Kinesis", modules=["boto3", "moto", "samtranslator"])

from deployment import PREWARMING, STREAM  # noqa: E402
from moto import mock_aws  # noqa: E402

given = dict(zip(("StreamName", "StreamKmsKeyArn", "CanariesPerShard"), sys.argv[1:]))
with mock_aws():
    PREWARMING.deploy("eu-west-1", {})
    _, targets = STREAM.deploy("eu-west-1", given, name="second").schedule()
print(json.dumps([json.loads(target["Input"]) for target in targets]))
