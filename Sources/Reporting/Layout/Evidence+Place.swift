import Base

extension Evidence {
    /// `path:line` in one line, whatever characters the name of the file has.
    var place: String { (path + (line.map { ":\($0)" } ?? "")).printable }
}
