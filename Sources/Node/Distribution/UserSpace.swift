public import Base
import SystemPackage

/// For which processor the programs of a root are made, from the ELF header of one that every system has.
///
/// A 32-bit user space runs on a 64-bit kernel, and Calico's programs would not run in it; an image has no kernel to
/// ask.
public struct UserSpace: Hashable, Sendable {
    /// The processor in the words of uname(2); nil where no program could be read.
    public let machine: String?
    /// The program that was looked at.
    public let evidence: Evidence?
    /// Why no program could be read; nil where one could, or none is there.
    public let problem: FileError?

    private static let programs: [FilePath] = [
        "/usr/lib/systemd/systemd", "/lib/systemd/systemd", "/sbin/init", "/usr/bin/sh", "/bin/sh", "/usr/bin/env",
    ]

    /// Reads the first program that is there and can be read: those of a root are all made for one processor.
    public init(in root: RootDirectory) {
        var problem: FileError?
        for path in Self.programs {
            do throws(FileError) {
                // The names are in the first page; a program may be large and is not read whole.
                guard let machine = Self.machine(try root.readStart(path, count: 20)) else { continue }
                self.machine = machine
                evidence = Evidence(path, "program for \(machine)")
                self.problem = nil
                return
            } catch {
                if !error.isMissing { problem = problem ?? error }
            }
        }
        machine = nil
        evidence = nil
        self.problem = problem
    }

    /// The class, byte order and machine of an ELF header: elf(5).
    static func machine(_ header: [UInt8]) -> String? {
        guard header.count >= 20, header.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { return nil }
        let is64Bit = header[4] == 2
        let isLittleEndian = header[5] == 1
        let number = isLittleEndian ? Int(header[18]) | Int(header[19]) << 8 : Int(header[18]) << 8 | Int(header[19])
        return switch (number, is64Bit, isLittleEndian) {
        case (62, true, _): "x86_64"
        case (62, false, _): "x86_64 with 32-bit addresses (x32)"
        case (3, _, _): "i686"
        case (183, _, true): "aarch64"
        case (183, _, false): "aarch64_be"
        case (40, _, _): "arm"
        case (21, _, true): "ppc64le"
        case (21, _, false): "ppc64"
        case (22, true, _): "s390x"
        case (22, false, _): "s390"
        case (243, true, _): "riscv64"
        case (258, true, _): "loongarch64"
        default: "machine \(number) of elf(5)"
        }
    }
}

extension RootDirectory {
    /// The first bytes of a regular file, fewer where it is shorter.
    func readStart(_ path: FilePath, count: Int) throws(FileError) -> [UInt8] {
        let status = try status(of: path)
        guard status.kind == .regular else { throw FileError(code: .notRegular(status.kind), "read", path) }
        let file = try open(path, FileDescriptor.OpenOptions.nonBlocking.rawValue)
        defer { file.release() }
        do {
            return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        } catch {
            throw FileError("read", path, error as? Errno ?? .ioError)
        }
    }
}
