/// Reads one document of `check -o json`, of any version of its schema: what it does not know it passes over.
struct ReportParser {
    private var scanner: JSONScanner

    /// - Parameter start: where the document begins.
    init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        scanner = JSONScanner(bytes, from: start)
    }

    /// Where the document ends, once it was read.
    var end: Int { scanner.position }

    /// Reads it; whether it is a report at all is seen from what it has.
    mutating func report(_ texts: inout TextPool) throws(JSONScanner.Failure) -> NodeReport {
        var report = NodeReport()
        var isFirst = true
        try scanner.expect("{")
        while let name = try scanner.member(&isFirst) {
            if scanner.holds(name, "checks") {
                try rows(of: &report, &texts)
            } else if scanner.holds(name, "host") {
                report.host = try text(&texts)
            } else if scanner.holds(name, "time") {
                report.time = try text(&texts)
            } else if scanner.holds(name, "profile") {
                report.profile = try text(&texts)
            } else if scanner.holds(name, "status") {
                report.verdict = try word(FleetVerdict.self)
            } else if scanner.holds(name, "command") {
                let command = try scanner.text()
                report.isOfCheck = command.map { scanner.holds($0, "check") } ?? false
            } else if scanner.holds(name, "tool") {
                report.version = try member("version", &texts)
            } else if scanner.holds(name, "verification") {
                report.verification = try member("by", &texts)
            } else {
                try scanner.skip()
            }
        }
        return report
    }

    private mutating func rows(of report: inout NodeReport, _ texts: inout TextPool) throws(JSONScanner.Failure) {
        guard try scanner.peek() == UInt8(ascii: "[") else { return try scanner.skip() }
        try scanner.expect("[")
        var isFirst = true
        while try scanner.element(&isFirst) {
            guard try scanner.peek() == UInt8(ascii: "{") else {
                try scanner.skip()
                continue
            }
            if let row = try row(&texts) { report.rows.append(row) }
        }
    }

    /// One check; nil where it has no id or a status that nobody knows.
    private mutating func row(_ texts: inout TextPool) throws(JSONScanner.Failure) -> NodeReport.Row? {
        var row = NodeReport.Row()
        var (id, found, remedy): (Range<Int>?, Range<Int>?, Range<Int>?)
        var status: FleetStatus?
        var isFirst = true
        try scanner.expect("{")
        while let name = try scanner.member(&isFirst) {
            if scanner.holds(name, "id") {
                id = try scanner.text()
            } else if scanner.holds(name, "title") {
                row.title = try text(&texts)
            } else if scanner.holds(name, "status") {
                status = try word(FleetStatus.self)
            } else if scanner.holds(name, "severity") {
                row.isRequired = try scanner.text().map { scanner.holds($0, "required") } ?? false
            } else if scanner.holds(name, "found") {
                found = try scanner.text()
            } else if scanner.holds(name, "remedy") {
                remedy = try scanner.text()
            } else if scanner.holds(name, "cause") {
                row.cause = try text(&texts)
            } else {
                try scanner.skip()
            }
        }
        guard let id, let status else { return nil }
        row.id = texts.index(of: scanner.slice(id))
        row.status = status
        // What passes is kept in a few bytes, but for what nodes are compared by.
        if status.isFinding || status == .waived || Self.isFact(scanner.slice(id)) {
            if let found { row.found = texts.index(of: scanner.slice(found)) }
            if let remedy { row.remedy = texts.index(of: scanner.slice(remedy)) }
        }
        return row
    }

    /// Whether what is found tells what kind of node it is.
    private static func isFact(_ id: UnsafeRawBufferPointer) -> Bool {
        id.starts(with: "node.".utf8) || id.starts(with: "openshift.".utf8)
    }

    private mutating func text(_ texts: inout TextPool) throws(JSONScanner.Failure) -> TextPool.Index {
        guard let range = try scanner.text() else { return .none }
        return texts.index(of: scanner.slice(range))
    }

    /// A text inside an object.
    private mutating func member(
        _ wanted: StaticString, _ texts: inout TextPool
    ) throws(JSONScanner.Failure) -> TextPool.Index {
        guard try scanner.peek() == UInt8(ascii: "{") else {
            try scanner.skip()
            return .none
        }
        try scanner.expect("{")
        var index = TextPool.Index.none
        var isFirst = true
        while let name = try scanner.member(&isFirst) {
            if scanner.holds(name, wanted) { index = try text(&texts) } else { try scanner.skip() }
        }
        return index
    }

    private mutating func word<Word>(_: Word.Type) throws(JSONScanner.Failure) -> Word?
    where Word: RawRepresentable<String> {
        guard let range = try scanner.text() else { return nil }
        return Word(rawValue: String(decoding: scanner.slice(range), as: UTF8.self))
    }
}
