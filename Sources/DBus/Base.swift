// Whoever calls somebody on the bus gives a deadline.
@_exported public import Base
