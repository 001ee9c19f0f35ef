public import KeyFile
public import NetworkManagerConfiguration
public import SystemPackage

/// The drop-in that `fix` writes: the template with its list, and the mark by which it is known again.
public struct DropIn {
    /// The directory that it belongs in.
    public static let directory: FilePath = "/etc/NetworkManager/conf.d"
    /// Its name where nothing stands against it: it sorts behind what others usually choose.
    public static let name = "zz-nmfence.conf"
    /// What is put behind the name of a file that was adopted; NetworkManager does not read it.
    static let savedSuffix = ".nmfence-saved"

    private static let mark = "# Managed by nmfence; undo with \"nmfence revert\"."
    /// What ``mark`` was before: such a file stays as it is until its list has to change.
    private static let formerMark = "# Written by 'nmfence fix'; 'nmfence revert' takes it back."

    /// Every interface name that any Calico release creates, as the list of the template.
    public static let calicoTokens: [String] = {
        let line = template.split(separator: "\n").last { $0.hasPrefix(addition) } ?? ""
        return line.dropFirst(addition.count).split(separator: ";").map(String.init)
    }()

    /// Tokens to take out of the list that other files make.
    public var removed: [RawText] = []
    /// Tokens to add to it.
    public var added: [RawText]
    /// A group of devices that NetworkManager leaves alone too, where the list cannot say it; nil for none.
    public var group: DeviceGroup?

    /// A `[device*]` group with `managed=0`.
    public struct DeviceGroup: Hashable, Sendable {
        /// Its name, see ``DropIn/groupName``.
        public let name: String
        /// Which devices it is for.
        public let tokens: [RawText]

        /// A group for these devices.
        public init(_ name: String, tokens: [RawText]) {
            self.name = name
            self.tokens = tokens
        }
    }

    /// A drop-in with these changes of the list.
    public init(removed: [RawText] = [], added: [RawText], group: DeviceGroup? = nil) {
        self.removed = removed
        self.added = added
        self.group = group
    }

    /// The whole file.
    public var contents: [UInt8] {
        let lines =
            [Self.mark] + Self.template.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return contents(inPlaceOf: Array(lines.joined(separator: "\n").utf8))
    }

    /// The whole file where `fix` wrote one before: whatever else stands in that one stays.
    public func contents(inPlaceOf before: [UInt8]) -> [UInt8] {
        var list: [RawText] = []
        // NetworkManager works through the keys in the order of the file: first what is in the way goes.
        if !removed.isEmpty { list.append("unmanaged-devices-=" + Self.spelled(removed)) }
        if !added.isEmpty { list.append(RawText(Self.addition) + Self.spelled(added)) }
        var lines: [RawText] = []
        if let group {
            lines = [
                RawText("[\(group.name)]"), DropInLines.groupRemark, "match-device=" + Self.spelled(group.tokens),
                "managed=0",
            ]
        }
        return DropInLines(before).replacing(list: list, group: lines)
    }

    private static func spelled(_ tokens: [RawText]) -> RawText {
        RawText(Array(tokens.map { TokenList.spelled($0).bytes }.joined(separator: Array(";".utf8))))
    }

    /// The name of the group, where no other file has one of this name: groups of one name are one.
    public static let groupName = DropInLines.groupName

    /// The names that the template's tokens and further patterns cover.
    public static func fence(with patterns: [InterfacePattern]) -> InterfaceFence {
        // The template's own, each of which is a pattern.
        let own = calicoTokens.compactMap { try? InterfacePattern(String($0.dropFirst("interface-name:".count))) }
        return InterfaceFence(own + patterns)
    }

    /// What `fix` adds to the list where nothing stands in the way: every name that Calico creates, and those that
    /// further patterns cover.
    public static func tokens(for patterns: [InterfacePattern]) -> [RawText] {
        let own = calicoTokens.map { RawText($0) }
        return own + patterns.map { "interface-name:" + $0.glob }.filter { !own.contains($0) }
    }

    /// Where the copy of a file is kept that was adopted.
    public static func savedPath(of path: FilePath) -> FilePath {
        path.removingLastComponent().appending((path.lastComponent?.string ?? "") + savedSuffix)
    }

    /// Whether `fix` wrote this file: one of another name is somebody's copy.
    public static func isOurs(_ name: FilePath.Component?, _ contents: [UInt8]) -> Bool {
        guard let name, name.string == Self.name || name.string.hasSuffix(endOfOtherNames) else { return false }
        return [mark, formerMark].contains { contents.starts(with: $0.utf8) }
    }

    /// The name that sorts right behind another file of the directory.
    public static func name(behind stem: String) -> String { stem + endOfOtherNames }

    private static let endOfOtherNames = "zz-" + name

    private static let addition = "unmanaged-devices+="

    private static var template: String {
        String(decoding: PackageResources.calico_conf, as: UTF8.self)
    }
}
