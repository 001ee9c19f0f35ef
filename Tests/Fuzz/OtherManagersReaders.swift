#if DEBUG || FUZZING
    import Base
    import Fence
    import Glibc
    import NetworkManagerConfiguration
    import Node
    import SystemPackage

    @testable import OtherManagers

    /// Where files are made for those who read files.
    private let scratchFolder = getenv("TMPDIR").map { FilePath(String(cString: $0)) } ?? "/tmp"

    /// A root with files behind NUL bytes; the first byte of each says which of some paths it has.
    private final class Machine {
        private let scratch: ScratchDirectory
        /// What was made, folders before what is in them.
        private var made: [FilePath] = []

        var root: RootDirectory { scratch.root }

        init?(_ bytes: ArraySlice<UInt8>, _ paths: [FilePath]) {
            guard let scratch = try? ScratchDirectory(in: scratchFolder) else { return nil }
            self.scratch = scratch
            for part in bytes.split(separator: 0, maxSplits: 8) {
                guard let first = part.first else { continue }
                let path = paths[Int(first) % paths.count]
                guard let name = path.lastComponent, !made.contains(path) else { continue }
                makeFolders(of: path)
                _ = try? scratch.write(Array(part.dropFirst()), to: name, in: path.removingLastComponent())
                made.append(path)
            }
        }

        private func makeFolders(of path: FilePath) {
            var folder: FilePath = "/"
            for component in path.removingLastComponent().components {
                let parent = folder
                folder.append(component)
                guard !made.contains(folder) else { continue }
                try? Directory(parent, in: root).makeDirectory(component, permissions: .ownerReadWriteExecute)
                made.append(folder)
            }
        }

        deinit {
            for path in made.reversed() { _ = root.outside(path).withPlatformString { Glibc.remove($0) } }
        }
    }

    // MARK: systemd

    private let systemdPaths: [FilePath] = [
        "/etc/systemd/network/10-a.network", "/run/systemd/network/20-b.network",
        "/usr/lib/systemd/network/10-a.network.d/x.conf", "/etc/systemd/network/10-a.link",
        "/usr/lib/systemd/network/99-default.link", "/etc/systemd/networkd.conf", "/etc/systemd/networkd.conf.d/x.conf",
        "/etc/passwd",
    ]

    /// The files of systemd-networkd and udev: asked twice they say the same, and knowing more of a link or of the
    /// machine never makes another answer of a certain one.
    func fuzzNetworkd(_ bytes: [UInt8]) {
        guard let first = bytes.first, let machine = Machine(bytes[1...], systemdPaths) else { return }
        let version = [219, 239, 243, 247, 252, 257][Int(first) % 6]
        var host = HostTraits()
        host.name = "node"
        host.machineID = String(repeating: "0a", count: 16)
        host.kernelRelease = "6.1.0-1-amd64"
        host.commandLine = "quiet net.ifnames=0"
        host.architecture = "x86-64"
        host.virtualization = ["kvm"]
        let lines = bytes.count { $0 == 10 || $0 == 13 || $0 == 0 } + 1
        guard let blind = try? NetworkFiles(in: machine.root, for: version, on: HostTraits()),
            let knowing = try? NetworkFiles(in: machine.root, for: version, on: host)
        else { return }
        for file in blind.files {
            claim(file.match.evidence.allSatisfy { (1...lines).contains($0.line ?? 0) }, "no such line: \(file)")
        }
        for name in ["cali0", "eth0", "vxlan.calico"] {
            let (open, known) = (LinkTraits(name: name), LinkTraits(name: name, kind: .veth))
            let decision = blind.decision(for: open)
            claim(blind.decision(for: open) == decision, "two answers for \(name)")
            for (files, link) in [(blind, known), (knowing, open), (knowing, known)] {
                if case .undetermined = decision { break }
                claim(
                    takes(files.decision(for: link)) == takes(decision),
                    "\(name): \(decision), and knowing more another answer")
            }
            for name in blind.names(like: name, where: { $0.hasPrefix("cali") }).dropFirst() {
                claim(name.hasPrefix("cali") && name.utf8.count <= 15, "a name of another pattern: \(name)")
            }
        }
        fuzzLinkFiles(machine.root, version, host)
        if let settings = try? NetworkdSettings(in: machine.root, for: version) {
            for foreign in NetworkdSettings.Foreign.allCases {
                claim(settings.takesAway(foreign) || settings.evidence(of: foreign) != nil, "left alone by nothing")
            }
        }
    }

    /// Whether a link is taken: which of two files that say so comes first may need more knowledge.
    private func takes(_ decision: NetworkFiles.Decision) -> Bool? {
        switch decision {
        case .managed: true
        case .unmanaged, .none: false
        case .undetermined: nil
        }
    }

    private func fuzzLinkFiles(_ root: RootDirectory, _ version: Int, _ host: HostTraits) {
        guard let blind = try? LinkFiles(in: root, for: version, on: HostTraits()),
            let knowing = try? LinkFiles(in: root, for: version, on: host)
        else { return }
        let open = blind.file(for: LinkTraits(name: "cali0"))
        let known = knowing.file(for: LinkTraits(name: "cali0", kind: .veth))
        guard let open, open.isCertain else { return }
        claim(known?.isCertain == true && known?.file == open.file, "a certain file, and knowing more another one")
        _ = blind.effects(of: open.file)
    }

    // MARK: Others

    private let otherPaths: [FilePath] = [
        "/etc/dhcpcd.conf", "/etc/connman/main.conf", "/etc/sysconfig/network/ifcfg-eth0",
        "/etc/sysconfig/network/ifcfg-cali0", "/etc/network/interfaces", "/etc/network/interfaces.d/a",
        "/etc/network/interfaces.d/b",
    ]

    /// The files of dhcpcd, connman, wicked and ifupdown: what they name is read the same twice, and has its line.
    func fuzzOtherManagers(_ bytes: [UInt8]) {
        guard let machine = Machine(bytes[...], otherPaths) else { return }
        let lines = bytes.count { $0 == 10 } + 1
        func check(_ evidence: [Evidence]) {
            claim(evidence.allSatisfy { (1...lines).contains($0.line ?? 1) }, "no such line: \(evidence)")
        }
        if let dhcpcd = try? DHCPCDConfiguration(in: machine.root) {
            check(dhcpcd.evidence)
            claim(!dhcpcd.evidence.isEmpty || dhcpcd.takes("cali0"), "denied by nothing")
        }
        if let connman = try? ConnManConfiguration(in: machine.root) {
            check([connman.evidence].compactMap(\.self))
            claim(connman.adding(["cali"]).split(separator: ",").contains("cali"), "a name is not added")
        }
        if let wicked = try? WickedFiles(in: machine.root) {
            check(wicked.interfaces.map(\.file))
            claim(wicked.interfaces.count <= 2, "interfaces made of nothing")
        }
        let stanzas = InterfaceStanzas(in: machine.root)
        check(stanzas.entries.map(\.evidence))
        for entry in stanzas.entries where !entry.isGlob {
            claim(entry.covers(entry.name), "does not cover itself")
        }
    }
#endif
