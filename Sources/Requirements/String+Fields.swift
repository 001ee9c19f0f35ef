extension StringProtocol where UTF8View.SubSequence == Substring.UTF8View {
    /// The parts between the separators, empty ones left out, at most `limit` of them.
    ///
    /// By bytes: the standard library's `split` looks for characters, and a profile is taken apart at every start.
    func fields(_ separator: Unicode.Scalar, limit: Int = .max) -> [Substring] {
        let byte = UInt8(ascii: separator)
        return utf8.split(maxSplits: limit - 1, whereSeparator: { $0 == byte }).map { Substring($0) }
    }
}
