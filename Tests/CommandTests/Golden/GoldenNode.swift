import Foundation
import TestSupport
import Testing

/// A root directory whose reports are kept: the same files and names on every machine.
struct GoldenNode: Sendable, CustomTestStringConvertible {
    /// The name of the root's folder, and of that of its reports.
    let name: String
    /// Options of every command.
    var options: [String] = []
    /// Whether it is looked at by a user who may not read everything.
    var isForeign = false
    /// Puts the files into the root.
    let make: @Sendable (TemporaryFolder) throws -> Void

    var testDescription: String { name }

    /// The nodes: each tells another story.
    static let all = [
        GoldenNode(name: "healthy") {
            try system($0)
            try fence($0, "zz-nmfence.conf")
        },
        GoldenNode(name: "unfenced") { try system($0) },
        GoldenNode(name: "wiped") {
            try system($0)
            try fence($0, "calico.conf")
            try $0.write("[keyfile]\nunmanaged-devices=none\n", to: Image.dropIns + "/zzzz-distro.conf")
        },
        GoldenNode(name: "no-networkmanager") {
            try kernel($0)
            try $0.write("", to: "usr/sbin/ip")
        },
        GoldenNode(name: "image") {
            try $0.write("ID=debian\nVERSION_ID=\"12\"\n", to: "etc/os-release")
            try $0.makeFolder(Image.dropIns)
        },
        GoldenNode(name: "openshift") {
            try system($0)
            let text = "ID=rhcos\nVERSION_ID=\"4.14\"\nOPENSHIFT_VERSION=\"4.14\"\n"
            try $0.write(text, to: "etc/os-release")
            try $0.write("{\"spec\":{\"config\":{}}}\n", to: "etc/machine-config-daemon/currentconfig")
        },
        GoldenNode(name: "unreadable", isForeign: true) {
            try system($0)
            for path in ["etc/NetworkManager", "lib/modules", "boot"] {
                try Run.must("chmod", ["700", $0.url.appending(path: path).path])
            }
        },
    ]

    /// Debian 12's kernel and a NetworkManager that starts at boot.
    private static func system(_ root: TemporaryFolder) throws {
        try kernel(root)
        try root.write("", to: "usr/sbin/NetworkManager")
        try root.makeFolder("usr/lib/x86_64-linux-gnu/NetworkManager/1.42.4")
        try root.write("[Service]\n", to: "usr/lib/systemd/system/NetworkManager.service")
        try root.link(
            "etc/systemd/system/multi-user.target.wants/NetworkManager.service",
            to: "/usr/lib/systemd/system/NetworkManager.service")
        try root.write("0123456789abcdef0123456789abcdef\n", to: "etc/machine-id")
        for path in [Image.dropIns, "usr/lib/NetworkManager/conf.d"] { try root.makeFolder(path) }
        try root.write("[main]\nplugins=keyfile\n", to: "etc/NetworkManager/NetworkManager.conf")
    }

    private static func kernel(_ root: TemporaryFolder) throws {
        let fixture = try KernelFixture("6.1")
        try Run.must("cp", ["-a", fixture.folder.path + "/.", root.path])
        // The beginning of a program for x86-64.
        let header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + Array(repeating: 0, count: 9) + [3, 0, 62, 0]
        try root.write(Data(header), to: "usr/lib/systemd/systemd")
    }

    /// The documented recipe of Calico.
    private static func fence(_ root: TemporaryFolder, _ name: String) throws {
        let list = "interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico"
        try root.write("[keyfile]\nunmanaged-devices=\(list)\n", to: "\(Image.dropIns)/\(name)")
    }
}

extension Run {
    /// Runs a program that prepares a test.
    static func must(_ program: String, _ arguments: [String]) throws {
        let run = try Run(program, arguments)
        guard run.status == 0 else { throw LiveSandbox.Failure(description: "\(program): \(run.errors)") }
    }
}
