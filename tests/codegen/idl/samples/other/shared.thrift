// The same name as ../include/shared.thrift, and another file.
namespace py samples.other_shared

struct Point {
  1: string label
}
