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

    /// The path from this machine's root on, whatever `--root` is: one that is relative begins in the folder that this
    /// process is in, which the kernel knows also where its own path has changed.
    var onThisMachine: FilePath { FilePath("/proc/self/cwd").pushing(self) }
}
