import Base

#if DEBUG || FUZZING
    import Glibc
    import SystemPackage

    @testable import Node

    /// Where files are made for those who read files.
    private let scratchFolder = getenv("TMPDIR").map { FilePath(String(cString: $0)) } ?? "/tmp"

    // MARK: The kernel's files

    /// A configuration, compressed or not: what is found in it stands there.
    func fuzzKernelConfiguration(_ bytes: [UInt8]) {
        let limit = 1 << 16
        var text = bytes
        if let compression = Compression(bytes) {
            guard let unpacked = try? compression.unpack(bytes, limit: limit) else { return }
            claim(unpacked.count <= limit, "more than the limit")
            claim((try? compression.unpack(bytes, limit: limit)) == unpacked, "two contents of one file")
            claim(
                unpacked.isEmpty || (try? compression.unpack(bytes, limit: unpacked.count - 1)) == nil,
                "fits where there is no room")
            text = unpacked
        }
        let index = LineIndex(text, delimiter: UInt8(ascii: "="))
        let lines = text.split(separator: 10, omittingEmptySubsequences: false)
        for line in lines.prefix(64) {
            let parts = line.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let key = String(validating: parts[0], as: UTF8.self) else { continue }
            guard let number = index.lineNumber(of: key), index[key] != nil else {
                claim(false, "does not find \(key)")
                return
            }
            claim((1...lines.count).contains(number), "no such line: \(number)")
            claim(lines[number - 1].starts(with: parts[0] + [UInt8(ascii: "=")]), "\(key) is not on line \(number)")
        }
    }

    /// An index of modules, which the first byte names: what is found stands in it, twice the same, and by both
    /// searches.
    func fuzzModuleIndex(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let index = Array(bytes.dropFirst())
        let names = ["xt_set", "ipt_set", "ip_set", "a", "", "fs-ext4", "pci:v00008086d000010D3sv*"]
        if let reader = try? ModuleIndex(index) {
            for name in names {
                guard let values = try? reader.values(matching: name) else { continue }
                claim(values.reduce(0) { $0 + $1.utf8.count } <= 3 * ModuleIndex.costLimit, "values made of nothing")
                guard let value = try? reader.value(of: name) else { continue }
                claim(values.contains(value), "\(name) is found alone and not among those that match")
            }
        }
        guard let scratch = try? ScratchDirectory(in: scratchFolder) else { return }
        let chosen = ModuleDirectory.Index.allCases[Int(first) % ModuleDirectory.Index.allCases.count]
        // The header alone.
        let empty: [UInt8] = [0xB0, 0x07, 0xF4, 0x57, 0x00, 0x02, 0x00, 0x01, 0, 0, 0, 0]
        for kind in ModuleDirectory.Index.allCases {
            guard let component = FilePath.Component(kind.rawValue) else { continue }
            _ = try? scratch.write(kind == chosen ? index : empty, to: component)
        }
        var problems: [Evidence] = []
        guard let directory = ModuleDirectory("/", in: scratch.root, problems: &problems) else {
            claim(!problems.isEmpty, "refused without a reason")
            return
        }
        for name in names { claim(directory.lookUp(name) == directory.lookUp(name), "two answers for \(name)") }
    }

    /// A file of modprobe.d: each rule and alias has its line, and names are folded.
    func fuzzModprobeConfiguration(_ bytes: [UInt8]) {
        guard let scratch = try? ScratchDirectory(in: scratchFolder), (try? scratch.makeDirectory("etc")) != nil,
            (try? Directory("/etc", in: scratch.root).makeDirectory("modprobe.d", permissions: .ownerReadWriteExecute))
                != nil,
            (try? scratch.write(bytes, to: "a.conf", in: "/etc/modprobe.d")) != nil
        else { return }
        let configuration = ModprobeConfiguration(in: scratch.root, isRunning: false)
        let lines = bytes.count { $0 == 10 } + 1
        let names = ["ip_set", "ip-set", "xt_set", "a", "", "fs-ext4", "pci:v00008086d000010D3sv*", "*"]
        for name in names {
            for rule in configuration.rules(for: name) {
                claim(rule.evidence.line.map { (1...lines).contains($0) } ?? false, "no such line: \(rule)")
            }
            for alias in configuration.aliases(of: name) {
                claim(alias.evidence.line.map { (1...lines).contains($0) } ?? false, "no such line: \(alias)")
            }
            let folded = ModprobeConfiguration.folded(name)
            claim(ModprobeConfiguration.folded(folded) == folded, "folded twice is another name: \(name)")
            claim(configuration.rules(for: name) == configuration.rules(for: folded), "two answers for \(name)")
        }
    }

    // MARK: Answers of programs

    /// What getent says: addresses that are read again as they are written, each once.
    func fuzzGetentAnswer(_ bytes: [UInt8]) {
        guard let answer = GetentAnswer(bytes) else { return }
        claim((1...GetentAnswer.limit).contains(answer.addresses.count), "none, or too many")
        claim(Set(answer.addresses).count == answer.addresses.count, "an address twice")
        claim(answer.addresses.count <= bytes.count / 2 + 1, "addresses made of nothing")
    }

    // MARK: Files of the system

    /// os-release: what is found has its line, and an id is harmless.
    func fuzzOSRelease(_ bytes: [UInt8]) {
        guard let scratch = try? ScratchDirectory(in: scratchFolder), (try? scratch.makeDirectory("etc")) != nil,
            (try? scratch.write(bytes, to: "os-release", in: "/etc")) != nil
        else { return }
        let system = OSRelease(in: scratch.root)
        let lines = bytes.count { $0 == 10 } + 1
        for problem in system.problems {
            claim(problem.line.map { (1...lines).contains($0) } ?? (bytes.count > 1 << 16), "no such line: \(problem)")
        }
        for name in ["ID", "VERSION_ID", "ID_LIKE", "OPENSHIFT_VERSION"] {
            claim((system[name] == nil) == (system.evidence(of: name) == nil), "a value without a place: \(name)")
            claim(system.evidence(of: name)?.line.map { (1...lines).contains($0) } ?? true, "no such line: \(name)")
        }
        claim(system.id?.utf8.allSatisfy { $0 > 32 && $0 < 127 } ?? true, "an id of anything: \(system.id ?? "")")
    }

    /// A kubeconfig: a server has its place, a failure its line.
    func fuzzKubeConfig(_ bytes: [UInt8]) {
        let lines = bytes.count { $0 == 10 } + 1
        do {
            let found = try KubeConfig(bytes, "/x")
            claim(!found.server.isEmpty, "no server")
            claim(ServerAddress.withoutCredentials(found.server) == found.server, "a password: \(found)")
            claim(found.evidence.line.map { (1...lines).contains($0) } ?? true, "no such line: \(found)")
            if let address = ServerAddress(found.server, defaultPort: 443) {
                claim(address.port > 0 && !address.host.isEmpty, "no address: \(address)")
                claim(ServerAddress(address.description, defaultPort: 1) == address, "another address: \(address)")
            }
        } catch {
            claim(error.evidence.line.map { (1...lines).contains($0) } ?? true, "no such line: \(error)")
        }
    }
#endif
