import CLinux

/// What this process was started with.
enum Arguments {
    /// The words without the program's name, each as ``EscapedText``.
    ///
    /// From the C library: Swift's own list comes from `/proc` and is empty where that is not mounted.
    static var ofProcess: [String] {
        var words: [String] = []
        while let word = nmfence_argument(Int32(words.count + 1)) { words.append(EscapedText.text(word)) }
        return words
    }
}
