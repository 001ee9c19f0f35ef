import Foundation
import TestSupport
import Testing

/// SIGKILL at every system call of a run.
@Suite(.waitsLong) struct `A fix that is killed` {
    /// What an image is made of before a fix, and the options of the fix.
    struct Start: Sendable, CustomTestStringConvertible {
        let what: String
        let files: [String: String]
        /// Lines of shell that do the rest, in the folder of the drop-ins.
        var make = ""
        var options: [String] = []
        var hasFolder = true
        var testDescription: String { what }
    }

    static let starts = [
        Start(what: "nothing there", files: [:]),
        Start(what: "no folder for drop-ins", files: [:], hasFolder: false),
        Start(
            what: "an older file of ours",
            files: [
                "zz-nmfence.conf":
                    "# Written by 'nmfence fix'; 'nmfence revert' takes it "
                    + "back.\n[keyfile]\nunmanaged-devices+=interface-name:cali*\n"
            ]),
        Start(
            what: "somebody else's file of our name",
            files: ["zz-nmfence.conf": "# theirs\n[keyfile]\nunmanaged-devices+=interface-name:cali*\n"],
            options: ["--adopt"]),
        Start(
            what: "somebody else's private file of our name",
            files: ["zz-nmfence.conf": "# theirs\n[keyfile]\nunmanaged-devices+=interface-name:cali*\n"],
            make: "chmod 600 zz-nmfence.conf; chown 1234:4321 zz-nmfence.conf", options: ["--adopt"]),
        Start(
            what: "a link of our name", files: [:],
            make: "echo '[keyfile]' >../private; chmod 600 ../private; ln -s ../private zz-nmfence.conf",
            options: ["--adopt"]),
    ]

    private func image(_ start: Start) throws -> Image {
        let image = try Image()
        if !start.hasFolder { try FileManager.default.removeItem(atPath: image.folder.path + "/etc/NetworkManager") }
        for (name, text) in start.files { try image.folder.write(text, to: Image.dropIns + "/" + name) }
        if !start.make.isEmpty {
            let made = try Run("sh", ["-euc", start.make], in: image.folder.path + "/" + Image.dropIns)
            try #require(made.status == 0, "\(made.errors)")
        }
        return image
    }

    private func files(_ image: Image) throws -> [String: String] {
        guard FileManager.default.fileExists(atPath: image.folder.path + "/" + Image.dropIns) else { return [:] }
        var files: [String: String] = [:]
        for name in try image.folder.names(in: Image.dropIns) {
            files[name] = image.folder.text(Image.dropIns + "/" + name)
        }
        return files
    }

    private func fix(_ image: Image, _ start: Start, by trace: [String]) throws -> Run {
        let command = trace + [Tool.path, "fix", "--root", image.folder.path] + start.options
        return try Run(Repository.path("scripts/rig/" + command[0]), Array(command.dropFirst()))
    }

