import KeyFile

/// The assignments of a shell fragment, as far as a profile uses them.
struct ShellVariables {
    private var values: [RawText: (value: RawText, line: Int)] = [:]

    init(_ bytes: [UInt8]) {
        for (index, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            let text = RawText(line).trimmed
            guard text.bytes.first != UInt8(ascii: "#"), let equals = text.bytes.firstIndex(of: UInt8(ascii: "="))
            else { continue }
            values[RawText(text.bytes[..<equals])] = (Self.unquoted(text.dropFirst(equals + 1)), index + 1)
        }
    }

    private static func unquoted(_ value: RawText) -> RawText {
        guard let quote = value.bytes.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return RawText(value.bytes.prefix { !$0.isASCIISpace && $0 != UInt8(ascii: ";") })
        }
        return RawText(value.bytes.dropFirst().prefix { $0 != quote })
    }

    func line(of key: RawText) -> Int? { values[key]?.line }

    func boolean(_ key: RawText) -> Bool? {
        switch values[key]?.value.asciiLowercased {
        case "yes", "true", "t", "y", "1": true
        case "no", "false", "f", "n", "0": false
        default: nil
        }
    }

    /// The token that stands for the profile's device: by address, by channels, or by name.
    var token: RawText? {
        if let address = values["HWADDR"]?.value { return "mac:" + address.asciiLowercased }
        if let channels = values["SUBCHANNELS"]?.value { return "s390-subchannels:" + channels }
        return values["DEVICE"].map { "interface-name:=" + $0.value }
    }
}
