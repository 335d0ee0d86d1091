/** Names that Python has other uses for; """quoted""", a back\slash, and "quoted" */
namespace py hell.class.list

enum Color { RED = 1 GREEN = 2 }

enum Names {
  False
  None
  True
  and
  as
  assert
  await
  break
  class
  continue
  def
  del
  elif
  else
  except
  finally
  for
  from
  global
  if
  import
  in
  is
  lambda
  nonlocal
  not
  or
  pass
  raise
  return
  try
  while
  with
  yield
  bytes
  classmethod
  dict
  float
  frozenset
  hash
  int
  object
  property
  staticmethod
  str
  super
  tuple
  type
  print
  range
  open
  id
  input
  len
  format
  Exception
  BaseException
  NotImplemented
  Ellipsis
  None_
  print_
  add_note
  args
  with_traceback
  message
  __cause__
  __traceback__
  __dict__
  self
  cls
  attrs
  attr
  typing
  thrift_spec
  NOTHING
  attr_dict
  _rt
  _b
  _uuid
  UNSET
  builtins
  which
  of_it
  Any
  Final
  o
  v
  e0
  k0
  value
  name
  _x
  __x
  __x__
  _
  __
  match
  case
  annotations
  Color
  Names
  real
  imag
  mro
  numerator
  to_bytes
  from_bytes
  is_known
  values
}

struct Fields {
  1: required string False
  2: bool None
  3: list<i32> True
  4: set<string> and
  5: map<string, i32> as
  6: double assert
  7: binary await
  8: Color break
  9: optional i32 class
  10: required string continue
  11: bool def
  12: list<i32> del
  13: set<string> elif
  14: map<string, i32> else
  15: double except
  16: binary finally
  17: Color for
  18: optional i32 from
  19: required string global
  20: bool if
  21: list<i32> import
  22: set<string> in
  23: map<string, i32> is
  24: double lambda
  25: binary nonlocal
  26: Color not
  27: optional i32 or
  28: required string pass
  29: bool raise
  30: list<i32> return
  31: set<string> try
  32: map<string, i32> while
  33: double with
  34: binary yield
  35: Color bytes
  36: optional i32 classmethod
  37: required string dict
  38: bool float
  39: list<i32> frozenset
  40: set<string> hash
  41: map<string, i32> int
  42: double object
  43: binary property
  44: Color staticmethod
  45: optional i32 str
  46: required string super
  47: bool tuple
  48: list<i32> type
  49: set<string> print
  50: map<string, i32> range
  51: double open
  52: binary id
  53: Color input
  54: optional i32 len
  55: required string format
  56: bool Exception
  57: list<i32> BaseException
  58: set<string> NotImplemented
  59: map<string, i32> Ellipsis
  60: double None_
  61: binary print_
  62: Color add_note
  63: optional i32 args
  64: required string with_traceback
  65: bool message
  66: list<i32> __cause__
  67: set<string> __traceback__
  68: map<string, i32> __dict__
  69: double self
  70: binary cls
  71: Color attrs
  72: optional i32 attr
  73: required string typing
  74: bool thrift_spec
  75: list<i32> NOTHING
  76: set<string> attr_dict
  77: map<string, i32> _rt
  78: double _b
  79: binary _uuid
  80: Color UNSET
  81: optional i32 builtins
  82: required string which
  83: bool of_it
  84: list<i32> Any
  85: set<string> Final
  86: map<string, i32> o
  87: double v
  88: binary e0
  89: Color k0
  90: optional i32 value
  91: required string name
  92: bool _x
  93: list<i32> __x
  94: set<string> __x__
  95: map<string, i32> _
  96: double __
  97: binary match
  98: Color case
  99: optional i32 annotations
  100: required string Color
  101: bool Names
}

exception Raised {
  1: string False
  2: list<i32> None
  3: optional i32 True
  4: string and
  5: list<i32> as
  6: optional i32 assert
  7: string await
  8: list<i32> break
  9: optional i32 class
  10: string continue
  11: list<i32> def
  12: optional i32 del
  13: string elif
  14: list<i32> else
  15: optional i32 except
  16: string finally
  17: list<i32> for
  18: optional i32 from
  19: string global
  20: list<i32> if
  21: optional i32 import
  22: string in
  23: list<i32> is
  24: optional i32 lambda
  25: string nonlocal
  26: list<i32> not
  27: optional i32 or
  28: string pass
  29: list<i32> raise
  30: optional i32 return
  31: string try
  32: list<i32> while
  33: optional i32 with
  34: string yield
  35: list<i32> bytes
  36: optional i32 classmethod
  37: string dict
  38: list<i32> float
  39: optional i32 frozenset
  40: string hash
  41: list<i32> int
  42: optional i32 object
  43: string property
  44: list<i32> staticmethod
  45: optional i32 str
  46: string super
  47: list<i32> tuple
  48: optional i32 type
  49: string print
  50: list<i32> range
  51: optional i32 open
  52: string id
  53: list<i32> input
  54: optional i32 len
  55: string format
  56: list<i32> Exception
  57: optional i32 BaseException
  58: string NotImplemented
  59: list<i32> Ellipsis
  60: optional i32 None_
  61: string print_
  62: list<i32> add_note
  63: optional i32 args
  64: string with_traceback
  65: list<i32> message
  66: optional i32 __cause__
  67: string __traceback__
  68: list<i32> __dict__
  69: optional i32 self
  70: string cls
  71: list<i32> attrs
  72: optional i32 attr
  73: string typing
  74: list<i32> thrift_spec
  75: optional i32 NOTHING
  76: string attr_dict
  77: list<i32> _rt
  78: optional i32 _b
  79: string _uuid
  80: list<i32> UNSET
  81: optional i32 builtins
  82: string which
  83: list<i32> of_it
  84: optional i32 Any
  85: string Final
  86: list<i32> o
  87: optional i32 v
  88: string e0
  89: list<i32> k0
  90: optional i32 value
  91: string name
  92: list<i32> _x
  93: optional i32 __x
  94: string __x__
  95: list<i32> _
  96: optional i32 __
  97: string match
  98: list<i32> case
  99: optional i32 annotations
  100: string Color
  101: list<i32> Names
}

