import Base
import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Node

@Suite struct TrustedProgramTests {
    private let machine: TrustedFolder

    init() throws { machine = try TrustedFolder() }

    @Test(arguments: ["usr/sbin", "sbin", "usr/bin", "bin"])
    func `a program of root's is found in each of the folders`(place: String) throws {
        try machine.write("tool", "echo here", to: place)
        let program = try machine.program("tool")
        #expect(program.path.string == "\(machine.folder.path)/\(place)/tool")
        #expect(try program.run([], by: Deadline(after: .seconds(20))).output == Array("here\n".utf8))
    }

    @Test func `links are followed inside the root, and their ends must be root's, too`() throws {
        try machine.write("real", "echo \"$0\"", to: "usr/lib/tools")
        try machine.folder.link("usr/sbin", to: "bin")
        try machine.folder.link("usr/bin/tool", to: "../lib/tools/../tools/./real")
        let program = try machine.program("tool")
        // The name that it is called by is the link's: kmod is modprobe by its name.
        #expect(
            String(decoding: try program.run([], by: Deadline(after: .seconds(20))).output, as: UTF8.self)
                == "\(machine.folder.path)/usr/sbin/tool\n")
        // Nothing is run of this one: the kernel would look for it below its own root.
        try machine.folder.link("usr/bin/absolute", to: "/usr/lib/tools/../../../usr/lib/tools/real")
        #expect(throws: Never.self) { try machine.program("absolute") }
        try machine.setMode("usr/lib/tools", 0o777)
        #expect(throws: refusal("/usr/lib/tools", "is writable by group or others (mode 777)")) {
            try machine.program("tool")
        }
    }

    @Test(arguments: [
        ("usr", 0o775 as mode_t, "mode 775"), ("usr/sbin", 0o757, "mode 757"), ("usr/sbin", 0o1777, "mode 1777"),
        ("usr/sbin/tool", 0o722, "mode 722"), ("usr/sbin/tool", 0o775, "mode 775"), ("", 0o777, "mode 777"),
    ])
    func `a place that others can write to is refused and named`(place: String, mode: mode_t, words: String) throws {
        try machine.write("tool", "echo here")
        try machine.setMode(place, mode)
        #expect(throws: refusal(FilePath("/\(place)"), "is writable by group or others (\(words))")) {
            try machine.program("tool")
        }
    }

    @Test(
        .enabled(if: geteuid() == 0, "only root can give files away"), arguments: ["usr", "usr/sbin", "usr/sbin/tool"])
    func `a place of somebody else's is refused and named`(place: String) throws {
        try machine.write("tool", "echo here")
        #expect(chown(machine.folder.url.appending(path: place).path, 1234, 1234) == 0)
        #expect(throws: refusal(FilePath("/\(place)"), "is owned by user 1234, not by root")) {
            try machine.program("tool")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `a link of somebody else's is refused, whatever it leads to`() throws {
        try machine.write("real", "echo here")
        try machine.folder.link("usr/sbin/tool", to: "real")
        #expect(lchown(machine.folder.url.appending(path: "usr/sbin/tool").path, 1234, 1234) == 0)
        #expect(throws: refusal("/usr/sbin/tool", "is owned by user 1234, not by root")) { try machine.program("tool") }
    }

    @Test func `what is refused in one folder is looked for in the next`() throws {
        try machine.write("tool", "echo other")
        try machine.write("tool", "echo own", to: "usr/bin")
        try machine.setMode("usr/sbin", 0o777)
        #expect(try machine.program("tool").run([], by: Deadline(after: .seconds(20))).output == Array("own\n".utf8))
    }

    @Test func `what is no program is refused`() throws {
        try machine.folder.makeFolder("usr/sbin/tool")
        for place in ["usr", "usr/sbin", "usr/sbin/tool"] { try machine.setMode(place, 0o755) }
        #expect(throws: refusal("/usr/sbin/tool", "is a directory, not a program")) { try machine.program("tool") }
        try machine.write("plain", "")
        try machine.setMode("usr/sbin/plain", 0o644)
        #expect(
            throws: TrustedProgram.Refusal.untrusted(
                "/usr/sbin/plain", place: "/usr/sbin/plain", problem: "is not executable")
        ) {
            try machine.program("plain")
        }
        try machine.folder.link("usr/sbin/round", to: "round")
        #expect(throws: TrustedProgram.Refusal.unreadable("/usr/sbin/round", .tooManySymbolicLinkLevels)) {
            try machine.program("round")
        }
    }

    @Test(arguments: [nil, "nowhere"]) func `what is not there is said with the folders`(target: String?) throws {
        if let target { try machine.folder.link("usr/sbin/tool", to: target) }
        do throws(TrustedProgram.Refusal) {
            _ = try machine.program("tool")
            Issue.record("found")
        } catch {
            #expect(error.description == "no program tool in /usr/sbin, /sbin, /usr/bin, /bin")
        }
    }

    @Test func `a refusal says which place is wrong`() {
        #expect(
            refusal("/usr", "is owned by user 5, not by root").description
                == "/usr/sbin/tool was not run: /usr is owned by user 5, not by root")
        #expect(
            refusal("/usr/sbin/tool", "is not executable").description
                == "/usr/sbin/tool was not run: it is not executable")
    }

    private func refusal(_ place: FilePath, _ problem: String) -> TrustedProgram.Refusal {
        .untrusted("/usr/sbin/tool", place: place, problem: problem)
    }
}
