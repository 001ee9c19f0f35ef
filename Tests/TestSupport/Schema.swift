import Foundation

/// The JSON schemas that ship with the program, and a validator that knows nothing of it.
public enum Schema {
    private static let validator = """
        import json, sys, jsonschema
        text = sys.stdin.read()
        document, schema = json.loads(text), json.load(open(sys.argv[1]))
        validator = jsonschema.validators.validator_for(schema)
        validator.check_schema(schema)
        for error in validator(schema, format_checker=jsonschema.FormatChecker()).iter_errors(document):
            print("/".join(str(part) for part in error.absolute_path) + ": " + error.message)
        if not text.endswith("\\n"):
            print("the document does not end in a newline")
        if list(document)[:1] != ["schemaVersion"]:
            print("the document does not start with schemaVersion")
        """

    /// What a schema has against a document; empty where the document is as it should be.
    /// - Parameter name: `check`, `change`, `explain`, `config` or `list`.
    public static func objections(to document: String, _ name: String) throws -> String {
        let schema = Repository.path("Sources/Reporting/Schemas/\(name).schema.json")
        let run = try Python.run(validator, [schema], input: document)
        return run.status == 0 ? run.output : "no verdict: \(run.output)\(run.errors)"
    }

    /// A document's members, for what a schema cannot say.
    public static func object(_ document: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any] ?? [:]
    }
}