union Either {
  1: string False
  2: list<i32> None
  3: set<i32> True
  4: i32 and
  5: string as
  6: list<i32> assert
  7: set<i32> await
  8: i32 break
  9: string class
  10: list<i32> continue
  11: set<i32> def
  12: i32 del
  13: string elif
  14: list<i32> else
  15: set<i32> except
  16: i32 finally
  17: string for
  18: list<i32> from
  19: set<i32> global
  20: i32 if
  21: string import
  22: list<i32> in
  23: set<i32> is
  24: i32 lambda
  25: string nonlocal
  26: list<i32> not
  27: set<i32> or
  28: i32 pass
  29: string raise
  30: list<i32> return
  31: set<i32> try
  32: i32 while
  33: string with
  34: list<i32> yield
  35: set<i32> bytes
  36: i32 classmethod
  37: string dict
  38: list<i32> float
  39: set<i32> frozenset
  40: i32 hash
  41: string int
  42: list<i32> object
  43: set<i32> property
  44: i32 staticmethod
  45: string str
  46: list<i32> super
  47: set<i32> tuple
  48: i32 type
  49: string print
  50: list<i32> range
  51: set<i32> open
  52: i32 id
  53: string input
  54: list<i32> len
  55: set<i32> format
  56: i32 Exception
  57: string BaseException
  58: list<i32> NotImplemented
  59: set<i32> Ellipsis
  60: i32 None_
  61: string print_
  62: list<i32> add_note
  63: set<i32> args
  64: i32 with_traceback
  65: string message
  66: list<i32> __cause__
  67: set<i32> __traceback__
  68: i32 __dict__
  69: string self
  70: list<i32> cls
  71: set<i32> attrs
  72: i32 attr
  73: string typing
  74: list<i32> thrift_spec
  75: set<i32> NOTHING
  76: i32 attr_dict
  77: string _rt
  78: list<i32> _b
  79: set<i32> _uuid
  80: i32 UNSET
  81: string builtins
  82: list<i32> which
  83: set<i32> of_it
  84: i32 Any
  85: string Final
  86: list<i32> o
  87: set<i32> v
  88: i32 e0
  89: string k0
  90: list<i32> value
  91: set<i32> name
  92: i32 _x
  93: string __x
  94: list<i32> __x__
  95: set<i32> _
  96: i32 __
  97: string match
  98: list<i32> case
  99: set<i32> annotations
  100: i32 Color
  101: string Names
}

struct int {
  1: required i32 x
  2: optional int int
  3: map<string, list<i32>> items
}

struct str {
  1: required i32 x
  2: optional str str
  3: map<string, list<i32>> items
}

struct dict {
  1: required i32 x
  2: optional dict dict
  3: map<string, list<i32>> items
}

struct tuple {
  1: required i32 x
  2: optional tuple tuple
  3: map<string, list<i32>> items
}

struct bytes {
  1: required i32 x
  2: optional bytes bytes
  3: map<string, list<i32>> items
}

struct object {
  1: required i32 x
  2: optional object object
  3: map<string, list<i32>> items
}

struct property {
  1: required i32 x
  2: optional property property
  3: map<string, list<i32>> items
}

struct staticmethod {
  1: required i32 x
  2: optional staticmethod staticmethod
  3: map<string, list<i32>> items
}

struct classmethod {
  1: required i32 x
  2: optional classmethod classmethod
  3: map<string, list<i32>> items
}

struct frozenset {
  1: required i32 x
  2: optional frozenset frozenset
  3: map<string, list<i32>> items
}

struct None {
  1: required i32 x
  2: optional None None
  3: map<string, list<i32>> items
}

struct True {
  1: required i32 x
  2: optional True True
  3: map<string, list<i32>> items
}

struct class {
  1: required i32 x
  2: optional class class
  3: map<string, list<i32>> items
}

struct Exception {
  1: required i32 x
  2: optional Exception Exception
  3: map<string, list<i32>> items
}

struct Optional {
  1: required i32 x
  2: optional Optional Optional
  3: map<string, list<i32>> items
}

