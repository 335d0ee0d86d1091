namespace py samples.shared

include "../other/kinds.thrift"

const string GREETING = "hello"

struct Point {
  1: i32 x = 0
  2: i32 y = 0
}

struct Deep {
  1: kinds.Kind kind = kinds.Kind.FIRST
}

exception Wrong {
  1: string why
}

service Root {
  void root()
}
