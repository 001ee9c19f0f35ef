import Foundation
import TestSupport
import Testing

/// A user who may not read a file cannot tell what is in it, and says so: "pass", "does not apply" and "fail" are
/// answers of those who have looked.
@Suite(.waits) struct `check as nobody, with one file or folder unreadable` {
    /// A root, and the options that it is checked with.
    struct Node: Sendable, CustomTestStringConvertible {
        let name: String
        let release: String
        let options: [String]
        let make: @Sendable (KernelFixture) throws -> Void
        var testDescription: String { name }
    }

    /// What a row says.
    struct Row: Hashable {
        let status: String
        let found: String
        let isInformational: Bool

        /// Whether it says what could not be read.
        var namesReason: Bool { found.contains("Permission denied") }

        /// Whether root's row says as much: the same, or the same as far as could be seen. A module has several traces,
        /// and each of them that can be read is one.
        func isBacked(by root: Row?, _ id: String) -> Bool {
            guard ["pass", "skipped", "fail"].contains(status), self != root else { return true }
            if status == root?.status { return namesReason || id.hasPrefix("kernel.feature.") }
            // What weighs nothing is skipped where it is not known, too.
            return status == "skipped" && isInformational && namesReason
        }
    }

    static let nodes = [
        Node(name: "Debian with firewalld", release: "6.1.0-13-amd64", options: ["calico-3.16", "ipip", "vxlan"]) {
            try debian($0.folder)
        },
        Node(name: "RHEL", release: "4.18.0-553.16.1.el8_10.x86_64", options: ["calico-3.32", "vxlan", "wireguard"]) {
            try rhel($0)
        },
        Node(name: "RHEL with OpenShift", release: "4.18.0-553.16.1.el8_10.x86_64", options: ["calico-3.16", "ipip"]) {
            try rhel($0)
            try $0.folder.write("{}", to: "etc/machine-config-daemon/currentconfig")
        },
        Node(name: "RHCOS", release: "5.14.0-284.82.1.el9_2.x86_64", options: ["auto", "ipip"]) { try coreOS($0) },
        Node(name: "a host that runs", release: "6.1.0-13-amd64", options: ["calico-3.16", "ipip", "vxlan"]) {
            try debian($0.folder)
            try running($0.folder)
        },
        Node(
            name: "a host that runs with much in the way", release: "6.1.0-13-amd64",
            options: ["calico-3.32", "vxlan", "wireguard"]
        ) {
            try debian($0.folder)
            try running($0.folder)
            try inTheWay($0.folder)
        },
    ]

    @Test(arguments: nodes) func `says nothing that root does not say`(node: Node) throws {
        let fixture = try KernelFixture("6.1", release: node.release)
        let folder = fixture.folder
        try Self.common(folder)
        try node.make(fixture)
        var options = ["check", "--root", folder.path, "-o", "json", "--profile", node.options[0]]
        for encapsulation in node.options.dropFirst() { options += ["--encapsulation", encapsulation] }
        let reference = try Self.rows(try Tool.run(options).outputData)
        try #require(reference.count > 20)
        let scratch = try TemporaryFolder()
        let cases = try Self.look(folder.path, options, scratch.path)
        try #require(cases.count > 150)
        for (number, what) in cases {
            let output = try Data(contentsOf: scratch.url.appending(path: number))
            // What cannot be known at all, a profile or the settings of the node, ends the run, and it says why.
            if Self.isRefusal(output) { continue }
            let rows = try #require(try? Self.rows(output), "\(what): no report")
            for (id, row) in rows where !row.isBacked(by: reference[id], id) {
                let root = String(describing: reference[id])
                Issue.record("\(what): \(id) says \(row.status), \(row.found); root: \(root)")
            }
        }
    }