struct Any {
  1: required i32 x
  2: optional Any Any
  3: map<string, list<i32>> items
}

struct ClassVar {
  1: required i32 x
  2: optional ClassVar ClassVar
  3: map<string, list<i32>> items
}

struct attrs {
  1: required i32 x
  2: optional attrs attrs
  3: map<string, list<i32>> items
}

struct typing {
  1: required i32 x
  2: optional typing typing
  3: map<string, list<i32>> items
}

struct _rt {
  1: required i32 x
  2: optional _rt _rt
  3: map<string, list<i32>> items
}

struct type {
  1: required i32 x
  2: optional type type
  3: map<string, list<i32>> items
}

struct List {
  1: required i32 x
  2: optional List List
  3: map<string, list<i32>> items
}

struct hash {
  1: required i32 x
  2: optional hash hash
  3: map<string, list<i32>> items
}

struct super {
  1: required i32 x
  2: optional super super
  3: map<string, list<i32>> items
}

typedef int str_
typedef list<str> of_strs

const i32 def = 5
const i32 Color = 6
const list<i32> None_ = [def]

struct Hidden {
  1: Color Color = Color.RED
  2: i32 def = def
  3: list<Color> Colors = [Color.GREEN]
  4: map<i32, Color> int = {1: Color.RED}
  5: list<i32> list_
  6: Hidden Hidden
}

struct Same {
  1: i32 class
  2: i32 class_
  3: i32 _class
  4: i32 class__
}

service Color {
  i32 False(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  list<i32> None(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  void True(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  set<Color> and(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  str as(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  of_strs assert(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  i32 await(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  list<i32> break(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  void class(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  set<Color> continue(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  str def(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  of_strs del(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  i32 elif(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  list<i32> else(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  void except(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  set<Color> finally(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  str for(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  of_strs from(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  i32 global(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  list<i32> if(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  void import(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  set<Color> in(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  str is(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  of_strs lambda(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  i32 nonlocal(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  list<i32> not(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  void or(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  set<Color> pass(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  str raise(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  of_strs return(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  i32 try(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  list<i32> while(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  void with(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  set<Color> yield(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  str bytes(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  of_strs classmethod(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  i32 dict(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  list<i32> float(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  void frozenset(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  set<Color> hash(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  str int(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  of_strs object(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  i32 property(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  list<i32> staticmethod(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  void str(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  set<Color> super(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  str tuple(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  of_strs type(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  i32 print(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  list<i32> range(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  void open(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  set<Color> id(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  str input(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  of_strs len(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  i32 format(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  list<i32> Exception(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  void BaseException(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  set<Color> NotImplemented(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  str Ellipsis(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
  of_strs None_(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash)
}

service Names extends Color {
  void close(1: i32 close)
  void with_options(1: i32 self)
  void over()
  list<i32> arguments(1: i32 False, 2: i32 None, 3: i32 True, 4: i32 and, 5: i32 as, 6: i32 assert, 7: i32 await, 8: i32 break, 9: i32 class, 10: i32 continue, 11: i32 def, 12: i32 del, 13: i32 elif, 14: i32 else, 15: i32 except, 16: i32 finally, 17: i32 for, 18: i32 from, 19: i32 global, 20: i32 if, 21: i32 import, 22: i32 in, 23: i32 is, 24: i32 lambda, 25: i32 nonlocal, 26: i32 not, 27: i32 or, 28: i32 pass, 29: i32 raise, 30: i32 return, 31: i32 try, 32: i32 while, 33: i32 with, 34: i32 yield, 35: i32 bytes, 36: i32 classmethod, 37: i32 dict, 38: i32 float, 39: i32 frozenset, 40: i32 hash, 41: i32 int, 42: i32 object, 43: i32 property, 44: i32 staticmethod, 45: i32 str, 46: i32 super, 47: i32 tuple, 48: i32 type, 49: i32 print, 50: i32 range, 51: i32 open, 52: i32 id, 53: i32 input, 54: i32 len, 55: i32 format, 56: i32 Exception, 57: i32 BaseException, 58: i32 NotImplemented, 59: i32 Ellipsis, 60: i32 None_, 61: i32 print_, 62: i32 add_note, 63: i32 args, 64: i32 with_traceback, 65: i32 message, 66: i32 __cause__, 67: i32 __traceback__, 68: i32 __dict__, 69: i32 self, 70: i32 cls, 71: i32 attrs, 72: i32 attr, 73: i32 typing, 74: i32 thrift_spec, 75: i32 NOTHING, 76: i32 attr_dict, 77: i32 _rt, 78: i32 _b, 79: i32 _uuid, 80: i32 UNSET, 81: i32 builtins, 82: i32 which, 83: i32 of_it, 84: i32 Any, 85: i32 Final, 86: i32 o, 87: i32 v, 88: i32 e0, 89: i32 k0, 90: i32 value, 91: i32 name, 92: i32 _x, 93: i32 __x, 94: i32 __x__, 95: i32 _, 96: i32 __, 97: i32 match, 98: i32 case, 99: i32 annotations, 100: i32 Color, 101: i32 Names)
}
