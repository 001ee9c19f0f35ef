public import KeyFile
public import SystemPackage

/// Something in the configuration that NetworkManager refuses, or that does not do what its author meant.
public struct Problem: Hashable, Sendable {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable {
        /// NetworkManager would not start with this, and a reload would silently keep the old configuration.
        case fatal
        /// NetworkManager goes on, but the line has no effect or another one than it seems to have.
        case warning
    }

    /// What it is, for programs.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A line that GLib cannot parse, or a key before any group.
        case syntax
        /// A UTF-8 byte order mark at the start of the file.
        case byteOrderMark
        /// A directory, a device node or the like under a name that ends in `.conf`.
        case notRegular
        /// A symbolic link that leads nowhere, or a file that `--config` names and that is not there.
        case missingFile
        /// A file that NetworkManager itself cannot read.
        case unreadable
        /// `main.configure-and-quit` with a value that stops the daemon (before 1.36).
        case configureAndQuit
        /// A file that cannot be read from here; what NetworkManager makes of it is unknown.
        case unknown
        /// A value in quotation marks, which belong to the value.
        case quotes
        /// `# …` behind a value, which belongs to the value.
        case inlineComment
        /// A line that begins with `;`, which is no comment but a key.
        case semicolonComment
        /// White space before `+=` or `-=`, which makes another key of it.
        case spaceBeforeOperator
        /// `key+=` or `key-=` for a key that cannot be extended.
        case unsupportedOperator
        /// The same key twice in a file: only the last line counts.
        case duplicateKey
        /// A group that NetworkManager does not know.
        case unknownGroup
        /// A key that NetworkManager does not know.
        case unknownKey
        /// A group or key that would be known in another letter case.
        case wrongCase
        /// A plain assignment that discards what earlier files said.
        case discardsEarlier
        /// A file that hides one of the same name with a list of unmanaged devices.
        case hidesList
        /// A positive token that turns a list of exceptions into its opposite.
        case turnsExceptions
        /// A glob without `interface-name:`, which is a literal name.
        case bareGlob
        /// `except:NAME` without a tag, which excludes nothing.
        case bareExcept
        /// `type:` with a value that no device has.
        case deviceType
        /// `mac:` with an address that no real device has, or that is malformed.
        case hardwareAddress
        /// A space behind the colon of a tag, which belongs to the value.
        case spaceAfterTag
        /// A tag that NetworkManager does not know.
        case unknownTag
        /// A tag without a value.
        case emptyTag
        /// White space inside a token, of which NetworkManager cuts off the end.
        case interiorSpace
        /// Brackets, or signs of regular expressions, in a name: they are literal.
        case brackets
        /// A token that a letter separates from one that would hold.
        case spelling
        /// A value that is not a boolean where one is needed.
        case boolean
        /// A value that is none of the words that its key can be.
        case unknownValue
        /// A file with `[.config] enable=` that can never be enabled.
        case enableCondition
        /// Text that is not UTF-8.
        case encoding
        /// A name that NetworkManager ignores although it looks like a drop-in.
        case ignoredName
    }

    /// How bad it is.
    public let severity: Severity
    /// What it is, for programs.
    public let kind: Kind
    /// The file.
    public let path: FilePath
    /// The line, counted from 1; nil where the file as a whole is meant.
    public let line: Int?
    /// What is wrong and what to do, in a sentence or two.
    public let message: String

    /// What to write in the place of the line, where one line is all that there is to change.
    public let correction: RawText?
    /// The tokens that this line, or one that it undoes, was meant to have in the list of unmanaged devices, and that
    /// have no effect because of the problem. Exceptions among positive tokens are meant as exceptions.
    public var meant: [RawText] = []

    /// Takes all of it.
    public init(
        _ severity: Severity, _ kind: Kind, path: FilePath, line: Int?, _ message: String, correction: RawText? = nil,
        meant: [RawText] = []
    ) {
        self.severity = severity
        self.kind = kind
        self.path = path
        self.line = line
        self.message = message
        self.correction = correction
        self.meant = meant
    }

    /// The file, with the line where one is meant.
    public var place: String { Origin(path: path, line: line).description }
}