    /// Runs the program as nobody once for each file and each folder, a folder that may not be listed and one that may
    /// not be searched among them, and keeps each report in a file.
    private static func look(
        _ root: String, _ options: [String], _ reports: String
    ) throws -> [(number: String, what: String)] {
        // Of the modules a few stand for all.
        let script = """
            import os, subprocess, sys
            root, reports, *command = sys.argv[1:]
            os.chmod(root, 0o755)
            os.chdir(root)
            modes = []
            for folder, folders, names in os.walk("."):
                depth = folder.partition("/kernel/")[2].count("/") if "/modules/" in folder else -1
                files = [os.path.join(folder, name) for name in names]
                modes += [(0, file) for file in files if os.path.isfile(file) and not os.path.islink(file)
                    and ("/kernel/" not in folder or depth < 0 or "/ip_set.ko" in file)]
                if depth < 2: modes += [(mode, folder) for mode in (0, 0o711, 0o744)]
            for number, (mode, path) in enumerate(modes):
                before = os.stat(path).st_mode & 0o7777
                os.chmod(path, mode)
                with open(os.path.join(reports, str(number)), "wb") as report:
                    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=report, stderr=subprocess.DEVNULL,
                        user=65534, group=65534, extra_groups=[])
                os.chmod(path, before)
                print(number, "%03o" % mode, path)
            """
        let run = try Python.run(script, [root, reports, Tool.path] + options)
        try #require(run.status == 0, "\(run.errors)")
        return run.output.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return (String(parts[0]), String(parts[1]))
        }
    }

    @Test(arguments: [("700", "."), ("600", "zz-nmfence.conf")])
    func `a revert that cannot look at a drop-in does not say that there is none`(mode: String, name: String) throws {
        let image = try Image()
        #expect(try image.nmfence("fix").status == 0)
        let script = """
            chmod 755 "$1"; chmod "$2" "$1/$3"; shift 3
            exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
            """
        let place = "\(Image.dropIns)/\(name)"
        let words = [Tool.path, "revert", "--dry-run", "--root", image.folder.path]
        let run = try Run("bash", ["-euc", script, "bash", image.folder.path, mode, place] + words)
        #expect(run.status == 77 && run.output == "", "\(run.status) \(run.output)")
        #expect(run.errors.contains("cannot read \(image.folder.path)/\(Image.dropIns)"), "\(run.errors)")
    }

    private static func isRefusal(_ output: Data) -> Bool {
        let document = try? JSONSerialization.jsonObject(with: output) as? [String: Any]
        let message = (document?["error"] as? [String: Any])?["message"] as? String
        return message?.contains("Permission denied") == true || message?.contains("cannot") == true
    }

    private static func rows(_ report: Data) throws -> [String: Row] {
        let rows = try #require(try JSONSerialization.jsonObject(with: report) as? [String: Any])["checks"]
        var found: [String: Row] = [:]
        for row in try #require(rows as? [[String: Any]]) {
            let text = { (key: String) in row[key] as? String ?? "" }
            found[text("id")] = Row(
                status: text("status"), found: text("found"), isInformational: text("severity") == "informational")
        }
        return found
    }
}

// MARK: Roots

