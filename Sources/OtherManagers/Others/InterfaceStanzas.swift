public import Base
import KeyFile
public import NetworkManagerConfiguration
import Node

/// The lines of ifupdown by which interfaces are configured when the machine starts or when they appear: `auto` and
/// `allow-*` of interfaces(5).
public struct InterfaceStanzas {
    /// One of their words.
    public struct Entry: Hashable, Sendable {
        /// A name, or a glob for names.
        public let name: String
        /// Whether it is a glob.
        public let isGlob: Bool
        /// The line.
        public let evidence: Evidence

        /// Whether it is for an interface.
        public func covers(_ interface: String) -> Bool { isGlob ? fits(interface, glob: name) : name == interface }
    }

    /// The words, in the order in which they are read.
    public let entries: [Entry]
    /// Why there may be more; nil where all files were read.
    public let uncertainty: Uncertainty?

    /// Reads the file and those that it includes.
    public init(in reader: any ConfigurationReader) {
        let file = InterfacesLines(in: reader, as: .ifupdown)
        uncertainty = file.uncertainty
        entries = file.lines.filter { $0.words[0] == "auto" || $0.words[0].hasPrefix("allow-") }.flatMap { line in
            let words = line.words.map(\.description)
            let evidence = Evidence(line.origin.path, line: line.origin.line, words.joined(separator: " "))
            return words.dropFirst().map { Entry($0, evidence) }
        }
    }
}

extension InterfaceStanzas.Entry {
    /// A slash in front starts a glob, which another slash ends: `/eth*/=uplink`.
    fileprivate init(_ word: String, _ evidence: Evidence) {
        isGlob = word.hasPrefix("/")
        let parts = word.split(separator: isGlob ? "/" : "=", omittingEmptySubsequences: true)
        name = parts.first.map(String.init) ?? ""
        self.evidence = evidence
    }
}
