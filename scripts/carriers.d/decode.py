#!/usr/bin/python3
"""Unpacks what "nmfence render KIND -o json" wrote, as the reader of each format would.

usage: decode.py files     every file that the carrier puts on a node: an object of paths and contents
       decode.py commands  every command of nmfence that the carrier runs on a node: a list of lists of words

The document is read from standard input, the answer is JSON. Formats are read with the libraries that their readers use (PyYAML, json)
or, for units, by the rules of systemd.service(5).
"""
import base64
import json
import re
import shlex
import sys

import yaml

DROP_INS = "/etc/NetworkManager/conf.d/"
UNITS = "/etc/systemd/system/"


def data_url(url):
    head, text = url.split(",", 1)
    assert head.startswith("data:") and head.endswith(";base64"), head
    return base64.b64decode(text, validate=True).decode()


def ignition(config):
    assert re.fullmatch(r"3\.\d\.0", config["ignition"]["version"])
    files = {}
    for file in config["storage"]["files"]:
        assert file["mode"] == 0o644 and file["overwrite"] is True, file
        files[file["path"]] = data_url(file["contents"]["source"])
    for unit in config.get("systemd", {}).get("units", []):
        assert unit["enabled"] is ("[Install]" in unit["contents"]), unit["name"]
        files[UNITS + unit["name"]] = unit["contents"]
    return files


def butane(text):
    config = yaml.safe_load(text)
    assert config["variant"] == "fcos"
    files = {}
    for file in config["storage"]["files"]:
        assert file["mode"] == 0o644 and file["overwrite"] is True, file
        files[file["path"]] = file["contents"]["inline"]
    for unit in config.get("systemd", {}).get("units", []):
        files[UNITS + unit["name"]] = unit["contents"]
    return files


def machineconfig(files):
    policy = yaml.safe_load(files.pop("node-disruption-policy.yaml"))["spec"]["nodeDisruptionPolicy"]
    pools = []
    for text in files.values():
        config = yaml.safe_load(text)
        assert config["kind"] == "MachineConfig" and config["metadata"]["labels"]["machineconfiguration.openshift.io/role"]
        pools.append(ignition(config["spec"]["config"]))
    assert pools and all(pool == pools[0] for pool in pools)
    # Every change that a MachineConfig makes has its policy, and none restarts or reloads NetworkManager.
    covered = {one["path"] for one in policy["files"]} | {UNITS + one["name"] for one in policy.get("units", [])}
    assert covered == set(pools[0]), covered ^ set(pools[0])
    for one in policy["files"] + policy.get("units", []):
        for action in one["actions"]:
            assert action["type"] in ("None", "DaemonReload", "Restart"), action
            assert "NetworkManager" not in json.dumps(action), action
    return pools[0]


def cloud_init(text):
    assert text.startswith("#cloud-config\n")
    files = {}
    for file in yaml.safe_load(text)["write_files"]:
        assert file["permissions"] == "0644" and file["owner"] == "root:root" and file["encoding"] == "b64", file
        files[file["path"]] = base64.b64decode(file["content"], validate=True).decode()
    return files


def kickstart(text):
    files = {}
    for path, contents in re.findall(r"^cat >(\S+) <<'END-OF-FILE'\n(.*?)^END-OF-FILE$", text, re.S | re.M):
        assert f"chmod 0644 {path}" in text
        files[path] = contents
    return files


def systemd_words(line):
    """One command line of a unit: quotes as a shell's, "%%" and "$$" for one character."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


def unit_commands(text):
    lines = re.findall(r"^ExecStart=(.*)$", text, re.M)
    return [systemd_words(line) for line in lines]


def files_of(kind, files):
    only = next(iter(files.values()))
    if kind == "drop-in":
        return {DROP_INS + name: text for name, text in files.items()}
    if kind == "networkd":
        return {"/etc/systemd/" + name: text for name, text in files.items()}
    if kind == "systemd":
        return {UNITS + name: text for name, text in files.items()}
    if kind == "machineconfig":
        return machineconfig(dict(files))
    if kind == "ignition":
        return ignition(json.loads(only))
    return {"butane": butane, "cloud-init": cloud_init, "kickstart": kickstart}.get(kind, lambda text: {})(only)


def commands_of(kind, files):
    commands = []
    for path, text in files_of(kind, files).items():
        if path.endswith(".service"):
            commands += unit_commands(text)
    only = next(iter(files.values()))
    if kind == "ansible":
        for task in yaml.safe_load(files["nmfence-command.yml"])[0]["tasks"]:
            commands.append(task["ansible.builtin.command"]["argv"])
    if kind == "daemonset":
        for document in yaml.safe_load_all(files["daemonset.yaml"]):
            if document["kind"] == "DaemonSet":
                container = document["spec"]["template"]["spec"]["containers"][0]
                commands.append(container["command"] + container["args"])
    if kind == "npd":
        commands += [[rule["path"]] + rule["args"] for rule in json.loads(only)["rules"]]
    if kind == "cloud-init":
        for command in yaml.safe_load(only)["runcmd"]:
            if command[:2] == ["sh", "-c"]:
                commands.append(shlex.split(command[2].split(" exec ", 1)[1]))
    if kind == "kickstart":
        commands += [shlex.split(line) for line in re.findall(r"^    (/\S+nmfence .*)$", only, re.M)]
    return commands


def main():
    if sys.argv[1:] not in (["files"], ["commands"]):
        print(__doc__.strip())
        return 0 if sys.argv[1:] in (["-h"], ["--help"]) else 2
    document = json.load(sys.stdin)
    files = {file["name"]: file["contents"] for file in document["files"]}
    answer = {"files": files_of, "commands": commands_of}[sys.argv[1]](document["kind"], files)
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
