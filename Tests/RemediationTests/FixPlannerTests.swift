import Base
import DBus
import Fence
import Foundation
import KeyFile
import NetworkManagerConfiguration
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

/// What Calico's interfaces are; the profiles of Requirements say it for the program.
private let kinds: [String: InterfaceKind] = ["cali*": .veth, "tunl*": .ipip, "vxlan.calico": .vxlan]

/// A node's files, and what a fix makes of them.
private struct Machine {
    let folder: TemporaryFolder

    init(_ files: [String: String], version: String = "1.42.4") throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("etc/NetworkManager/conf.d")
        try folder.makeFolder("run")
        let plugins = "usr/lib/x86_64-linux-gnu/NetworkManager/\(version)"
        try folder.makeFolder(plugins)
        if files.values.contains(where: { $0.contains("plugins=ifupdown") }) {
            try folder.write("", to: plugins + "/libnm-settings-plugin-ifupdown.so")
        }
        for (path, text) in files { try folder.write(text, to: path) }
    }

    func context() throws -> FenceContext {
        FenceContext(root: try RootDirectory(FilePath(folder.path)), bus: nil, by: Deadline(after: .seconds(30)))
    }

    func plan(adopts: Bool = false, patterns: [String] = ["cali*", "tunl*", "vxlan.calico"]) throws -> Plan {
        var permissions = FixPlanner.Permissions()
        permissions.adopts = adopts
        return try FixPlanner(
            context(), patterns: patterns.map { try InterfacePattern($0, kind: kinds[$0] ?? .unknown) },
            permissions: permissions
        ).plan()
    }

    /// Every file in it, with its text.
    func files() throws -> [String: String] {
        var files: [String: String] = [:]
        for path in FileManager.default.subpaths(atPath: folder.path) ?? [] { files[path] = folder.text(path) ?? "" }
        return files
    }

    /// Plans, writes what was planned, and gives what NetworkManager then decides.
    func fixed(adopts: Bool = false) throws -> (plan: Plan, policy: ManagedPolicy) {
        let plan = try plan(adopts: adopts)
        var files = FileStep(root: try RootDirectory(FilePath(folder.path)))
        for change in plan.changes { try files.apply(change) }
        return (plan, try context().policy)
    }
}

private func unmanagedDevices(_ list: String, _ sign: String = "=") -> String {
    "[keyfile]\nunmanaged-devices\(sign)\(list)\n"
}

extension ManagedPolicy {
    fileprivate func decision(about interface: FenceInterface) -> Decision {
        let prediction = prediction(
            for: DeviceTraits(
                name: RawText(interface.name), type: .known(RawText(interface.kind.type)),
                driver: .known(RawText(interface.kind.driver))))
        return Decision(afterReload: prediction.afterReload.managed, afterReboot: prediction.afterReboot.managed)
    }
}

private struct Decision: Hashable {
    let afterReload: Bool?
    let afterReboot: Bool?
}

@Suite("FixPlanner")
struct FixPlannerTests {
    private static let versions = ["1.8.0", "1.12.4", "1.42.4", "1.58.1"]

    private func expectFenced(_ policy: ManagedPolicy, _ comment: Comment) throws {
        for pattern in ["cali*", "tunl*", "vxlan.calico"] {
            let coverage = policy.coverage(of: try InterfacePattern(pattern, kind: kinds[pattern] ?? .unknown))
            #expect(coverage.isUnmanaged, "\(comment): \(pattern): \(coverage.reason)")
        }
    }

    /// The same table is tried with a running NetworkManager: CommandTests.
    @Test(arguments: FenceCase.all, versions)
    func `a plan makes of each configuration what it must, and no more`(row: FenceCase, version: String) throws {
        let minor = try #require(version.split(separator: ".").dropFirst().first.flatMap { Int($0) })
        let expectation = row.expectation(for: minor)
        let machine = try Machine(row.files.merging(row.lateFiles) { $1 }, version: version)
        let adopts = row.options.contains("--adopt")
        let place: Comment = "\(row) with \(version)"
        let (present, files) = (try machine.context().policy, try machine.files())
        if row.lateFiles.isEmpty {
            for (name, isManaged) in expectation.managed {
                let interface = try #require(FenceInterface.bystanders.first { $0.name == name })
                #expect(present.decision(about: interface).afterReboot == isManaged, "\(place): \(name) before")
            }
        }
        if case .refused(let status, let names) = expectation.outcome {
            let failure = #expect(throws: ChangeFailure.self, "\(place)") { try machine.plan(adopts: adopts) }
            for name in names {
                #expect(failure?.description.contains(name) == true, "\(place): \(failure?.description ?? "")")
            }
            if case .unreadableConfiguration? = failure {
                #expect(status == 78, "\(place)")
            } else {
                #expect(status == 1, "\(place)")
            }
            #expect(try machine.files() == files, "\(place)")
            return
        }
        let (plan, policy) = try machine.fixed(adopts: adopts)
        let changes = plan.changes.filter { $0.action != .none }
            .map { "\($0.action) \($0.path.lastComponent?.string ?? "")" }
        #expect((changes.isEmpty ? .nothing : .changes(changes)) == expectation.outcome, "\(place)")
        try expectFenced(policy, place)
        for interface in FenceInterface.bystanders {
            let (before, after) = (present.decision(about: interface), policy.decision(about: interface))
            #expect(after == before, "\(place): \(interface.name)")
        }
        #expect(try machine.plan().isEmpty, "\(place): a second plan")
    }

    @Test func `what was adopted is kept beside, as it was`() throws {
        let path = "etc/NetworkManager/conf.d/zz-nmfence.conf"
        let machine = try Machine([path: unmanagedDevices("interface-name:eth9", "+=")])
        _ = try machine.fixed(adopts: true)
        #expect(machine.folder.text(path + ".nmfence-saved") == unmanagedDevices("interface-name:eth9", "+="))
    }

    @Test func `a pattern of the user's is fenced as well`() throws {
        let machine = try Machine([:])
        let plan = try machine.plan(patterns: ["cali*", "eni*"])
        let text = plan.changes.first?.after.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(text.contains(";interface-name:eni*\n"))
    }
}
