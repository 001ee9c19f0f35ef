public import NetworkManagerConfiguration
public import Node
public import SystemPackage

/// NetworkManager's configuration is read from the machine that the checks look at.
extension RootDirectory: ConfigurationReader {
    /// The largest file that is read, in bytes. NetworkManager has no limit; real files have a few hundred bytes.
    public static let configurationLimit = 1 << 20

    /// The names in a directory.
    public func entries(of directory: FilePath) -> DirectoryListing {
        do throws(FileError) {
            return .names(try entries(of: directory) as [FilePath.Component])
        } catch {
            return error.isMissing ? .missing : .unreadable(error.errno ?? .ioError)
        }
    }

    /// What a path holds, links followed inside the root.
    public func contents(of path: FilePath) -> FileContents {
        do throws(FileError) {
            return .regular(try read(path, limit: Self.configurationLimit))
        } catch {
            switch error.code {
            case .notRegular(let kind): return .notRegular(kind.rawValue)
            case .tooLarge: return .tooLarge
            case .tooManyLinks: return .missing
            case .system: return error.isMissing ? .missing : .unreadable(error.errno ?? .ioError)
            }
        }
    }
}
