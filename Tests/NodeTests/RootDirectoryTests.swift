import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Node

@Suite("RootDirectory")
struct RootDirectoryTests {
    let outside: TemporaryFolder
    let image: TemporaryFolder

    init() throws {
        outside = try TemporaryFolder()
        try outside.write("secret", to: "secret")
        image = try TemporaryFolder()
        try image.write("inner", to: "etc/inner")
        try image.write("usr", to: "usr/lib/file")
    }

    func root(_ resolution: Resolution) throws -> RootDirectory {
        try RootDirectory(FilePath(image.path), resolution: resolution)
    }

    func text(_ path: FilePath, _ resolution: Resolution) throws -> String {
        try String(decoding: root(resolution).read(path), as: UTF8.self)
    }

    @Test(arguments: [Resolution.system, .walk])
    func `an absolute link leads to the file of that name inside the root`(_ resolution: Resolution) throws {
        try image.link("etc/link", to: "/etc/inner")
        try image.link("lib", to: "usr/lib")
        #expect(try text("/etc/link", resolution) == "inner")
        #expect(try text("/lib/file", resolution) == "usr")
    }

    @Test(arguments: [Resolution.system, .walk])
    func `a link that climbs out of the root stays inside it`(_ resolution: Resolution) throws {
        let climb = String(repeating: "../", count: 20)
        try image.link("etc/climb", to: climb + "etc/inner")
        try image.link("etc/escape", to: climb + outside.path.dropFirst() + "/secret")
        try image.link("etc/absolute", to: outside.path + "/secret")
        #expect(try text("/etc/climb", resolution) == "inner")
        for name in ["/etc/escape", "/etc/absolute"] as [FilePath] {
            let error = #expect(throws: FileError.self) { try text(name, resolution) }
            #expect(error?.isMissing == true)
        }
    }

    @Test(arguments: [Resolution.system, .walk])
    func `a linked directory in the middle of a path cannot lead out`(_ resolution: Resolution) throws {
        try image.link("etc/NetworkManager", to: outside.path)
        let error = #expect(throws: FileError.self) { try text("/etc/NetworkManager/secret", resolution) }
        #expect(error?.isMissing == true)
        #expect(throws: FileError.self) { try Directory("/etc/NetworkManager", in: root(resolution)) }
    }

    @Test(arguments: [Resolution.system, .walk])
    func `a circle of links is an error and not a hang`(_ resolution: Resolution) throws {
        try image.link("etc/a", to: "b")
        try image.link("etc/b", to: "a")
        let error = #expect(throws: FileError.self) { try text("/etc/a", resolution) }
        #expect(error?.code == .tooManyLinks)
    }

    @Test(arguments: [Resolution.system, .walk, .plain])
    func `a named pipe and a directory are refused and not waited for`(_ resolution: Resolution) throws {
        #expect(try Run("mkfifo", [image.path + "/etc/pipe"]).status == 0)
        let pipe = #expect(throws: FileError.self) { try text("/etc/pipe", resolution) }
        #expect(pipe?.code == .notRegular(.pipe))
        let directory = #expect(throws: FileError.self) { try text("/etc", resolution) }
        #expect(directory?.code == .notRegular(.directory))
    }

    /// openat2(2) gives up where something is renamed anywhere while it goes up.
    @Test(arguments: [Resolution.system, .walk])
    func `a file is found while others are renamed`(_ resolution: Resolution) throws {
        try image.link("etc/up", to: String(repeating: "../usr/", count: 15) + "lib/file")
        let root = try root(resolution)
        let renamer = Renamer(in: outside.path)
        defer { renamer.stop() }
        for _ in 0..<300 { #expect(String(decoding: try root.read("/etc/up"), as: UTF8.self) == "usr") }
    }

    @Test func `a file larger than the limit is refused, one as large is read`() throws {
        try image.write(String(repeating: "x", count: 10000), to: "etc/large")
        #expect(try root(.system).read("/etc/large", limit: 10000).count == 10000)
        let error = #expect(throws: FileError.self) { try root(.system).read("/etc/large", limit: 9999) }
        #expect(error?.code == .tooLarge(limit: 9999))
    }

    @Test func `names are listed in byte order whatever the locale`() throws {
        for name in ["b", "a b", "Z", ".hid.conf", "10-x", "9-x", "ä", "a"] { try image.write("", to: "names/" + name) }
        #expect(
            try root(.system).entries(of: "/names").map(\.string)
                == [".hid.conf", "10-x", "9-x", "Z", "a", "a b", "b", "ä"])
    }

    @Test func `the size that proc files report does not cut them short`() throws {
        let status = try RootDirectory("/").read("/proc/self/status")
        #expect(String(decoding: status, as: UTF8.self).contains("CapEff:"))
    }
}

/// A thread that renames a file as fast as it can.
private final class Renamer: Sendable {
    private let isStopped = Atomic(false)
    private let hasEnded = DispatchSemaphore(value: 0)

    init(in folder: String) {
        let (one, other) = (folder + "/secret", folder + "/renamed")
        Thread { [self] in
            while !isStopped.load(ordering: .relaxed) {
                _ = rename(one, other)
                _ = rename(other, one)
            }
            hasEnded.signal()
        }.start()
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        hasEnded.wait()
    }
}
