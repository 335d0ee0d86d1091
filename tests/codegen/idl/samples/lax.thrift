// What Apache's compiler refuses and production IDL has, or a user would not mind.
php_namespace Samples
java_package com.example.lax
smalltalk_category 'Samples'
namespace xsd "http://example.com/lax"
namespace js a.b (note)
include "other/kinds.thrift";

typedef kinds.Kind (reference = "annotated") Annotated

struct Words {
  1: string list
  2: i32 string
  3: bool struct
  4: i64 required
  5: optional i64 optional
  6: uuid uuid
  7: string args
  8: string self
  9: i32 async
  10: i32 true
  11: i32 next
  12: i32 function
};

const uuid NIL = "{00000000-0000-0000-0000-000000000000}"
const bool BOTH = YES
const i32 YES = 1
const double ONE = YES
const list<i64> WIDE = NARROW
const list<i32> NARROW = [1, 2]
const map<string, i32> NO_ENTRIES = []
const set<i32> NO_MEMBERS = {}
const i32 ANNOTATED = 5 (unit = "s")
const kinds.Kind BARE = SECOND
const list<kinds.Kind> KINDS = [FIRST, kinds.Kind.SECOND, 1]

enum Twins {
  ONE = 1,
  UN = 1,
  list = 3
}

struct Numbers {
  0: i32 zero
  -7: i32 negative
  -2: i32 expected
  i32 implicit
}

union Strict {
  1: required i32 a
  2: i32 b (weight = 5, heavy = true)
}

struct Chain {
  1: required Chain next
}

include "include/shared.thrift"

struct FromConstants {
  1: list<i32> same = NARROW
  2: list<i64> wider = NARROW
  3: Words words = WORDS
}

const Words WORDS = {"list": "a"}

struct Same {
  1: shared.Point point
}

service Same {
  async void fire()
  oneway void oneway(1: string void)
  i32 throws() throws (shared.Wrong wrong)
}
