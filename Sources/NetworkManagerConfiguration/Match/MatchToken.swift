public import KeyFile

/// One token of a device list, taken apart.
public struct MatchToken: Hashable, Sendable {
    /// What it asks of a device.
    public enum Condition: Hashable, Sendable {
        /// `*`: every device.
        case everything
        /// `interface-name:P`: the name, literally or as a glob.
        case name(RawText, isGlob: Bool)
        /// `mac:A`.
        case hardwareAddress(HardwareAddress?)
        /// `type:T`.
        case type(RawText)
        /// `driver:D`, or `driver:D/V` with a prefix of the driver and a glob for its version.
        case driver(RawText, version: RawText?)
        /// `s390-subchannels:…`, by the first channel; nil where it is malformed.
        case subchannels([UInt32]?)
        /// `dhcp-plugin:P`.
        case dhcpPlugin(RawText)
        /// No known tag: a hardware address or a literal name.
        case bare(RawText)
        /// No known tag behind `except:`, which never holds.
        case never
    }

    /// The token as written (unescaped), with its line.
    public let source: SourceToken
    /// Whether it begins with `except:`.
    public let isExcept: Bool
    /// What it asks.
    public let condition: Condition

    /// Takes a token apart, in the order in which NetworkManager looks for tags (`match_device_eval`).
    public init(_ source: SourceToken) {
        self.source = source
        var text = source.text
        isExcept = text.removeTag("except:")
        condition = Self.condition(text, isExcept: isExcept)
    }

    private static func condition(_ token: RawText, isExcept: Bool) -> Condition {
        if token.bytes == [UInt8(ascii: "*")] { return .everything }
        var text = token
        if text.removeTag("type:") { return .type(text) }
        if text.removeTag("mac:") { return .hardwareAddress(HardwareAddress(text)) }
        if text.removeTag("interface-name:") {
            switch text.bytes.first {
            case UInt8(ascii: "="): return .name(text.dropFirst(1), isGlob: false)
            case UInt8(ascii: "~"): return glob(text.dropFirst(1))
            default: return glob(text)
            }
        }
        if text.removeTag("driver:") {
            guard let slash = text.bytes.lastIndex(of: UInt8(ascii: "/")) else { return .driver(text, version: nil) }
            return .driver(RawText(text.bytes[..<slash]), version: text.dropFirst(slash + 1))
        }
        if text.removeTag("s390-subchannels:") { return .subchannels(Subchannels.parse(text)) }
        if text.removeTag("dhcp-plugin:") { return .dhcpPlugin(text) }
        return isExcept ? .never : .bare(text)
    }

    /// A pattern without wildcards fits only itself, so nothing is lost by calling it a literal.
    private static func glob(_ pattern: RawText) -> Condition {
        .name(pattern, isGlob: pattern.bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") })
    }

    /// Whether a token is an exception.
    static func isExcept(_ text: RawText) -> Bool { text.hasPrefix(ignoringCaseOf: "except:") }
}
