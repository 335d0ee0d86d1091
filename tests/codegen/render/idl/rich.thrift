/**
 * One of everything.
 * With a second line.
 */
namespace py pinboard

include "common.thrift"

// ------------------------------ names of types

typedef common.Path Route
typedef map<string, list<Route>> Routes

# An enum without numbers.
enum Color {
  RED
  GREEN,
  BLUE = 0x10; // hexadecimal
}

const i64 BIG = 0x7fffffffffffffff
const i32 LIMIT = common.LIMIT
const double RATIO = 0.5
const string GREETING = "h\"i 'there'\n"
const bool ON = true
const Color FAVOURITE = Color.BLUE
const list<string> NAMES = ["a", "b"]
const set<i32> PRIMES = [2, 3, 5]
const map<string, list<Color>> PALETTE = {"warm": [Color.RED], "cold": [Color.BLUE, Color.GREEN]}
const map<list<i32>, string> BY_LIST = {[1, 2]: "one two"}
const common.Point ORIGIN = {"x": 0, "y": 0.0}
const list<common.Point> CORNERS = [{"x": 0, "y": 0}, {"x": 1, "y": 1, "label": "far"}]
const binary MAGIC = "kp"

struct Empty {}

/** Every base type, and what may be left out. */
struct Scalars {
  1: required bool truth
  2: optional i8 tiny
  3: byte octet
  4: i16 small = -5
  5: required i32 medium
  6: optional i64 large = BIG
  7: double real
  8: string text = GREETING
  9: binary data
}

/**
 * A pin.
 *
 * It may have tags.
 */
struct Pin {
  /** Its number. */
  1: required common.UserId id
  2: Color color = Color.GREEN  // what it looks like
  3: optional set<string> tags
  4: common.Severity severity = common.Severity.WARN
  5: list<i32> counts = [1, 2]
  6: map<string, common.Point> places
  7: optional Pin parent
  8: list<Pin> children
  9: Route route = CORNERS
  10: set<Color> colors
  11: optional Shape shape
  12: i32 limit = LIMIT
  13: common.Point origin = {"x": 0, "y": 0}
  14: Scalars scalars
}

struct Coordinates {
  1: required i32 x
  2: required i32 y
}

union Shape {
  1: common.Point point
  2: double radius
  3: list<Coordinates> outline
  4: Color color
}

/** Keys of every kind. */
struct Keys {
  1: map<Coordinates, string> by_record
  2: set<Coordinates> records
  3: map<Color, set<Color>> by_enum
  4: map<list<i32>, string> by_list
  5: map<set<string>, map<list<Color>, i32>> by_set
  6: set<list<map<string, i32>>> deep
  7: map<map<i32, string>, bool> by_map
  8: set<Tagged> tagged
  9: map<Shape, i32> by_union
}

struct Tagged {
  1: string name
  2: set<string> tags
  3: list<Color> colors
}

struct Nested {
  1: map<string, list<map<i32, set<Color>>>> deep
  2: list<list<Pin>> pins
  3: Routes routes
}

exception NotFound {
  1: required string key
  2: optional list<string> near
}

exception Denied {
  1: string message
}

/** Pins, over the wire. */
service Pins extends common.Base {
  /**
   * Find a pin.
   * It must be there.
   */
  Pin get(1: common.UserId id) throws (1: NotFound missing, 2: Denied denied) (kingpin.idempotent = "true")
  list<Pin> find(1: set<string> tags, 2: i32 limit = LIMIT, 3: optional Color color, 4: list<i32> more = [1])
  void put(1: Pin pin) throws (1: Denied denied)
  oneway void touch(1: common.UserId id)
  Keys keys(1: Keys keys)
  Nested nested(1: Nested nested)
  Scalars scalars(1: Scalars scalars)
  Shape shape(1: Shape shape)
  map<string, i32> count()
  set<Color> colors(1: set<Color> colors)
  Color next(1: Color color)
  bool flip(1: bool value)
  binary blob(1: binary data)
  double half(1: double value)
  void boom()
  list<Coordinates> outline(1: list<Coordinates> points)
  string describe(1: common.Severity severity) throws (1: common.Gone gone)
}
