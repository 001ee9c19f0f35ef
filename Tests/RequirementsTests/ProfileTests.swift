import Base
import NetworkManagerConfiguration
import Node
import Requirements
import Testing

@Suite struct ProfileTests {
    @Test(arguments: SourceRows.kernelDependencies)
    func `calico-3.16 has a row for every kernel dependency of the source`(name: String) throws {
        let profile = try Profile(named: "calico-3.16")
        let row = try #require(profile[SourceRows.id(ofDependency: name)], "no row for \(name)")
        #expect(row.reference.contains(name))
        guard case .kernelFeature = row.demand else {
            Issue.record("\(row.id) asks for \(row.demand)")
            return
        }
    }

    @Test func `calico-3.16 has every row of the source's table of ports`() throws {
        let profile = try Profile(named: "calico-3.16")
        for source in SourceRows.ports {
            let row = try #require(profile[source.id])
            guard case .port(let port) = row.demand else {
                Issue.record("\(row.id) asks for \(row.demand)")
                continue
            }
            #expect(port.transport == source.transport, "\(source.id)")
            #expect(Set(source.numbers).isSubset(of: Set(port.numbers)), "\(source.id)")
            #expect(port.isIncomingOnly == source.isIncomingOnly, "\(source.id)")
        }
    }

    @Test func `calico-3.16 has the source's three interfaces and when each counts`() throws {
        let interfaces = try Profile(named: "calico-3.16").interfaces
        #expect(interfaces.map(\.pattern.description) == SourceRows.interfaces.map(\.pattern))
        #expect(interfaces.map(\.condition) == SourceRows.interfaces.map(\.condition))
    }

    @Test func `calico-3.16 has the source's node, datastore, privilege and OpenShift rows`() throws {
        let profile = try Profile(named: "calico-3.16")
        #expect(profile["node.architecture"]?.demand == .architecture(accepted: ["x86_64"]))
        #expect(profile["node.kernel.version"]?.demand.facts == "3.10")
        #expect(profile["node.distribution"]?.demand.facts == "rhel 7, rhcos")
        #expect(profile["datastore.apiserver"]?.demand == .datastore(.kubernetes))
        #expect(profile["privilege.sys-admin"]?.demand == Capability("CAP_SYS_ADMIN").map(Demand.capability))
        #expect(profile["openshift.version"]?.demand.facts == "4.3")
        #expect(profile["networkmanager.prevented"] != nil)
        #expect(profile.encapsulations == ["ipip"])
    }

