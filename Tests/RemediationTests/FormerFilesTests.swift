import Base
import DBus
import Fence
import NetworkManagerConfiguration
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

/// The files of release 0.1.0, whose comments were other ones: they are nmfence's own, and comments are no difference.
@Suite struct FormerFilesTests {
    private static let dropIn = "etc/NetworkManager/conf.d/zz-nmfence.conf"
    private static let modules = "etc/modules-load.d/nmfence.conf"

    /// What 0.1.0 wrote, up to the list.
    private static let comments = """
        # Written by 'nmfence fix'; 'nmfence revert' takes it back.
        # Keeps NetworkManager off the interfaces that Calico makes. Written for nmfence; see nmfence(8).
        #
        # Calico puts addresses and routes on these interfaces itself. Where NetworkManager manages one of them, it \
        may set the
        # link down and take addresses and routes off it: pods lose their network.
        #
        #   interface-name:cali*           one interface for each pod
        #   interface-name:tunl*           the IP-in-IP tunnel
        #   interface-name:vxlan.calico    the VXLAN tunnel
        #   interface-name:vxlan-v6.calico the VXLAN tunnel for IPv6 (Calico 3.23)
        #   interface-name:wireguard.cali  the WireGuard tunnel (Calico 3.14)
        #   interface-name:wg-v6.cali      the WireGuard tunnel for IPv6 (Calico 3.24)
        #   interface-name:bpfin.cali      one end of the eBPF data plane's link to the host (Calico 3.24)
        #   interface-name:bpfout.cali     its other end
        #   interface-name:bpfnatin        the same link before Calico 3.24 renamed it
        #   interface-name:bpfnatout       its other end
        #   interface-name:egress.calico   the egress gateways of Calico Enterprise
        #
        # `+=` adds to what other files say. A plain `=` would discard their lists, so do not change it. Everything \
        after the
        # sign is one list: no quotes, no comment behind it, and only one such line in a file, or all but the last \
        are lost.
        [keyfile]

        """

    private static let list =
        "unmanaged-devices+=interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico;"
        + "interface-name:vxlan-v6.calico;interface-name:wireguard.cali;interface-name:wg-v6.cali;"
        + "interface-name:bpfin.cali;interface-name:bpfout.cali;interface-name:bpfnatin;interface-name:bpfnatout;"
        + "interface-name:egress.calico\n"

    private static let group = """

        [device-nmfence]
        # The list cannot name all of these. A group is weaker: it counts when an interface appears.
        match-device=interface-name:cali*
        managed=0

        """

    private static let moduleList =
        "# Written by 'nmfence fix --load-modules'; 'nmfence revert' takes it back.\n"
        + "# Kernel modules that Calico needs; see modules-load.d(5).\nip_set\n"

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("etc/NetworkManager/conf.d")
        try folder.makeFolder("usr/lib/x86_64-linux-gnu/NetworkManager/1.42.4")
        try folder.makeFolder("run")
    }

    private func context() throws -> FenceContext {
        FenceContext(root: try RootDirectory(FilePath(folder.path)), bus: nil, by: Deadline(after: .seconds(30)))
    }

    private let patterns = [try? InterfacePattern("cali*", kind: .veth)].compactMap(\.self)

    private func changesOfFix(modules names: [String] = []) throws -> [FileChange] {
        var permissions = FixPlanner.Permissions()
        permissions.modules = LoadableModules(names: names, missing: [])
        return try FixPlanner(context(), patterns: patterns, permissions: permissions).plan().changes
    }

    @Test func `a drop-in with the whole list stays as it is, byte for byte`() throws {
        try folder.write(Self.comments + Self.list, to: Self.dropIn)
        #expect(try changesOfFix().allSatisfy { $0.action == .none })
    }

    @Test func `a drop-in with a shorter list gets the whole, and keeps its comments`() throws {
        try folder.write(Self.comments + "unmanaged-devices+=interface-name:tunl*\n", to: Self.dropIn)
        let change = try #require(try changesOfFix().first { $0.action == .replace })
        #expect(change.path.string == "/" + Self.dropIn)
        #expect(change.after.map { String(decoding: $0, as: UTF8.self) } == Self.comments + Self.list)
    }

    @Test func `a group of devices goes with its remark when the list does it`() throws {
        let lines = DropInLines(Array((Self.comments + Self.list + Self.group).utf8))
        #expect(lines.others.isEmpty)
        let text = String(decoding: lines.replacing(list: [], group: []), as: UTF8.self)
        #expect(!text.contains("A group is weaker") && !text.contains("device-nmfence"), "\(text)")
    }

    @Test func `a list of modules gets the missing names, and a revert removes both files`() throws {
        try folder.write(Self.comments + Self.list, to: Self.dropIn)
        try folder.write(Self.moduleList, to: Self.modules)
        #expect(try changesOfFix(modules: ["ip_set"]).allSatisfy { $0.action == .none })
        let change = try #require(try changesOfFix(modules: ["ip_set", "veth"]).first { $0.action == .replace })
        #expect(change.path.string == "/" + Self.modules)
        let revert = try RevertPlanner(context(), patterns: patterns, skipsReload: true).plan()
        let removed = revert.changes.filter { $0.action == .remove }.map(\.path.string)
        #expect(removed.sorted() == ["/" + Self.modules, "/" + Self.dropIn].sorted())
    }
}
