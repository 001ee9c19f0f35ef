import Foundation
import TestSupport
import Testing

/// Each configuration of the planner's table in front of a running NetworkManager: what is true is what the daemon
/// says.
@Suite(.waits) struct `With a running NetworkManager` {
    private struct Seen {
        let devices: [String: FenceNode.Device]
        let bystanders: [String: FenceNode.Device]

        init(_ node: FenceNode) throws {
            devices = try node.devices()
            let required = Set(FenceInterface.required.map(\.name))
            bystanders = devices.filter { !required.contains($0.key) }
            // Nothing is proved about what is not there.
            let missing = (FenceInterface.required + FenceInterface.bystanders).filter { devices[$0.name] == nil }
            try #require(missing.isEmpty, "not known to NetworkManager: \(missing.map(\.name))")
        }

        var requiredManaged: [String] {
            FenceInterface.required.map(\.name).filter { devices[$0]?.description != "10 unmanaged" }
        }
    }

    @Test(arguments: FenceCase.all) func `a fix does what it must, and no more`(row: FenceCase) throws {
        try FenceNode.with { try judge(row, on: $0) }
    }

    private func judge(_ row: FenceCase, on node: FenceNode) throws {
        let expectation = row.expectation(for: node.minor)
        try node.prepare(row)
        let before = try Seen(node)
        for (name, isManaged) in expectation.managed {
            #expect(before.devices[name]?.isManaged == isManaged, "\(name) before: \(before.devices)")
        }
        // Where the files do it already and NetworkManager has not read them, there is only the daemon to convert.
        let isDone = expectation.outcome == .nothing && row.lateFiles.isEmpty
        #expect(before.requiredManaged.isEmpty == isDone, "\(before.requiredManaged)")
        let (files, kernel) = (try node.files(), try node.kernel())

        let fix = try node.sandbox.run([Tool.path, "fix", "-o", "json"] + row.options)
        let after = try Seen(node)
        #expect(try node.kernel() == kernel, "\(fix.output)")
        #expect(after.bystanders == before.bystanders, "\(fix.output)")

        if case .refused(let status, let names) = expectation.outcome {
            #expect(fix.status == status, "\(fix.output)\(fix.errors)")
            for name in names { #expect(fix.errors.contains(name), "\(fix.output)\(fix.errors)") }
            #expect(try node.files() == files)
            #expect(after.devices == before.devices)
            return
        }
        #expect(fix.status == 0, "\(fix.output)\(fix.errors)")
        #expect(after.requiredManaged == [], "\(fix.output)\(fix.errors)")
        #expect(try changes(fix) == expectation.outcome, "\(fix.output)")
        let fixed = try node.files()
        #expect((fixed == files) == isDone)

        let second = try node.sandbox.nmfence("fix")
        #expect(second.status == 0 && second.output.contains("nothing to do"), "\(second.output)\(second.errors)")
        #expect(try node.files() == fixed)

        try node.renewInterfaces()
        let renewed = try Seen(node)
        #expect(renewed.requiredManaged == [])
        #expect(renewed.bystanders.mapValues(\.isManaged) == before.bystanders.mapValues(\.isManaged))
        #expect(try node.sandbox.nmfence("check", "-q", "--only", "nm.*").status == 0)
    }

    private func changes(_ fix: Run) throws -> FenceCase.Outcome {
        let files = try Schema.object(fix.output)["files"] as? [[String: Any]] ?? []
        let changes = files.compactMap { file -> String? in
            guard let action = file["action"] as? String, let path = file["path"] as? String, action != "none" else {
                return nil
            }
            return "\(action) \(URL(filePath: path).lastPathComponent)"
        }
        return changes.isEmpty ? .nothing : .changes(changes)
    }
}
