public import KeyFile
public import SystemPackage

extension FilePath {
    /// A path of any bytes.
    init(_ text: RawText) {
        self = (text.bytes + [0]).withUnsafeBytes { buffer in
            buffer.baseAddress.map { FilePath(platformString: $0.assumingMemoryBound(to: CInterop.PlatformChar.self)) }
                ?? FilePath()
        }
    }
}

extension RawText {
    /// A path component's bytes.
    public init(_ component: FilePath.Component) {
        self = component.withPlatformString { RawText(UnsafeRawBufferPointer(start: $0, count: Self.length(of: $0))) }
    }

    private static func length(of string: UnsafePointer<CInterop.PlatformChar>) -> Int {
        var length = 0
        while string[length] != 0 { length += 1 }
        return length
    }
}
