#!/usr/bin/env bash
# Publishes the jar and the three templates to an S3 bucket in each Region, prints a launch link for each template,
# and rewrites the table of launch links in the README.
set -euo pipefail

readonly TEMPLATES=(deploy.yaml stream.yaml api.yaml)
readonly STACK=kinesis-prewarming
# URL-encoded {"canary":true}, the prototype that the sample consumers and their filters recognize.
readonly PROTOTYPE=%7B%22canary%22%3Atrue%7D
# Users must change their consumers before the first run, so a new stack starts with its schedule disabled.
readonly DISABLED="&param_ScheduleState=DISABLED&param_MessagePrototype=$PROTOTYPE"
readonly BUTTON=https://s3.amazonaws.com/cloudformation-examples/cloudformation-launch-stack.png
readonly BEGIN='<!-- launch-stack:begin -->'
readonly END='<!-- launch-stack:end -->'

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd)
readme=$root/README.md
prefix=awslabs-code
owner=
release=
dry_run=false
# S3 rejects an upload with this condition if the object exists.
condition=(--if-none-match '*')
regions=()
default_regions=(
  ap-south-1 eu-west-2 eu-west-1 ap-northeast-2 ap-northeast-1 sa-east-1 ca-central-1
  ap-southeast-1 ap-southeast-2 eu-central-1 us-east-1 us-east-2 us-west-1 us-west-2
)

usage() {
  cat <<USAGE
Usage: publish.sh [--bucket-prefix PREFIX] [--region REGION]... [--release FOLDER] [--replace]
                  [--expected-bucket-owner ACCOUNT] [--dry-run]

Builds the last commit and uploads the jar, deploy.yaml, stream.yaml, and api.yaml to the bucket PREFIX-REGION of
each Region, under KinesisLambdaPrewarming/VERSION/. Then prints a launch link for each template and rewrites the
table of launch links in README.md, which then contains only these Regions. The buckets must exist, each in
its own Region, because Lambda takes a function's code from a bucket in the function's Region.

  --bucket-prefix PREFIX           the names of the buckets without -REGION (default: awslabs-code)
  --region REGION                  a Region to publish to; can be repeated (default: the 14 Regions below)
  --release FOLDER                 upload the files of a release from FOLDER instead of building; their SHA-256
                                   checksums must be those in the file SHA256SUMS of the release
  --replace                        replace this version if it is already published; without this option, S3
                                   rejects the upload
  --expected-bucket-owner ACCOUNT  the 12-digit account that owns the buckets (default: the account of your
                                   AWS credentials)
  --dry-run                        build, check the files and the buckets, and print the links, but change nothing
  --help                           print this text

Default Regions: ${default_regions[*]:0:7}
                 ${default_regions[*]:7}

The AWS CLI honors AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_S3, so publish.sh works with another S3 service as well.
USAGE
}

main() {
  read_options "$@"
  check_tools
  work=$(mktemp -d)
  trap 'rm -rf -- "$work"' EXIT
  files=$work/files
  mkdir "$files"
  if [[ -n $release ]]; then copy_release; else build_commit; fi
  check_files
  for region in "${regions[@]}"; do check_bucket "$region"; done
  for region in "${regions[@]}"; do publish "$region"; done
  for region in "${regions[@]}"; do print_links "$region"; done
  rewrite_table
}

