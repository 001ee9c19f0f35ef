import Foundation
import TestSupport
import Testing

/// The two schemas of JUnit reports that are in use, that of Ant's tasks and that of Jenkins' xunit plugin, which
/// pytest follows too: what both ask for is written down here in a table, and judged by a reader that is not ours.
@Suite(.waits) struct `A JUnit report` {
    /// For each element its attributes, a pattern for each and whether it must be there, and the order of its children.
    /// Ant's schema asks for more in most places; `group`, times and lengths are Jenkins'.
    private static let rules = #"""
        import re, sys, xml.etree.ElementTree as tree
        number, text, token, time = r"\d+", r"[\s\S]*", r"\S(.*\S)?", r"\d{0,3}(\.\d{0,3})?"
        message = {"message": (text, False), "type": (text, True)}
        rules = {
            "testsuites": ({}, "(testsuite,)*"),
            "testsuite": ({
                "id": (number, True), "package": (token, True), "name": (token, True), "hostname": (token, True),
                "timestamp": (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", True), "tests": (number, True),
                "failures": (number, True), "errors": (number, True), "skipped": (number, False), "time": (time, True),
            }, "properties,(testcase,)*system-out,system-err,"),
            "properties": ({}, "(property,)*"),
            "property": ({"name": (token, True), "value": (text, True)}, ""),
            "testcase": ({"name": (token, True), "classname": (token, True), "time": (time, True)},
                         "((skipped|error|failure),)?"),
            "skipped": ({"message": (text, False)}, ""), "error": (message, ""), "failure": (message, ""),
            "system-out": ({}, ""), "system-err": ({}, ""),
        }
        root = tree.fromstring(sys.stdin.read())
        if root.tag != "testsuites": print("the root is", root.tag)
        for element in root.iter():
            if element.tag not in rules:
                print("unknown:", element.tag)
                continue
            attributes, children = rules[element.tag]
            for name, value in element.attrib.items():
                if name not in attributes: print(element.tag, "has", name)
                elif not re.fullmatch(attributes[name][0], value): print(element.tag, name, repr(value))
            for name, (_, is_required) in attributes.items():
                if is_required and name not in element.attrib: print(element.tag, "lacks", name)
            found = "".join(child.tag + "," for child in element)
            if not re.fullmatch(children, found): print(element.tag, "contains", found)
        suite = root.find("testsuite")
        for name, tag in ("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"):
            if int(suite.get(name)) != len(list(suite.iter(tag))): print("counts", name, suite.get(name))
        """#

    @Test(arguments: ["", "[keyfile]\nunmanaged-devices=none\n", "x\u{1}\u{1B}[2J ]]> & \"'<\n", "[a\n"])
    func `is valid by both schemas, whatever is in the files`(text: String) throws {
        let image = try Image()
        try image.folder.write(text, to: Image.dropIns + "/x <&>\".conf")
        for options in [[], ["--only", "nm.*"], ["--skip", "kernel.*"], ["--pattern", "a\"<&>*"]] {
            let run = try Tool.run(["check", "-o", "junit", "--root", image.folder.path] + options)
            let judged = try Python.run(Self.rules, input: run.output)
            #expect(judged.status == 0 && judged.output == "", "\(options): \(judged.output)\(judged.errors)")
        }
    }
}
