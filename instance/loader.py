#!/usr/bin/python3
"""User data of the private machine: a service that fetches the bundle, checks it, and runs its bootstrap.

cloud-init runs user data once; the service runs at each boot, and again after a failure. It keeps to the bundle that is
installed: another one comes by the update document, which knows the way back.

A template of Terraform. Debian's image has python3 (cloud-init is written in it) and no AWS program, so the three requests
are signed here: AWS Signature Version 4, https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
"""
import datetime, errno, hashlib, hmac, json, os, shutil, subprocess, sys, tarfile, urllib.error, urllib.request

NAME, REGION, BUCKET = "${name}", "${region}", "${artefact_bucket}"
METADATA = "http://169.254.169.254/latest/"
PROGRAM = "/usr/local/sbin/footfall-loader"
UNIT = f"""[Unit]
Description=Footfall: bring this machine to what its bundle says
Wants=network-online.target
After=network-online.target
[Service]
Type=oneshot
ExecStart={PROGRAM} run
# What is missing may come later: the role, a route, the volume, the upload of the bundle.
Restart=on-failure
RestartSec=60
StandardOutput=journal+console
StandardError=journal+console
[Install]
WantedBy=multi-user.target
"""


def metadata(path, **more):
    request = urllib.request.Request(METADATA + path, **more)
    return urllib.request.urlopen(request, timeout=5).read().decode()


def credentials():
    ttl = {"X-aws-ec2-metadata-token-ttl-seconds": "300"}
    token = {"X-aws-ec2-metadata-token": metadata("api/token", method="PUT", headers=ttl)}
    place = "meta-data/iam/security-credentials/"
    role = metadata(place, headers=token).split("\n")[0]
    return json.loads(metadata(place + role, headers=token))


def signed(method, service, host, path, body=b"", headers={}):
    keys = credentials()
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    headers = {**headers, "host": host, "x-amz-date": now, "x-amz-content-sha256": digest,
               "x-amz-security-token": keys["Token"]}
    names = ";".join(sorted(headers))
    canonical = [method, path, "", *(f"{name}:{headers[name]}" for name in sorted(headers)), "", names, digest]
    scope = f"{now[:8]}/{REGION}/{service}/aws4_request"
    request = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    key = ("AWS4" + keys["SecretAccessKey"]).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), "sha256").digest()
    signature = hmac.new(key, f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{request}".encode(), "sha256").hexdigest()
    headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={keys['AccessKeyId']}/{scope},"
                                f"SignedHeaders={names},Signature={signature}")
    return urllib.request.urlopen(urllib.request.Request(
        f"https://{host}{path}", data=body or None, method=method, headers=headers), timeout=60)


def parameter(name):
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameter"}
    answer = signed("POST", "ssm", f"ssm.{REGION}.amazonaws.com", "/", json.dumps({"Name": name}).encode(), headers)
    return json.load(answer)["Parameter"]["Value"]


def fetch(key, file, sha256):
    digest = hashlib.sha256()
    with signed("GET", "s3", f"{BUCKET}.s3.{REGION}.amazonaws.com", f"/{key}") as answer, open(file, "wb") as out:
        while chunk := answer.read(1 << 20):
            digest.update(chunk)
            out.write(chunk)
    if digest.hexdigest() != sha256:
        raise ValueError(f"s3://{BUCKET}/{key} is not what it should be: SHA-256 {digest.hexdigest()}, not {sha256}."
                         " Upload the bundle again.")


def fetch_bundle():
    value = parameter(f"/{NAME}/instance/bundle").split()
    if len(value) != 2:
        raise ValueError(f"The parameter /{NAME}/instance/bundle must be 'VERSION SHA256', as bundle:instance prints it.")
    version, sha256 = value
    arch = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    folder = f"/opt/footfall/bundles/{version}"
    if not os.path.exists(f"{folder}/complete"):
        os.makedirs(folder, exist_ok=True)
        place = f"instance/{version}/{arch}"
        fetch(f"{place}/manifest.json", f"{folder}/manifest.json", sha256)
        for part, about in json.load(open(f"{folder}/manifest.json"))["parts"].items():
            fetch(f"{place}/{part}", f"{folder}/{part}", about["sha256"])
            into = os.path.join(folder, part.split(".")[0])
            with tarfile.open(f"{folder}/{part}") as archive:
                archive.extractall(into, filter="tar")
            os.remove(f"{folder}/{part}")
        open(f"{folder}/complete", "w").close()
    return folder


def explain(error):
    if isinstance(error, urllib.error.HTTPError):
        detail = error.read(600).decode("utf-8", "replace")
        hint = " The instance's role or the endpoint's policy does not allow it." if error.code == 403 else ""
        return f"{error.url}: HTTP {error.code}{hint} {detail}"
    if error.errno == errno.ENOSPC:
        return "The root disk is full: give the instance a larger root volume."
    return f"{type(error).__name__}: {error}."


def install():
    os.makedirs("/etc/footfall", exist_ok=True)
    with open("/etc/footfall/instance.json", "w") as out:
        json.dump({"name": NAME, "region": REGION, "artefactBucket": BUCKET}, out)
    shutil.copyfile(__file__, PROGRAM)
    os.chmod(PROGRAM, 0o755)
    with open("/etc/systemd/system/footfall-bootstrap.service", "w") as out:
        out.write(UNIT)
    subprocess.check_call(["systemctl", "daemon-reload"])
    subprocess.check_call(["systemctl", "enable", "--now", "--no-block", "--quiet", "footfall-bootstrap"])


def run():
    current = "/opt/footfall/current"
    try:
        folder = os.path.realpath(current) if os.path.exists(current) else fetch_bundle()
    except ValueError as error:
        sys.exit(f"footfall loader: {error}")
    except OSError as error:
        sys.exit(f"footfall loader: {explain(error)} It is tried again in a minute.")
    program = f"{folder}/app/machine/bin/footfall-instance"
    os.execv("/bin/bash", ["bash", program, "bootstrap", os.path.basename(folder)])


run() if sys.argv[1:] == ["run"] else install()
