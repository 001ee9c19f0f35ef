import Foundation
import NetworkManagerConfiguration
import SystemPackage

/// Reads the files of this very machine; in the sandbox, those of the daemon under test.
struct DirectoryReader: ConfigurationReader {
    func entries(of directory: FilePath) -> DirectoryListing {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.string)
            return .names(names.compactMap { FilePath.Component($0) })
        } catch {
            return FileManager.default.fileExists(atPath: directory.string) ? .unreadable(.notDirectory) : .missing
        }
    }

    func contents(of path: FilePath) -> FileContents {
        var status = stat()
        guard stat(path.string, &status) == 0 else { return .missing }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return .notRegular(status.st_mode & S_IFMT == S_IFDIR ? "directory" : "special file")
        }
        guard let data = FileManager.default.contents(atPath: path.string) else { return .unreadable(.ioError) }
        return .regular([UInt8](data))
    }
}
