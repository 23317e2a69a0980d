"""Checks publish.sh against moto's S3 on this machine; uses no other network.

Run it by itself: python3 src/it/python/check_publish.py
It ends with 0 if all is well, 1 if not, and 77 if a module or command that it needs is missing.
"""

import hashlib
import logging
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request
from pathlib import Path

import support

support.start(
    "publish.sh against moto's S3",
    modules=["boto3", "flask", "flask_cors", "moto", "samtranslator"],
    commands=["aws", "bash", "git"],
)

import boto3  # noqa: E402
import botocore.loaders  # noqa: E402
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

SCRIPT = "src/main/scripts/publish.sh"
EXTENSIONS = ("src/main/templates/stream.yaml", "src/main/templates/api.yaml")
JAR = support.jar()
VERSION = re.search(r"\d+\.\d+\.\d+", JAR)[0]
FOLDER = f"KinesisLambdaPrewarming/{VERSION}"
PUBLISHED = (JAR, "deploy.yaml", "stream.yaml", "api.yaml")
OTHER_ACCOUNT = "111122223333"
IRELAND = ("--bucket-prefix", "ours", "--region", "eu-west-1")
# Most tests name the owner, which saves a call.
TO_IRELAND = (*IRELAND, "--expected-bucket-owner", DEFAULT_ACCOUNT_ID)
LINK = r"(?m)^  (https://\S+)$"
README = """# A README

<!-- launch-stack:begin -->
an old table
<!-- launch-stack:end -->

The rest, with & and \\ in it.
"""
PARTITIONS = {
    partition["id"]: partition
    for partition in botocore.loaders.create_loader().load_data("partitions")["partitions"]
}
# In place of Maven: the "jar" is a source file of the folder that is built.
MVN = f"mkdir target && cp src/main/source.txt target/{JAR}"
# In place of an AWS CLI that may use each bucket, and may do nothing else.
ANY_BUCKET = f"test sts = $1 && echo {OTHER_ACCOUNT} || test head-bucket = $2"
# In place of an AWS CLI that may do everything, except that it rejects the commands in REJECTED unless they name the
# account that owns the bucket.
OWNED_BY_OTHER = f"""test sts = $1 && echo {DEFAULT_ACCOUNT_ID}
case "$*" in
  *--expected-bucket-owner\\ {OTHER_ACCOUNT}*) ;;
  *"$REJECTED"*) echo 'Access Denied' >&2; exit 255 ;;
esac"""


