extension String {
    /// The text as a shell takes it for one word: a remedy is there to be copied, and names and rules are not ours.
    public var shellWord: String {
        let isPlain = utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2B, 0x2D, 0x2E, 0x2F, 0x3A, 0x5F].contains(byte)
        }
        return isPlain
            ? self
            : "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