extension `check as nobody, with one file or folder unreadable` {
    private static let program =
        Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]) + Data(repeating: 0, count: 10) + Data([62, 0])

    private static let kubeconfig = """
        clusters:
        - cluster:
            server: https://api.example.com:6443
          name: k
        contexts:
        - context:
            cluster: k
          name: c
        current-context: c

        """

    /// NetworkManager with the fence in place and with lists that overwrite each other, and traces of Calico.
    fileprivate static func common(_ folder: TemporaryFolder) throws {
        let (conf, calico) = ("etc/NetworkManager/conf.d", "quay.io/calico/node:v3.27.2")
        try folder.write("[main]\nplugins=keyfile\n", to: "etc/NetworkManager/NetworkManager.conf")
        try folder.write("[keyfile]\nunmanaged-devices=interface-name:docker0\n", to: "\(conf)/10-a.conf")
        try folder.write("[keyfile]\nunmanaged-devices=interface-name:virbr*\n", to: "\(conf)/90-b.conf")
        try folder.write("[main]\ndhcp=internal\n", to: "usr/lib/NetworkManager/conf.d/10-vendor.conf")
        try folder.write("[main]\ndns=none\n", to: "run/NetworkManager/conf.d/15-runtime.conf")
        try folder.write("[main]\n", to: "var/lib/NetworkManager/NetworkManager-intern.conf")
        try folder.write(program, to: "usr/sbin/NetworkManager")
        try folder.write(program, to: "usr/bin/sh")
        try folder.write("", to: "usr/lib/x86_64-linux-gnu/NetworkManager/1.42.4/plugin.so")
        try folder.write("ENV{NM_UNMANAGED}=\"1\"\n", to: "etc/udev/rules.d/85-site.rules")
        try folder.write("ENV{NM_UNMANAGED}=\"1\"\n", to: "usr/lib/udev/rules.d/85-nm-unmanaged.rules")
        try folder.write("options x y=1\n", to: "etc/modprobe.d/site.conf")
        try folder.write("blacklist sctp\n", to: "usr/lib/modprobe.d/dist.conf")
        try folder.write(
            "{\"image\":\"\(calico)\"}", to: "run/containerd/io.containerd.runtime.v2.task/k8s.io/aaa/config.json")
        try folder.write("[\"\(calico)\"]", to: "var/lib/containers/storage/overlay-images/images.json")
        try bus(folder)
        let fix = try Tool.run(["fix", "--offline", "--root", folder.path])
        try #require(fix.status == 0, "\(fix.output)\(fix.errors)")
    }

    /// A socket that nobody listens to.
    private static func bus(_ folder: TemporaryFolder) throws {
        try folder.makeFolder("run/dbus")
        let script = "import os, socket; os.umask(0); socket.socket(socket.AF_UNIX).bind('system_bus_socket')"
        let run = try Run(Python.program, ["-c", script], in: folder.path + "/run/dbus")
        try #require(run.status == 0, "\(run.errors)")
    }

    fileprivate static func debian(_ folder: TemporaryFolder) throws {
        try folder.write("iface eth0 inet dhcp\n", to: "etc/network/interfaces")
        try folder.write("ENABLED=yes\n", to: "etc/ufw/ufw.conf")
        try folder.write(kubeconfig, to: "etc/kubernetes/kubelet.conf")
        for (target, service) in [("multi-user", "firewalld"), ("multi-user", "ufw"), ("sysinit", "nftables")] {
            try folder.link(
                "etc/systemd/system/\(target).target.wants/\(service).service",
                to: "/lib/systemd/system/\(service).service")
        }
    }

    /// The kernel below /usr, where its configuration is, too.
    private static func moveKernel(_ fixture: KernelFixture, configuration: String) throws {
        let script = """
            mkdir -p "$(dirname "\(configuration)")"; mv boot/config-* "\(configuration)"
            mv lib/modules usr/lib/modules
            rmdir lib boot; ln -s usr/lib lib; rm etc/os-release; ln -s ../usr/lib/os-release etc/os-release
            """
        let run = try Run("bash", ["-euc", script], in: fixture.folder.path)
        try #require(run.status == 0, "\(run.errors)")
    }

    fileprivate static func rhel(_ fixture: KernelFixture) throws {
        let folder = fixture.folder
        try moveKernel(fixture, configuration: "lib/modules/\(fixture.release)/config")
        try folder.write("ID=\"rhel\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"8.10\"\n", to: "usr/lib/os-release")
        try folder.write("DEVICE=eth0\nNM_CONTROLLED=no\n", to: "etc/sysconfig/network-scripts/ifcfg-eth0")
        try folder.write(kubeconfig, to: "var/lib/kubelet/kubeconfig")
        try folder.link(
            "etc/systemd/system/multi-user.target.wants/iptables.service", to: "/lib/systemd/system/iptables.service")
    }

    fileprivate static func coreOS(_ fixture: KernelFixture) throws {
        let folder = fixture.folder
        try moveKernel(fixture, configuration: "usr/lib/ostree-boot/config-\(fixture.release)")
        try folder.write(
            "ID=\"rhcos\"\nID_LIKE=\"rhel fedora\"\nVERSION_ID=\"4.14\"\nOPENSHIFT_VERSION=\"4.14\"\n",
            to: "usr/lib/os-release")
        try folder.write("{}", to: "etc/machine-config-daemon/currentconfig")
        try folder.write(kubeconfig, to: "etc/kubernetes/kubeconfig")
    }

    private static let everything = "000001ffffffffff"
    private static let head = "  sl  local_address rem_address   st\n"

    private static func socket(_ address: String, _ state: String, _ inode: Int) -> String {
        "   0: \(address) 00000000:0000 \(state) 00000000:00000000 00:00000000 00000000     0        0 \(inode) 1 x\n"
    }

    /// What /proc and /sys show of a node on which Calico runs.
    fileprivate static func running(_ folder: TemporaryFolder) throws {
        let any6 = String(repeating: "0", count: 32)
        let files = [
            "sys/kernel/osrelease": "6.1.0-13-amd64\n", "sys/kernel/modules_disabled": "0\n",
            "sys/net/ipv6/conf/all/disable_ipv6": "1\n", "sys/net/ipv4/ip_forward": "1\n",
            "modules": "ip_set 1 0 - Live 0x0\nxt_set 1 0 - Live 0x0\nnf_tables 1 0 - Live 0x0\n",
            "cmdline": "quiet module_blacklist=xt_comment modprobe.blacklist=ipip\n",
            "net/ip_tables_matches": "mark\nset\n", "net/ip_tables_targets": "MARK\n", "1/comm": "systemd\n",
            "1/status": "Name:\tsystemd\nCapEff:\t\(everything)\nCapBnd:\t\(everything)\nNoNewPrivs:\t0\nSeccomp:\t0\n",
            "1/uid_map": "0 0 4294967295\n", "1/mountinfo": "20 1 0:5 / /proc rw,nosuid - proc proc rw\n",
            "1/net/tcp": head + socket("00000000:00B3", "0A", 4711) + socket("00000000:192B", "0A", 4712),
            "1/net/tcp6": head + socket("\(any6):1561", "0A", 4713),
            "1/net/udp": head + socket("00000000:12B5", "07", 0) + socket("00000000:CA6C", "07", 0),
            "1/net/udp6": head, "1/net/route": "eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\n",
            "1/net/ipv6_route": "", "1/net/ip_tables_names": "filter\n", "77/comm": "bird\n",
            "78/comm": "kube-apiserver\n", "79/comm": "calico-typha\n", "80/comm": "calico-node\n",
            "80/status": "Name:\tcalico-node\nCapEff:\t0000000000000000\nCapBnd:\t\(everything)\n",
            "80/environ": "IP=autodetect\0IP6=none\0",
        ]
        for (path, text) in files { try folder.write(text, to: "proc/\(path)") }
        let links = [
            "1/ns/pid": "pid:[4026531836]", "1/ns/net": "net:[1]", "77/fd/5": "socket:[4711]",
            "78/fd/5": "socket:[4712]", "79/fd/5": "socket:[4713]", "80/ns/net": "net:[1]",
        ]
        for (path, target) in links { try folder.link("proc/\(path)", to: target) }
        try folder.write("[none] integrity confidentiality\n", to: "sys/kernel/security/lockdown")
        try folder.write("", to: "sys/module/veth/version")
        try folder.write("INTERFACE=eth0\n", to: "sys/class/net/eth0/uevent")
        try folder.write("2\n", to: "sys/class/net/eth0/ifindex")
        for (name, kind) in [("vxlan.calico", "vxlan"), ("wireguard.cali", "wireguard")] {
            try folder.write("DEVTYPE=\(kind)\nINTERFACE=\(name)\n", to: "sys/class/net/\(name)/uevent")
        }
    }

    /// The same node, confined, and with other programs and devices on Calico's ports.
    fileprivate static func inTheWay(_ folder: TemporaryFolder) throws {
        for name in ["vxlan.calico", "wireguard.cali"] {
            try FileManager.default.removeItem(at: folder.url.appending(path: "sys/class/net/\(name)"))
        }
        let status = "Name:\tsystemd\nCapEff:\t\(everything)\nCapBnd:\t0000000000000000\nNoNewPrivs:\t0\nSeccomp:\t2\n"
        let files = [
            "1/uid_map": "0 100000 65536\n", "1/mountinfo": "20 1 0:5 / /proc ro,nosuid - proc proc rw\n",
            "1/status": status, "self/uid_map": "0 0 4294967295\n",
            "self/mountinfo": "20 1 0:5 / /proc rw,nosuid - proc proc rw\n", "77/comm": "nginx\n",
            "78/comm": "nginx\n", "79/comm": "nginx\n", "sys/kernel/modules_disabled": "1\n",
            "sys/net/ipv6/conf/all/disable_ipv6": "0\n",
        ]
        for (path, text) in files { try folder.write(text, to: "proc/\(path)") }
        try folder.write("none [integrity] confidentiality\n", to: "sys/kernel/security/lockdown")
    }
}
