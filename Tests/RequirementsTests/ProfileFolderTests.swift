import Foundation
import KeyFile
import NetworkManagerConfiguration
import Requirements
import Testing

@Suite struct ProfileFolderTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let additions = "unmanaged-devices+="

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            at: Self.repository.appending(path: folder), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "conf" }.map { $0.deletingPathExtension().lastPathComponent }
    }

    /// The tokens of a drop-in's list, and those that its comments describe.
    private func template(_ name: String) throws -> (tokens: [String], described: [String]) {
        let file = Self.repository.appending(path: "conf.d-templates/\(name).conf")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let list = lines.filter { $0.hasPrefix(Self.additions) }
        #expect(list.count == 1, "only the last of several lists counts")
        return (
            list.first.map { $0.dropFirst(Self.additions.count).split(separator: ";").map(String.init) } ?? [],
            lines.filter { $0.hasPrefix("#   interface-name:") }.map { String($0.split(separator: " ")[1]) }
        )
    }

    @Test func `every file in the folder of profiles is a profile of the program`() throws {
        #expect(Set(try names(in: "Sources/Requirements/Profiles")) == Set(Profile.names))
    }

    @Test func `every file in the folder of additions can be laid over every profile`() throws {
        #expect(Set(try names(in: "Sources/Requirements/Additions")) == Set(Profile.additions))
        for name in Profile.names {
            let (plain, added) = (try Profile(named: name), try Profile(named: name, with: Profile.additions))
            let own = Set(plain.requirements.map(\.id))
            #expect(plain.requirements == added.requirements.filter { own.contains($0.id) }, "\(name)")
            for pattern in ["flannel.*", "kube-ipvs0", "nodelocaldns"] {
                #expect(added.interfaces.contains { $0.pattern.description == pattern }, "\(name): \(pattern)")
            }
        }
    }

    @Test func `Canal asks for flannel's interfaces, and for none of Calico's tunnels and ports between nodes`() throws
    {
        let canal = try Profile(named: "canal")
        #expect(canal.interfaces.contains { $0.pattern.description == "flannel.*" && $0.pattern.kind == .vxlan })
        for pattern in ["tunl*", "vxlan.calico", "wireguard.cali"] {
            #expect(!canal.interfaces.contains { $0.pattern.description == pattern }, "\(pattern)")
        }
        for id in ["port.bgp", "port.vxlan", "port.ipip", "kernel.feature.ipip"] { #expect(canal[id] == nil, "\(id)") }
        #expect(canal["port.flannel-vxlan"]?.demand.facts.contains("8472") == true)
    }

    @Test func `profiles are listed in the order of their releases`() throws {
        let releases = try Profile.names.map { try Profile(named: $0).release }
        #expect(releases == releases.sorted())
    }

    @Test func `the template covers the interfaces of every profile, and describes what it lists`() throws {
        let (tokens, described) = try template("calico")
        for pattern in try CalicoInterfaces.all() { #expect(tokens.contains("interface-name:\(pattern)")) }
        // What is laid over a profile is fenced where it is asked for, by a token of its own.
        let others = try Profile(named: "calico-3.16", with: Profile.additions).interfaces.map(\.pattern)
            .filter { pattern in try !Profile(named: "calico-3.16").interfaces.contains { $0.pattern == pattern } }
        for name in Profile.names {
            for pattern in try Profile(named: name).interfaces.map(\.pattern) where !others.contains(pattern) {
                #expect(tokens.contains("interface-name:\(pattern)"), "\(name): scripts/templates adds it")
            }
        }
        #expect(tokens == described)
    }

    @Test func `the template of one profile lists that profile's interfaces and no others`() throws {
        for name in try names(in: "conf.d-templates") where name != "calico" {
            let (tokens, described) = try template(name)
            let patterns = try Profile(named: name).interfaces.map { "interface-name:\($0.pattern)" }
            #expect(tokens == patterns, "\(name)")
            #expect(tokens == described, "\(name)")
        }
    }

    @Test(arguments: [
        ("cali1a2b3c", InterfaceKind.veth), ("cali*", .veth), ("cali1*", .veth), ("tunl0", .ipip),
        ("vxlan.calico", .vxlan), ("vxlan-v6.calico", .vxlan), ("wireguard.cali", .wireguard),
        ("wg-v6.cali", .wireguard), ("bpfin.cali", .veth), ("bpfout.cali", .veth), ("eth0", .unknown),
        ("vxlan*", .unknown), ("*", .unknown),
    ])
    func `the rows about interfaces say what an interface of that name is`(name: String, kind: InterfaceKind) throws {
        let kinds = InterfacePattern.kind(of: RawText(name), among: try CalicoInterfaces.all())
        #expect(kinds == kind)
    }
}
