#if DEBUG || FUZZING
    import KeyFile
    import NetworkManagerConfiguration
    import SystemPackage

    /// One file of rules: nothing of it takes long, and knowing less of an interface never makes another answer
    /// certain.
    func fuzzUdevRules(_ bytes: [UInt8]) {
        let rules = UdevRules(reading: RulesFile(bytes: bytes))
        for version in [219, 239, 244, 252, 257] {
            for property in ["A", "NM_UNMANAGED", "ID_NET_DRIVER"] as [RawText] {
                func value(_ kind: InterfaceKind) -> UdevValue {
                    rules.value(
                        of: property, for: UdevDevice(name: "cali0", kind: kind), action: "add", version: version)
                }
                let (open, known) = (value(.unknown), value(.veth))
                guard open.isCertain else { continue }
                claim(known.isCertain, "\(property) is certain of any interface, and not of a veth (\(version))")
                let texts = ["", "1", "0", "veth", "cali0"].map { RawText($0) }
                claim(
                    open.mayBe(nil) == known.mayBe(nil) && texts.allSatisfy { open.mayBe($0) == known.mayBe($0) },
                    "\(property) is \(open) of any interface and \(known) of a veth (\(version))")
            }
        }
        for kind in InterfaceKind.allCases {
            let traits = DeviceTraits(name: "cali0", kind: kind)
            var facts = DeviceFacts()
            facts.udev = .rules(rules.prediction(for: traits, version: nil))
            let stack = ConfigurationStack(reading: RulesFile(bytes: []), version: nil)
            _ = ManagedPolicy(stack).prediction(for: traits, facts: facts)
        }
    }

    /// A machine with that file only.
    private struct RulesFile: ConfigurationReader {
        let bytes: [UInt8]
        private let directory: FilePath = "/etc/udev/rules.d"

        init(bytes: [UInt8]) { self.bytes = bytes }

        func entries(of directory: FilePath) -> DirectoryListing {
            directory == self.directory && !bytes.isEmpty ? .names(["a.rules"]) : .missing
        }

        func contents(of path: FilePath) -> FileContents {
            path == directory.appending("a.rules") && !bytes.isEmpty ? .regular(bytes) : .missing
        }
    }
#endif
