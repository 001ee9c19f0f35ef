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

    private static let mark = "# Written by 'nmfence fix'; 'nmfence revert' takes it back."

    /// Every interface name that any Calico release creates, as the list of the template.
    public static let calicoTokens: [String] = {
        let line = template.split(separator: "\n").last { $0.hasPrefix(addition) } ?? ""
        return line.dropFirst(addition.count).split(separator: ";").map(String.init)
    }()

    /// Tokens to take out of the list that other files make, spelled as they are there.
    public var removed: [String] = []
    /// Tokens to add to it.
    public var added: [String]

    /// A drop-in with these changes of the list.
    public init(removed: [String] = [], added: [String]) {
        self.removed = removed
        self.added = added
    }

    /// The whole file.
    public var contents: [UInt8] {
        let lines =
            [Self.mark] + Self.template.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return contents(inPlaceOf: Array(lines.joined(separator: "\n").utf8))
    }

    /// The whole file where `fix` wrote one before: whatever else stands in that one stays.
    public func contents(inPlaceOf before: [UInt8]) -> [UInt8] {
        var list: [String] = []
        // NetworkManager works through the keys in the order of the file: first what is in the way goes.
        if !removed.isEmpty { list.append("unmanaged-devices-=" + removed.joined(separator: ";")) }
        if !added.isEmpty { list.append(Self.addition + added.joined(separator: ";")) }
        return DropInLines(before).replacingList(with: list)
    }

    /// The names that the template's tokens and further patterns cover.
    public static func fence(with patterns: [InterfacePattern]) -> InterfaceFence {
        let own = calicoTokens.compactMap { try? InterfacePattern(String($0.dropFirst("interface-name:".count))) }
        return InterfaceFence(own + patterns)
    }

    /// Whether a token can be spelled in a list without an escape.
    public static func isToken(_ token: String) -> Bool {
        !token.isEmpty && token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !",;\\".utf8.contains($0) }
    }

    /// Where the copy of a file is kept that was adopted.
    public static func savedPath(of path: FilePath) -> FilePath {
        path.removingLastComponent().appending((path.lastComponent?.string ?? "") + savedSuffix)
    }

    /// Whether `fix` wrote this file: one of another name is somebody's copy.
    public static func isOurs(_ name: FilePath.Component?, _ contents: [UInt8]) -> Bool {
        guard let name, name.string == Self.name || name.string.hasSuffix(endOfOtherNames) else { return false }
        return contents.starts(with: mark.utf8)
    }

    /// The name that sorts right behind another file of the directory.
    public static func name(behind stem: String) -> String { stem + endOfOtherNames }

    private static let endOfOtherNames = "zz-" + name

    private static let addition = "unmanaged-devices+="

    private static var template: String {
        String(decoding: PackageResources.calico_conf, as: UTF8.self)
    }
}
