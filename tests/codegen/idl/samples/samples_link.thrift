include "other/../other/kinds.thrift"
include "other/shared.thrift"

struct Linked {
  1: kinds.Kind kind
  2: shared.Point point
}
