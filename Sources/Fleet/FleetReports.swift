/// The reports of many nodes, as they come in: of each node the newest one.
public struct FleetReports {
    /// What could not be used, and where it came from.
    public struct Problem: Hashable, Sendable {
        /// The file, or `standard input`.
        public let source: String
        /// What is wrong, as a sentence without a full stop.
        public let text: String

        /// A problem with an input.
        public init(source: String, text: String) {
            (self.source, self.text) = (source, text)
        }
    }

    var texts = TextPool()
    private(set) var reports: [NodeReport] = []
    /// How many reports each host sent.
    private(set) var counts: [TextPool.Index: Int] = [:]
    private var positions: [TextPool.Index: Int] = [:]
    /// What could not be used.
    public private(set) var problems: [Problem] = []

    /// None yet.
    public init() {}

    /// Notes an input that cannot be read.
    public mutating func note(_ problem: Problem) { problems.append(problem) }

    /// Reads every document of an input.
    /// - Parameters:
    ///   - source: its name, for what is wrong with it.
    ///   - read: fills a buffer, and gives 0 at the end.
    public mutating func add(
        _ source: String, _ read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
    ) {
        var reader = DocumentReader(read)
        var broken: [DocumentReader.Problem: (first: Int, count: Int)] = [:]
        var isEmpty = true
        do {
            while let next = try reader.next(&texts) {
                isEmpty = false
                switch next {
                case .success(let report): add(report, source, reader.number)
                case .failure(let problem): broken[problem, default: (reader.number, 0)].count += 1
                }
            }
        } catch { note(Problem(source: source, text: "cannot be read: \(error)")) }
        if isEmpty { note(Problem(source: source, text: "is empty: it has no report")) }
        for (problem, place) in broken.sorted(by: { $0.value.first < $1.value.first }) {
            let others = place.count > 1 ? ", and \(place.count - 1) more like it" : ""
            note(Problem(source: source, text: "document \(place.first) \(problem.words)\(others)"))
        }
    }

    private mutating func add(_ report: NodeReport, _ source: String, _ number: Int) {
        guard report.isOfCheck, report.verdict != nil, let host = texts.text(report.host), !host.isEmpty else {
            let text =
                "document \(number) is no report of 'nmfence check -o json': it lacks its host, command or status"
            note(Problem(source: source, text: text))
            return
        }
        counts[report.host, default: 0] += 1
        guard let position = positions[report.host] else {
            positions[report.host] = reports.count
            reports.append(report)
            return
        }
        // Times are in UTC and in one form, so that they sort as text does; of two equal ones the later to come counts.
        if !texts.isLess(report.time, reports[position].time) { reports[position] = report }
    }
}

extension DocumentReader.Problem {
    fileprivate var words: String {
        switch self {
        case .cutOff: "is cut off"
        case .tooLarge: "is larger than \(DocumentReader.limit >> 20) MiB"
        case .notJSON: "is not JSON"
        }
    }
}
