import Foundation
import Node
import SystemPackage
import TestSupport
import Testing

@Suite struct ProcessNamesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (number, name) in [
            ("1", "systemd"), ("9", "calico-node"), ("10", "calico-node"), ("77", "systemd-network"),
        ] {
            try folder.write(name + "\n", to: "proc/\(number)/comm")
            try folder.write("Name:\t\(name)\n", to: "proc/\(number)/status")
        }
        try folder.write("x\n", to: "proc/self2/comm")
    }

    private func names() throws -> ProcessNames { try ProcessNames(in: RootDirectory(FilePath(folder.path))) }

    @Test func `processes are found by their names, of which the kernel keeps fifteen bytes`() throws {
        let names = try names()
        #expect(Set(try names.named("calico-node").map(\.folder)) == ["/proc/9", "/proc/10"])
        #expect(try names.named("systemd-networkd").map(\.folder) == ["/proc/77"])
        #expect(try names.named("calico").isEmpty)
        #expect(try names.named("x").isEmpty)
    }

    @Test func `a process that has ended since is none any more`() throws {
        let names = try names()
        try FileManager.default.removeItem(atPath: folder.path + "/proc/9/status")
        #expect(try names.named("calico-node").map(\.folder) == ["/proc/10"])
    }

    @Test func `a root without processes has none`() throws {
        let empty = try TemporaryFolder()
        #expect(try ProcessNames(in: RootDirectory(FilePath(empty.path))).named("systemd").isEmpty)
    }

    @Test(arguments: [(Errno.noSuchProcess, true), (.noSuchFileOrDirectory, true), (.permissionDenied, false)])
    func `a process that ends while it is looked at is gone, and not out of sight`(errno: Errno, isMissing: Bool) {
        #expect(FileError("read", "/proc/7/comm", errno).isMissing == isMissing)
    }
}
