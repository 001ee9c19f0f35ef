public import Fleet

extension FleetSummary {
    /// The report as one page that needs no other file: it can be mailed, printed, and read in the dark.
    ///
    /// Everything that came from a node is escaped. There is no script in it.
    public func html(_ run: RunDescription) -> String {
        var page = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>nmfence: \(nodes.count) nodes</title>
            <style>
            \(String(decoding: PackageResources.fleet_css, as: UTF8.self))</style>
            </head>
            <body>
            <header>
            <h1>nmfence fleet report</h1>
            <p class="faint">\(run.time.xml), nmfence \(run.version.xml) on \(run.host.xml)</p>
            </header>
            <main>

            """
        page += tiles + findingsPart + differencesPart
        page += list("Nodes that did not answer", missing) + list("Nodes that were not expected", unexpected)
        page += list("Reports that could not be used", problems.map { "\($0.source): \($0.text)" })
        return page + nodesPart + "</main>\n</body>\n</html>\n"
    }

    private var tiles: String {
        var tiles = [("all", "nodes", nodes.count)]
        tiles += FleetVerdict.allCases.map { ($0.rawValue, $0.rawValue, count($0)) }
        if !missing.isEmpty { tiles.append(("missing", "did not answer", missing.count)) }
        return "<ul class=\"tiles\">\n"
            + tiles.map { "<li class=\"\($0)\"><strong>\($2)</strong> \($1)</li>\n" }.joined() + "</ul>\n"
    }

    private var findingsPart: String {
        guard !findings.isEmpty else { return "<h2>Findings</h2>\n<p>None.</p>\n" }
        var text = "<h2>Findings</h2>\n"
        for finding in findings {
            text += "<section class=\"finding \(finding.status.rawValue)\">\n<h3>"
            text += "<span class=\"mark \(finding.status.rawValue)\">\(finding.status.rawValue)</span> "
            text += "\(finding.title.xml) <code>\(finding.id.xml)</code></h3>\n"
            text += "<p class=\"share\">\(finding.nodeCount) of \(nodes.count) nodes</p>\n"
            text += bar(finding.nodeCount, finding.status.rawValue)
            for cause in finding.causes.prefix(Self.shownCauses) { text += Self.part(cause) }
            let others = finding.causes.dropFirst(Self.shownCauses)
            if !others.isEmpty {
                text += "<details><summary>\(others.count) other causes</summary>\n"
                text += others.map { Self.part($0) }.joined() + "</details>\n"
            }
            if !finding.consequences.isEmpty {
                let ids = finding.consequences.map { "<code>\($0.xml)</code>" }.joined(separator: ", ")
                text += "<p class=\"faint\">For the same cause: \(ids)</p>\n"
            }
            text += "</section>\n"
        }
        return text
    }

    /// How many causes of a finding are shown before the others are folded.
    private static let shownCauses = 4

    private static func part(_ cause: Finding.Cause) -> String {
        var text = "<p class=\"found\">\(cause.found.xml)</p>\n"
        if let remedy = cause.remedy { text += "<pre>\(remedy.xml)</pre>\n" }
        return text + names(cause.nodes)
    }

    /// A few names as they are, many behind a line that opens.
    private static func names(_ names: [String]) -> String {
        let text = names.map(\.xml).joined(separator: ", ")
        guard names.count > 8 else { return "<p class=\"names\">\(text)</p>\n" }
        return "<details><summary>\(names.count) nodes</summary><p class=\"names\">\(text)</p></details>\n"
    }

    private func bar(_ count: Int, _ role: String) -> String {
        let share = nodes.isEmpty ? 0 : max(1, count * 100 / nodes.count)
        return "<div class=\"bar\"><div class=\"\(role)\" style=\"width:\(share)%\"></div></div>\n"
    }

    private var differencesPart: String {
        guard !differences.isEmpty else { return "" }
        var text = "<h2>Not the same on all nodes</h2>\n<table>\n"
        text += "<thead><tr><th>what</th><th>nodes</th><th>value</th><th>which</th></tr></thead>\n<tbody>\n"
        for difference in differences {
            for (number, value) in difference.values.enumerated() {
                text +=
                    number == 0
                    ? "<tr class=\"first\"><td><code>\(difference.subject.xml)</code></td>" : "<tr><td></td>"
                text += "<td class=\"number\">\(value.nodes.count)</td><td>\(value.text.xml)</td>"
                text += "<td>\(Self.names(value.nodes))</td></tr>\n"
            }
        }
        return text + "</tbody>\n</table>\n"
    }

    private func list(_ title: String, _ texts: [String]) -> String {
        guard !texts.isEmpty else { return "" }
        return "<h2>\(title)</h2>\n<ul>\n" + texts.map { "<li>\($0.xml)</li>\n" }.joined() + "</ul>\n"
    }

    private var nodesPart: String {
        var text = "<h2>Nodes</h2>\n<table>\n<thead><tr><th>node</th><th>verdict</th><th>profile</th>"
        text += "<th>verified</th><th>time</th><th>findings</th></tr></thead>\n<tbody>\n"
        for node in nodes {
            text += "<tr><td>\(node.name.xml)</td>"
            text += "<td><span class=\"mark \(node.verdict.rawValue)\">\(node.verdict.rawValue)</span></td>"
            text += "<td>\(node.profile.xml)</td><td>\(node.verification.xml)</td><td>\(node.time.xml)</td>"
            text += "<td>\(node.findings.map { "<code>\($0.xml)</code>" }.joined(separator: " "))</td></tr>\n"
        }
        return text + "</tbody>\n</table>\n"
    }
}
