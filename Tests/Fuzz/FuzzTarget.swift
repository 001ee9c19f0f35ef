// What Node keeps to itself is seen only where it was compiled for testing: in debug builds, and by scripts/fuzz.
#if DEBUG || FUZZING
    import Base
    import Glibc
    import KeyFile
    import NetworkManagerConfiguration
    import SystemPackage

    /// Something that reads foreign bytes, as scripts/fuzz names it.
    public enum Part: String, CaseIterable, Sendable {
        case keyFile = "key-file", matchList = "match-list", stack, coverage
        case links, ruleset, xtables, configuration, modules, modprobe, system, kubeconfig, getent
        case busReply = "bus-reply"
        case udevRules = "udev-rules"
        case networkd, managers, reports
    }

    /// What a fuzzer feeds: any bytes, to one part, and claims that must hold for all of them.
    ///
    /// A claim that does not hold ends the process, which is how a fuzzer takes notice.
    public func fuzz(_ part: Part, _ input: UnsafeRawBufferPointer) {
        let bytes = [UInt8](input)
        switch part {
        case .keyFile: fuzzKeyFile(bytes)
        case .matchList: fuzzMatchList(bytes)
        case .stack: fuzzStack(bytes)
        case .coverage: fuzzCoverage(bytes)
        case .links: fuzzLinks(bytes)
        case .ruleset: fuzzRuleset(bytes)
        case .xtables: fuzzXTables(bytes)
        case .configuration: fuzzKernelConfiguration(bytes)
        case .modules: fuzzModuleIndex(bytes)
        case .modprobe: fuzzModprobeConfiguration(bytes)
        case .getent: fuzzGetentAnswer(bytes)
        case .busReply: fuzzBusReply(bytes)
        case .system: fuzzOSRelease(bytes)
        case .kubeconfig: fuzzKubeConfig(bytes)
        case .udevRules: fuzzUdevRules(bytes)
        case .networkd: fuzzNetworkd(bytes)
        case .managers: fuzzOtherManagers(bytes)
        case .reports: fuzzReports(bytes)
        }
    }

    /// The part that the environment names, for a whole run.
    private let chosen = getenv("NMFENCE_FUZZ_PART").flatMap { Part(rawValue: String(cString: $0)) }

    /// The entry point that libFuzzer looks for.
    @_cdecl("LLVMFuzzerTestOneInput")
    public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
        guard let chosen else {
            print("NMFENCE_FUZZ_PART names none of: \(Part.allCases.map(\.rawValue).joined(separator: " "))")
            exit(64)
        }
        fuzz(chosen, UnsafeRawBufferPointer(start: data, count: size))
        return 0
    }

    func claim(_ holds: Bool, _ words: @autoclosure () -> String) {
        if !holds { fatalError(words()) }
    }

    /// Every key that GLib lists has its line, in order, and the last line has the value that GLib gives.
    private func fuzzKeyFile(_ bytes: [UInt8]) {
        let lines = bytes.count { $0 == 10 } + 1
        do {
            let file = try KeyFile(parsing: bytes)
            for group in file.groups {
                claim(!group.headerLines.isEmpty, "a group without a header: \(group)")
                claim(group.entries.map(\.line) == group.entries.map(\.line).sorted(), "lines out of order: \(group)")
                for entry in group.entries {
                    claim((1...lines).contains(entry.line), "no such line: \(entry)")
                    claim(
                        group.lastEntry(of: entry.key)?.value == group.value(of: entry.key), "another value: \(entry)")
                }
            }
        } catch {
            claim((1...lines).contains(error.line), "no such line: \(error)")
        }
    }

    /// The index answers as a walk over all tokens does, and joining loses nothing but what NetworkManager loses.
    private func fuzzMatchList(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
        let name = RawText(parts.count > 1 ? parts[1].prefix(15) : [])
        // GLib's globs are not defined for names that are not UTF-8.
        guard String(validating: name.bytes, as: UTF8.self) != nil else { return }
        let value = RawText(parts[0])
        let pieces = TokenList.split(value)
        claim(pieces.allSatisfy { !$0.isEmpty }, "an empty piece")
        let joined = TokenList.split(TokenList.join(pieces))
        claim(joined.count <= pieces.count, "joining made pieces")
        if pieces.allSatisfy({ !$0.bytes.contains(where: \.isASCIISpace) }) {
            claim(joined == pieces, "joining changed pieces without white space")
        }
        let origin = Origin(path: "/x", line: 1)
        let device = DeviceTraits(name: name, type: "ethernet", driver: "veth", driverVersion: "1.0")
        let list = MatchList(pieces.map { SourceToken($0, origin: origin) }, version: NetworkManagerVersion(1, 42, 4))
        claim(list.judge(device).result == walk(list.tokens, device), "the index disagrees on \(name) in \(value)")
    }

    /// The same question, answered token by token.
    private func walk(_ tokens: [MatchToken], _ device: DeviceTraits) -> MatchResult {
        func holds(_ token: MatchToken) -> Bool {
            switch token.condition {
            case .everything: true
            case .name(let text, let isGlob): text == device.name || (isGlob && Glob(text).matches(device.name))
            case .type(let type): type == "ethernet"
            case .driver(let driver, let version):
                version.map { RawText("veth").hasPrefix(driver) && Glob($0).matches("1.0") } ?? (driver == "veth")
            case .bare(let text): text == device.name
            case .hardwareAddress, .subchannels, .dhcpPlugin, .never: false
            }
        }
        let except = tokens.filter(\.isExcept)
        let positive = tokens.filter { !$0.isExcept }
        if except.contains(where: holds) { return .negativeMatch }
        if positive.isEmpty { return except.isEmpty ? .noMatch : .match }
        return positive.contains(where: holds) ? .match : .noMatch
    }

    /// Whole machines: files behind NUL bytes, their first byte says where they are.
    private struct Files: ConfigurationReader {
        var files: [FilePath: [UInt8]] = [:]

        init(_ bytes: [UInt8]) {
            let folders: [FilePath] = [
                "/usr/lib/NetworkManager/conf.d", "/run/NetworkManager/conf.d", "/etc/NetworkManager/conf.d",
                "/etc/NetworkManager", "/var/lib/NetworkManager", "/etc/network",
            ]
            let names: [FilePath.Component] = [
                "a.conf", "b.conf", "NetworkManager.conf", "NetworkManager-intern.conf", "interfaces",
            ]
            for part in bytes.split(separator: 0) {
                guard let first = part.first.map(Int.init) else { continue }
                let path = folders[first % folders.count].appending(names[first / 8 % names.count])
                files[path] = Array(part.dropFirst())
            }
        }

        func entries(of directory: FilePath) -> DirectoryListing {
            let names = files.keys.filter { $0.removingLastComponent() == directory }.compactMap(\.lastComponent)
            return names.isEmpty ? .missing : .names(names)
        }

        func contents(of path: FilePath) -> FileContents { files[path].map { .regular($0) } ?? .missing }
    }

    private func fuzzStack(_ bytes: [UInt8]) {
        let files = Files(bytes)
        for version in [NetworkManagerVersion(1, 30, 6), NetworkManagerVersion(1, 58, 1), nil] {
            let stack = ConfigurationStack(reading: files, version: version)
            for setting in stack.settings {
                claim(stack.setting(setting.key, in: setting.section) == setting, "two answers for \(setting)")
            }
            let policy = ManagedPolicy(
                stack, pluginSpecs: [PluginSpecs.ifupdown(reading: files, stack: stack)].compactMap { $0 })
            let prediction = policy.prediction(for: DeviceTraits(name: "cali0", kind: .veth))
            claim(!stack.refusals.isEmpty == (prediction.now.cause == .refused), "refused or not")
        }
    }

    /// Where every name is said to be unmanaged, any name that fits is; a counter-example fits and is managed.
    private func fuzzCoverage(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 10, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let text = String(validating: parts[0], as: UTF8.self),
            let pattern = try? InterfacePattern(text, kind: .veth)
        else { return }
        let name = RawText(parts[1])
        let path: FilePath = "/etc/NetworkManager/conf.d/a.conf"
        var files = Files([])
        files.files[path] = Array("[keyfile]\nunmanaged-devices=".utf8) + parts[2].filter { $0 != 10 && $0 != 0 } + [10]
        let policy = ManagedPolicy(ConfigurationStack(reading: files, version: NetworkManagerVersion(1, 42, 4)))
        func managed(_ name: RawText) -> Bool? {
            policy.prediction(for: DeviceTraits(name: name, kind: .veth)).afterReload.managed.value
        }
        switch policy.coverage(of: pattern) {
        case .allUnmanaged:
            let isName = InterfaceName.isValid(name) && String(validating: name.bytes, as: UTF8.self) != nil
            claim(
                !isName || !pattern.matches(name) || managed(name) == false,
                "\(name) fits \(pattern) and is not unmanaged")
        case .counterexample(let example, _):
            claim(
                pattern.matches(example) && InterfaceName.isValid(example) && managed(example) == true,
                "\(example) is no counter-example to \(pattern)")
        case .undetermined: break
        }
    }
#endif
