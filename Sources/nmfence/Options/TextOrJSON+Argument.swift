import ArgumentParser

extension TextOrJSON: ExpressibleByArgument {}