read_options() {
  while (($#)); do
    case $1 in
      --help) usage && exit 0 ;;
      --dry-run) dry_run=true && shift && continue ;;
      --replace) condition=() && shift && continue ;;
      --bucket-prefix | --region | --release | --expected-bucket-owner) (($# > 1)) || misuse "$1 needs a value" ;;
      *) misuse "unknown option $1" ;;
    esac
    case $1 in
      --bucket-prefix) prefix=$2 ;;
      --region) regions+=("$2") ;;
      --release) release=$2 ;;
      --expected-bucket-owner) owner=$2 ;;
    esac
    shift 2
  done
  ((${#regions[@]})) || regions=("${default_regions[@]}")
  [[ $prefix =~ ^[a-z0-9][a-z0-9.-]*$ ]] || misuse "$prefix cannot begin the name of a bucket"
  [[ -z $owner || $owner =~ ^[0-9]{12}$ ]] || misuse "an account has 12 digits, but was $owner"
  for region in "${regions[@]}"; do
    [[ $region =~ ^[a-z]{2,8}(-[a-z]{1,16}){1,4}-[0-9]{1,2}$ ]] || misuse "$region is not a Region"
  done
}

check_tools() {
  local tool
  for tool in aws $([[ -n $release ]] || echo git mvn); do
    command -v "$tool" >/dev/null || fail "the command $tool is missing; install it"
  done
  [[ -n $owner ]] ||
    owner=$(aws sts get-caller-identity --region "${regions[0]}" --query Account --output text) ||
    fail "the AWS CLI has no valid credentials; sign in to the account that owns the buckets"
}

# Builds in a copy of the last commit, so that neither a changed file nor an old jar can be published.
build_commit() {
  local changed source=$work/source
  changed=$(git -C "$root" status --porcelain -- .mvn pom.xml deploy.yaml NOTICE LICENSE src/main)
  [[ -z $changed ]] || fail "commit or undo these changes first:"$'\n'"$changed"
  echo "Building commit $(git -C "$root" rev-parse --short HEAD)"
  mkdir "$source"
  git -C "$root" archive HEAD | tar -xf - -C "$source"
  (cd "$source" && mvn -q -B -ntp package -DskipTests) || fail "the build failed; nothing was published"
  cp "$source"/target/kinesis-prewarming-*.jar "$source"/deploy.yaml "$source"/src/main/templates/*.yaml "$files"
}

copy_release() {
  [[ -f $release/SHA256SUMS ]] || fail "$release/SHA256SUMS is missing; download all files of the release"
  cp "$release"/* "$files"
  (cd "$files" && sha256 --check SHA256SUMS) ||
    fail "the files in $release differ from the release; download them again"
}

# Older releases of macOS have only shasum.
sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

check_files() {
  local file jars=("$files"/kinesis-prewarming-*.jar)
  ((${#jars[@]} == 1)) || fail "there must be one jar, but were ${#jars[@]}"
  jar=${jars[0]##*/}
  version=${jar#kinesis-prewarming-}
  version=${version%.jar}
  # Stacks of 2017 still use the keys without a version, so the script must not write to these keys.
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[A-Za-z0-9.]+)?$ ]] ||
    fail "the version of the jar must look like 2.0.0, but was $version"
  folder=KinesisLambdaPrewarming/$version
  for file in "$jar" "${TEMPLATES[@]}"; do
    [[ -f $files/$file ]] || fail "$file is missing"
    [[ -z $release ]] || grep -q "^[0-9a-f]\{64\} [ *]$file\$" "$files/SHA256SUMS" ||
      fail "SHA256SUMS has no checksum of $file"
  done
  [[ $(grep -cE "^ *CodeUri: target/${jar//./\\.}\$" "$files/deploy.yaml") == 1 ]] ||
    fail "deploy.yaml must have one line 'CodeUri: target/$jar'"
  [[ -f $readme ]] || fail "$readme is missing"
  [[ $(grep -xF -e "$BEGIN" -e "$END" "$readme") == "$BEGIN"$'\n'"$END" ]] ||
    fail "$readme must have one line '$BEGIN' and after it one line '$END'"
}

check_bucket() {
  local region=$1 bucket=$prefix-$1 found
  found=$(aws s3api head-bucket --bucket "$bucket" --region "$region" --expected-bucket-owner "$owner" \
    --query BucketRegion --output text) ||
    fail "$region: the bucket $bucket does not exist, or account $owner does not own it, or you cannot use it"
  # An older AWS CLI does not print the Region.
  [[ $found == "$region" || $found == None || -z $found ]] || fail "$region: the bucket $bucket is in $found"
}

publish() {
  local region=$1 template
  # The jar comes first, so that no template refers to a missing jar.
  upload "$region" "$files/$jar" "$jar"
  sed -E "s|^( *CodeUri: ).*|\1s3://$prefix-$region/$folder/$jar|" "$files/deploy.yaml" >"$work/deploy.yaml"
  upload "$region" "$work/deploy.yaml" deploy.yaml
  for template in "${TEMPLATES[@]:1}"; do upload "$region" "$files/$template" "$template"; done
}

upload() {
  local region=$1 file=$2 key=$folder/$3 bucket=$prefix-$1
  if $dry_run; then
    echo "Would upload s3://$bucket/$key"
    return
  fi
  echo "Uploading s3://$bucket/$key"
  aws s3api put-object --region "$region" --bucket "$bucket" --key "$key" --body "$file" \
    --expected-bucket-owner "$owner" ${condition[@]+"${condition[@]}"} >/dev/null ||
    fail "$region: could not upload s3://$bucket/$key; Regions before this one are published. If the error is
PreconditionFailed, this version is already published: raise the version in pom.xml and deploy.yaml, or use --replace"
}

