import Base
import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Node

@Suite struct SystemFactsTests {
    private func root(_ files: [String: String]) throws -> (RootDirectory, TemporaryFolder) {
        let folder = try TemporaryFolder()
        for (path, text) in files { try folder.write(text, to: path) }
        return (try RootDirectory(FilePath(folder.path)), folder)
    }

    @Test func `capabilities are bits of the masks in status`() throws {
        let (root, folder) = try root([
            "proc/1/status": "Name:\tsystemd\nCapEff:\t0000000000200000\nCapBnd:\t000001fffeffffff\n"
        ])
        defer { withExtendedLifetime(folder) {} }
        let process = try ProcessStatus("1", in: root)
        let (admin, resource) = (
            try #require(Capability("CAP_SYS_ADMIN")), try #require(Capability("CAP_SYS_RESOURCE"))
        )
        #expect(process.has(admin, in: .effective) == true)
        #expect(process.has(resource, in: .bounding) == false)
        #expect(process.has(admin, in: .permitted) == nil)
        #expect(process.evidence(of: "CapBnd")?.line == 3)
    }

    @Test(arguments: [("usr/lib64/systemd", nil), ("var/lib/dpkg/status", nil), ("etc/loop", 219)] as [(String, Int?)])
    func `systemd is not taken for the old one where what would tell cannot be read`(path: String, version: Int?) throws
    {
        let folder = try TemporaryFolder()
        try folder.write("", to: "usr/lib/systemd/systemd")
        // A link that leads to itself can be read by nobody, not even by root.
        try folder.link(path, to: "/" + path)
        #expect(SystemdVersion.installed(in: try RootDirectory(FilePath(folder.path))) == version)
    }

    @Test func `root in a user namespace of its own is not root of the machine`() throws {
        for (map, isInitial) in [("         0          0 4294967295\n", true), ("0 100000 65536\n", false)] {
            let (root, folder) = try root(["proc/1/uid_map": map])
            defer { withExtendedLifetime(folder) {} }
            #expect(try Confinement(in: root).isInitialUserNamespace?.value == isInitial)
        }
    }

    @Test func `proc sys is read-only where its own mount is, whatever proc's is`() throws {
        let proc = "20 1 0:5 / /proc rw,nosuid - proc proc rw\n"
        let sys = "21 20 0:5 /sys /proc/sys ro,nosuid - proc proc rw\n"
        for (mounts, isReadOnly) in [(proc, false), (proc + sys, true), (sys + proc, true)] {
            let (root, folder) = try root(["proc/1/mountinfo": mounts])
            defer { withExtendedLifetime(folder) {} }
            #expect(try Confinement(in: root).isProcSysReadOnly?.value == isReadOnly)
        }
    }

    @Test func `the holder of a port is found with its process`() throws {
        let line =
            "   0: 00000000:00B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 x\n"
        let (root, folder) = try root([
            "proc/1/net/tcp": "  sl  local_address rem_address   st\n" + line, "proc/77/comm": "bird\n",
        ])
        try folder.link("proc/77/fd/5", to: "socket:[4711]")
        let sockets = LocalSockets(in: root)
        #expect(sockets.isReadable)
        #expect(sockets.holders(of: 179, .tcp).map(\.processes) == [["bird (77)"]])
        #expect(sockets.holders(of: 179, .tcp).first?.evidence.line == 2)
        #expect(sockets.holders(of: 180, .tcp).isEmpty)
        #expect(sockets.holders(of: 179, .udp).isEmpty)
    }

    @Test(arguments: [(30, "0A", false), (30, "03", false), (30, "01", true), (30, "06", true), (5, "0A", true)])
    func `a list of sockets is read until others than those that listen come`(
        listeners: Int, state: String, isEnough: Bool
    ) {
        func line(_ state: String) -> String {
            let line = "   0: 0100007F:1F90 00000000:0000 \(state) 00000000:00000000 00:00000000 00000000     0"
            return line.padding(toLength: 149, withPad: " ", startingAt: 0) + "\n"
        }
        let bytes = Array((String(repeating: line("0A"), count: listeners) + line(state) + "   1: 0100").utf8)
        #expect(LocalSockets.hasEveryListener(bytes, bytes.count) == isEnough)
    }

    @Test func `of the kernel's own lists every socket that listens is found, connections or not`() throws {
        let listeners = try (0..<70).map { _ in try MuteServer() }
        let host = try RootDirectory()
        for isConnected in [false, true] {
            let connections = try isConnected ? listeners.map { try $0.connect() } : []
            let sockets = LocalSockets(in: host)
            // Finding the processes of one takes a while; the list is in an order of the kernel's.
            for listener in listeners.enumerated().filter({ $0.offset % 7 == 0 }).map(\.element) {
                let process = "(\(getpid()))"
                let holders = sockets.holders(of: listener.port, .tcp)
                #expect(holders.contains { $0.processes.contains { $0.hasSuffix(process) } }, "port \(listener.port)")
            }
            for connection in connections { close(connection) }
        }
    }

