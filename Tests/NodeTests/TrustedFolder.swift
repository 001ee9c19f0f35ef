import Foundation
import Glibc
import SystemPackage
import TestSupport

@testable import Node

/// A folder that stands for the machine's root, with programs in it that are shell scripts.
struct TrustedFolder {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try setMode("", 0o755)
    }

    /// Writes a script to usr/sbin, or to the folder that is named.
    func write(_ name: String, _ script: String, to place: String = "usr/sbin") throws {
        // Written by another process: a descriptor of this one's that writes it could be inherited by a program that
        // another test starts at this moment, and a file that somebody writes to cannot be run (ETXTBSY).
        try folder.write("#!/bin/sh\n\(script)\n", to: "\(place)/.\(name)")
        let copy = try Run("cp", ["\(folder.path)/\(place)/.\(name)", "\(folder.path)/\(place)/\(name)"])
        guard copy.status == 0 else { throw Errno.ioError }
        var path = place
        while !path.isEmpty {
            try setMode(path, 0o755)
            path = path.split(separator: "/").dropLast().joined(separator: "/")
        }
        try setMode("\(place)/\(name)", 0o755)
    }

    func setMode(_ path: String, _ mode: mode_t) throws {
        guard chmod(folder.url.appending(path: path).path, mode) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Finds a program as on a machine whose root this is, and whose root user is the one that runs the tests.
    func program(_ name: FilePath.Component) throws(TrustedProgram.Refusal) -> TrustedProgram {
        try TrustedProgram(name, below: FilePath(folder.path), owner: geteuid())
    }

    /// Writes a script and finds it.
    func program(running script: String) throws -> TrustedProgram {
        try write("program", script)
        return try program("program")
    }
}