print_links() {
  local template
  echo "Launch links for $1:"
  for template in "${TEMPLATES[@]}"; do echo "  $(link "$1" "$template")"; done
}

# Prints the quick-create link of a template. The console hosts must equal those in the mapping Consoles of deploy.yaml,
# and the suffixes must equal AWS::URLSuffix.
link() {
  local region=$1 template=$2 console=console.aws.amazon.com suffix=amazonaws.com stack
  case $region in
    cn-*) console=console.amazonaws.cn suffix=amazonaws.com.cn ;;
    eusc-*) console=console.amazonaws-eusc.eu suffix=amazonaws.eu ;;
    us-gov-*) console=console.amazonaws-us-gov.com ;;
    us-iso-*) console=console.c2shome.ic.gov suffix=c2s.ic.gov ;;
    us-isob-*) console=console.sc2shome.sgov.gov suffix=sc2s.sgov.gov ;;
    eu-isoe-*) console=console.csphome.adc-e.uk suffix=cloud.adc-e.uk ;;
    us-isof-*) console=console.csphome.hci.ic.gov suffix=csp.hci.ic.gov ;;
  esac
  case $template in
    deploy.yaml) stack="$STACK$DISABLED&param_MessageFrequency=4" ;;
    stream.yaml) stack="$STACK-stream$DISABLED&param_PrewarmingStack=$STACK" ;;
    api.yaml) stack="$STACK-api&param_PrewarmingStack=$STACK" ;;
  esac
  echo "https://$console/cloudformation/home?region=$region#/stacks/create/review?templateURL=https://$prefix-$region.s3.$region.$suffix/$folder/$template&stackName=$stack"
}

rewrite_table() {
  table >"$work/table"
  awk -v begin="$BEGIN" -v end="$END" -v table="$work/table" '
    $0 == end { inside = 0 }
    !inside { print }
    $0 == begin { inside = 1; while ((getline line < table) > 0) print line }
  ' "$readme" >"$work/readme"
  if cmp -s "$work/readme" "$readme"; then
    echo "The launch links in $readme are up to date."
  elif $dry_run; then
    echo "Would rewrite the launch links in $readme."
  else
    cat "$work/readme" >"$readme"
    echo "Rewrote the launch links in $readme."
  fi
}

table() {
  printf '\n| Region | Code | Prewarming function | Additional stream | HTTP API |\n| --- | --- | --- | --- | --- |\n'
  for region in "${regions[@]}"; do row "$region"; done | LC_ALL=C sort
  printf '\n'
}

row() {
  printf '| %s | %s | [![Launch stack](%s)](%s) | [Launch](%s) | [Launch](%s) |\n' "$(name "$1")" "$1" \
    "$BUTTON" "$(link "$1" deploy.yaml)" "$(link "$1" stream.yaml)" "$(link "$1" api.yaml)"
}

# Prints the name of a Region in the console. If the Region is not a default Region, prints its code.
name() {
  case $1 in
    ap-northeast-1) echo "Asia Pacific (Tokyo)" ;;
    ap-northeast-2) echo "Asia Pacific (Seoul)" ;;
    ap-south-1) echo "Asia Pacific (Mumbai)" ;;
    ap-southeast-1) echo "Asia Pacific (Singapore)" ;;
    ap-southeast-2) echo "Asia Pacific (Sydney)" ;;
    ca-central-1) echo "Canada (Central)" ;;
    eu-central-1) echo "Europe (Frankfurt)" ;;
    eu-west-1) echo "Europe (Ireland)" ;;
    eu-west-2) echo "Europe (London)" ;;
    sa-east-1) echo "South America (Sao Paulo)" ;;
    us-east-1) echo "US East (N. Virginia)" ;;
    us-east-2) echo "US East (Ohio)" ;;
    us-west-1) echo "US West (N. California)" ;;
    us-west-2) echo "US West (Oregon)" ;;
    *) echo "$1" ;;
  esac
}

misuse() {
  echo "publish.sh: $1 (see --help)" >&2
  exit 2
}

fail() {
  echo "publish.sh: $1" >&2
  exit 1
}

main "$@"
