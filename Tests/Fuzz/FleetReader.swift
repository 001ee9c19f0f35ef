#if DEBUG || FUZZING
    @testable import Fleet

    /// Reports of nodes, one behind the other: read in one piece and in pieces of a few bytes they are the same.
    func fuzzReports(_ bytes: [UInt8]) {
        let whole = reports(bytes, pieces: bytes.count + 1)
        let pieces = reports(bytes, pieces: 1 + bytes.count % 7)
        claim(whole.counts.count == whole.reports.count, "a node is counted that has no report")
        claim(whole.reports.count <= bytes.count / 2, "reports made of nothing")
        claim(
            whole.problems == pieces.problems && whole.reports.count == pieces.reports.count,
            "other reports in pieces: \(whole.problems) \(pieces.problems)")
        for (one, other) in zip(whole.reports, pieces.reports) {
            claim(whole.texts.text(one.host) == pieces.texts.text(other.host), "another host in pieces")
            claim(one.rows.count == other.rows.count, "other rows in pieces")
            claim(one.rows.count <= bytes.count / 8, "rows made of nothing")
        }
    }

    private func reports(_ bytes: [UInt8], pieces: Int) -> FleetReports {
        var reports = FleetReports()
        var position = 0
        reports.add("x") { buffer in
            let count = min(pieces, buffer.count, bytes.count - position)
            buffer.copyBytes(from: bytes[position..<(position + count)])
            position += count
            return count
        }
        return reports
    }
#endif
