// include/shared.thrift and this file reach other/kinds.thrift by two ways; two files are "shared".
include "include/shared.thrift"
include "other/kinds.thrift"
include "samples_link.thrift"

struct Top {
  1: shared.Deep deep
  2: kinds.Kind kind
  3: samples_link.Linked linked
}