class Publishing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        cls.addClassCleanup(server.stop)
        cls.endpoint = "http://%s:%d" % server.get_host_and_port()

    def setUp(self):
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")).close()
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        self.root, self.tools = folder / "a project", folder / "tools"
        for name in (SCRIPT, "pom.xml", "deploy.yaml", *EXTENSIONS):
            self.write(name, (support.REPOSITORY / name).read_text(encoding="utf-8"))
        self.write("README.md", README)
        self.write("src/main/source.txt", "the jar")
        self.write(f"target/{JAR}", "a jar that was changed by hand")
        self.write(".gitignore", "target/\n")
        self.git("init", "-q")
        self.commit()
        self.replace_tool("mvn", MVN)

    def write(self, name, text):
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def append(self, name, text="# a change\n"):
        self.write(name, (self.root / name).read_text(encoding="utf-8") + text)

    def git(self, *command):
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *command], cwd=self.root, check=True)

    def commit(self):
        self.git("add", ".")
        self.git("commit", "-q", "-m", "A commit")

    def replace_tool(self, name, script):
        self.tools.mkdir(exist_ok=True)
        (self.tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.tools / name).chmod(0o755)

    def s3(self, region):
        return boto3.client("s3", region_name=region, endpoint_url=self.endpoint)

    def create_buckets(self, *regions):
        for region in regions:
            where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            self.s3(region).create_bucket(Bucket=f"ours-{region}", **where)

    def objects(self):
        s3 = self.s3("us-east-1")
        return {
            f"{bucket['Name']}/{entry['Key']}": s3.get_object(Bucket=bucket["Name"], Key=entry["Key"])["Body"].read()
            for bucket in s3.list_buckets()["Buckets"]
            for entry in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", [])
        }

    def publish(self, *options, rejected=""):
        environment = {"AWS_ENDPOINT_URL": self.endpoint, "REJECTED": rejected}
        return subprocess.run(
            ["bash", self.root / SCRIPT, *options],
            env={**os.environ, **environment, "PATH": f"{self.tools}:{os.environ['PATH']}"},
            cwd="/", capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def succeeds(self, *options, **more):
        done = self.publish(*options, **more)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout

    def fails(self, message, *options, code=1, **more):
        done = self.publish(*options, **more)
        self.assertEqual((code, README), (done.returncode, (self.root / "README.md").read_text()), done.stdout)
        self.assertIn(message, done.stderr)

    def publishes_nothing(self, message, *options, **more):
        self.fails(message, *options, **more)
        self.assertEqual({}, self.objects())

    def test_uploads_built_jar_and_templates_to_each_region(self):
        self.create_buckets("eu-west-1", "us-east-1")
        self.succeeds(*TO_IRELAND, "--region", "us-east-1")
        expected = {}
        for bucket in ("ours-eu-west-1", "ours-us-east-1"):
            files = {name.rpartition("/")[2]: (self.root / name).read_bytes() for name in ("deploy.yaml", *EXTENSIONS)}
            code = f"CodeUri: target/{JAR}".encode()
            self.assertEqual(1, files["deploy.yaml"].count(code))
            files["deploy.yaml"] = files["deploy.yaml"].replace(code, f"CodeUri: s3://{bucket}/{FOLDER}/{JAR}".encode())
            files[JAR] = b"the jar"
            expected |= {f"{bucket}/{FOLDER}/{name}": text for name, text in files.items()}
        self.assertEqual(expected, self.objects())

    def test_rejects_second_publication_unless_told_to_replace(self):
        self.create_buckets("eu-west-1")
        for name in PUBLISHED:
            self.s3("eu-west-1").put_object(Bucket="ours-eu-west-1", Key=f"{FOLDER}/{name}", Body=b"published")
        before = self.objects()
        self.fails("this version is already published", *TO_IRELAND)
        self.assertEqual(before, self.objects())
        self.succeeds(*TO_IRELAND, "--replace")
        self.assertEqual(set(before), set(self.objects()))
        self.assertNotIn(b"published", self.objects().values())

    def test_rejects_files_that_differ_from_last_commit(self):
        self.create_buckets("eu-west-1")
        for name in ("pom.xml", "deploy.yaml", *EXTENSIONS, "src/main/source.txt"):
            with self.subTest(name=name):
                self.append(name)
                self.publishes_nothing("commit or undo these changes first", *TO_IRELAND)
                self.git("checkout", "-q", ".")
        self.write("src/main/java/Added.java", "")
        self.publishes_nothing("src/main/java/", *TO_IRELAND)

    def release(self):
        """The folder of a release, whose files come from another machine than the project's."""
        folder = self.root.parent / "release"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in ("deploy.yaml", *EXTENSIONS):
            shutil.copy(support.REPOSITORY / name, folder)
        (folder / JAR).write_text("the released jar")
        self.sum(folder, PUBLISHED)
        return folder

    def sum(self, folder, names):
        sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
        (folder / "SHA256SUMS").write_text("".join(sums))

    def test_uploads_release_without_building(self):
        self.create_buckets("eu-west-1")
        self.replace_tool("mvn", "exit 1")
        self.succeeds(*IRELAND, "--release", self.release())
        self.assertEqual(b"the released jar", self.objects()[f"ours-eu-west-1/{FOLDER}/{JAR}"])

    def test_rejects_files_that_differ_from_release(self):
        self.create_buckets("eu-west-1")
        for name in PUBLISHED:
            with self.subTest(name=name):
                folder = self.release()
                with (folder / name).open("a") as file:
                    file.write("# a change\n")
                self.publishes_nothing("differ from the release", *TO_IRELAND, "--release", folder)
                self.sum(folder, [each for each in PUBLISHED if each != name])
                self.publishes_nothing(f"SHA256SUMS has no checksum of {name}", *TO_IRELAND, "--release", folder)
        (folder / "SHA256SUMS").unlink()
        self.publishes_nothing("SHA256SUMS is missing", *TO_IRELAND, "--release", folder)

    def test_rejects_bucket_of_another_account(self):
        self.replace_tool("aws", OWNED_BY_OTHER)
        self.fails(f"or account {DEFAULT_ACCOUNT_ID} does not own it", *IRELAND, rejected="s3api head-bucket")
        for name in PUBLISHED:
            # The bucket changed hands after it was checked.
            rejected = f"s3api put-object --region eu-west-1 --bucket ours-eu-west-1 --key {FOLDER}/{name}"
            self.fails(f"could not upload s3://ours-eu-west-1/{FOLDER}/{name}", *IRELAND, rejected=rejected)
        self.succeeds(*IRELAND, "--expected-bucket-owner", OTHER_ACCOUNT, rejected="s3api")

    def test_stops_before_uploading_when_bucket_is_missing_or_elsewhere(self):
        self.create_buckets("eu-west-1")
        self.publishes_nothing("the bucket ours-eu-west-2 does not exist", *TO_IRELAND, "--region", "eu-west-2")
        where = {"LocationConstraint": "eu-west-1"}
        self.s3("eu-west-1").create_bucket(Bucket="ours-eu-west-2", CreateBucketConfiguration=where)
        message = "eu-west-2: the bucket ours-eu-west-2 is in eu-west-1"
        self.publishes_nothing(message, *TO_IRELAND, "--region", "eu-west-2")

    def test_rewrites_only_the_table_of_the_readme(self):
        self.replace_tool("aws", "exit 0")
        shown = re.findall(LINK, self.succeeds(*TO_IRELAND))
        text = (self.root / "README.md").read_text()
        before, rest = README.split("an old table\n")
        self.assertTrue(text.startswith(before) and text.endswith(rest), text)
        self.assertEqual([("Europe (Ireland)", "eu-west-1", shown)], rows(text))
        self.assertIn("up to date", self.succeeds(*TO_IRELAND, "--dry-run"))

    def test_links_lead_to_console_and_bucket_of_each_partition(self):
        template = (self.root / "deploy.yaml").read_text()
        consoles = dict(re.findall(r"^    (aws\S*): { Host: (\S+) }$", template, re.MULTILINE))
        self.assertEqual(set(PARTITIONS), set(consoles), "the Consoles of deploy.yaml")
        self.replace_tool("aws", ANY_BUCKET)
        for name, partition in PARTITIONS.items():
            region = next(region for region in partition["regions"] if not region.endswith("-global"))
            shown = self.succeeds("--bucket-prefix", "ours", "--dry-run", "--region", region)
            links = [urllib.parse.urlsplit(link) for link in re.findall(LINK, shown)]
            self.assertEqual([(consoles[name], f"region={region}")] * 3, [(link.netloc, link.query) for link in links])
            bucket = f"https://ours-{region}.s3.{region}.{partition['outputs']['dnsSuffix']}/{FOLDER}"
            urls = [urllib.parse.parse_qs(link.fragment.partition("?")[2])["templateURL"] for link in links]
            self.assertEqual([[f"{bucket}/{template}"] for template in PUBLISHED[1:]], urls)

    def test_links_give_parameters_that_the_templates_have(self):
        self.replace_tool("aws", ANY_BUCKET)
        links = re.findall(LINK, self.succeeds(*TO_IRELAND, "--dry-run"))
        canary, off, stack = {"MessagePrototype": '{"canary":true}'}, {"ScheduleState": "DISABLED"}, "kinesis-prewarming"
        expected = {
            "deploy.yaml": (stack, {**canary, **off, "MessageFrequency": "4"}),
            EXTENSIONS[0]: (f"{stack}-stream", {**canary, **off, "PrewarmingStack": stack}),
            EXTENSIONS[1]: (f"{stack}-api", {"PrewarmingStack": stack}),
        }
        for link, (file, (name, parameters)) in zip(links, expected.items(), strict=True):
            page, _, query = urllib.parse.urlsplit(link).fragment.partition("?")
            fields = {field: value for field, (value,) in urllib.parse.parse_qs(query).items()}
            self.assertEqual(("/stacks/create/review", name), (page, fields["stackName"]))
            given = {field[6:]: value for field, value in fields.items() if field.startswith("param_")}
            self.assertEqual(parameters, given)
            self.assertLessEqual(set(given), set(yaml_parse((self.root / file).read_text())["Parameters"]), file)
            self.assertLessEqual(len(name), 25, "longer names are cut in the names of the stack's resources")

    def test_dry_run_names_each_default_region_and_changes_nothing(self):
        self.replace_tool("aws", ANY_BUCKET)
        shown = self.succeeds("--dry-run")
        regions = re.findall(r"^Launch links for (\S+):$", shown, re.MULTILINE)
        self.assertEqual(14, len(set(regions)))
        for region in regions:
            for name in PUBLISHED:
                self.assertIn(f"Would upload s3://awslabs-code-{region}/{FOLDER}/{name}\n", shown)
        self.assertEqual(README, (self.root / "README.md").read_text())

    def test_readme_of_this_project_has_a_table_that_can_be_rewritten(self):
        text = (support.REPOSITORY / "README.md").read_text(encoding="utf-8")
        table = text.partition("<!-- launch-stack:begin -->\n")[2].partition("<!-- launch-stack:end -->\n")[0]
        found = rows(table)
        self.assertEqual(14, len(found))
        for _, _, links in found:
            self.assertRegex(" ".join(links), r"(\S+/KinesisLambdaPrewarming/\d+\.\d+\.\d+/\S+ ?){3}$")

    def test_stops_when_files_do_not_fit_together(self):
        self.create_buckets("eu-west-1")
        marker = "<!-- launch-stack:%s -->\n"
        for text in ("", marker % "end" + marker % "begin", marker % "begin" * 2 + marker % "end"):
            self.write("README.md", text)
            done = self.publish(*TO_IRELAND)
            self.assertEqual((1, {}), (done.returncode, self.objects()))
            self.assertIn("README.md must have one line", done.stderr)
        self.write("README.md", README)
        self.write("deploy.yaml", "CodeUri: target/kinesis-prewarming-0.9.0.jar\n")
        self.commit()
        self.publishes_nothing(f"deploy.yaml must have one line 'CodeUri: target/{JAR}'", *TO_IRELAND)
        self.replace_tool("mvn", "mkdir target && touch target/kinesis-prewarming-.jar")
        self.publishes_nothing("the version of the jar must look like 2.0.0", *TO_IRELAND)
        self.replace_tool("mvn", "exit 1")
        self.publishes_nothing("the build failed", *TO_IRELAND)
        self.replace_tool("aws", "exit 1")
        self.publishes_nothing("no valid credentials", *IRELAND)

    def test_rejects_wrong_options(self):
        self.fails("unknown option --regions", "--regions", "eu-west-1", code=2)
        self.fails("--region needs a value", "--region", code=2)
        self.fails("evil.example/ is not a Region", "--region", "evil.example/", code=2)
        self.fails("an account has 12 digits, but was 1", "--expected-bucket-owner", "1", code=2)
        self.fails("Ours cannot begin the name of a bucket", "--bucket-prefix", "Ours", code=2)


def rows(text):
    """Name, code and the links of each Region in the table."""
    row = r"^\| (.+) \| (\S+) \| \[!\[Launch stack\]\(\S+\)\]\((\S+)\) \| \[Launch\]\((\S+)\) \| \[Launch\]\((\S+)\) \|$"
    return [(name, region, links) for name, region, *links in re.findall(row, text, re.MULTILINE)]


if __name__ == "__main__":
    unittest.main(verbosity=2)