    @Test(arguments: Profile.names)
    func `every profile can be read, and its rows are whole`(name: String) throws {
        let profile = try Profile(named: name)
        #expect(profile.name == name)
        if name.hasPrefix("calico-") { #expect(profile.release == Release(name.dropFirst("calico-".count))) }
        #expect(Set(profile.requirements.map(\.id)).count == profile.requirements.count)
        for row in profile.requirements {
            #expect(row.since <= profile.release, "\(row.id) is from a later release")
            #expect(row.why.hasSuffix("."), "\(row.id)")
            #expect(!row.reference.isEmpty, "\(row.id)")
        }
    }

    @Test func `what nothing uses never fails a node`() throws {
        let profile = try Profile(named: "calico-3.16")
        for id in ["kernel.feature.xt-u32", "kernel.feature.sctp", "kernel.feature.xt-sctp"] {
            #expect(profile[id]?.severity == .informational, "\(id)")
        }
    }

    @Test func `a later profile changes only the keys that it names`() throws {
        let (old, new) = (try Profile(named: "calico-3.16"), try Profile(named: "calico-3.21"))
        let (before, after) = (
            try #require(old["kernel.feature.ipt-reject"]), try #require(new["kernel.feature.ipt-reject"])
        )
        #expect(before.severity == .recommended)
        #expect(after.severity == .required)
        #expect(after.demand == before.demand)
        #expect(old["kernel.feature.xt-u32"] != nil)
        #expect(new["kernel.feature.xt-u32"] == nil)
    }

    @Test func `a difference between two profiles says what differs`() throws {
        let names = Profile.names
        for (old, new) in zip(names, names.dropFirst()) {
            let text = try Profile(named: old).difference(to: Profile(named: new)).description
            for line in text.split(separator: "\n") where line.contains(" -> ") {
                let sides = line.split(separator: ": ").last.map { $0.split(separator: " -> ") } ?? []
                #expect(Set(sides).count == sides.count, "\(old) to \(new): \(line)")
            }
        }
        let text = try Profile(named: "calico-3.16").difference(to: Profile(named: "calico-3.29")).description
        #expect(text.contains("udp 4789 over IPv4 (node) -> udp 4789 over IPv4 and IPv6 (node)"))
        #expect(text.contains("ubuntu 20.04, rhel 8, debian 10,"))
    }

    @Test func `the difference between two profiles names each change once`() throws {
        let difference = try Profile(named: "calico-3.16").difference(to: Profile(named: "calico-3.18"))
        #expect(
            difference.description
                == "~ node.architecture: x86-64 processor -> x86-64, arm64, ppc64le or s390x processor\n")
        let back = try Profile(named: "calico-3.24").difference(to: Profile(named: "calico-3.23"))
        #expect(
            back.changes.count == 6 && back.description.split(separator: "\n").allSatisfy { $0.hasPrefix("- ") },
            "\(back.description)")
        #expect(try Profile(named: "calico-3.25").difference(to: Profile(named: "calico-3.25")).changes.isEmpty)
    }

    @Test func `there is no profile of an unknown name, and the error says so`() {
        #expect(throws: ProfileError.self) { try Profile(named: "calico-2.6") }
    }

    @Test(arguments: [
        ("3.16.10", "calico-3.16"), ("3.17", "calico-3.16"), ("v3.20.2", "calico-3.19"), ("3.28.0", "calico-3.27"),
        ("3.1", "calico-3.16"), ("3.9", "calico-3.16"),
    ])
    func `a release of Calico has the profile of the last change before it`(release: String, name: String) throws {
        #expect(Profile.name(for: try #require(Release(release: release))) == name)
    }

    @Test func `releases are compared as numbers and not as text`() throws {
        let (old, new) = (try #require(Release("3.9")), try #require(Release(release: "v3.10.0-rc1")))
        #expect(old < new)
        #expect(Release("3.20") == Release("3.20.0"))
        #expect(Release("latest") == nil)
        #expect(Release("3..1")?.description == "3.1")
    }

    @Test(arguments: Profile.names)
    func `the outline of a profile says what the whole profile says`(name: String) throws {
        let (outline, profile) = (try ProfileOutline(named: [name]), try Profile(named: name))
        #expect(outline.name == profile.name)
        #expect(outline.reference == profile.reference)
        #expect(outline.patterns == profile.interfaces.map(\.pattern))
        #expect(!outline.patterns.isEmpty)
    }

    @Test func `a release that no profile knows yet has the newest`() throws {
        #expect(Profile.name(for: try #require(Release("9.0"))) == Profile.names.last { $0.hasPrefix("calico-") })
    }

    @Test func `Canal goes with the newest release, whichever that is`() throws {
        let newest = try #require(Profile.names.last { $0.hasPrefix("calico-") })
        let canal = try Profile(named: "canal")
        #expect(try canal.base == newest && canal.release == Profile(named: newest).release)
    }

    @Test func `of several profiles together asks for what any of them does, and of what two ask, as the last`() throws
    {
        let (first, last) = (try Profile(named: "calico-3.32"), try Profile(named: "canal"))
        let both = try Profile(named: ["calico-3.32", "canal"])
        let ids = Set(first.requirements.map(\.id)).union(last.requirements.map(\.id))
        #expect(both.requirements.count == ids.count && Set(both.requirements.map(\.id)) == ids)
        #expect(ids.count > last.requirements.count && ids.count > first.requirements.count)
        for row in both.requirements { #expect(row == last[row.id] ?? first[row.id], "\(row.id)") }
        #expect(both.name == "calico-3.32+canal" && both.release == max(first.release, last.release))
        let patterns = try ProfileOutline(named: ["calico-3.32", "canal"]).patterns
        #expect(Set(patterns) == Set(both.interfaces.map(\.pattern)))
        // In the other order the older release's rows count, whole: none of a later one's facts are left in them.
        let old = try Profile(named: ["calico-3.32", "calico-3.16"])
        #expect(old["node.kernel.version"] == (try Profile(named: "calico-3.16"))["node.kernel.version"])
    }
}
