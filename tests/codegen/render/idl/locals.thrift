// Types with names that bodies of generated functions use for themselves.
namespace py awkward

include "annotations.thrift"

enum E { A = 1 }
struct o { 1: E e }
struct v { 1: list<o> os }
struct all { 1: list<v> vs }
struct getattr { 1: map<i32, all> alls }
struct k0 { 1: map<i32, getattr> held }
struct v0 { 1: list<map<i32, k0>> held }
struct e0 { 1: list<v0> held, 2: annotations.Z z }
struct id { 1: e0 held }
struct local { 1: id held }

service Awkward {
  local close_to(1: local close_to)
}
