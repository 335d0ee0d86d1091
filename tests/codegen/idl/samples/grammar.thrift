/**
 * Every production of the grammar that Apache's compiler takes.
 */
include "include/shared.thrift"
include 'other/kinds.thrift'
cpp_include "<unordered_map>"
namespace * samples
namespace py samples.grammar
namespace py.twisted samples.grammar_twisted
namespace java com.example.samples (deprecated = "soon", internal)
namespace c_glib Smp

/** A number that counts. */
typedef i64 Counter
typedef list<Counter> Counters (note = "many")
typedef map<string, set<Counter>> Index,
typedef shared.Point Place;
typedef string (unicode.encoding = "UTF-8") Text
typedef map cpp_type "std::unordered_map<std::string, std::string>" <string, string> Loose
typedef set cpp_type "std::unordered_set<int32_t>" <i32> LooseSet
typedef list<double> cpp_type "std::deque<double>" Deque
typedef Later Sooner

enum Color {
  RED,
  GREEN = 0x10 (hex = "yes")
  BLUE;
  NEGATIVE = -5,
  AFTER_NEGATIVE
} (flags = "none")

const bool YES = true
const bool NO = 0
const i8 TINY = -128
const byte OLD_TINY = 127
const i16 SHORT = 0x7F
const i32 NEGATIVE_HEX = -0x10
const i32 PLUS = +7;
const i64 LARGE = 9223372036854775807,
const i64 SMALLEST = -9223372036854775808
const double ROUND = 3
const double POINT = .5
const double EXPONENT = -1.5e-7
const double GREAT = 1e300
const string PLAIN = 'single "quotes" inside'
const string ESCAPED = "tab\t quote\" back\\slash line\n return\r apostrophe\'"
const string EMPTY = ""
const binary BYTES = "bytes"
const Color FAVOURITE = Color.GREEN
const Color BY_NUMBER = 16
const kinds.Kind FOREIGN = kinds.Kind.SECOND
const i32 NUMBER_OF_MEMBER = Color.BLUE
const string SAME = PLAIN
const string THEIRS = shared.GREETING
const Counters COUNTS = [1, 2; 3]
const list<list<i32>> NESTED = [[1], [], [2, 3,],]
const set<string> WORDS = ["a", "b"]
const map<string, i32> AGES = {"ann": 30, "bob": 31; "eve": 32}
const map<Color, list<string>> BY_COLOR = {Color.RED: ["rose"], Color.BLUE: []}
const shared.Point ORIGIN = {"x": 0, "y": 0}
const list<shared.Point> PATH = [{"x": 1, "y": 2}, {"x": 3}]
const Text TYPED = "typedef"

enum Nothing {}

struct Empty {}

/** All ways to write a field. */
struct Fields {
  1: required i32 needed
  2: optional string maybe,
  3: bool neither;
  4: i8 with_default = 8
  5: optional i16 optional_default = 16,
  6: required i32 required_default = 32
  7: double real = 1
  8: binary raw = "raw"
  9: list<string> names = []
  10: set<i32> numbers = [1, 2]
  11: map<string, double> prices = {"a": 1, "b": 2.5}
  12: Color color = Color.RED
  13: shared.Point point = {"x": 5}
  14: shared.Deep deep
  15: Counters counters = [1]
  16: optional Fields & again
  17: optional list<Fields> more (label = "recursive", plain)
  18: string (type.annotation = "1") annotated (field.annotation = "2")
  19: list<string (inner = "yes")> (outer = "yes") both
  20: i64 xsd xsd_optional xsd_nillable
  21: string attributes xsd_attrs { 1: string inner, 2: i32 other = 5 } (after = "attrs")
  22: Later forward
  32767: i32 last
} (struct.annotation = "true", another = 'single';)

struct Implicit {
  i32 first
  optional string second,
  5: i32 third
  i32 fourth = 4
}

struct All xsd_all {
  1: i32 a
}

union Either {
  1: i32 number
  2: string text = "default"
  3: optional Either other
} (choice)

exception Failure {
  1: string message
  2: optional i32 code = -1
} (severity = "high")

struct Later {
  1: map<i32, Later> children
}

service Nothingness {}

/** A service. */
service Base extends shared.Root {
  void nothing()
  i32 add(1: i32 a, 2: i32 b = 2)
  /** Documented. */
  string talk(1: required string what, 2: optional string how; 3: Color tone = Color.RED),
  Fields find(1: Counter id) throws (1: Failure failure, 2: shared.Wrong wrong)
  oneway void fire(1: string where);
  list<map<string, Either>> nest(1: set<Counter> ids) (retries = "3")
  void implicit(i32 one, string two) throws (Failure failure)
  void ann() throws (1: Failure f) (idempotent, priority = "low")
} (service.annotation = "x")

service Derived extends Base {
  void more()
}
