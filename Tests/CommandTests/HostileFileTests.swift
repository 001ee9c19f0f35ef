import Foundation
import TestSupport
import Testing

/// Whatever stands in the place of a file that check reads: a value with evidence or a clear error, and every other row
/// answered.
@Suite(.waits) struct `check on a node whose files are not what they should be` {
    /// A file that is read, and the rows that may say something else without it; `*` at the end for all that begin so.
    struct Place: Sendable, CustomTestStringConvertible {
        let path: String
        let rows: [String]
        var testDescription: String { path }
    }

    private static let release = "6.1.0-56-amd64"
    private static let modules = "lib/modules/\(release)"
    private static let features = ["kernel.feature.*"]

    static let places =
        ["dep.bin", "alias.bin", "builtin.bin", "builtin.alias.bin", "dep", "softdep"].map {
            Place(path: "\(modules)/modules.\($0)", rows: features)
        } + [
            Place(path: "boot/config-\(release)", rows: features + ["kernel.policy-routing"]),
            Place(path: "proc/config.gz", rows: features + ["kernel.policy-routing"]),
            Place(path: "proc/modules", rows: features),
            Place(path: "proc/cmdline", rows: features),
            Place(path: "proc/net/ip_tables_matches", rows: features),
            Place(path: "etc/modprobe.d/site.conf", rows: features),
            Place(path: "etc/os-release", rows: ["node.distribution", "openshift.version"]),
            Place(path: "etc/kubernetes/kubelet.conf", rows: ["datastore.apiserver"]),
            Place(path: "etc/machine-config-daemon/currentconfig", rows: ["openshift.version"]),
            Place(path: "usr/bin/sh", rows: ["node.architecture"]),
            Place(path: "proc/1/status", rows: ["privilege.*"]),
            Place(path: "proc/1/uid_map", rows: ["privilege.*"]),
            Place(path: "proc/1/mountinfo", rows: ["privilege.*"]),
            Place(path: "proc/sys/kernel/modules_disabled", rows: ["privilege.*"]),
            Place(path: "sys/kernel/security/lockdown", rows: ["privilege.*"]),
            Place(path: "proc/1/net/tcp", rows: ["port.*"]),
            Place(path: "proc/1/net/udp", rows: ["port.*"]),
            Place(path: "proc/7/comm", rows: ["port.*", "privilege.*", "managers.*", "network.node-address"]),
            Place(path: "proc/sys/net/ipv6/conf/all/disable_ipv6", rows: features + ["port.*"]),
            Place(path: "etc/systemd/system/multi-user.target.wants/firewalld.service", rows: ["firewall.*"]),
            Place(path: "etc/ufw/ufw.conf", rows: ["firewall.*"]),
            Place(path: "var/lib/docker/image/overlay2/repositories.json", rows: []),
        ]

    /// What is put there; $F is the place.
    static let forms = [
        "mkfifo $F", "mknod $F c 1 5", "mknod $F b 7 200", "mkdir $F", "ln -s nowhere $F", "ln -s $OUT/secret $F",
        "ln -s ../../../../../../../../../..$OUT/secret $F", "ln -s ${F##*/} $F", "ln -s /proc/self/root$OUT/secret $F",
        "/usr/bin/python3 -c 'import os, socket; os.chdir(os.path.dirname(\"'$F'\")); "
            + "socket.socket(socket.AF_UNIX).bind(os.path.basename(\"'$F'\"))'",
        ": >$F", "truncate -s 50M $F", "yes CONFIG_A=y | head -c 50000000 >$F",
        "head -c 5000 /dev/zero | tr '\\0' '\\n' >$F",
        "printf '\\033[2J\\033]0;x\\007\\r\\0\\377\\376' >$F",
        "[ ! -s $K ] || head -c $(($(stat -c %s $K) / 2)) $K >$F",
    ]

    private struct Node {
        let fixture: KernelFixture
        var folder: TemporaryFolder { fixture.folder }

