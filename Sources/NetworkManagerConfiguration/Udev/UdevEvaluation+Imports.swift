import Base
import KeyFile

/// The keys that run or read something.
extension UdevEvaluation {
    /// Whether an import or a program succeeds, which is seldom known, and what it may have set.
    mutating func imports(_ token: UdevToken, unless doubt: UdevValue.Unknown?) -> UdevAnswer {
        switch token.key {
        case .program: return runsProgram(token, unless: doubt)
        case .importBuiltin: return runsBuiltin(token, unless: doubt)
        case .importParent where device.isVirtual: return UdevAnswer(token.comparison == .unequal)
        case .importDatabase, .importCommandLine:
            let source = token.key == .importDatabase ? "IMPORT{db}" : "IMPORT{cmdline}"
            let why = unknown("\(source) reads unknown values")
            state.set(token.value, UdevValue(anything: why), unless: nil)
            return .unknown(why)
        case .importParent:
            let why = unknown("IMPORT{parent} reads \(token.value)")
            state.readAnything(RawText(token.value.bytes.prefix { !"*?[\\$%".utf8.contains($0) }), why)
            return .unknown(why)
        default:
            let word = token.key == .importProgram ? "IMPORT{program} runs" : "IMPORT reads"
            let why = unknown("\(word) \(token.value)")
            state.readAnything("", why)
            return .unknown(why)
        }
    }

    /// NetworkManager's own `84-nm-drivers.rules` asks ethtool for the driver's name, whatever udev knows of it.
    private mutating func runsProgram(_ token: UdevToken, unless doubt: UdevValue.Unknown?) -> UdevAnswer {
        let why = unknown("PROGRAM runs \(token.value)")
        let command = token.value.description
        let asksDriver =
            command.contains("ethtool -i $$1") || command.contains("ethtool -i $1")
        // Where the command fails there is no result.
        let output = asksDriver ? device.driver.or(.unset, why) : UdevValue(anything: why)
        state.result = doubt.map { state.result.or(output, $0) } ?? output
        return .unknown(why)
    }

    private mutating func runsBuiltin(_ token: UdevToken, unless doubt: UdevValue.Unknown?) -> UdevAnswer {
        guard let builtin = UdevBuiltin(token.value, dialect) else { return UdevAnswer(token.comparison == .unequal) }
        let why = unknown("IMPORT{builtin} runs \(builtin.rawValue)")
        for prefix in builtin.prefixes { state.readProperties(prefix, why) }
        if builtin == .hwdb {
            if let own = machine.hardwareDatabase { state.readAnything("", own) } else { state.readDatabase(why) }
        }
        if builtin == .netSetupLink, dialect.linksSetProperties, let own = machine.linkProperties {
            state.readAnything("", own)
        }
        if builtin.setsDriver(dialect) {
            // Where the driver has no name, what was there before stays.
            let value = state.property("ID_NET_DRIVER").replaced(by: device.driver)
            state.set("ID_NET_DRIVER", value, unless: doubt)
        }
        return .unknown(why)
    }
}
