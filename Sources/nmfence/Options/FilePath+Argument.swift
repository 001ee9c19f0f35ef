import SystemPackage

extension FilePath {
    /// The path that a word of the command line names, byte for byte.
    init(argument text: String) throws(InvalidValue) {
        guard !text.isEmpty else { throw InvalidValue("the path is empty") }
        let bytes = EscapedText.bytes(text).map { CInterop.PlatformChar(bitPattern: $0) } + [0]
        self =
            bytes.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { FilePath(platformString: $0) } }
            ?? FilePath()
    }
}
