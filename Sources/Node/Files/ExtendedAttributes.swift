import Base
import CLinux
import Glibc
import SystemPackage

/// The extended attributes of an open file: xattr(7). A file system that has none is one where a file has none.
enum ExtendedAttributes {
    /// What the kernel measures of a file by itself: a value of another file would be wrong, and is refused.
    private static let measured: Set<String> = ["security.evm", "security.ima"]

    /// All of them, by name.
    static func all(of file: FileDescriptor) throws(Errno) -> [String: [UInt8]] {
        var attributes: [String: [UInt8]] = [:]
        for name in try names(of: file) where !measured.contains(name) {
            // One that is gone again was not there.
            attributes[name] = try value(of: name, file)
        }
        return attributes
    }

    /// Makes a file have these and no others.
    static func set(_ wanted: [String: [UInt8]], of file: FileDescriptor) throws(Errno) {
        let present = try all(of: file)
        for name in present.keys where wanted[name] == nil {
            do throws(Errno) { try systemCall { nmfence_fremovexattr(file.rawValue, name) } } catch {
                // What a security module puts on every file cannot be taken off, and is no property of this one.
                guard name.hasPrefix("security.") else { throw error }
            }
        }
        for (name, value) in wanted where present[name] != value { try set(name, value, of: file) }
    }

    static func set(_ name: String, _ value: [UInt8], of file: FileDescriptor) throws(Errno) {
        try systemCall { nmfence_fsetxattr(file.rawValue, name, value, value.count) }
    }

    private static func names(of file: FileDescriptor) throws(Errno) -> [String] {
        let list = try read { nmfence_flistxattr(file.rawValue, $0.baseAddress, $0.count) } ?? []
        return list.split(separator: 0).map { String(decoding: $0.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
    }

    private static func value(of name: String, _ file: FileDescriptor) throws(Errno) -> [UInt8]? {
        try read { nmfence_fgetxattr(file.rawValue, name, $0.baseAddress, $0.count) }?.map { UInt8(bitPattern: $0) }
    }

    /// Asks for the size, and for so much; again where it grew in between.
    /// - Returns: nil where there is nothing of that kind.
    private static func read(
        _ call: (UnsafeMutableBufferPointer<CChar>) -> Int
    ) throws(Errno) -> [CChar]? {
        while true {
            do throws(Errno) {
                let size = try systemCall { call(UnsafeMutableBufferPointer(start: nil, count: 0)) }
                guard size > 0 else { return [] }
                var buffer = [CChar](repeating: 0, count: size)
                let length = try systemCall { buffer.withUnsafeMutableBufferPointer { call($0) } }
                return Array(buffer.prefix(length))
            } catch {
                if error == .notSupported || error == Errno(rawValue: ENODATA) { return nil }
                guard error == .outOfRange else { throw error }
            }
        }
    }
}
