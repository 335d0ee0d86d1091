/** Shared by all services. */
namespace py pinboard.base

enum Severity {
  /** Nobody needs to know. */
  DEBUG = 1,
  WARN = 5,
  ERROR = -7
}

typedef i64 UserId

const Severity LOUDEST = Severity.ERROR
const i32 LIMIT = 25

/** A place. */
struct Point {
  1: required double x
  2: required double y
  3: optional string label
}

typedef list<Point> Path

exception Gone {
  1: string message
}

service Base {
  /** Is it there? */
  string ping()
}
