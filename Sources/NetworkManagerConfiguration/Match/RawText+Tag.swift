import KeyFile

extension RawText {
    /// Takes a tag (in small letters) off the front; its letter case there does not matter (ASCII).
    mutating func removeTag(_ tag: StaticString) -> Bool {
        guard hasPrefix(ignoringCaseOf: tag) else { return false }
        self = dropFirst(tag.utf8CodeUnitCount)
        return true
    }
}