    @Test(arguments: starts) func `on an image leaves the old files or the new ones, and the next completes it`(
        start: Start
    ) throws {
        let (good, list) = (try image(start), try TemporaryFolder())
        let oldFiles = try files(good)
        let old = try FileListing.of(good.folder.path + "/etc")
        let undisturbed = try fix(
            good, start, by: ["at-call", "--when", Calls.chosen, "--list", list.path + "/calls", "--"])
        #expect(undisturbed.status == 0, "\(undisturbed.output)\(undisturbed.errors)")
        let new = try files(good)
        let calls = (list.text("calls") ?? "").split(separator: "\n")
        try #require(calls.count >= 10, "\(calls)")
        var kills = 0
        for number in 1...calls.count {
            let image = try image(start)
            let killed = try fix(image, start, by: Calls.at(line: number, of: list.path + "/calls", "--kill"))
            // The last few may not come in every run, where calls of all kinds are counted.
            if Calls.isComplete, killed.status == 125 || killed.status == 0, number > calls.count - 20 { continue }
            #expect(killed.status == 137, "\(number) \(calls[number - 1]): \(killed.errors)")
            kills += 1
            let left = try files(image)
            for name in Set(left.keys).union(oldFiles.keys) where name.hasSuffix(".conf") {
                #expect(
                    left[name] == oldFiles[name] || left[name] == new[name],
                    "\(name) after a kill at \(number), \(calls[number - 1]): \(left)")
            }
            // Nothing of somebody else's is lost in between.
            for text in oldFiles.values where new.values.contains(text) {
                #expect(left.values.contains(text), "after a kill at \(calls[number - 1])")
            }
            let next = try Tool.run(["fix", "--root", image.folder.path] + start.options)
            #expect(next.status == 0, "after a kill at \(calls[number - 1]): \(next.errors)")
            #expect(try files(image) == new, "after a kill at \(calls[number - 1])")
            guard start.options.contains("--adopt") else { continue }
            let back = try Tool.run(["revert", "--root", image.folder.path])
            #expect(back.status == 0, "after a kill at \(calls[number - 1]): \(back.errors)")
            #expect(
                try FileListing.of(image.folder.path + "/etc") == old, "after a kill at \(calls[number - 1])")
        }
        #expect(kills >= calls.count - 20)
        print("kill points, \(start.what): \(kills)")
    }

    @Test func `on a live node leaves old or new, no interface changed, and the next completes it`() throws {
        let node = try LiveNode()
        try node.sandbox.run(["at-call", "--when", Calls.chosen, "--list", "/run/calls", "--", Tool.path, "fix"])
        try node.reset()
        let calls = try node.sandbox.must("cat /run/calls").split(separator: "\n")
        try #require(calls.count >= 25, "\(calls)")
        var kills = 0
        for number in 1...calls.count {
            let outcome = try node.disturbed(by: Calls.at(line: number, of: "/run/calls", "--kill"))
            let place = "killed at \(number), \(calls[number - 1].prefix(200))"
            if Calls.isComplete, [0, 125].contains(outcome.run.status), number > calls.count - 20 { continue }
            #expect(outcome.run.status == 137, "\(place): \(outcome.run.errors)")
            kills += 1
            #expect(outcome.state.isOneOf(node.old, node.new), "\(place): \(outcome.state.files)")
            #expect(outcome.state.kernel == node.old.kernel, "\(place)")
            #expect(outcome.next.status == 0, "\(place): \(outcome.next.output)\(outcome.next.errors)")
            #expect(outcome.final == node.new, "\(place)")
            #expect(outcome.check == 0, "\(place)")
        }
        #expect(kills >= calls.count - 20)
        print("kill points, live: \(kills)")
    }

    @Test func `when it is taken back leaves old or new, no interface changed, and the next revert completes it`()
        throws
    {
        let node = try LiveNode()
        let sandbox = node.sandbox
        #expect(try sandbox.nmfence("fix").status == 0)
        let undisturbed = try sandbox.run([
            "at-call", "--when", Calls.chosen, "--list", "/run/calls", "--", Tool.path, "revert",
        ])
        #expect(undisturbed.status == 0, "\(undisturbed.output)\(undisturbed.errors)")
        #expect(try LiveNode.state(sandbox) == node.old)
        try node.reset()
        let calls = try sandbox.must("cat /run/calls").split(separator: "\n")
        try #require(calls.count >= 15, "\(calls)")
        var kills = 0
        for number in 1...calls.count {
            let place = "killed at \(number), \(calls[number - 1].prefix(200))"
            let fix = try sandbox.nmfence("fix")
            #expect(fix.status == 0, "before \(place): \(fix.output)\(fix.errors)")
            let killed = try sandbox.run(Calls.at(line: number, of: "/run/calls", "--kill") + [Tool.path, "revert"])
            let left = try LiveNode.state(sandbox)
            let next = try sandbox.nmfence("revert")
            let final = try LiveNode.state(sandbox)
            try node.reset()
            if Calls.isComplete, [0, 125].contains(killed.status), number > calls.count - 20 { continue }
            #expect(killed.status == 137, "\(place): \(killed.errors)")
            kills += 1
            #expect(left.isOneOf(node.old, node.new), "\(place): \(left.files)")
            #expect(left.kernel == node.old.kernel, "\(place)")
            #expect(next.status == 0, "\(place): \(next.output)\(next.errors)")
            #expect(final == node.old, "\(place): \(final)")
        }
        #expect(kills >= calls.count - 20)
        print("kill points, revert, live: \(kills)")
    }
}
