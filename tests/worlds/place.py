# SPDX-License-Identifier: ISC
"""A folder with an account, the network that it is at, and what a run of a
program there says; for tests/faults, tests/kill and claims.py."""
import copy
import glob
import importlib
import json
import os
import shutil
import subprocess
import tempfile

import fake
import files

SHM = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = os.path.join(HERE, "../../lib/networks/")


def scenarios():
    """The networks that have both a module and a world, by name."""
    for path in sorted(glob.glob(HERE + "/*.py")):
        name = os.path.basename(path)[:-3]
        if os.path.exists(MODULES + name + ".jq"):
            yield importlib.import_module(name).NETWORK


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err
        self.records = []
        self.torn = None
        for line in out.splitlines():
            try:
                self.records.append(json.loads(line))
            except ValueError:
                self.torn = line

    def said(self):
        return {r["id"] for r in self.records if r.get("type") not in (
            "coverage", "receipt") and "id" in r}

    def receipts(self):
        return [r for r in self.records if r.get("type") == "receipt"]

    def coverage(self):
        return [r for r in self.records if r.get("type") == "coverage"]


class Place:
    """The network's class, a job of it, the folder of the programs. like: a
    place that is signed in, and open while no other is: as that was then."""

    def __init__(self, scenario, job, bin, sign_in=True, like=None,
                 timeout="1s"):
        self.timeout = timeout
        self.net, self.job, self.bin, self.name = scenario(), job, bin, "brand"
        self.dir = tempfile.mkdtemp(prefix="cm-world.", dir=SHM)
        self.runs, self.like = [], like
        if like:
            self.server = like.server
            self.server.network = self.net
            self.net.__dict__.update(copy.deepcopy(like.state()))
            shutil.copytree(like.dir, self.dir, dirs_exist_ok=True)
            sign_in = False
        else:
            self.server = fake.Server(self.net)
        self.write("accounts", self.account())
        os.chmod(self.dir + "/accounts", 0o600)
        for n, (name, text) in enumerate(job.files.items()):
            if isinstance(text, str):
                text = text.replace("{base}", self.net.base)
            self.write(name, files.png() + bytes(n) if text is None else text)
        if sign_in and not job.fresh:
            # Signed in already. The port is another one each time.
            self.run(None, "cm-fetch", self.name + ":account", "-q")
            self.runs = []
        self.net.begin(job)

    def state(self):
        return {k: v for k, v in self.net.__dict__.items() if k != "lock"}

    def write(self, name, data):
        at = os.path.join(self.dir, name)
        os.makedirs(os.path.dirname(at), exist_ok=True)
        files.write(at, data)

    def account(self):
        lines = ["[%s]" % self.name, "network = " + self.net.name,
                 "host = " + self.net.base, "settle = 0s",
                 "timeout = " + self.timeout]
        lines += ["%s = %s" % (name, value.replace("{base}", self.net.base))
                  for name, value in {**self.net.settings,
                                      **self.job.settings}.items()]
        return "\n".join(lines) + "\n"

    def environment(self, now):
        env = {"CM_DIR": self.dir, "HOME": self.dir, "PATH": "/usr/bin:/bin",
               "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if now:
            env["CM_NOW"] = now
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        return env

    def run(self, fault, *args, patience="1", later=False, now=None,
            more=None):
        """later: hours after, when no limit of the network's holds. more:
        of the environment."""
        program, *rest = args
        self.server.begin(fault)
        rest += ["--timeout", self.timeout]
        rest += ["--patience", patience + "s"] if patience != "0" else [
            "--no-wait"]
        if now is None and program == "cm-fetch":
            now = fake.LATER if later else fake.NOW
        elif now is None and later:
            now = fake.Network.now(9999)
        try:
            p = subprocess.run(
                [self.bin + "/" + program, *rest], cwd=self.dir,
                env={**self.environment(now), **(more or {})}, stdin=subprocess.DEVNULL,
                capture_output=True, timeout=60)
            status, out, err = p.returncode, p.stdout, p.stderr
        except subprocess.TimeoutExpired as e:
            status, out, err = 124, e.stdout or b"", e.stderr or b""
        port = b":%d" % self.server.port
        result = Result(status, out.replace(port, b":PORT").decode(
            "utf-8", "replace"), err.decode("utf-8", "replace"))
        self.runs.append(result)
        return result

    def close(self):
        if not self.like:
            self.server.close()
        shutil.rmtree(self.dir, ignore_errors=True)