    /// 127.0.0.1 and ::1 as processors of either kind show them.
    @Test(arguments: [
        ("0100007F", false, [127, 0, 0, 1]), ("7F000001", true, [127, 0, 0, 1]),
        ("00000000000000000000000001000000", false, [UInt8](repeating: 0, count: 15) + [1]),
        ("00000000000000000000000000000001", true, [UInt8](repeating: 0, count: 15) + [1]),
    ])
    func `the kernel writes four bytes of an address as one number`(text: String, isBigEndian: Bool, bytes: [UInt8]) {
        #expect(LocalSockets.bytes(of: text, isBigEndian: isBigEndian) == bytes)
    }

    @Test(arguments: [
        ([0, 0, 0, 0], true), ([127, 0, 0, 53], true), ([192, 0, 2, 127], false),
        ([UInt8](repeating: 0, count: 16), true), ([UInt8](repeating: 0, count: 15) + [1], true),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1], true),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 127], false),
        ([0x20, 1] + [UInt8](repeating: 0, count: 13) + [1], false),
    ])
    func `a socket of every address or of localhost takes the port of localhost`(address: [UInt8], isTaken: Bool) throws
    {
        var text = ""
        for start in stride(from: 0, to: address.count, by: 4) {
            let number = address[start..<start + 4].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
            let digits = String(number, radix: 16, uppercase: true)
            text += String(repeating: "0", count: 8 - digits.count) + digits
        }
        let name = address.count == 4 ? "tcp" : "tcp6"
        let line = " 1: \(text):00B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 0 2 x 0\n"
        let (root, folder) = try root(["proc/1/net/\(name)": "  sl\n" + line])
        defer { withExtendedLifetime(folder) {} }
        #expect(LocalSockets(in: root).holders(of: 179, .tcp).map(\.isOnLoopback) == [isTaken])
    }

    @Test func `a socket of the kernel's own has no process`() throws {
        let line = " 1: 00000000:12B5 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 0 2 x 0\n"
        let (root, folder) = try root(["proc/1/net/udp": "  sl\n" + line])
        defer { withExtendedLifetime(folder) {} }
        #expect(LocalSockets(in: root).holders(of: 4789, .udp).map(\.isKernel) == [true])
    }

    @Test func `the release of Calico is the tag of the image that runs`() throws {
        let container = "run/containerd/io.containerd.runtime.v2.task/k8s.io"
        let (root, folder) = try root([
            "\(container)/aaa/config.json":
                "{\"annotations\":{\"io.kubernetes.cri.image-name\":\"quay.io/calico/node:v3.27.2\"}}",
            "\(container)/bbb/config.json": "{\"image-name\":\"docker.io/library/nginx:v1\"}",
            "var/lib/docker/image/overlay2/repositories.json": "{\"calico/node:v3.16.1\":1}",
        ])
        defer { withExtendedLifetime(folder) {} }
        guard case .release(let release, let evidence) = InstalledCalico(in: root) else {
            Issue.record("no release was found")
            return
        }
        #expect(release == "v3.27.2")
        #expect(evidence.path == "/\(container)/aaa/config.json")
    }

    @Test func `several images that are only kept tell no release, and none tells none`() throws {
        let (root, folder) = try root([
            "var/lib/containers/storage/overlay-images/images.json":
                "[\"quay.io/calico/node:v3.27.2\", \"docker.io/rancher/mirrored-calico-node:v3.26.1\"]"
        ])
        defer { withExtendedLifetime(folder) {} }
        guard case .several(let releases, _) = InstalledCalico(in: root) else {
            Issue.record("not several")
            return
        }
        #expect(releases == ["v3.26.1", "v3.27.2"])
        let (empty, other) = try self.root([:])
        defer { withExtendedLifetime(other) {} }
        #expect(InstalledCalico(in: empty) == .none)
    }

    @Test func `this machine's programs are for the processor that its kernel names`() throws {
        let root = try RootDirectory("/")
        #expect(UserSpace(in: root).machine == NodeKernel(in: root).machine)
    }

    @Test func `a connection is accepted, refused, or not answered in time`() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(listener >= 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try #require(bind(listener, $0, size) == 0)
                try #require(getsockname(listener, $0, &size) == 0)
            }
        }
        let port = UInt16(bigEndian: address.sin_port)
        let endpoints = try HostAddresses().endpoints(of: "127.0.0.1", port: port, by: Deadline(after: .seconds(5)))
        #expect(endpoints.map(\.address) == ["127.0.0.1"])
        #expect(TCPProbe.connect(to: endpoints, by: Deadline(after: .seconds(5))) == [.refused])
        try #require(listen(listener, 1) == 0)
        // It accepts and says nothing: that is enough of an answer.
        #expect(TCPProbe.connect(to: endpoints, by: Deadline(after: .seconds(5))) == [.connected])
    }

    /// The machine's own getent is asked.
    @Test func `a name that does not exist is an error, and localhost is found`() throws {
        let addresses = HostAddresses()
        #expect(throws: HostAddresses.Failure.self) {
            try addresses.endpoints(of: "no-such-host.invalid", port: 1, by: Deadline(after: .seconds(20)))
        }
        let found = try addresses.endpoints(of: "localhost", port: 1, by: Deadline(after: .seconds(20))).map(\.address)
        #expect(found.contains("127.0.0.1") || found.contains("::1"))
    }
}