        init() throws {
            fixture = try KernelFixture("6.1", isRunning: true)
            for path in [Image.dropIns, "usr/lib/NetworkManager/conf.d", "run", "tmp"] { try folder.makeFolder(path) }
            let all = "CapEff:\t000001ffffffffff\nCapPrm:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\n"
            let files = [
                "proc/modules": "veth 1 0 - Live 0x0\n", "proc/cmdline": "quiet\n", "etc/modprobe.d/site.conf": "# x\n",
                "etc/kubernetes/kubelet.conf": "clusters:\n- cluster:\n    server: https://127.0.0.1:1\n  name: a\n",
                "proc/1/status": "Name:\tinit\n\(all)NoNewPrivs:\t0\nSeccomp:\t0\n",
                "proc/self/status": "Name:\tx\n\(all)NoNewPrivs:\t0\nSeccomp:\t0\n",
                "proc/1/uid_map": "0 0 4294967295\n", "proc/1/mountinfo": "1 1 0:1 / /proc rw - proc proc rw\n",
                "proc/sys/kernel/modules_disabled": "0\n", "sys/kernel/security/lockdown": "[none] integrity\n",
                "proc/1/net/tcp": "  sl\n   0: 00000000:00B3 00000000:0000 0A 0:0 0:0 0 0 0 4711 1 x\n",
                "proc/1/net/udp": "  sl\n", "proc/7/comm": "bird\n",
            ]
            for (path, text) in files { try folder.write(text, to: path) }
            try folder.link("proc/7/fd/3", to: "socket:[4711]")
            let elf = Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]) + Data(repeating: 0, count: 10) + Data([62, 0])
            try folder.write(elf, to: "usr/bin/sh")
        }

        /// Each row's status, and what was printed in every form that a terminal may show.
        func check(_ arguments: [String] = []) throws -> (run: Run, rows: [String: String]) {
            let run = try Run(
                "timeout", ["15", Tool.path, "check", "--root", folder.path, "-o", "json"] + arguments)
            let rows = try #require(
                try? Schema.object(run.output)["checks"] as? [[String: Any]],
                "\(run.status): \(run.output)\(run.errors)")
            let pairs = rows.compactMap { row in
                (row["id"] as? String).flatMap { id in (row["status"] as? String).map { (id, $0) } }
            }
            return (run, Dictionary(uniqueKeysWithValues: pairs))
        }
    }

    private static func isPrintable(_ run: Run) -> Bool {
        !(run.outputData + Data(run.errors.utf8)).contains { $0 < 32 && $0 != 10 && $0 != 9 || $0 == 127 }
    }

    @Test(arguments: places) func `anything in a file's place costs its own rows at most`(place: Place) throws {
        let node = try Node()
        let outside = try TemporaryFolder()
        try outside.write("ID=secret\nCONFIG_IP_SET=n\nblacklist xt_set\n", to: "secret")
        let healthy = try node.check().rows
        #expect(healthy.count > 30)
        let file = "\(node.folder.path)/\(place.path)"
        let keep = try TemporaryFolder()
        let kept = "\(keep.path)/kept"
        let save = try Run(
            "bash", ["-ec", "mkdir -p \"${1%/*}\"; [ ! -e \"$1\" ] || cp \"$1\" \"$2\"", "bash", file, kept])
        try #require(save.status == 0, "\(save.errors)")
        for form in Self.forms {
            let make = try Run(
                "bash", ["-ec", "rm -rf \"$F\"; \(form)"], environment: ["F": file, "K": kept, "OUT": outside.path])
            try #require(make.status == 0, "\(form): \(make.errors)")
            let (run, rows) = try node.check()
            #expect([0, 1, 2].contains(run.status), "\(form): \(run.errors)")
            #expect(run.seconds < 10, "\(form)")
            #expect(rows.keys.sorted() == healthy.keys.sorted(), "\(form)")
            for (id, status) in rows where status != healthy[id] {
                let isExpected = place.rows.contains { $0.hasSuffix("*") ? id.hasPrefix($0.dropLast()) : $0 == id }
                #expect(isExpected, "\(form): \(id) was \(healthy[id] ?? "") and is \(status)")
            }
            #expect(!run.output.contains("secret\""), "\(form)")
            guard form.contains("033") else { continue }
            for output in ["text", "tap", "junit", "prometheus"] {
                let run = try Run(
                    "timeout", ["15", Tool.path, "check", "-v", "--root", node.folder.path, "-o", output])
                #expect(Self.isPrintable(run), "\(form), \(output): \(run.output.debugDescription)")
            }
        }
    }
}
