import Foundation

/// A root of a node that has all that Calico needs, with one of several distributions: a test breaks one thing of it.
public struct NodeFixture {
    /// A distribution, by what its files say.
    public struct System: Sendable, CustomStringConvertible {
        /// What tests call it.
        public let name: String
        /// Lines of os-release.
        public let osRelease: [String]
        /// The kernel's release.
        public let release: String
        /// The Debian kernel whose modules stand for its own.
        public let modules: String
        /// Files of the distribution's own, by path.
        public let files: [String: String]
        /// Whether NetworkManager runs its network.
        public let hasNetworkManager: Bool

        /// Its name.
        public var description: String { name }
    }

    /// Where the fence stands.
    public static let dropIn = "etc/NetworkManager/conf.d/calico.conf"

    /// The root.
    public let folder: TemporaryFolder
    /// Its kernel.
    public let kernel: KernelFixture
    /// Its distribution.
    public let system: System

    /// Makes the root.
    /// - Parameter isRunning: whether it is a running node's, with a /proc and /sys, or an image.
    public init(_ system: System = Self.systems[0], isRunning: Bool = false) throws {
        self.system = system
        kernel = try KernelFixture(system.modules, release: system.release, isRunning: isRunning)
        folder = kernel.folder
        try folder.write(system.osRelease.joined(separator: "\n") + "\n", to: "etc/os-release")
        for (path, text) in system.files { try folder.write(text, to: path) }
        try folder.write(Self.program, to: "usr/bin/sh")
        try folder.link("bin", to: "usr/bin")
        for path in ["etc", "opt", "run", "var/lib", "var/log", "etc/NetworkManager/conf.d", "etc/systemd/system"] {
            try folder.makeFolder(path)
        }
        try folder.link("var/run", to: "/run")
        try folder.write("node7\n", to: "etc/hostname")
        if system.hasNetworkManager { try addNetworkManager() }
        if isRunning { try addProcesses() }
    }

    /// The start of a program for x86-64.
    private static let program =
        Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]) + Data(repeating: 0, count: 10) + Data([62, 0])

    private func addNetworkManager() throws {
        try folder.write(Self.program, to: "usr/sbin/NetworkManager")
        try folder.write(Self.program, to: "usr/lib/x86_64-linux-gnu/NetworkManager/1.42.4/libnm-device-plugin-wifi.so")
        let unit = "usr/lib/systemd/system/NetworkManager.service"
        try folder.write("[Unit]\n[Service]\nExecStart=/usr/sbin/NetworkManager --no-daemon\n", to: unit)
        try folder.link("etc/systemd/system/multi-user.target.wants/NetworkManager.service", to: "/\(unit)")
        let names = [
            "cali*", "tunl*", "vxlan.calico", "vxlan-v6.calico", "wireguard.cali", "wg-v6.cali", "bpfin.cali",
            "bpfout.cali",
        ]
        let list = names.map { "interface-name:\($0)" }.joined(separator: ";")
        try folder.write("[keyfile]\nunmanaged-devices+=\(list)\n", to: Self.dropIn)
    }

    private func addProcesses() throws {
        let status = """
            Name:\tsystemd
            CapEff:\t000001ffffffffff
            CapBnd:\t000001ffffffffff
            NoNewPrivs:\t0
            Seccomp:\t0

            """
        let mounts = "22 1 0:21 / /proc rw,nosuid - proc proc rw\n23 1 0:22 / /sys rw - sysfs sysfs rw\n"
        let files = [
            "status": status, "comm": "systemd\n", "mountinfo": mounts, "uid_map": "0 0 4294967295\n",
            "net/tcp": "  sl\n", "net/tcp6": "  sl\n", "net/udp": "  sl\n", "net/udp6": "  sl\n",
            "net/route": Self.routes("eth0"),
        ]
        for (name, text) in files { try folder.write(text, to: "proc/1/\(name)") }
        try folder.link("proc/1/ns/pid", to: "pid:[4026531836]")
        for (path, text) in [
            "kernel/hostname": "node7", "kernel/modules_disabled": "0", "net/ipv4/ip_forward": "1",
        ] { try folder.write(text + "\n", to: "proc/sys/\(path)") }
        for path in ["sys/fs/bpf", "sys/kernel/security", "sys/module"] { try folder.makeFolder(path) }
        try addInterface("eth0")
        try addInterface("lo", mtu: 65536)
    }

    /// A table of routes as /proc/net/route has it, with a default route.
    public static func routes(_ uplink: String) -> String {
        let head = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
        return head + "\(uplink)\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
            + "\(uplink)\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
    }

    /// Adds an interface that /sys shows.
    public func addInterface(_ name: String, mtu: Int = 1500, state: String = "up", flags: String = "0x1003") throws {
        for (file, text) in ["mtu": "\(mtu)", "operstate": state, "flags": flags, "uevent": "INTERFACE=\(name)"] {
            try folder.write(text + "\n", to: "sys/class/net/\(name)/\(file)")
        }
    }

    /// Adds a process that listens on a TCP port of every address, or has a UDP port.
    public func addListener(_ name: String, _ number: Int, port: Int, _ table: String = "tcp") throws {
        let place = "00000000:\(String(format: "%04X", port))"
        let state = table == "udp" ? "07" : "0A"
        let line =
            " \(number): \(place) 00000000:0000 \(state) 00000000:00000000 00:00000000 00000000 0 0 "
            + "\(90000 + number) 1 x\n"
        try folder.write((folder.text("proc/1/net/\(table)") ?? "") + line, to: "proc/1/net/\(table)")
        try folder.write("\(name)\n", to: "proc/\(number)/comm")
        try folder.write("Name:\t\(name)\n", to: "proc/\(number)/status")
        try folder.link("proc/\(number)/fd/3", to: "socket:[\(90000 + number)]")
    }
}
