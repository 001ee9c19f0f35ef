/// Which files of a module use which others, by the names that they declare.
///
/// Text is read and no types are known: a name counts where only one file of the module declares it, a member besides
/// only where no other module has one of its name. What the compiler alone can tell, such as which of several
/// initializers is meant, makes no arrow.
struct FileGraph {
    /// A file's use of another.
    struct Arrow: CustomStringConvertible {
        let from: String
        let to: String
        /// The first name that makes it.
        let name: String

        var description: String { "\(from) -> \(to) (\(name))" }
    }

    /// Members that the standard library's types have as well.
    private static let standard: Set = [
        "append", "contains", "count", "description", "filter", "first", "flatMap", "index", "insert", "isEmpty",
        "last",
        "map", "remove", "rawValue", "reduce", "reversed", "sorted", "split", "union",
    ]

    /// By the file that uses others, and by the file that it uses.
    private var arrows: [String: [String: Arrow]] = [:]

    /// - Parameters:
    ///   - files: the text of each, by its path in the module.
    ///   - foreign: members of other modules.
    init(_ files: [String: DeclaredNames], foreign: Set<String> = []) {
        let types = Self.declarers(files) { $0.types }
        let members = Self.declarers(files) { Set($0.members.map(\.name)) }
            .filter { !foreign.contains($0.key) && !Self.standard.contains($0.key) }
        let owners = Dictionary(
            files.values.flatMap(\.members).map { ($0.name, $0.owner) }, uniquingKeysWith: { first, _ in first })
        for (path, file) in files {
            // A type that stands in no other.
            add(path, file.uses.subtracting(file.nestedTypes).subtracting(file.locals), types)
            // Of a value or a type.
            add(path, file.memberUses.subtracting(file.members.map(\.name)), members)
            // In an extension of the type it stands alone; so does a function at the top of a file.
            let own = file.uses.subtracting(file.locals).filter { name in
                guard let owner = owners[name] else { return false }
                return owner.map(file.owners.contains) ?? true
            }
            add(path, own, members)
        }
    }

    /// The only file that declares each name.
    private static func declarers(
        _ files: [String: DeclaredNames], _ names: (DeclaredNames) -> Set<String>
    ) -> [String: String] {
        var all: [String: [String]] = [:]
        for (path, file) in files { for name in names(file) { all[name, default: []].append(path) } }
        return all.compactMapValues { $0.count == 1 ? $0[0] : nil }
    }

    private mutating func add(_ path: String, _ names: some Collection<String>, _ declarers: [String: String]) {
        for name in names.sorted() {
            guard let target = declarers[name], target != path, arrows[path]?[target] == nil else { continue }
            arrows[path, default: [:]][target] = Arrow(from: path, to: target, name: name)
        }
    }

    /// The shortest way from one file to another, nil where there is none.
    private func way(from start: String, to end: String) -> [Arrow]? {
        var reached: [String: Arrow] = [:]
        var next = [start]
        while !next.isEmpty, reached[end] == nil {
            let from = next
            next = []
            for arrow in from.flatMap({ (arrows[$0] ?? [:]).values.sorted { $0.to < $1.to } })
            where reached[arrow.to] == nil {
                reached[arrow.to] = arrow
                next.append(arrow.to)
            }
        }
        var way: [Arrow] = []
        var place = end
        while let arrow = reached[place], way.isEmpty || place != start {
            way.insert(arrow, at: 0)
            place = arrow.from
        }
        return way.isEmpty ? nil : way
    }

    /// For each file that is in a circle with a file of another folder, the shortest such circle.
    var circlesThroughFolders: [[Arrow]] {
        var told: Set<String> = []
        var circles: [[Arrow]] = []
        for arrow in arrows.values.flatMap(\.values).sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) })
        where Self.folder(arrow.from) != Self.folder(arrow.to) && !told.contains(arrow.from) {
            guard let back = way(from: arrow.to, to: arrow.from) else { continue }
            let circle = [arrow] + back
            if circle.allSatisfy({ !told.contains($0.from) }) { circles.append(circle) }
            told.formUnion(circle.map(\.from))
        }
        return circles
    }

    /// The folder of a file; that of the module's own files is empty.
    private static func folder(_ path: String) -> Substring {
        path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    }
}
